"""Jobs: each occasion is found by its rows and done once, in due order; one that fails is put off, the others go on."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from serac.core import jobs
from serac.core.clock import Clock
from serac.core.events import Event
from serac.core.jobs import Job, JobRun, Occasion, carry_out, end_lease, is_lease_held, list_due, take_lease
from serac.core.outbox import Notice
from serac.core.unit import Unit
from tests.notifications.telling import service_unit

NINE = dt.datetime(2026, 3, 5, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
MEMBER = uuid.UUID(int=7)
PERIOD = dt.timedelta(seconds=60)


def reminder(*due: Occasion, name: str = "reminder", fails: Callable[[Occasion], bool] = lambda _: False) -> Job:
    """A job that tells somebody once for each occasion."""

    def run(unit: Unit, occasion: Occasion) -> None:
        with unit.command("tests.remind"):
            unit.record(Event.JOB_RAN)
            unit.notify("reminder", MEMBER, key=f"{name} {occasion.subject}", path=f"/{occasion.subject}")
        if fails(occasion):
            raise LookupError("Planted Name")

    return Job(name, lambda _: due, run)


def tick(services, *all_jobs: Job) -> list[str]:
    """Do what is due, and say what was done, in order."""
    return [occasion.subject for occasion, job in list_due(services, all_jobs) if carry_out(services, job, occasion)]


def told(services) -> set[str]:
    with service_unit(services) as unit:
        return {notice.path for notice in unit.session.scalars(select(Notice))}


def test_each_occasion_is_done_once_when_it_is_due_and_not_before(services, clock):
    job = reminder(Occasion(NINE, "now"), Occasion(NINE + HOUR, "later"))
    assert tick(services, job) == ["now"]
    assert tick(services, job) == []
    clock.forward(hours=1)
    assert tick(services, job) == ["later"]
    assert told(services) == {"/now", "/later"}


def test_what_fell_due_while_the_scheduler_was_down_is_done_in_due_order(services, clock):
    one = reminder(Occasion(NINE + HOUR, "third"), Occasion(NINE + HOUR / 4, "first"), name="one")
    two = reminder(Occasion(NINE + HOUR / 2, "second"), name="two")
    clock.forward(hours=1)
    assert tick(services, one, two) == ["first", "second", "third"]


def test_the_same_time_about_two_things_is_two_occasions(services):
    assert tick(services, reminder(Occasion(NINE, "a"), Occasion(NINE, "b"))) == ["a", "b"]


def test_a_failing_job_leaves_nothing_half_done_is_put_off_and_tried_again(services, clock):
    broken = [True]
    job = reminder(Occasion(NINE, "x"), fails=lambda _: broken[0])
    assert tick(services, job) == []
    assert told(services) == set()
    broken[0] = False
    assert tick(services, job) == []  # not yet
    clock.forward(minutes=1)
    assert tick(services, job) == ["x"]
    with service_unit(services) as unit:
        run = unit.session.scalar(select(JobRun))
    assert (run.failures, run.done_at) == (1, NINE + dt.timedelta(minutes=1))


def test_it_is_put_off_longer_each_time_up_to_an_hour(services, clock):
    job, waits = reminder(Occasion(NINE, "x"), fails=lambda _: True), []
    for _ in range(8):
        tick(services, job)
        with service_unit(services) as unit:
            run = unit.session.scalar(select(JobRun))
            waits.append((run.retry_at - unit.now) / dt.timedelta(minutes=1))
        clock.set(run.retry_at.isoformat())
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_failing_job_does_not_stop_the_others(services):
    def cannot_say(_: Unit) -> list[Occasion]:
        raise LookupError

    failing = reminder(Occasion(NINE - HOUR, "bad"), fails=lambda _: True, name="failing")
    silent = Job("silent", cannot_say, lambda unit, occasion: None)
    assert tick(services, silent, failing, reminder(Occasion(NINE, "good"))) == ["good"]


def test_what_a_failing_job_said_is_not_written_into_the_log(services, caplog):
    tick(services, reminder(Occasion(NINE, "x"), fails=lambda _: True))
    assert "LookupError" in caplog.text
    assert "Planted Name" not in "".join(record.getMessage() for record in caplog.records)


def test_a_periodic_job_runs_once_a_period_and_after_a_stop_only_for_the_latest(services, clock, monkeypatch):
    monkeypatch.setattr(jobs, "JOBS", {})
    done = []

    @jobs.job("hourly", every=HOUR)
    def hourly(unit: Unit, occasion: Occasion) -> None:
        done.append(occasion.due_at)

    for minutes in (0, 30, 30, 300):
        clock.forward(minutes=minutes)
        for occasion, job in list_due(services):
            carry_out(services, job, occasion)
    assert done == [NINE, NINE + HOUR, NINE + 6 * HOUR]


def test_two_jobs_may_not_have_one_name_and_each_says_when_it_is_due(monkeypatch):
    monkeypatch.setattr(jobs, "JOBS", {})
    jobs.job("name", every=HOUR)(lambda unit, occasion: None)
    with pytest.raises(ValueError, match="two jobs"):
        jobs.job("name", every=HOUR)(lambda unit, occasion: None)
    with pytest.raises(ValueError, match="due by its rows, or every period"):
        jobs.job("never")(lambda unit, occasion: None)


def test_two_schedulers_at_the_same_occasion_do_it_once(services):
    both = threading.Barrier(2)
    job = reminder(Occasion(NINE, "x"))

    def work() -> bool:
        both.wait()
        return carry_out(services, job, Occasion(NINE, "x"))

    with ThreadPoolExecutor(2) as pool:
        done = [future.result() for future in [pool.submit(work), pool.submit(work)]]
    assert sorted(done) == [False, True]
    with service_unit(services) as unit:
        assert len(unit.session.scalars(select(Notice)).all()) == 1


def test_one_holds_the_lease_until_it_runs_out(services, plain_engine):
    assert not is_lease_held(services, "scheduler")
    assert take_lease(services, "scheduler", "one", PERIOD)
    assert take_lease(services, "scheduler", "one", PERIOD)
    assert not take_lease(services, "scheduler", "two", PERIOD)
    assert is_lease_held(services, "scheduler")
    with plain_engine.begin() as connection:  # as if its holder had been dead for a minute
        connection.execute(jobs.Lease.__table__.update().values(until=Clock().now() - PERIOD))
    assert not is_lease_held(services, "scheduler")
    assert take_lease(services, "scheduler", "two", PERIOD)
    assert not take_lease(services, "scheduler", "one", PERIOD)


def test_a_lease_given_up_is_free_at_once_and_nobody_gives_up_another_s(services):
    take_lease(services, "scheduler", "one", PERIOD)
    end_lease(services, "scheduler", "two")
    assert is_lease_held(services, "scheduler")
    end_lease(services, "scheduler", "one")
    assert take_lease(services, "scheduler", "two", PERIOD)


def test_two_that_want_the_first_lease_at_once_do_not_both_get_it(services):
    both = threading.Barrier(2)

    def take(holder: str) -> bool:
        both.wait()
        return take_lease(services, "scheduler", holder, PERIOD)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, ("one", "two"))) == [False, True]
