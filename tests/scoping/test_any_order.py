"""Whatever happens in whatever order: what must always be true of a case, its rounds, requests, items, decisions and actions.

Who may read an item is worked out here again, from what the test itself did (happenings.py), and never by asking the rule.
"""

from __future__ import annotations

import uuid
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import Phase
from hypothesis import settings as how_far
from hypothesis.stateful import invariant, run_state_machine_as_test
from sqlalchemy import select

from serac.actions.lifecycle import OPEN
from serac.actions.models import Action
from serac.cases.lifecycle import Stage
from serac.cases.models import Case, Item
from serac.core.audit_log import verify
from serac.core.unit import Services
from serac.decisions.lifecycle import DecisionState
from serac.decisions.models import Decision
from serac.reference import current
from serac.scoping.lifecycle import WAITING, RequestState
from serac.scoping.models import Brief, Disclosure, Named, Reply, ReplyDraft, Request
from tests.conftest import FULL, MovableClock
from tests.given import Given
from tests.scoping.happenings import PARTS, TEAM, WORKS, Happenings


class AnyOrder(Happenings):
    """What is always true of them."""

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


@pytest.mark.timeout(500)
def test_whatever_happens_in_whatever_order_nobody_and_nothing_is_lost_and_nobody_reads_what_is_not_for_them(
    given: Given, services: Services, clock: MovableClock
) -> None:
    # Every step is real work on a real database: what fails is read as it happened, not made smaller for an hour.
    far = how_far(
        phases=(Phase.explicit, Phase.generate), max_examples=60 if FULL else 8, stateful_step_count=60 if FULL else 40
    )
    happened = Counter[str]()
    here = {"given": given, "services": services, "clock": clock, "happened": happened}
    run_state_machine_as_test(type("Here", (AnyOrder,), here), settings=far)
    never = {"state", "answer", "override", "decide", "promise", "act", "close", "open again", "chase"} - set(happened)
    assert not never, f"in none of these orders did anybody ever {never}"
