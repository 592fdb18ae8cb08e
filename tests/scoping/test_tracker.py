"""After a round was sent: reminders and escalations by people and by the clock, more time, withdrawing, silence."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Compartment
from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.agencies.hours import rules_for
from serac.cases.models import Case
from serac.core.facts import Fact
from serac.core.jobs import JOBS, carry_out, list_due
from serac.core.outbox import Notice
from serac.core.problems import Conflict, Invalid
from serac.scoping.commands.connection import declare_conflict
from serac.scoping.commands.rounds_requests import plan_request
from serac.scoping.commands.rounds_sending import send_on_override
from serac.scoping.commands.tracking import (
    end_round,
    escalate_request,
    extend_request,
    remind_request,
    withdraw_request,
)
from serac.scoping.jobs import steps_due
from serac.scoping.lifecycle import RequestState
from serac.scoping.models import Brief, Request, RequestChange, Round
from serac.scoping.queries.rounds_tracker import late_of_teams, track
from tests.conftest import MovableClock
from tests.given import Given
from tests.raising import agency, county, member, opened
from tests.scoping.asking import asked, planned
from tests.scoping.test_rounds import state

JOB = "scoping.unanswered"


@pytest.fixture
def case(given: Given) -> Case:
    county(given)
    given.member("dora", "housing", Role.DEPUTY_SPOC)
    return opened(given)


def tick(given: Given) -> list[str]:
    """What the scheduler does now, by step."""
    found = list_due(given.services, [JOBS[JOB]])
    return [occasion.subject.split(":")[1] for occasion, job in found if carry_out(given.services, job, occasion)]


def told(given: Given, kind: str) -> set[str]:
    """Who had a notice of a kind."""
    names = {member_id: name for name, member_id in given.members.items()}
    with given.operator() as unit:
        return {names[one] for one in unit.session.scalars(select(Notice.member_id).where(Notice.kind == kind))}


def kinds(given: Given, row: Request) -> list[str]:
    """What was done to a request, in order."""
    with given.as_("priya") as unit:
        changes = unit.session.scalars(select(RequestChange).where(RequestChange.request_id == row.id))
        return [one.kind for one in sorted(changes, key=lambda one: (one.made_at, one.id))]


def test_the_clock_reminds_then_tells_the_deputy_then_the_lead_each_once(
    given: Given, case: Case, clock: MovableClock
) -> None:
    housing, police = asked(given, case, ["housing", "police"])
    assert tick(given) == []
    clock.set("2026-03-09T18:40:00+00:00")
    assert tick(given) == []
    clock.set("2026-03-10T08:30:00+00:00")
    assert tick(given) == ["reminder", "reminder"]
    assert told(given, "reminder") == {"hana", "dora", "dev"}
    assert tick(given) == []
    clock.set("2026-03-12T17:00:00+00:00")
    with given.as_("priya") as unit:
        (late,) = late_of_teams(unit)
        assert late.agencies == ("Housing", "Police")
    assert sorted(tick(given)) == ["deputy", "deputy"]
    assert told(given, "urgent") == {"dora"}
    clock.set("2026-03-16T12:00:00+00:00")
    assert tick(given) == ["lead"]
    assert told(given, "urgent") == {"dora", "hana"}
    assert tick(given) == []
    assert kinds(given, housing) == ["reminded", "deputy_told", "lead_told"]
    assert kinds(given, police) == ["reminded", "nobody_told"]
    assert "priya" in told(given, "notice")


def test_steps_of_an_ordinary_request_fall_in_working_time_across_easter_and_the_clock_change() -> None:
    rules = rules_for("thornshire")
    begun, due = dt.datetime(2026, 3, 27, 9, tzinfo=dt.UTC), dt.datetime(2026, 4, 2, 16, tzinfo=dt.UTC)
    steps = steps_due(rules, begun, due, urgent=False)
    assert steps == {
        "reminder": dt.datetime(2026, 3, 31, 7, 30, tzinfo=dt.UTC),
        "deputy": due,
        "lead": dt.datetime(2026, 4, 7, 7, 30, tzinfo=dt.UTC),
    }
    assert steps_due(rules, begun, begun + dt.timedelta(hours=4), urgent=True)["lead"] == begun + dt.timedelta(hours=6)


def test_a_request_is_reminded_escalated_extended_and_withdrawn_by_a_person(
    given: Given, case: Case, clock: MovableClock
) -> None:
    (row,) = asked(given, case, ["housing"])
    state(given, "hana", row)
    with given.as_("priya") as unit:
        here = unit.session.get_one(Request, row.id)
        seen = here.version
        remind_request(unit, here, seen_version=seen)
        escalate_request(unit, here)
    with given.as_("tomas") as unit, pytest.raises(Conflict):
        remind_request(unit, unit.session.get_one(Request, row.id), seen_version=seen)
    with given.as_("tomas") as unit, pytest.raises(Invalid) as refused:
        extend_request(unit, unit.session.get_one(Request, row.id), due_on=dt.date(2026, 3, 12), reason="")
    assert set(refused.value.errors) == {"due_on", "reason"}
    with given.as_("tomas") as unit:
        here = unit.session.get_one(Request, row.id)
        assert here.told_level == 1
        extend_request(unit, here, due_on=dt.date(2026, 3, 20), reason="Their archive is slow")
        assert (here.due_at, here.told_level) == (dt.datetime(2026, 3, 20, 17, tzinfo=dt.UTC), 0)
    clock.set("2026-03-12T18:00:00+00:00")
    assert tick(given) == []
    with given.as_("hana") as unit:
        assert unit.session.scalars(select(Brief)).one()
        assert unit.session.scalars(select(RequestChange)).all() == []
    with given.as_("tomas") as unit:
        withdraw_request(unit, unit.session.get_one(Request, row.id), reason="Asked the wrong agency")
    with given.as_("hana") as unit:
        assert unit.session.get_one(Request, row.id).state == RequestState.WITHDRAWN
        assert unit.session.scalars(select(Brief)).all() == []
    with given.as_("tomas") as unit, pytest.raises(Conflict):
        withdraw_request(unit, unit.session.get_one(Request, row.id), reason="Again")
    assert kinds(given, row) == ["reminded", "deputy_told", "extended", "withdrawn"]


def test_silence_is_recorded_when_a_round_ends_with_whether_anybody_was_there_to_answer(
    given: Given, case: Case
) -> None:
    housing, police = asked(given, case, ["housing", "police"])
    with given.operator() as unit:
        until = unit.now + dt.timedelta(days=3)
        given.member("theo", "police")
        away, other = member(unit, given, "dev"), member(unit, given, "theo")
        agencies.set_cover(unit, agency(unit, given, "police"), away=away, covering=other, since=unit.now, until=until)
    with given.as_("priya") as unit:
        row = unit.session.get_one(Round, housing.round_id)
        end_round(unit, row)
        found = {one.agency_id: one for one in unit.session.scalars(select(Request))}
        assert {one.state for one in found.values()} == {RequestState.SILENT}
        assert found[given.agencies["housing"]].cover_existed is True
        assert found[given.agencies["police"]].cover_existed is False
        (shown,) = track(unit, unit.session.get_one(Case, case.id))
        assert [one.agency for one in shown.requests] == ["Housing", "Police"]
        assert late_of_teams(unit) == []
    assert kinds(given, police) == ["silent"]


def test_silence_after_an_override_ended_is_not_held_against_an_agency_and_more_time_never_outlives_it(
    given: Given, case: Case, clock: MovableClock
) -> None:
    planned(given, case, ["charity"])
    facts = {"ground": "vital_interests", "reason": "A life is at risk", "hours": 4, "wishes": "not_asked"}
    with given.as_("priya") as unit:
        row = send_on_override(unit, unit.session.scalars(select(Request)).one(), **facts)
    assert told(given, "urgent") == {"carys"}
    with given.as_("priya") as unit, pytest.raises(Invalid, match="override that ends"):
        extend_request(unit, unit.session.get_one(Request, row.id), due_on=dt.date(2026, 3, 20), reason="Slow")
    clock.forward(hours=4)
    with given.as_("priya") as unit:
        end_round(unit, unit.session.get_one(Round, row.round_id))
        here = unit.session.get_one(Request, row.id)
        assert (here.state, here.cover_existed, here.end_reason) == (RequestState.SILENT, False, "not_open")
        facts_of = unit.session.scalars(select(Fact.name).where(Fact.name == "request.silent")).all()
        assert facts_of == []


def test_an_agency_whose_request_was_withdrawn_is_asked_again_in_the_same_round(given: Given, case: Case) -> None:
    (row,) = asked(given, case, ["housing"])
    with given.as_("priya") as unit:
        withdraw_request(unit, unit.session.get_one(Request, row.id), reason="The wrong address")
    with given.as_("priya") as unit:
        facts = {"agency": agency(unit, given, "housing"), "categories": ["intelligence"]}
        again = plan_request(unit, unit.session.get_one(Round, row.round_id), **facts)
        assert again.state == RequestState.PLANNED
    with given.as_("priya") as unit, pytest.raises(Invalid, match="already"):
        plan_request(unit, unit.session.get_one(Round, row.round_id), **facts)


def test_a_reminder_of_an_urgent_round_never_waits(given: Given, case: Case) -> None:
    (row,) = asked(given, case, ["police"], urgency="urgent")
    with given.as_("priya") as unit:
        made = remind_request(unit, unit.session.get_one(Request, row.id))
        keys = select(Notice.kind).where(Notice.key.contains(f"remind:{made.id}"))
        assert unit.session.scalars(keys).all() == ["urgent"]


def test_a_declared_connection_reaches_the_team_when_whoever_asked_has_left_or_is_kept_out(
    given: Given, case: Case
) -> None:
    (row,) = asked(given, case, ["housing"])
    with given.as_("tomas") as unit:
        compartment = unit.session.get_one(Compartment, case.compartment_id)
        access.exclude(unit, compartment, grantee_id=given.members["priya"], reason="linked_person")
    with given.as_("hana") as unit:
        declare_conflict(unit, unit.session.get_one(Request, row.id))
    names = {member_id: name for name, member_id in given.members.items()}
    with given.operator() as unit:
        asked_people = select(Notice.member_id).where(Notice.key.contains("conflict:"))
        assert {names[one] for one in unit.session.scalars(asked_people)} == {"dora", "tomas"}
