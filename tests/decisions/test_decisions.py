"""One recorded decision: recorded by one, superseded with why, confirmed where it must be, dissented from by agency and role."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from sqlalchemy import select

from serac.access import commands as access
from serac.access.queries import find_compartment
from serac.access.roles import Role
from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.core.events import Event
from serac.core.facts import Fact
from serac.core.jobs import JOBS, carry_out, list_due
from serac.core.problems import Conflict, Invalid, NotFound, NotPermitted
from serac.decisions import commands, jobs
from serac.decisions.lifecycle import DecisionState
from serac.decisions.models import Decision
from serac.decisions.queries import (
    asked_of_chair,
    find_current,
    find_waiting,
    in_force_of,
    list_decisions,
    list_dissent,
    waiting_of,
)
from serac.reference import current
from tests.decisions.deciding import WORDS, decided, here, put, scoped, told, with_chair
from tests.given import Given
from tests.raising import agency, county, opened, share

PLANNING: dict[str, Any] = {"response": "significant_planning", "criteria": ["unusual_numbers"]}
REVIEW = dt.date(2026, 5, 20)


def state_of(given: Given, decision: Decision) -> DecisionState:
    with given.operator() as unit:
        return unit.session.get_one(Decision, decision.id).state


def stage_of(given: Given, case: Case) -> Stage:
    with given.operator() as unit:
        return unit.session.get_one(Case, case.id).stage


def test_a_decision_keeps_its_words_its_file_and_moves_the_case_and_everybody_on_it_is_told(given: Given) -> None:
    county(given)
    case = scoped(given)
    made = decided(given, case, first_responder=None, powers=[], wishes="“I want my papers”")
    assert (made.number, made.state, made.by_chair) == (1, DecisionState.IN_FORCE, False)
    assert made.file_fingerprint == current().fingerprint("decisions.yaml")
    assert stage_of(given, case) == Stage.DECIDED
    path = f"/cases/{case.reference}/decision"
    assert told(given, f"decision:{made.id}") == {"hana": path, "tomas": path}
    with given.as_("hana") as unit:
        read = find_current(unit, case.reference)
        assert read.rationale == WORDS["rationale"]
        assert read.wishes == "“I want my papers”"
    with given.operator() as unit:
        fact = unit.session.scalars(select(Fact).where(Fact.name == "decision.made")).one()
        assert fact.codes["response"] == "joint_agency"
        assert fact.codes["lead"] == str(given.agencies["housing"])


def test_nothing_is_decided_before_anybody_was_asked_and_what_a_response_needs_is_asked_for_at_once(
    given: Given,
) -> None:
    county(given)
    with pytest.raises(Invalid, match="Ask at least one agency"):
        decided(given, opened(given), lead="team")
    case = scoped(given)
    with given.as_("priya") as unit, pytest.raises(Invalid) as missing:
        commands.decide(unit, here(unit, case), response="significant_planning", rationale=" ")
    assert set(missing.value.errors) == {"rationale", "information", "risk", "options", "lead", "criteria"}
    with given.as_("priya") as unit:
        housing = agency(unit, given, "housing")
    with pytest.raises(Invalid) as wrong:
        decided(given, case, lead="charity", criteria=["stuck"], powers=["no such power"], first_responder=housing)
    assert set(wrong.value.errors) == {"lead", "criteria", "powers", "first_responder"}
    assert stage_of(given, case) == Stage.SCOPING


def test_no_further_action_has_a_reason_and_a_day_and_the_team_is_told_on_it_once(given: Given, clock: Any) -> None:
    county(given)
    case = scoped(given)
    late = {"reason": "not_enough", "review_on": dt.date(2026, 6, 30)}
    with pytest.raises(Invalid, match="no later than 3 June 2026"):
        decided(given, case, response="no_further_action", **late)
    with pytest.raises(Invalid, match="when this is looked at again"):
        decided(given, case, response="no_further_action", reason="not_enough")
    made = decided(given, case, response="no_further_action", reason="not_enough", review_on=REVIEW)
    assert jobs.review
    each = JOBS["decisions.review_due"]
    assert not list_due(given.services, [each])
    clock.set("2026-05-20T06:00:00+00:00")
    (due,) = list_due(given.services, [each])
    assert carry_out(given.services, each, due[0])
    assert set(told(given, f"review:{made.id}")) == {"priya", "tomas"}
    assert not list_due(given.services, [each])


def test_two_people_cannot_both_record_the_first_decision_and_the_other_is_given_what_was_saved(given: Given) -> None:
    county(given)
    case = scoped(given)
    ready, outcomes = threading.Barrier(2), {}

    def record(name: str) -> None:
        with given.as_(name) as unit:
            found = here(unit, case)
            lead = agency(unit, given, "housing")
            if unit.session.get_bind().dialect.name == "sqlite":
                unit.session.rollback()  # there a reader holds everybody up, so nobody reads before both are here
            ready.wait(timeout=20)
            try:
                words = WORDS | {"rationale": f"{name} says so"}
                outcomes[name] = commands.decide(unit, found, response="single_agency", lead=lead, **words)
            except Conflict as lost:
                outcomes[name] = lost

    pair = [threading.Thread(target=record, args=(name,)) for name in ("priya", "tomas")]
    for one in pair:
        one.start()
    for one in pair:
        one.join(timeout=60)
    (winner,) = [name for name, what in outcomes.items() if isinstance(what, Decision)]
    (lost,) = [what for what in outcomes.values() if isinstance(what, Conflict)]
    assert lost.version == 1
    assert {text.name: text.text for text in lost.current}["rationale"] == f"{winner} says so"
    with given.as_("priya") as unit:
        assert len(list_decisions(unit, here(unit, case))) == 1


def test_a_later_decision_supersedes_the_one_in_force_and_says_why(given: Given) -> None:
    county(given)
    case = scoped(given)
    first = decided(given, case)
    with pytest.raises(Conflict):
        decided(given, case)
    with pytest.raises(Invalid, match="no longer holds"):
        decided(given, case, seen=1)
    second = decided(given, case, "tomas", seen=1, response="single_agency", why="The van has gone")
    assert (state_of(given, first), state_of(given, second)) == (DecisionState.SUPERSEDED, DecisionState.IN_FORCE)
    with given.as_("hana") as unit:
        found = list_decisions(unit, here(unit, case))
        assert [one.number for one in found] == [2, 1]
        assert found[0].why == "The van has gone"
        assert found[1].rationale == WORDS["rationale"]


def test_significant_planning_waits_for_a_chair_and_what_was_in_force_stays_so_until_then(given: Given) -> None:
    with_chair(given)
    case = scoped(given)
    first = decided(given, case)
    put(given, case)
    made = decided(given, case, seen=1, why="It grew", **PLANNING)
    assert (state_of(given, first), state_of(given, made)) == (DecisionState.IN_FORCE, DecisionState.WAITING)
    assert told(given, f"confirm:{made.id}") == {"judith": f"/cases/{case.reference}/decision/confirm"}
    with given.as_("judith") as unit:
        assert [decision.id for decision, _ in asked_of_chair(unit)] == [made.id]
        with pytest.raises(Invalid, match="no connection"):
            commands.confirm_decision(unit, find_waiting(unit, case.reference))
    for name in ("hana", "priya"):
        with given.as_(name) as unit, pytest.raises(NotPermitted):
            commands.confirm_decision(unit, find_waiting(unit, case.reference), no_connection=True)
    with given.as_("judith") as unit:
        commands.confirm_decision(unit, find_waiting(unit, case.reference), no_connection=True, words="Agreed")
    assert (state_of(given, first), state_of(given, made)) == (DecisionState.SUPERSEDED, DecisionState.IN_FORCE)
    assert set(told(given, f"decision:{made.id}")) == {"priya", "tomas", "hana"}
    lesser = decided(given, case, seen=2, response="single_agency", why="It shrank")
    assert lesser.state == DecisionState.WAITING, "what a chair confirmed is changed with a chair"


def test_a_decision_that_waits_too_long_is_brought_up_again_once(given: Given, clock: Any) -> None:
    with_chair(given)
    case = scoped(given)
    put(given, case)
    made = decided(given, case, **PLANNING)
    each = JOBS["decisions.confirm_due"]
    assert not list_due(given.services, [each])
    clock.set("2026-03-06T09:00:00+00:00")
    ((occasion, _),) = list_due(given.services, [each])
    assert carry_out(given.services, each, occasion)
    assert set(told(given, f"confirm-late:{made.id}")) == {"judith", "priya", "tomas"}
    assert not list_due(given.services, [each])


def test_a_decision_that_is_sent_back_leaves_the_case_where_it_was(given: Given) -> None:
    with_chair(given)
    case = scoped(given)
    put(given, case)
    made = decided(given, case, **PLANNING)
    assert stage_of(given, case) == Stage.SCOPING
    with given.as_("judith") as unit:
        waiting = find_waiting(unit, case.reference)
        with pytest.raises(Invalid, match="goes back"):
            commands.send_back(unit, waiting, words=" ")
    with given.as_("judith") as unit:
        commands.send_back(unit, find_waiting(unit, case.reference), words="Who keeps the two men safe?")
    assert (state_of(given, made), stage_of(given, case)) == (DecisionState.SENT_BACK, Stage.SCOPING)
    assert set(told(given, f"sent-back:{made.id}")) == {"priya", "tomas"}
    again = decided(given, case, seen=1, **PLANNING)
    assert (again.number, again.why) == (2, "")


def test_a_chair_decides_without_anybody_confirming_and_sees_only_what_was_put_to_them(given: Given) -> None:
    with_chair(given)
    case = scoped(given)
    with given.as_("judith") as unit, pytest.raises(NotFound):
        find_case(unit, case.reference)
    put(given, case)
    with pytest.raises(Invalid, match="no connection"):
        decided(given, case, "judith", **PLANNING)
    made = decided(given, case, "judith", no_connection=True, **PLANNING)
    assert (made.state, made.by_chair) == (DecisionState.IN_FORCE, True)


def test_a_chair_with_a_declared_conflict_neither_confirms_nor_decides(given: Given) -> None:
    with_chair(given)
    given.appoint("marcus", Role.HANDLER, agency="police")
    case = scoped(given)
    share(given, case, "police")
    put(given, case)
    decided(given, case, **PLANNING)
    for name in ("judith", "marcus"):
        with given.as_(name) as unit:
            commands.step_aside(unit, here(unit, case))
    with given.as_("judith") as unit, pytest.raises(NotFound):
        find_case(unit, case.reference)
    with given.as_("marcus") as unit, pytest.raises(NotPermitted):  # reads it for the police still
        commands.confirm_decision(unit, find_waiting(unit, case.reference), no_connection=True)
    with pytest.raises(NotPermitted):
        decided(given, case, "marcus", seen=1, why="I say so", no_connection=True)
    assert set(told(given, f"stepped-aside:{case.id}")) == {"priya", "tomas"}
    with pytest.raises(Invalid):
        put(given, case)


def test_an_excluded_chair_is_never_offered_the_case_and_nothing_tells_them(given: Given) -> None:
    with_chair(given)
    case = scoped(given)
    put(given, case)
    with given.as_("priya") as unit:
        compartment = find_compartment(unit, case.compartment_id)
        access.exclude(unit, compartment, grantee_id=given.members["judith"], reason="linked_person")
    made = decided(given, case, **PLANNING)
    assert not told(given, f"confirm:{made.id}")
    with pytest.raises(Invalid):
        put(given, case)
    with given.as_("judith") as unit:
        assert asked_of_chair(unit) == []
        with pytest.raises(NotFound):
            find_waiting(unit, case.reference)


def test_dissent_stands_by_agency_and_role_and_only_readers_of_the_case_see_it(given: Given) -> None:
    county(given)
    case = scoped(given)
    made = decided(given, case)
    with given.as_("hana") as unit:
        own, decision = agency(unit, given, "housing"), find_current(unit, case.reference)
        said = commands.add_dissent(unit, decision, agency=own, role="spoc", words="We cannot rehouse nine")
        assert (said.role, said.agency_id) == ("spoc", given.agencies["housing"])
    with given.as_("hana") as unit:
        other, decision = agency(unit, given, "police"), find_current(unit, case.reference)
        with pytest.raises(Invalid):
            commands.add_dissent(unit, decision, agency=other, role="spoc", words="Nor can they")
    for name, sees in (("priya", 1), ("hana", 1), ("dev", 0), ("carys", 0), ("omar", 0)):
        with given.as_(name) as unit:
            assert len(list_dissent(unit, [made.id])) == sees, name
    share(given, case, "police")
    with given.as_("dev") as unit:
        assert [one.words for one in list_dissent(unit, [made.id])] == ["We cannot rehouse nine"]


def test_the_words_of_a_decision_are_sealed_and_the_log_holds_codes_only(given: Given, plain_engine: Any) -> None:
    county(given)
    case = scoped(given)
    decided(given, case, why="")
    with given.as_("priya") as unit:
        assert in_force_of(unit, here(unit, case)) is not None
        assert waiting_of(unit, here(unit, case)) is None
    with plain_engine.connect() as connection:
        rows = connection.exec_driver_sql("select * from decision").all()
        logged = connection.exec_driver_sql("select event, detail from audit_entry").all()
    assert b"landlord" not in b"".join(value for row in rows for value in row if isinstance(value, bytes | memoryview))
    assert "landlord" not in str(logged)
    assert str(Event.DECISION_RECORDED) in {row[0] for row in logged}
