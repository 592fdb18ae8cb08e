"""An alert that nobody takes in hand is passed up, step by step, to those who may read it; and who is on duty when."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from serac.access.models import Compartment
from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.agencies.hours import uncovered
from serac.agencies.queries import list_duty_shifts, on_duty
from serac.alerts import commands, jobs
from serac.alerts.queries import find_alert
from serac.alerts.queries.reading_hours import who_reads
from serac.core.clock import UTC
from serac.core.events import Event
from serac.core.jobs import JOBS, carry_out, list_due
from serac.core.outbox import Notice
from serac.core.problems import Conflict, Invalid, NotFound, NotPermitted
from tests.given import Given
from tests.raising import agency, answer_all, county, end_role, member, partnership, raised, register

NIGHT = "2026-03-06T02:00:00+00:00"
HOUR = dt.timedelta(hours=1)


def duty(given: Given, name: str, *, since: dt.timedelta = dt.timedelta(), hours: int = 12, by: str = "priya") -> None:
    """Somebody is on duty from now on, or later."""
    with given.as_(by) as unit:
        agencies.set_duty_shift(
            unit,
            partnership(unit, given),
            member=member(unit, given, name),
            since=unit.now + since,
            until=unit.now + since + hours * HOUR,
        )


def tick(given: Given) -> list[str]:
    """Do what is due of passing up, and say which steps were taken."""
    assert jobs.escalation  # importing it makes the job known
    each = JOBS["alerts.escalation"]
    due = [occasion for occasion, _ in list_due(given.services, [each])]
    assert all(carry_out(given.services, each, occasion) for occasion in due)
    return [occasion.subject.partition(":")[2] for occasion in due]


def told(given: Given, step: str) -> dict[str, str]:
    """Who was told at a step: name to where the notice leads."""
    names = {row_id: name for name, row_id in given.members.items()}
    with given.operator() as unit:
        found = unit.session.scalars(select(Notice).where(Notice.key.like(f"urgent:passed-up:%:{step}:%"))).all()
        return {names[notice.member_id]: notice.path for notice in found}


def with_everybody(given: Given) -> None:
    county(given)
    given.member("judith", "team", Role.CHAIR)
    given.member("fay", "team", Role.EMERGENCY_DUTY)
    given.member("lee", "team", Role.COORDINATOR)
    with given.operator() as unit:
        agencies.add_contact_point(
            unit,
            agency(unit, given, "team"),
            purpose="out_of_hours",
            label="Nights",
            email="nights@team.example.org",
            phone="01632 960002",
            member=member(unit, given, "priya"),
            deputy=member(unit, given, "lee"),
        )


def test_danger_at_night_is_passed_up_step_by_step_until_somebody_takes_it(given, clock):
    with_everybody(given)
    clock.set(NIGHT)
    duty(given, "tomas")
    alert = raised(given, danger=True)
    assert tick(given) == []
    clock.forward(minutes=6)
    assert tick(given) == ["deputies"]
    assert set(told(given, "deputies")) == {"lee"}
    assert tick(given) == []
    clock.forward(minutes=2)
    assert tick(given) == ["duty_rota"]
    assert set(told(given, "duty_rota")) == {"tomas"}
    with given.as_("tomas") as unit:
        commands.claim_alert(unit, find_alert(unit, alert.reference))
    clock.forward(minutes=3)
    assert tick(given) == []
    assert told(given, "chair") == {}


def test_a_claim_by_mistake_and_giving_back_silence_nothing(given, clock):
    with_everybody(given)
    clock.set(NIGHT)
    alert = raised(given, danger=True)
    clock.forward(minutes=6)
    assert tick(given) == ["deputies"]
    with given.as_("tomas") as unit:
        commands.claim_alert(unit, find_alert(unit, alert.reference))
    clock.forward(minutes=4)  # its clock of 10 minutes has run out in his hand: from now as much again
    assert tick(given) == []
    clock.forward(minutes=6)
    assert tick(given) == ["deputies"]
    assert set(told(given, "deputies")) == {"lee", "tomas"}
    with given.as_("tomas") as unit:
        assert find_alert(unit, alert.reference).escalated == 1
        commands.release_alert(unit, find_alert(unit, alert.reference))
    assert tick(given) == []
    clock.forward(minutes=6)
    assert tick(given) == ["deputies"]
    with given.operator() as unit:
        keys = unit.session.scalars(select(Notice.key).where(Notice.member_id == given.members["lee"])).all()
        assert len([key for key in keys if ":deputies:" in key]) == 3
    with given.as_("tomas") as unit:
        here = find_alert(unit, alert.reference)
        commands.claim_alert(unit, here)
        answer_all(unit, here)
        commands.close_alert(unit, here, reason="already_known")
    clock.forward(hours=2)
    assert tick(given) == []


def test_with_nobody_on_the_rota_the_whole_team_is_told_and_the_chair_learns_only_that_one_waits(given, clock):
    with_everybody(given)
    clock.set(NIGHT)
    alert = raised(given, danger=True)
    clock.forward(minutes=20)
    assert tick(given) == ["deputies", "duty_rota", "chair"]
    assert set(told(given, "duty_rota")) == {"priya", "tomas", "lee"}
    assert told(given, "chair") == {"judith": "/duty-rota"}
    with given.as_("judith") as unit, pytest.raises(NotFound):
        find_alert(unit, alert.reference)
    with given.as_("priya") as unit:
        assert find_alert(unit, alert.reference).escalated == 3


def test_the_emergency_duty_team_on_the_rota_is_told_at_once_with_the_way_to_look(given, clock):
    with_everybody(given)
    clock.set(NIGHT)
    duty(given, "fay")
    alert = raised(given, danger=True)
    with given.operator() as unit:
        (notice,) = unit.session.scalars(select(Notice).where(Notice.member_id == given.members["fay"])).all()
        assert notice.path == f"/emergency-access?reference={alert.reference}"
        assert notice.compartment_id_about is None
    raised(given, danger=False)
    with given.operator() as unit:
        assert len(unit.session.scalars(select(Notice).where(Notice.member_id == given.members["fay"])).all()) == 1


def test_a_restricted_alert_is_passed_up_to_its_readers_alone(given, clock):
    with_everybody(given)
    register(given, "tomas")
    duty(given, "fay", hours=40)
    raised(given, danger=True, position_of_trust=True)
    clock.forward(hours=1)
    assert tick(given) == ["deputies", "duty_rota", "chair"]
    for step in ("deputies", "duty_rota", "chair"):
        assert set(told(given, step)) == {"tomas"}
    with given.operator() as unit:
        assert not unit.session.scalars(select(Notice).where(Notice.member_id == given.members["fay"])).all()


def test_an_ordinary_alert_waits_through_the_night_by_working_hours(given, clock):
    with_everybody(given)
    clock.set("2026-03-05T16:00:00+00:00")
    raised(given)
    clock.set("2026-03-06T03:00:00+00:00")
    assert tick(given) == []
    clock.set("2026-03-06T11:31:00+00:00")
    assert tick(given) == ["deputies"]


def test_an_alert_of_a_crowd_is_passed_up_alone_only_in_danger(given, clock):
    county(given)
    ordinary, danger = raised(given), raised(given, danger=True)
    with given.operator() as unit:  # what the public form sets, above its rate
        for row in (ordinary, danger):
            with unit.command("a test"):
                found = unit.session.get_one(type(row), row.id)
                found.crowded, found.crowd = True, 7
                unit.record(Event.ALERT_RAISED, found)
        unit.commit()
    clock.forward(hours=100)
    assert tick(given) == ["deputies", "duty_rota", "chair"]


def test_once_somebody_has_it_in_hand_a_step_is_refused(given):
    county(given)
    alert = raised(given)
    with given.as_("priya") as unit:
        commands.claim_alert(unit, find_alert(unit, alert.reference))
    with given.operator() as unit, pytest.raises(Conflict):
        commands.escalate_alert(unit, unit.session.get_one(type(alert), alert.id), step="deputies")
    with given.as_("priya") as unit, pytest.raises(NotPermitted):
        commands.escalate_alert(unit, find_alert(unit, alert.reference), step="deputies")


def test_who_is_on_duty_and_who_may_be(given, clock):
    with_everybody(given)
    duty(given, "tomas", since=HOUR, hours=2)
    with given.as_("priya") as unit:
        place = given.partnerships["thornshire"]
        assert on_duty(unit, place, unit.now) == []
        assert on_duty(unit, place, unit.now + HOUR) == [given.members["tomas"]]
        assert on_duty(unit, place, unit.now + 3 * HOUR) == []
    with pytest.raises(Invalid):
        duty(given, "hana")
    with pytest.raises(Invalid):
        duty(given, "tomas", hours=0)
    with pytest.raises(Invalid):
        duty(given, "tomas", hours=24 * 40)
    with pytest.raises(NotPermitted):
        duty(given, "tomas", by="hana")
    end_role(given, "tomas")
    with given.as_("priya") as unit:
        assert on_duty(unit, place, unit.now + HOUR) == []


def test_a_shift_ends_early(given):
    county(given)
    duty(given, "tomas")
    with given.as_("priya") as unit:
        (shift,) = list_duty_shifts(unit, partnership(unit, given))
        agencies.end_duty_shift(unit, shift)
        assert on_duty(unit, given.partnerships["thornshire"], unit.now) == []
        with pytest.raises(Conflict):
            agencies.end_duty_shift(unit, shift)


@pytest.mark.parametrize(
    ("now", "at_work", "opens"),
    [
        ("2026-03-05T10:00:00+00:00", True, None),
        ("2026-03-06T08:29:00+00:00", False, "2026-03-06T08:30:00+00:00"),
        ("2026-03-05T17:00:00+00:00", False, "2026-03-06T08:30:00+00:00"),
        ("2026-03-07T12:00:00+00:00", False, "2026-03-09T08:30:00+00:00"),
        ("2026-04-03T12:00:00+00:00", False, "2026-04-07T07:30:00+00:00"),  # over Easter, and the clocks have changed
    ],
)
def test_a_form_may_promise_when_it_is_read(given, clock, now, at_work, opens):
    county(given)
    clock.set(now)
    with given.as_("priya") as unit:
        reads = who_reads(unit, partnership(unit, given))
    assert (reads.now, reads.on_duty) == (at_work, False)
    assert reads.next_opening == (dt.datetime.fromisoformat(opens) if opens else None)
    duty(given, "tomas")
    with given.as_("priya") as unit:
        reads = who_reads(unit, partnership(unit, given))
    assert (reads.now, reads.on_duty) == (True, True)


def test_hours_nobody_covers():
    def at(hour: int) -> dt.datetime:
        return dt.datetime(2026, 3, 5, hour, tzinfo=UTC)

    assert uncovered([], at(1), at(3)) == [(at(1), at(3))]
    assert uncovered([(at(0), at(5))], at(1), at(3)) == []
    assert uncovered([(at(4), at(6)), (at(2), at(3)), (at(5), at(7))], at(1), at(8)) == [
        (at(1), at(2)),
        (at(3), at(4)),
        (at(7), at(8)),
    ]


def test_a_restricted_alert_given_back_is_told_to_its_readers_alone(given):
    county(given)
    register(given, "tomas", deputy="priya")
    alert = raised(given, position_of_trust=True)
    with given.as_("tomas") as unit:
        commands.claim_alert(unit, find_alert(unit, alert.reference))
    with given.as_("tomas") as unit:
        commands.release_alert(unit, find_alert(unit, alert.reference))
        assert unit.session.get_one(Compartment, alert.compartment_id).restricted
    with given.operator() as unit:
        assert not unit.session.scalars(select(Notice).where(Notice.key.like("notice:released:%"))).all()
