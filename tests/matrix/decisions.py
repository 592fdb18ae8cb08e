"""A case of the matrix on which something is decided: one decision in force, one that waits for the chair, and what hangs from them."""

from __future__ import annotations

import uuid
from typing import Any

from serac.agencies.models import Agency, Member, Partnership
from serac.cases import commands as cases
from serac.cases import policy
from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.core.unit import Unit, command
from serac.decisions import commands as decisions
from tests.given import Given

_ASKED: dict[str, Any] = {"purpose": "disrupt", "categories": ["identity"]}


@command(may=policy.write)
def _begin_scoping(unit: Unit, case: Case) -> None:
    cases.move_case(unit, case, Stage.SCOPING)


def decided(given: Given, home: str, planted: str) -> dict[str, Any]:
    """Open to housing and to the chair. The addresses of it and of what hangs from it."""
    words = dict.fromkeys(("rationale", "information", "risk", "options"), f"{planted} sleeps there")
    with given.as_("tom") as unit:
        place = unit.session.get_one(Partnership, given.partnerships[home])
        housing = unit.session.get_one(Agency, given.agencies["kelderby-housing"])
        case = cases.open_case(unit, place, title=f"{planted} decided", kinds=["labour.forced"])
        cases.add_to_virtual_team(unit, case, agency=housing, **_ASKED)
        _begin_scoping(unit, case)
        decisions.decide(unit, case, response="joint_agency", lead=housing, **words)
        team = decisions.start_response_team(unit, case, kind="support", lead=housing, aim=planted, exit_when=planted)
        more = {"criteria": ["public_confidence"], "why": planted, "lead": housing, "seen": 1} | words
        decisions.decide(unit, case, response="significant_planning", **more)
        chair = unit.session.get_one(Member, given.members["judith"])
        decisions.put_to_chair(unit, case, chair=chair, **_ASKED)
        reference, case_id, team_id = case.reference, case.id, team.id
    with given.as_("gwen") as unit:
        agency = unit.session.get_one(Agency, given.agencies["kelderby-housing"])
        case = unit.session.get_one(Case, case_id)
        raised = decisions.raise_disagreement(unit, case, agency=agency, words=f"{planted} needs a room")
        return {"reference": reference, "team_id": team_id, "disagreement_id": raised.id}


def bodies(given: Given) -> dict[str, dict[str, Any]]:
    """What a well-filled form sends: a chair who has not said that they have no connection decides nothing."""
    housing: uuid.UUID = given.agencies["kelderby-housing"]
    words = dict.fromkeys(("rationale", "information", "risk", "options", "why"), "As written")
    team = {"lead": "kelderby-housing", "aim": "Safe", "exit_when": "A room"}
    return {
        "decisions.new": {"response": "single_agency", "lead": "kelderby-housing", "version": "2"} | words,
        "decisions.confirm": {"answer": "confirm", "no_connection": "yes", "version": "1"},
        "decisions.chair": _ASKED | {"chair": str(given.members["marcus"])},
        "decisions.dissent": {"agency": str(housing), "role": "handler", "words": "Not so"},
        "decisions.teams": team | {"kind": "pursue"},
        "decisions.team": team | {"version": "1"},
        "decisions.team_action": {
            "what": "Find a room", "kind": "safeguard", "priority": "ordinary", "due_on-day": "20", "due_on-month": "3",
            "due_on-year": "2026", "owner": f"kelderby-housing:{given.members['amir']}",
        },
        "decisions.end_team": {"reason": "exit_met", "version": "1"},
        "decisions.disagreements": {"agency": str(housing), "words": "Not so"},
        "decisions.disagreement": {"outcome": "agreed", "words": "As agreed", "version": "1"},
    }  # fmt: skip
