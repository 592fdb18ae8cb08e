"""Rounds in the world of the matrix: one that is planned, one that was sent; and what their forms send."""

from __future__ import annotations

from typing import Any

from serac.agencies.models import Agency, Partnership
from serac.cases import commands as cases
from serac.cases.queries import find_case
from serac.entities import commands as entities
from serac.scoping.commands.rounds import begin_round
from serac.scoping.commands.rounds_requests import plan_request
from serac.scoping.commands.rounds_sending import send_round
from tests.given import Given

ROUND = {"purpose": "disrupt", "urgency": "ordinary"}
WHAT = {"asks": "records", "categories": ["intelligence"]}
GROUNDS = {"why": "To find who is at risk", "wishes": "not_asked"}


def with_rounds(given: Given, place: str, planted: str) -> dict[str, dict[str, Any]]:
    """A case that housing is on, with a round nobody was sent yet; and one it is not on, with a round that was sent to it."""
    planned, sent = _round(given, place, planted, "lapsed-homes"), _round(given, place, planted, "kelderby-housing")
    with given.as_("tom") as unit:
        case = find_case(unit, planned["reference"])
        housing = unit.session.get_one(Agency, given.agencies["kelderby-housing"])
        cases.add_to_virtual_team(unit, case, agency=housing, purpose="disrupt", categories=["identity"])
    return {"planned": planned, "planned request": planned, "sent request": sent | {"number": 1}}


def _round(given: Given, place: str, planted: str, slug: str) -> dict[str, Any]:
    with given.as_("tom") as unit:
        home = unit.session.get_one(Partnership, given.partnerships[place])
        case = cases.open_case(unit, home, title=f"{planted} asked about", kinds=["labour.forced"])
        person = entities.add_person(unit, case, name=planted, role="potential_victim", age_band="adult")
        row = begin_round(unit, case, question=f"Do you know {planted}?", **ROUND)
        agency = unit.session.get_one(Agency, given.agencies[slug])
        request = plan_request(unit, row, agency=agency, things=[person.id], **WHAT)
        if slug == "kelderby-housing":
            send_round(unit, row, **GROUNDS)
        return {"reference": case.reference, "request_reference": request.reference}


def bodies(given: Given) -> dict[str, dict[str, Any]]:
    """What well-filled forms of the pages of rounds send."""
    until = {"due_on-day": "20", "due_on-month": "3", "due_on-year": "2026", "reason": "Their archive is slow"}
    asked = {"question": "Do you know them?"}
    return {
        "scoping.begin": ROUND | asked,
        "scoping.change": ROUND | asked | {"version": "2"},
        "scoping.plan": WHAT | {"agencies": ["police"]},
        "scoping.plan_one": WHAT | asked | {"version": "1"},
        "scoping.check": GROUNDS | {"version": "2", "seen": "nothing"},
        "scoping.leave_out": {"grantee": str(given.members["hannah"]), "reason": "linked_person"},
        "scoping.override": {
            "ground": "vital_interests", "reason": "Danger", "hours": "2", "wishes": "not_asked", "version": "1",
        },
        "scoping.drop_one": {}, "scoping.give_up": {}, "scoping.remind_late": {},
        "scoping.remind": {"version": "2"}, "scoping.escalate": {"version": "2"},
        "scoping.extend": until | {"version": "2"}, "scoping.withdraw": until | {"version": "2"},
        "scoping.end": {"version": "3"},
    }  # fmt: skip
