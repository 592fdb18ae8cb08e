"""Whatever happens in whatever order: what must always be true of a case, its rounds, requests, items, decisions and actions.

Who may read an item is worked out here again, from what the test itself did, and never by asking the rule.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import Phase
from hypothesis import settings as how_far
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from serac.access import commands as access
from serac.access.models import Compartment, Grant
from serac.access.roles import Role
from serac.actions import commands as actions
from serac.actions.lifecycle import OPEN
from serac.actions.models import Action, ActionBrief
from serac.agencies import commands as agencies
from serac.agreements import commands as agreements
from serac.agreements.models import AgreementParty
from serac.cases import commands as cases
from serac.cases.lifecycle import Stage
from serac.cases.models import Case, Deconfliction, Item
from serac.closure.commands import close_case, reopen_case
from serac.core.actor import Actor, Authority
from serac.core.audit_log import verify
from serac.core.clock import FAR_FUTURE
from serac.core.jobs import carry_out, list_due
from serac.core.lifecycle import MoveRefused
from serac.core.problems import Problem
from serac.core.unit import Services, Unit
from serac.decisions.commands import decide
from serac.decisions.lifecycle import DecisionState
from serac.decisions.models import Decision
from serac.reference import current
from serac.scoping.commands.connection import declare_conflict, state_no_connection
from serac.scoping.commands.drafts import keep_draft
from serac.scoping.commands.replies import correct_reply, reply
from serac.scoping.commands.rounds import discard_round
from serac.scoping.commands.rounds_sending import send_on_override
from serac.scoping.commands.tracking import end_round, extend_request, remind_request, withdraw_request
from serac.scoping.lifecycle import WAITING, RequestState, RoundState
from serac.scoping.models import Brief, Disclosure, Named, Reply, ReplyDraft, Request, Round
from tests.conftest import FULL, MovableClock
from tests.given import Given
from tests.raising import agency, member, share
from tests.scoping.answering import HELD, ITEM, build_asked
from tests.scoping.asking import asked, planned

WORKS = {
    "hana": "housing",
    "sam": "housing",
    "finn": "fire",
    "vera": "landlord",
    "ivor": "border",
    "dev": "police",
    "carys": "charity",
}
TEAM = ("priya", "tomas")
AGENCIES = ("housing", "fire", "landlord", "police")
ANYBODY, HANDLER, ASKED = some.sampled_from([*TEAM, *WORKS]), some.sampled_from([*WORKS]), some.sampled_from(AGENCIES)
WHICH = some.integers(0, 7)
AUDIENCE = some.sampled_from(["team", "named", "coordinators"])
PARTS = (Case, Request, Brief, Named, Reply, Item, Decision, Action, ActionBrief)


@dataclass
class Told:
    """What the test itself did about one item: who gave it, and for whom."""

    giver: str
    audience: str
    chosen: frozenset[str]
    not_for_immigration: bool


@dataclass
class World:
    """What happened so far, as the test did it."""

    kept_out: set[str] = field(default_factory=set)
    stated: dict[str, str] = field(default_factory=dict)
    opened_to: set[str] = field(default_factory=set)
    joins: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    items: dict[uuid.UUID, Told] = field(default_factory=dict)
    overrides: dict[uuid.UUID, dt.datetime] = field(default_factory=dict)
    cleared: bool = False
    most: dict[str, int] = field(default_factory=dict)

    def open_to(self, name: str) -> bool:
        """Whether the whole case is open to somebody outside the team."""
        slug = WORKS[name]
        joined = slug in self.joins and self.stated.get(name) == "none"
        return slug not in self.left and (slug in self.opened_to or joined)

    def reads(self, name: str, told: Told) -> bool:
        """Whether somebody is in the audience of an item."""
        if name in self.kept_out or WORKS.get(name) in self.kept_out or (told.not_for_immigration and name == "ivor"):
            return False
        if name in TEAM or WORKS[name] == told.giver:
            return True
        if told.audience == "named":
            return WORKS[name] in told.chosen and WORKS[name] not in self.left
        return told.audience == "team" and self.open_to(name)


class AnyOrder(RuleBasedStateMachine):
    """One case of one county, and everything that may happen to it."""

    services: Services
    clock: MovableClock
    given: Given

    @initialize()
    def begin(self) -> None:
        """A case, a named woman, and a first request to housing; the world of the run before is gone."""
        self.clock.set("2026-03-05T09:00:00+00:00")
        self.given = Given(self.services, kept=self.given.kept).once(build_everybody)
        self.world, self.case_id = World(), self.given.also["case"]

    # how things are done

    def case(self, unit: Unit) -> Case:
        return unit.session.get_one(Case, self.case_id)

    def all(self, model: type[Any], *where: Any) -> list[Any]:
        with self.service() as unit:
            return list(unit.session.scalars(select(model).where(*where).order_by(model.id)))

    def service(self) -> Unit:
        return Unit(self.services, Actor(Authority.JOB, self.services.clock.now()))

    def tried(self, name: str, do: Any) -> Any:
        """Do something as somebody; what is refused changes nothing, whatever the reason."""
        try:
            with self.given.as_(name) as unit:
                return do(unit)
        except (Problem, MoveRefused, NoResultFound):  # the last: what somebody wanted is hidden from them
            return None

    def one_of(self, model: type[Any], which: int, *where: Any) -> Any:
        rows = self.all(model, *where)
        return rows[which % len(rows)] if rows else None

    # what may happen

    @rule(slugs=some.sets(ASKED, min_size=1, max_size=3), joins=some.booleans(), beyond=some.booleans())
    def ask(self, slugs: set[str], joins: bool, beyond: bool) -> None:
        names = sorted(slugs)
        things = [self.given.also["woman"]]
        try:
            asked(
                self.given,
                self.given_case(),
                names,
                joins_team=joins,
                things=things,
                asks="beyond" if beyond else "records",
            )
        except Problem:
            self.tried("priya", self.discard)
            return
        if joins:
            self.world.joins |= slugs

    def given_case(self) -> Case:
        with self.given.as_("priya") as unit:
            return self.case(unit)

    def discard(self, unit: Unit) -> None:
        from_draft = unit.session.scalars(select(Round).where(Round.state == RoundState.DRAFT)).all()
        for row in from_draft:
            discard_round(unit, row)

    @rule(name=HANDLER, which=WHICH, none=some.booleans())
    def state(self, name: str, which: int, none: bool) -> None:
        row = self.one_of(Request, which, Request.agency_id == self.given.agencies[WORKS[name]])
        if row is None or (name, "conflict") in self.world.stated.items():
            return
        say = state_no_connection if none else declare_conflict
        if self.tried(name, lambda unit: say(unit, unit.session.get_one(Request, row.id))) is not None:
            self.world.stated[name] = "none" if none else "conflict"
            self.world.kept_out |= set() if none else {name}

    @rule(
        name=HANDLER, which=WHICH, answer=some.sampled_from(["nothing_known", "information_held", "information_held", "cannot_share"]),
        audience=AUDIENCE, chosen=some.sets(ASKED, min_size=1, max_size=2), apart=some.booleans(), wider=some.booleans(),
        again=some.booleans(),
    )  # fmt: skip
    def answer(
        self, name: str, which: int, answer: str, audience: str, chosen: set[str], apart: bool, wider: bool, again: bool
    ) -> None:
        row = self.one_of(Request, which, Request.agency_id == self.given.agencies[WORKS[name]])
        if row is None:
            return
        others = sorted(chosen - {WORKS[name]})
        item = ITEM | {
            "audience": audience,
            "not_for_immigration": apart,
            "sanitised": "Somebody lives there" if wider and audience != "team" else "",
        }
        item |= {"agencies": [self.given.agencies[slug] for slug in others] if audience == "named" else []}
        facts: dict[str, Any] = {"answer": answer}
        if answer == "information_held":
            facts = HELD | {"items": [item]}
        if answer == "cannot_share":
            facts |= {"reason": "safety", "words": "It would put her at risk"}
        say = correct_reply if again else reply
        made = self.tried(name, lambda unit: say(unit, unit.session.get_one(Request, row.id), **facts))
        for one in self.all(Item, Item.reply_id == made.id) if made else ():
            kept = {"team": audience} if one.sanitises_id is None else {"team": "team"}
            told = Told(WORKS[name], kept["team"], frozenset(others), one.not_for_immigration)
            assert one.not_for_immigration == apart
            self.world.items.setdefault(one.id, told)

    @rule(name=HANDLER, which=WHICH)
    def draft(self, name: str, which: int) -> None:
        row = self.one_of(Request, which, Request.agency_id == self.given.agencies[WORKS[name]])
        if row is not None:
            body = {"answer": "information_held", "why": "Not finished"}
            self.tried(name, lambda unit: keep_draft(unit, unit.session.get_one(Request, row.id), body=body))

    @rule(name=some.sampled_from(["tomas", "hana", "sam", "finn", "vera"]), back=some.booleans())
    def keep_out(self, name: str, back: bool) -> None:
        who = self.given.members[name]
        if back:
            self.tried("priya", lambda unit: access.stop_excluding(unit, self.whole(unit), grantee_id=who))
            self.world.kept_out.discard(name)
        else:
            self.tried("priya", lambda unit: access.exclude(unit, self.whole(unit), grantee_id=who, reason="declared"))
            self.world.kept_out.add(name)

    def whole(self, unit: Unit) -> Compartment:
        return unit.session.get_one(Compartment, self.case(unit).compartment_id)

    @rule(slug=some.sampled_from(["fire", "landlord", "border"]))
    def leave_the_agreement(self, slug: str) -> None:
        with self.given.operator() as unit:
            own = AgreementParty.agency_id == self.given.agencies[slug]
            for party in unit.session.scalars(select(AgreementParty).where(own, AgreementParty.until > unit.now)).all():
                agreements.end_party(unit, party, reason="withdrew")
        self.world.left.add(slug)

    @rule(slug=some.sampled_from(["police", "border"]))
    def open_the_case_to(self, slug: str) -> None:
        try:
            share(self.given, self.given_case(), slug)
        except Problem:
            return
        self.world.opened_to.add(slug)

    @rule(slug=some.sampled_from(["police", "border", "fire", "landlord"]))
    def take_off_the_team(self, slug: str) -> None:
        def end(unit: Unit) -> bool:
            case = self.case(unit)
            mine = (Grant.compartment_id == case.compartment_id, Grant.grantee_id == self.given.agencies[slug])
            for grant in unit.session.scalars(select(Grant).where(*mine, Grant.until == FAR_FUTURE)).all():
                cases.remove_from_virtual_team(unit, case, grant=grant)
            return True

        if self.tried("priya", end):
            self.world.opened_to.discard(slug)
            self.world.joins.discard(slug)

    @rule(hours=some.integers(1, 20))
    def override(self, hours: int) -> None:
        row = planned_or_none(self.given, self.given_case())
        if row is None:
            return
        with self.given.as_("priya") as unit:
            (one,) = unit.session.scalars(select(Request).where(Request.round_id == row.id)).all()
        facts = {"ground": "vital_interests", "reason": "A life is at risk", "hours": hours, "wishes": "not_asked"}
        sent = self.tried("priya", lambda unit: send_on_override(unit, unit.session.get_one(Request, one.id), **facts))
        if sent is not None:
            self.world.overrides[sent.id] = self.services.clock.now() + dt.timedelta(hours=hours)

    @rule(hours=some.sampled_from([1, 5, 30, 200]))
    def wait(self, hours: int) -> None:
        """Time goes by, and the scheduler does what is due."""
        self.clock.forward(hours=hours)
        for occasion, job in list_due(self.services):
            carry_out(self.services, job, occasion)

    @rule(which=WHICH, what=some.sampled_from(["remind", "extend", "withdraw", "end"]))
    def chase(self, which: int, what: str) -> None:
        if what == "end":
            row = self.one_of(Round, which)
            self.tried("priya", lambda unit: end_round(unit, unit.session.get_one(Round, row.id)))
            return
        one = self.one_of(Request, which)
        later = self.services.clock.now() + dt.timedelta(days=2)
        acts: dict[str, Any] = {
            "remind": remind_request,
            "extend": lambda unit, row: extend_request(
                unit, row, due_on=later.date(), reason="They are short of people"
            ),
            "withdraw": lambda unit, row: withdraw_request(unit, row, reason="No longer needed"),
        }
        self.tried("priya", lambda unit: acts[what](unit, unit.session.get_one(Request, one.id)))

    @rule(name=some.sampled_from([*TEAM, "hana", "dev"]), stale=some.booleans())
    def decide(self, name: str, stale: bool) -> None:
        words = {
            "information": "Nine people",
            "risk": "Fire",
            "policy": "Care Act",
            "options": "Visit, or wait",
            "wishes": "Not asked",
        }
        seen = max((one.number for one in self.all(Decision)), default=0)

        def record(unit: Unit) -> Any:
            lead = agency(unit, self.given, "team")
            return decide(
                unit, self.case(unit), response="single_agency", rationale="It is enough for now", lead=lead,
                seen=max(0, seen - 1) if stale else seen, why="More is known", **words,
            )  # fmt: skip

        self.tried(name, record)

    @rule(slug=some.sampled_from([*AGENCIES, "team"]), kind=some.sampled_from(["records", "visit", "contact"]))
    def promise(self, slug: str, kind: str) -> None:
        facts: dict[str, Any] = {
            "text": "Look at the licence",
            "priority": "ordinary",
            "purpose": "disrupt",
            "categories": ["intelligence"],
        }
        due = self.services.clock.now().date() + dt.timedelta(days=5)
        self.tried(
            "priya",
            lambda unit: actions.make_action(
                unit, self.case(unit), agency=agency(unit, self.given, slug), kind=kind, due_on=due, **facts
            ),
        )

    @rule(
        name=ANYBODY,
        which=WHICH,
        what=some.sampled_from(["state", "accept", "refuse", "done", "overtaken", "withdraw", "give", "pass"]),
    )
    def act(self, name: str, which: int, what: str) -> None:
        one = self.one_of(Action, which)
        if one is None:
            return
        due = self.services.clock.now().date() + dt.timedelta(days=9)
        acts: dict[str, Any] = {
            "state": lambda unit, row: actions.state_connection(unit, row, answer="none"),
            "accept": actions.accept_action,
            "refuse": lambda unit, row: actions.refuse_action(unit, row, reason="no_capacity", words="Nobody is here"),
            "done": lambda unit, row: actions.finish_action(unit, row, state="done", words="It was done"),
            "overtaken": lambda unit, row: actions.finish_action(unit, row, state="overtaken", words="They moved"),
            "withdraw": lambda unit, row: actions.withdraw_action(unit, row, words="No longer wanted"),
            "give": lambda unit, row: actions.give_action(
                unit,
                row,
                agency=agency(unit, self.given, "police"),
                due_on=due,
                purpose="disrupt",
                categories=["intelligence"],
            ),
            "pass": lambda unit, row: actions.reassign_action(unit, row, owner=member(unit, self.given, "sam")),
        }
        if (
            self.tried(name, lambda unit: acts[what](unit, unit.session.get_one(Action, one.id))) is not None
            and what == "state"
        ):
            self.world.stated[name] = "none"

    @rule(answer=some.sampled_from(["clear", "hold"]), lead_only=some.booleans())
    def ask_the_police(self, answer: str, lead_only: bool) -> None:
        def put(unit: Unit) -> Any:
            return cases.ask_deconfliction(
                unit, self.case(unit), agency=agency(unit, self.given, "police"), what="May we visit?", purpose="disrupt",
                categories=["intelligence"],
            )  # fmt: skip

        def say(unit: Unit) -> Any:
            held = {"words": "We are watching it", "review_on": unit.now.date() + dt.timedelta(days=9)}
            clear = {
                "contact_rule": "lead_only" if lead_only else "open",
                "lead": agency(unit, self.given, "police") if lead_only else None,
            }
            row = unit.session.get_one(Deconfliction, put_there.id)
            return cases.answer_deconfliction(unit, row, answer=answer, **(clear if answer == "clear" else held))

        put_there = self.tried("priya", put)
        if put_there is not None and self.tried("dev", say) is not None and answer == "clear":
            self.world.cleared = True

    @rule(close=some.booleans())
    def close(self, close: bool) -> None:
        reason = next(one.code for one in current().closure_reasons if one.undecided)
        again = next(iter(current().reopening_reasons)).code
        outcome = next(one.code for one in current().case_outcomes if one.code != "not_known")
        if close:
            facts: dict[str, Any] = {
                "reason": reason,
                "words": "All is said",
                "outcomes": [outcome],
                "seen_version": None,
            }
            self.tried("priya", lambda unit: close_case(unit, self.case(unit), **facts))
        else:
            self.tried(
                "priya",
                lambda unit: reopen_case(unit, self.case(unit), reason=again, words="It goes on", seen_version=None),
            )

    # what is always true

    @invariant()
    def everybody_reads_exactly_the_items_they_are_in_the_audience_of(self) -> None:
        for name in (*TEAM, *WORKS):
            with self.given.as_(name) as unit:
                case = select(Item.id).where(Item.reply_id.is_not(None))
                reads = set(unit.session.scalars(case))
            meant = {key for key, told in self.world.items.items() if self.world.reads(name, told)}
            assert reads <= meant, f"{name} reads an item outside its audience"
            if self.world.stated.get(name) != "conflict":
                assert reads == meant, f"{name} does not read an item they are in the audience of"

    @invariant()
    def nothing_that_is_not_for_immigration_control_reaches_it(self) -> None:
        with self.given.as_("ivor") as unit:
            assert not unit.session.scalars(select(Item).where(Item.not_for_immigration)).all()

    @invariant()
    def names_open_to_nobody_who_has_not_stated_that_they_have_no_connection(self) -> None:
        for name in WORKS:
            with self.given.as_(name) as unit:
                open_names = (
                    unit.session.scalars(select(Named.id)).all() or unit.session.scalars(select(Brief.id)).all()
                )
            assert not open_names or self.world.stated.get(name) == "none", name

    @invariant()
    def whoever_is_kept_out_reads_no_part_of_it(self) -> None:
        for name in self.world.kept_out:
            with self.given.as_(name) as unit:
                assert not [model for model in PARTS if unit.session.scalars(select(model)).first() is not None], name

    @invariant()
    def no_request_and_no_reply_is_ever_lost(self) -> None:
        for model in (Request, Reply, Item, Disclosure, Decision, Action):
            count = len(self.all(model, *([Request.state != RequestState.PLANNED] if model is Request else [])))
            assert count >= self.world.most.get(model.__name__, 0), model
            self.world.most[model.__name__] = count

    @invariant()
    def whatever_waits_for_an_answer_has_a_time_to_be_answered_by_and_somebody_who_asked(self) -> None:
        for one in self.all(Request, Request.state.in_(WAITING)):
            assert one.due_at is not None
            assert one.asked_by is not None

    @invariant()
    def a_request_has_one_reply_that_counts_exactly_when_it_was_replied_to(self) -> None:
        counts: dict[uuid.UUID, int] = {}
        for one in self.all(Reply, Reply.current.is_(True)):
            counts[one.request_id] = counts.get(one.request_id, 0) + 1
        assert counts == dict.fromkeys([one.id for one in self.all(Request, Request.state == RequestState.REPLIED)], 1)

    @invariant()
    def whatever_was_given_has_a_record_of_what_to_whom_for_what_and_on_what(self) -> None:
        recorded = {one.subject_id for one in self.all(Disclosure, Disclosure.what == "item")}
        assert {one.id for one in self.all(Item, Item.reply_id.is_not(None))} <= recorded
        for one in self.all(Disclosure):
            assert one.purpose in current().sharing_purposes
            assert one.gateway in {"agreement", "override", "controller", "own_disclosure"}

    @invariant()
    def one_decision_at_most_is_in_force_and_each_later_one_says_why(self) -> None:
        rows = sorted(self.all(Decision), key=lambda one: one.number)
        assert len([one for one in rows if one.state == DecisionState.IN_FORCE]) <= 1
        assert [one.number for one in rows] == list(range(1, len(rows) + 1))
        with self.given.as_("priya") as unit:
            mine = [unit.session.get(Decision, one.id) for one in rows]
            assert all(later.why for _, later in pairwise(mine) if later is not None)

    @invariant()
    def no_action_is_ownerless_and_a_refused_one_has_a_clock(self) -> None:
        for one in self.all(Action):
            assert one.owner_id
            assert one.agency_id
            assert (one.refused_due_at is not None) == (one.state == "refused")

    @invariant()
    def nobody_is_asked_to_go_near_before_the_police_said_clear(self) -> None:
        near = [one for one in self.all(Action) if current().action_kinds.get(one.kind).goes_near]
        beyond = self.all(Request, Request.asks == "beyond")
        assert self.world.cleared or not [*near, *beyond]

    @invariant()
    def a_closed_case_leaves_nothing_open_behind_it(self) -> None:
        if self.all(Case, Case.id == self.case_id)[0].stage == Stage.CLOSED:
            assert not self.all(Action, Action.state.in_(OPEN))
            assert not self.all(Request, Request.state.in_(WAITING))

    @invariant()
    def an_override_opens_one_request_to_one_agency_until_it_ends(self) -> None:
        now = self.services.clock.now()
        live = {key for key, until in self.world.overrides.items() if now < until}
        with self.given.as_("carys") as unit:
            assert set(unit.session.scalars(select(Request.id))) == live
            assert unit.session.scalars(select(Case)).first() is None

    @invariant()
    def a_draft_is_read_by_nobody_outside_its_agency(self) -> None:
        for name in TEAM:
            with self.given.as_(name) as unit:
                assert unit.session.scalars(select(ReplyDraft)).first() is None

    def teardown(self) -> None:
        _, faults = verify(self.services.engine, self.services.secrets.audit_key, self.services.anchor)
        assert faults == []


def planned_or_none(given: Given, case: Case) -> Round | None:
    """A round planned for the charity, which signed nothing; None while another round is being planned."""
    try:
        return planned(given, case, ["charity"])
    except Problem:
        return None


def build_everybody(given: Given) -> None:
    """The county, the case, and a police contact who is asked whether anybody may go near."""
    build_asked(given)
    given.member("sofia", "police", Role.SPOC)
    with given.operator() as unit:
        agencies.add_contact_point(
            unit, agency(unit, given, "police"), purpose="deconfliction", label="Exploitation desk", email="desk@police.example.org",
            phone="01632 960060", member=member(unit, given, "dev"),
        )  # fmt: skip


@pytest.mark.timeout(500)
def test_whatever_happens_in_whatever_order_nobody_and_nothing_is_lost_and_nobody_reads_what_is_not_for_them(
    given: Given, services: Services, clock: MovableClock
) -> None:
    # Every step is real work on a real database: what fails is read as it happened, not made smaller for an hour.
    far = how_far(
        phases=(Phase.explicit, Phase.generate), max_examples=60 if FULL else 6, stateful_step_count=60 if FULL else 30
    )
    here = {"given": given, "services": services, "clock": clock}
    run_state_machine_as_test(type("Here", (AnyOrder,), here), settings=far)
