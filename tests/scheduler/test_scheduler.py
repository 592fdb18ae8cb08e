"""The scheduler's process: two at once, an hour's stop, a killed one, a clean end."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from serac import reference
from serac.core.clock import Clock
from serac.core.jobs import ERRANDS, Lease, is_lease_held, take_lease
from serac.scheduler import FEATURES, LEASE, Scheduler
from tests.house.sources import ROOT
from tests.notifications.telling import MINUTE, outcomes, paths_by_notice, tell


@pytest.fixture(autouse=True, scope="module")
def reference_data():
    reference.use(reference.load(ROOT / "config"))


@pytest.fixture
def ann(given):
    given.agency("team", "council.modern_slavery")
    return given.member("ann", "team")


@contextmanager
def running(settings) -> Iterator[subprocess.Popen[str]]:
    """`serac scheduler`, once it has started."""
    names = ("mode", "database_url", "audit_anchor", "clock_file", "mail_folder")
    ours = {f"SERAC_{name.upper()}": str(getattr(settings, name)) for name in names} | {"SERAC_TICK_SECONDS": "1"}
    outer = {name: value for name, value in os.environ.items() if not name.startswith("SERAC_")}
    program = [sys.executable, "-m", "serac.cli", "scheduler"]
    with subprocess.Popen(program, env=outer | ours, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr.readline().endswith("INFO scheduler started\n")
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def until(true) -> None:
    """Look again and again, for at most half a minute."""
    deadline = Clock().now() + dt.timedelta(seconds=30)
    pause = threading.Event()
    while not true():
        assert Clock().now() < deadline
        pause.wait(0.1)


def letters(services, settings) -> list[str]:
    """Where the notices behind the caught letters lead, in the order in which they went."""
    files = sorted(settings.mail_folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [paths_by_notice(services)[file.stem] for file in files]


def test_the_scheduler_knows_the_jobs_of_every_feature_that_has_some():
    files = [*ROOT.glob("serac/*/jobs.py"), *(path.parent for path in ROOT.glob("serac/*/jobs/__init__.py"))]
    ours = {path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in files}
    assert {module.__name__ for module in FEATURES} == ours - {"serac.core.jobs"}


def test_after_an_hour_s_stop_what_was_due_meanwhile_goes_out_in_due_order(services, settings, ann, clock):
    for name, minutes in (("last", 59), ("first", 1), ("not-yet", 61), ("second", 30)):
        tell(services, ann, name, path=f"/{name}", due_in=minutes * MINUTE)
    clock.forward(hours=1)
    assert Scheduler(services).tick()
    assert letters(services, settings) == ["/first", "/second", "/last"]


def test_a_second_scheduler_does_nothing_while_the_first_holds_the_lease(services, settings, ann):
    take_lease(services, LEASE, "another", dt.timedelta(seconds=60))
    tell(services, ann, "one")
    assert not Scheduler(services).tick()
    assert outcomes(services) == {"one": None}


def test_a_scheduler_takes_over_from_one_that_died(services, settings, ann, plain_engine):
    take_lease(services, LEASE, "dead", dt.timedelta(seconds=60))
    with plain_engine.begin() as connection:
        connection.execute(Lease.__table__.update().values(until=Clock().now()))
    tell(services, ann, "one")
    assert Scheduler(services).tick()
    assert outcomes(services) == {"one": "sent"}


def test_a_tick_that_fails_does_not_end_the_scheduler(services, caplog, monkeypatch, ann):
    def fail(*_) -> None:
        raise LookupError

    monkeypatch.setitem(ERRANDS, "failing", fail)
    tell(services, ann, "one")
    scheduler = Scheduler(services)
    scheduler.beat()
    assert outcomes(services) == {"one": "sent"}
    assert "errand failing failed: LookupError" in caplog.text
    monkeypatch.setattr("serac.scheduler.take_lease", fail)
    scheduler.beat()
    assert "a tick failed" in caplog.text


def test_two_scheduler_processes_send_every_notice_once_and_end_cleanly(services, settings, ann):
    names = [f"/{number}" for number in range(8)]
    with running(settings) as one, running(settings) as other:
        for name in names:
            tell(services, ann, name, path=name)
        until(lambda: set(outcomes(services).values()) == {"sent"})
        for process in (one, other):
            process.send_signal(signal.SIGTERM)
        for process in (one, other):
            said = process.stderr.read()
            assert process.wait(timeout=30) == 0
            assert said.endswith("INFO scheduler stopped\n")
            assert "ERROR" not in said
            assert "ann" not in said
    assert sorted(letters(services, settings)) == names
    assert not is_lease_held(services, LEASE)


def test_a_killed_scheduler_is_followed_by_another_that_sends_what_waits(services, settings, ann, plain_engine):
    with running(settings) as first:
        until(lambda: is_lease_held(services, LEASE))
        first.kill()
        first.wait()
    tell(services, ann, "one")
    with plain_engine.begin() as connection:
        connection.execute(Lease.__table__.update().values(until=Clock().now()))
    with running(settings) as second:
        until(lambda: outcomes(services) == {"one": "sent"})
        second.send_signal(signal.SIGINT)
        assert second.wait(timeout=30) == 0
