"""Everything that may happen to one case, in any order, and what the test itself then knows of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import partial
from typing import Any

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
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
from serac.cases.models import Case, Deconfliction, Item
from serac.closure.commands import close_case, reopen_case
from serac.core.actor import Actor, Authority
from serac.core.clock import FAR_FUTURE
from serac.core.jobs import carry_out, list_due
from serac.core.lifecycle import MoveRefused
from serac.core.problems import Problem
from serac.core.unit import Services, Unit
from serac.decisions.commands import decide
from serac.decisions.models import Decision
from serac.reference import current
from serac.scoping.commands.connection import declare_conflict, state_no_connection
from serac.scoping.commands.drafts import keep_draft
from serac.scoping.commands.replies import correct_reply, reply
from serac.scoping.commands.rounds import discard_round
from serac.scoping.commands.rounds_sending import send_on_override
from serac.scoping.commands.tracking import end_round, extend_request, remind_request, withdraw_request
from serac.scoping.lifecycle import RoundState
from serac.scoping.models import Brief, Named, Reply, Request, Round
from tests.conftest import MovableClock
from tests.given import Given
from tests.raising import agency, member, open_to_control, share
from tests.scoping.answering import HELD, ITEM, build_asked
from tests.scoping.asking import asked, planned
from tests.scoping.known import TEAM, WORKS, Told, World

AGENCIES = ("housing", "fire", "landlord", "police")
ANYBODY, HANDLER, ASKED = some.sampled_from([*TEAM, *WORKS]), some.sampled_from([*WORKS]), some.sampled_from(AGENCIES)
WHICH = some.integers(0, 7)
AUDIENCE = some.sampled_from(["team", "named", "coordinators"])
PARTS = (Case, Request, Brief, Named, Reply, Item, Decision, Action, ActionBrief)


class Happenings(RuleBasedStateMachine):
    """One case of one county, and everything that may happen to it."""

    services: Services
    clock: MovableClock
    given: Given
    happened: Counter[str]

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

    def tried(self, what: str, name: str, do: Any) -> Any:
        """Do something as somebody; what is refused changes nothing, whatever the reason."""
        try:
            with self.given.as_(name) as unit:
                done = do(unit)
        except (Problem, MoveRefused, NoResultFound):  # the last: what somebody wanted is hidden from them
            return None
        self.happened[what] += 1
        return done

    def one_of(self, model: type[Any], which: int, *where: Any) -> Any:
        rows = self.all(model, *where)
        return rows[which % len(rows)] if rows else None

    # what may happen

    @rule(slugs=some.sets(ASKED, min_size=1, max_size=3), joins=some.booleans(), beyond=some.booleans())
    def ask(self, slugs: set[str], joins: bool, beyond: bool) -> None:
        names = sorted(slugs)
        things = [self.given.also["woman"]]
        try:
            what: dict[str, Any] = {"things": things, "asks": "beyond" if beyond else "records"}
            asked(self.given, self.given_case(), names, joins_team=joins, **what)
        except Problem:
            self.tried("ask", "priya", self.discard)
            return
        if joins:
            self.world.joins |= slugs

    def given_case(self) -> Case:
        with self.given.as_("priya") as unit:
            return self.case(unit)

    def discard(self, unit: Unit) -> None:
        for row in unit.session.scalars(select(Round).where(Round.state == RoundState.DRAFT)).all():
            discard_round(unit, row)

    def request(self, which: int) -> tuple[Request, list[str]] | None:
        """A request that was sent, and the handlers of the agency asked."""
        row = self.one_of(Request, which, Request.asked_at.is_not(None))
        slugs = {key: slug for slug, key in self.given.agencies.items()}
        return (row, [name for name, slug in WORKS.items() if slug == slugs[row.agency_id]]) if row else None

    @rule(which=WHICH, who=WHICH, none=some.sampled_from([True, True, True, False]))
    def state(self, which: int, who: int, none: bool) -> None:
        found = self.request(which)
        if found is not None:
            self.state_as(found[1][who % len(found[1])], found[0], none=none)

    def state_as(self, name: str, row: Request, *, none: bool) -> None:
        if self.world.stated.get(name) == "conflict":
            return
        say = state_no_connection if none else declare_conflict
        if self.tried("state", name, lambda unit: say(unit, unit.session.get_one(Request, row.id))) is not None:
            self.world.stated[name] = "none" if none else "conflict"
            self.world.kept_out |= set() if none else {name}

    @rule(
        which=WHICH, who=WHICH, answer=some.sampled_from(["nothing_known", "information_held", "information_held", "cannot_share"]),
        audience=AUDIENCE, chosen=some.sets(ASKED, min_size=1, max_size=2), apart=some.booleans(), wider=some.booleans(),
        again=some.booleans(),
    )  # fmt: skip
    def answer(
        self, which: int, who: int, answer: str, audience: str, chosen: set[str], apart: bool, wider: bool, again: bool
    ) -> None:
        found = self.request(which)
        if found is None:
            return
        row, name = found[0], found[1][who % len(found[1])]
        if name not in self.world.stated:
            self.state_as(name, row, none=True)
        others = sorted(chosen - {WORKS[name]})
        item = ITEM | {
            "audience": audience,
            "not_for_immigration": apart,
            "sanitised": "Somebody lives there" if wider and audience != "team" else "",
        }
        item |= {"agencies": [self.given.agencies[slug] for slug in others] if audience == "named" else []}
        facts: dict[str, Any] = HELD | {"items": [item]} if answer == "information_held" else {"answer": answer}
        if answer == "cannot_share":
            facts |= {"reason": "safety", "words": "It would put her at risk"}
        say = correct_reply if again else reply
        made = self.tried("answer", name, lambda unit: say(unit, unit.session.get_one(Request, row.id), **facts))
        if made and again:  # nothing in a correction here replaces anything: what was given before is withdrawn
            self.world.take_back(row.id)
        for one in self.all(Item, Item.reply_id == made.id) if made else ():
            kept = audience if one.sanitises_id is None else "team"
            assert one.not_for_immigration == apart
            self.world.items.setdefault(one.id, Told(WORKS[name], kept, frozenset(others), apart, row.id))

    @rule(which=WHICH, who=WHICH)
    def draft(self, which: int, who: int) -> None:
        found = self.request(which)
        if found is not None:
            row, name = found[0], found[1][who % len(found[1])]
            body = {"answer": "information_held", "why": "Not finished"}
            self.tried("draft", name, lambda unit: keep_draft(unit, unit.session.get_one(Request, row.id), body=body))

    @rule(name=some.sampled_from(["tomas", "hana", "sam", "finn", "vera"]), back=some.booleans())
    def keep_out(self, name: str, back: bool) -> None:
        who = self.given.members[name]
        if back:
            self.tried("keep_out", "priya", lambda unit: access.stop_excluding(unit, self.whole(unit), grantee_id=who))
            self.world.kept_out.discard(name)
        else:
            self.tried(
                "keep_out",
                "priya",
                lambda unit: access.exclude(unit, self.whole(unit), grantee_id=who, reason="declared"),
            )
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
            (open_to_control if slug == "border" else share)(self.given, self.given_case(), slug)
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

        if self.tried("take_off_the_team", "priya", end):
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
        sent = self.tried(
            "override", "priya", lambda unit: send_on_override(unit, unit.session.get_one(Request, one.id), **facts)
        )
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
            self.tried("chase", "priya", lambda unit: end_round(unit, unit.session.get_one(Round, row.id)))
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
        self.tried("chase", "priya", lambda unit: acts[what](unit, unit.session.get_one(Request, one.id)))

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

        self.tried("decide", name, record)

    @rule(slug=some.sampled_from([*AGENCIES, "team"]), kind=some.sampled_from(["records", "visit", "contact"]))
    def promise(self, slug: str, kind: str) -> None:
        facts: dict[str, Any] = {"text": "Look at the licence", "priority": "ordinary", "purpose": "disrupt"}
        facts |= {"categories": ["intelligence"]}
        due = self.services.clock.now().date() + dt.timedelta(days=5)
        self.tried(
            "promise",
            "priya",
            lambda unit: actions.make_action(
                unit, self.case(unit), agency=agency(unit, self.given, slug), kind=kind, due_on=due, **facts
            ),
        )

    @rule(
        name=ANYBODY, own=some.booleans(), which=WHICH,
        what=some.sampled_from(["state", "accept", "refuse", "done", "overtaken", "withdraw", "give", "pass"]),
    )  # fmt: skip
    def act(self, name: str, own: bool, which: int, what: str) -> None:
        one = self.one_of(Action, which)
        if one is None:
            return
        people = {key: person for person, key in self.given.members.items()}
        who = people[one.owner_id] if own else name
        if (
            self.tried("act", who, lambda unit: self.acts(unit)[what](unit, unit.session.get_one(Action, one.id)))
            is None
        ):
            return
        if what == "state" and who in WORKS:
            self.world.stated[who] = "none"

    def acts(self, unit: Unit) -> dict[str, Any]:
        to = {"purpose": "disrupt", "categories": ["intelligence"]}
        return {
            "state": partial(actions.state_connection, answer="none"),
            "accept": actions.accept_action,
            "refuse": partial(actions.refuse_action, reason="no_capacity", words="Nobody is here"),
            "done": partial(actions.finish_action, state="done", words="It was done"),
            "overtaken": partial(actions.finish_action, state="overtaken", words="They moved"),
            "withdraw": partial(actions.withdraw_action, words="No longer wanted"),
            "give": partial(
                actions.give_action, agency=agency(unit, self.given, "police"), words="They hold the key", **to
            ),
            "pass": partial(actions.reassign_action, owner=member(unit, self.given, "sam")),
        }

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

        put_there = self.tried("ask_the_police", "priya", put)
        self.world.by_name |= {"dev"} if put_there is not None else set()  # asking opens the case to whoever is asked
        if put_there is not None and self.tried("ask_the_police", "dev", say) is not None and answer == "clear":
            self.world.cleared = True

    @rule(close=some.booleans(), tidy=some.booleans())
    def close(self, close: bool, tidy: bool) -> None:
        if not close:
            again: dict[str, Any] = {"reason": next(iter(current().reopening_reasons)).code, "words": "It goes on"}
            self.tried(
                "open again", "priya", lambda unit: reopen_case(unit, self.case(unit), seen_version=None, **again)
            )
            return
        if tidy:
            self.tidy()
        reason = next(one.code for one in current().closure_reasons if one.undecided)
        outcome = next(one.code for one in current().case_outcomes if one.code != "not_known")
        facts: dict[str, Any] = {"reason": reason, "words": "All is said", "outcomes": [outcome], "seen_version": None}
        self.tried("close", "priya", lambda unit: close_case(unit, self.case(unit), **facts))

    def tidy(self) -> None:
        """End whatever stands in the way of closing."""
        for row in self.all(Action, Action.state.in_(OPEN)):
            self.tried(
                "act",
                "priya",
                lambda unit, it=row: self.acts(unit)["withdraw"](unit, unit.session.get_one(Action, it.id)),
            )
        self.tried("draft", "priya", self.discard)
        for row in self.all(Round, Round.state == RoundState.SENT):
            self.tried("end", "priya", lambda unit, it=row: end_round(unit, unit.session.get_one(Round, it.id)))


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
