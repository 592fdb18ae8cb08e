"""Jobs: what the service does by itself when its time has come, and the lease that lets one scheduler work at a time.

A job says what is due by its own rows; nothing is planned in memory, so what fell due while the scheduler was down is
found again. Each occasion is done once by its key (job, due time, subject), stored in the same commit as what was done.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, UniqueConstraint, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from serac.core.actor import Actor, Authority
from serac.core.clock import UTC, Clock
from serac.core.database import Base, Keyed, Moment
from serac.core.events import Event
from serac.core.need_to_know import name_statement
from serac.core.unit import Services, Unit, acts_for_the_service, command

log = logging.getLogger(__name__)
EPOCH = dt.datetime(2024, 1, 1, tzinfo=UTC)
FIRST_RETRY = dt.timedelta(minutes=1)
LONGEST_RETRY = dt.timedelta(hours=1)


class JobRun(Keyed, Base):
    """One occasion of one job: done, or put off after it failed.

    Attributes:
        due_at, subject: what makes it this occasion: when it was due, and the id or code of what it is about.
        retry_at: not before this moment, after it failed. done_at: null until it has been done.
    """

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "due_at", "subject"),)
    job: Mapped[str] = mapped_column(Text)
    due_at: Mapped[dt.datetime]
    subject: Mapped[str] = mapped_column(Text)
    failures: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[dt.datetime | None]
    done_at: Mapped[dt.datetime | None]


class Lease(Base):
    """Who may do something alone, and until when (by the machine's own time, whatever the service's clock says)."""

    __tablename__ = "lease"
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    holder: Mapped[str] = mapped_column(Text)
    until: Mapped[dt.datetime]


@dataclass(frozen=True, order=True)
class Occasion:
    """One time a job is due: derived from a row, so that asking again gives the same. `subject`: an id or code."""

    due_at: dt.datetime
    subject: str = ""


@dataclass(frozen=True)
class Job:
    """Something the service does by itself. `due`: what may be due, earlier occasions too; `run` calls commands."""

    name: str
    due: Callable[[Unit], Iterable[Occasion]]
    run: Callable[[Unit, Occasion], None]


Errand = Callable[[Services, Callable[[], bool]], None]
JOBS: dict[str, Job] = {}
"""Every job by its name."""
ERRANDS: dict[str, Errand] = {}
"""What is asked at every tick and keeps its own account, because it talks to the world outside between two commits."""


class DoneElsewhere(Exception):
    """Somebody else did this occasion first."""


def job(
    name: str, *, due: Callable[[Unit], Iterable[Occasion]] | None = None, every: dt.timedelta | None = None
) -> Callable[[Callable[[Unit, Occasion], None]], Callable[[Unit, Occasion], None]]:
    """Make a function a job: due by its rows, or once in every period (after a stop only the latest period's is done).

    The function runs in a unit of its own, for the service, in one commit with the note that this occasion is done.
    """

    def wrap(run: Callable[[Unit, Occasion], None]) -> Callable[[Unit, Occasion], None]:
        if (due is None) == (every is None):
            raise ValueError(f"{name}: due by its rows, or every period")
        found = due or _each(every)
        if JOBS.setdefault(name, Job(name, found, run)).run is not run:
            raise ValueError(f"two jobs are named {name}")
        return run

    return wrap


def errand(name: str) -> Callable[[Errand], Errand]:
    """Make a function an errand: called at every tick with the services and a function that says when to stop early."""

    def wrap(function: Errand) -> Errand:
        if ERRANDS.setdefault(name, function) is not function:
            raise ValueError(f"two errands are named {name}")
        return function

    return wrap


def _each(period: dt.timedelta | None) -> Callable[[Unit], Iterable[Occasion]]:
    assert period
    return lambda unit: [Occasion(EPOCH + (unit.now - EPOCH) // period * period)]


def job_unit(services: Services) -> Unit:
    """A unit for the service's own work."""
    return Unit(services, Actor(Authority.JOB, services.clock.now()))


def list_due(services: Services, jobs: Iterable[Job] | None = None) -> list[tuple[Occasion, Job]]:
    """What is due now and not yet done nor put off, earliest first. A job that cannot say is left out this time."""
    found: list[tuple[Occasion, Job]] = []
    for each in JOBS.values() if jobs is None else jobs:
        try:
            with job_unit(services) as unit:
                found += [(occasion, each) for occasion in _open_occasions(unit, each)]
        except Exception as fault:  # one job's fault must not stop the others
            log.error("job %s could not say what is due: %s", each.name, type(fault).__name__, exc_info=fault)
    return sorted(found, key=lambda pair: (pair[0], pair[1].name))


def _open_occasions(unit: Unit, each: Job) -> Iterator[Occasion]:
    occasions = sorted({occasion for occasion in each.due(unit) if occasion.due_at <= unit.now})
    if not occasions:
        return
    met = select(JobRun).where(JobRun.job == each.name, JobRun.due_at >= occasions[0].due_at)
    closed = {
        Occasion(run.due_at, run.subject)
        for run in unit.session.scalars(met)
        if run.done_at or (run.retry_at and run.retry_at > unit.now)
    }
    yield from (occasion for occasion in occasions if occasion not in closed)


def carry_out(services: Services, each: Job, occasion: Occasion) -> bool:
    """Do one occasion of a job: once, with its note, in one commit. If it fails it is put off and tried again later.

    Returns:
        Whether it was done here and now.
    """
    try:
        with job_unit(services) as unit, unit.frame():
            _note(unit, each, occasion)
            each.run(unit, occasion)
    except DoneElsewhere:
        return False
    except Exception as fault:  # one job's fault must not stop the others
        log.error("job %s failed: %s", each.name, type(fault).__name__, exc_info=fault)
        with job_unit(services) as unit:
            put_off(unit, None, job=each.name, occasion=occasion)
        return False
    return True


def _note(unit: Unit, each: Job, occasion: Occasion) -> None:
    try:
        note_done(unit, None, job=each.name, occasion=occasion)
    except IntegrityError as fault:
        raise DoneElsewhere from fault


def _find_run(unit: Unit, name: str, occasion: Occasion) -> JobRun:
    this = (JobRun.job == name, JobRun.due_at == occasion.due_at, JobRun.subject == occasion.subject)
    run = unit.session.scalar(select(JobRun).where(*this).with_for_update())
    if run is None:
        run = JobRun(job=name, due_at=occasion.due_at, subject=occasion.subject)
        unit.session.add(run)
    return run


@command(may=acts_for_the_service)
def note_done(unit: Unit, _: None, *, job: str, occasion: Occasion) -> JobRun:
    """Note that an occasion is done, in the commit that does it.

    Raises:
        DoneElsewhere: it was done before.
    """
    run = _find_run(unit, job, occasion)
    if run.done_at is not None:
        raise DoneElsewhere
    run.done_at = unit.now
    unit.record(Event.JOB_RAN, run, job=job, about=occasion.subject)
    return run


@command(may=acts_for_the_service)
def put_off(unit: Unit, _: None, *, job: str, occasion: Occasion) -> JobRun:
    """Note that an occasion failed, and when to try again: in a minute, then twice as long each time, up to an hour."""
    run = _find_run(unit, job, occasion)
    run.failures = (run.failures or 0) + 1
    run.retry_at = unit.now + min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(run.failures - 1, 10))
    unit.record(Event.JOB_PUT_OFF, run, job=job, failures=run.failures)
    return run


