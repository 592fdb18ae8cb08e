"""The still frame around every page of a case, and the blueprint they hang from."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from serac.audit.policy import see_who_looked
from serac.cases import policy
from serac.cases.models import Case
from serac.cases.queries import Team, in_words, team_size
from serac.cases.views.flags import Flag, flags_of
from serac.cases.words import STAGES, Sign, contact_sign
from serac.core.unit import Unit
from serac.core.web import current_unit, page

bp = Blueprint("cases", __name__)

ROOMS = (
    ("Summary", "cases.show", ("cases.change_summary",)),
    ("Shared picture", "scoping.picture", ("scoping.disagree", "scoping.copies", "cases.add_item")),
    ("People and places", "cases.people", ("cases.add_person", "cases.dismiss_match")),
    (
        "Before a visit",
        "cases.contact",
        ("cases.ask_police", "cases.answer_police", "cases.contact_rule", "cases.danger", "cases.premises"),
    ),
    (
        "Scoping",
        "scoping.show",
        (
            "scoping.begin",
            "scoping.change",
            "scoping.plan",
            "scoping.plan_one",
            "scoping.check",
            "scoping.override",
            "scoping.track_one",
            "scoping.extend",
            "scoping.withdraw",
        ),
    ),
    (
        "Decision",
        "decisions.show",
        (
            "decisions.new",
            "decisions.confirm",
            "decisions.chair",
            "decisions.dissent",
            "decisions.teams",
            "decisions.team",
            "decisions.end_team",
            "decisions.team_action",
            "decisions.disagreements",
            "decisions.disagreement",
        ),
    ),
    ("Actions", "actions.on_case", ("actions.new",)),
    (
        "Virtual team",
        "cases.team",
        ("cases.add_agency", "cases.check_agency", "cases.override", "cases.exclude", "cases.restrict"),
    ),
)
CLOSING = ("Closing", "closure.show", ("closure.close", "closure.reopen", "closure.feedback"))
TEAM_ALONE = frozenset({"scoping.show"})
"""For the team alone: an agency is told what it was asked itself, not whom else."""
REFERRALS = ("Referrals", "referrals.index", ("referrals.new",))
"""For the team alone: to whom somebody was referred says more than an agency on the case need know."""
WHO_HAS_LOOKED = ("Who has looked", "desk.case_log")


@dataclass(frozen=True)
class Room:
    """One of the pages of a case, as its sub-navigation shows it."""

    text: str
    url: str
    current: bool


@dataclass(frozen=True)
class TeamLink:
    """How many are on the virtual team, and the way to them by name."""

    text: str
    url: str


@dataclass(frozen=True)
class CaseFrame:
    """What stays at the top of every page of one case."""

    reference: str
    title: str
    restricted: bool
    stage: str
    contact_rule: Sign
    team: TeamLink
    rooms: tuple[Room, ...]
    flags: tuple[Flag, ...] = ()
    kind: str = "Case"

    @property
    def title_hidden(self) -> bool:
        """Whether the title waits for a tap."""
        return self.restricted


def frame_of(unit: Unit, case: Case, team: Team | None) -> CaseFrame:
    """The frame for the reader of this unit; the virtual team is counted where it has not been read."""
    words = in_words(*team_size(unit, case)) if team is None else team.words
    own = (REFERRALS,) if unit.may(policy.write, case) else ()
    rooms = [
        Room(text, url_for(endpoint, reference=case.reference), request.endpoint in (endpoint, *below))
        for text, endpoint, below in (*ROOMS, *own, CLOSING)
        if endpoint in current_app.view_functions and (own or endpoint not in TEAM_ALONE)
    ]
    text, endpoint = WHO_HAS_LOOKED
    if unit.may(see_who_looked, case) and endpoint in current_app.view_functions:
        rooms.append(Room(text, url_for(endpoint, reference=case.reference), request.endpoint == endpoint))
    return CaseFrame(
        reference=case.reference,
        title=case.title,
        restricted=unit.standing(case.compartment_id).restricted,
        stage=STAGES[case.stage].text,
        contact_rule=contact_sign(case, unit.now),
        team=TeamLink(words, url_for("cases.team", reference=case.reference)),
        rooms=tuple(rooms),
        flags=flags_of(unit, case),
    )


def case_page(template: str, case: Case, *, team: Team | None = None, **words: Any) -> ResponseReturnValue:
    """Answer with a page inside a case."""
    unit = current_unit()
    frame = frame_of(unit, case, team)
    marking_for = (
        "Only for the people named on its list" if frame.restricted else "Only for the people named on this case"
    )
    may = {"write": unit.may(policy.write, case), "share": unit.may(policy.share, case)}
    words["shown"] = [*words.get("shown", ()), *(row_id for flag in frame.flags for row_id in flag.ids)]
    return page(
        template, target=case, case_frame=frame, reference=case.reference, may=may, marking_for=marking_for, **words
    )
