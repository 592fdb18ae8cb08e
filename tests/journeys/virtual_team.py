"""Eight agencies that are asked about one car wash, and what each holds: the world of test_the_virtual_team.py."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import select

from serac.access.roles import Role
from serac.actions import commands as actions
from serac.actions.lifecycle import ActionState
from serac.actions.queries import find_action, open_actions
from serac.cases.models import Case
from serac.core.outbox import Notice
from serac.decisions import commands as decisions
from serac.decisions.lifecycle import TeamState
from serac.decisions.queries import list_response_teams
from serac.scheduler import Scheduler
from serac.scoping.commands.connection import state_no_connection
from serac.scoping.commands.replies import reply
from serac.scoping.models import Request
from tests.closure.ending import from_alert, joined
from tests.given import Given
from tests.journeys.stage import Journey
from tests.raising import agency, build_county, raised
from tests.scoping.answering import HELD

AGREED = {"categories": ["identity", "intelligence", "premises", "vehicles", "businesses"]}
MORE = {
    "licensing": ("council.licensing", "lena"),
    "landlord": ("housing_association", "vera"),
    "fire": ("fire", "finn"),
    "health": ("nhs.trust", "nadia"),
    "revenues": ("council.revenues_benefits", "rory"),
}
HANDLER = {"housing": "hana", "police": "dev", "charity": "carys"} | {slug: who for slug, (_, who) in MORE.items()}

DUE = dt.date(2026, 3, 31)
BEDS = "Nine people sleep above the wash"
COUSIN = "The licence holder is a cousin of the landlord"
COUSIN_WIDER = "There is a family link to the landlord"
FRIDAY = "A source says that the van moves on Friday"
STOPPED = "The van was stopped on the ring road in January"
EXIT = "One way out of the flat, locked at night"
SEEN = ("A van at six", "Again")
"""What the team took from the two alerts."""
SAID = (BEDS, COUSIN, COUSIN_WIDER, FRIDAY, STOPPED, EXIT, *SEEN)
OF_POLICE: list[dict[str, Any]] = [
    {"text": FRIDAY, "how_known": "our_records", "audience": "coordinators"},
    {"text": STOPPED, "how_known": "our_records", "audience": "team", "not_for_immigration": True},
]
OF_FIRE: list[dict[str, Any]] = [{"text": EXIT, "how_known": "our_records", "audience": "team"}]


def build_eight(given: Given) -> None:
    """The county, a chair (judith), eight agencies under an agreement, and a case made from two alerts."""
    build_county(given)
    given.member("judith", "team", Role.CHAIR)
    for slug, (kind, name) in MORE.items():
        given.agency(slug, kind)
        given.member(name, slug, Role.HANDLER)
    given.member("delia", "landlord", Role.DEPUTY_SPOC)
    given.member("silas", "landlord", Role.SPOC)
    given.agreement(*HANDLER, **AGREED)
    case = from_alert(given, raised(given))
    joined(given, raised(given, by="dev", people=[]), case)
    given.also |= {"case": case.id, "reference": case.reference}


def case_of(given: Given) -> Case:
    """The case, to ask about."""
    with given.as_("priya") as unit:
        return unit.session.get_one(Case, given.also["case"])


def asked_of(given: Given, slug: str) -> Request:
    """What an agency was asked last."""
    with given.as_("priya") as unit:
        found = select(Request).where(Request.agency_id == given.agencies[slug]).order_by(Request.asked_at.desc())
        return unit.session.scalars(found.limit(1)).one()


def answered(given: Given, slug: str, **facts: Any) -> None:
    """Somebody of an agency states no connection and answers."""
    request = asked_of(given, slug)
    with given.as_(HANDLER[slug]) as unit:
        here = unit.session.get_one(Request, request.id)
        state_no_connection(unit, here)
        reply(unit, here, **facts)


def held(given: Given, slug: str, items: list[dict[str, Any]]) -> None:
    """Somebody of an agency gives what it holds."""
    answered(given, slug, **HELD, items=items)


def told(given: Given, path: str, kind: str) -> set[str]:
    """Who has had a notice of a kind that leads there."""
    names = {row_id: name for name, row_id in given.members.items()}
    with given.operator() as unit:
        rows = unit.session.scalars(select(Notice).where(Notice.path == path, Notice.kind == kind)).all()
        return {names[one.member_id] for one in rows}


def make(given: Given, to: str, text: str) -> None:
    """The co-ordinator asks an agency for something, which its handler accepts."""
    facts: dict[str, Any] = {
        "text": text,
        "kind": "records",
        "priority": "ordinary",
        "due_on": DUE,
        "purpose": "disrupt",
    }
    with given.as_("priya") as unit:
        case, facts["categories"] = unit.session.get_one(Case, given.also["case"]), ["intelligence"]
        made = actions.make_action(unit, case, agency=agency(unit, given, to), **facts)
    with given.as_(HANDLER[to]) as unit:
        actions.accept_action(unit, find_action(unit, made.reference))


def start(given: Given, kind: str) -> None:
    """A response team starts; housing leads it."""
    with given.as_("priya") as unit:
        case, lead = unit.session.get_one(Case, given.also["case"]), agency(unit, given, "housing")
        decisions.start_response_team(unit, case, kind=kind, lead=lead, aim="No more of it", exit_when="It is seen")


def finish_all(given: Given) -> None:
    """Whoever has an action still open does it, and what teams are still at work have done theirs."""
    slugs = {key: slug for slug, key in given.agencies.items()}
    with given.as_("priya") as unit:
        waiting = open_actions(unit, unit.session.get_one(Case, given.also["case"]).compartment_id)
        found = [(one.reference, slugs[one.agency_id], one.state) for one in waiting]
    for reference, slug, state in found:
        with given.as_(HANDLER[slug]) as unit:
            one = find_action(unit, reference)
            if state == ActionState.PROPOSED:
                actions.accept_action(unit, one)
            actions.finish_action(unit, one, state="done", words="In our records of today")
    with given.as_("priya") as unit:
        for team in list_response_teams(unit, unit.session.get_one(Case, given.also["case"])):
            if team.state == TeamState.WORKING:
                decisions.end_response_team(unit, team, reason="exit_met")


@dataclass
class People:
    """Everybody who takes part, each in the one browser they have."""

    journey: Journey
    scheduler: Scheduler
    pages: dict[str, Page] = field(default_factory=dict)

    @property
    def given(self) -> Given:
        """Builds what is repeated, through commands."""
        return self.journey.given

    def at_moment(self, moment: str) -> None:
        """The clock is moved, and the scheduler does what is due by then."""
        self.journey.service.clock.set(moment)
        assert self.scheduler.tick()

    def at(self, name: str, path: str) -> Page:
        """Somebody on a page, signed in again where their session has ended since."""
        if name not in self.pages:
            self.pages[name] = self.journey.open_browser()
        page = self.pages[name]
        answer = page.goto(path)
        assert answer is not None
        if page.get_by_label("Six-figure code").count():
            self.journey.sign_in(page, name)
            expect(page.get_by_label("Six-figure code")).to_have_count(0)
        return page

    def reads(self, name: str, path: str) -> set[str]:
        """Which of the things that were said a page shows somebody."""
        said = self.at(name, path).locator("main").inner_text()
        return {one for one in SAID if one in said}