_lease: Any = Lease.__table__
_TAKE = (
    update(_lease)
    .where(_lease.c.name == bindparam("the_name"))
    .where(or_(_lease.c.holder == bindparam("who"), _lease.c.until <= bindparam("the_time", type_=Moment())))
    .values(holder=bindparam("who"), until=bindparam("the_end", type_=Moment()))
)
_FIRST = insert(_lease).values(
    name=bindparam("the_name"), holder=bindparam("who"), until=bindparam("the_end", type_=Moment())
)
_HELD = select(_lease.c.until).where(_lease.c.name == bindparam("the_name"))
_LEASE = name_statement("jobs.lease", "which process works is no one's data; it changes at every tick")


def take_lease(services: Services, name: str, holder: str, period: dt.timedelta) -> bool:
    """Take a lease or keep it: False while somebody else holds it and it has not run out."""
    now = Clock().now()
    values = {"the_name": name, "who": holder, "the_time": now, "the_end": now + period}
    with job_unit(services) as unit:
        if not unit.session.execute(_TAKE, values, execution_options=_LEASE).rowcount:  # type: ignore[attr-defined]
            if unit.session.scalar(_HELD, {"the_name": name}, execution_options=_LEASE):
                return False
            try:
                unit.session.execute(_FIRST, values, execution_options=_LEASE)
            except IntegrityError:
                return False
        unit.session.commit()
    return True


def end_lease(services: Services, name: str, holder: str) -> None:
    """Give a lease up at once, if it is still held, so that another need not wait until it runs out."""
    now = Clock().now()
    values = {"the_name": name, "who": holder, "the_time": dt.datetime.min.replace(tzinfo=UTC), "the_end": now}
    with job_unit(services) as unit:
        unit.session.execute(_TAKE, values, execution_options=_LEASE)
        unit.session.commit()


def is_lease_held(services: Services, name: str) -> bool:
    """Whether anybody holds the lease now."""
    with job_unit(services) as unit:
        until = unit.session.scalar(_HELD, {"the_name": name}, execution_options=_LEASE)
    return until is not None and until > Clock().now()
