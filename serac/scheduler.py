"""The front door for time: one process that asks, every few seconds, what has become due, and does it.

Nothing is kept in memory between two ticks. Several may run: a lease lets one work, and another takes over when it has
run out. Even if two worked at once, an occasion is done once by its key and a notice is claimed before it is sent.
"""

import datetime as dt
import logging
import secrets
import signal
import threading
from types import FrameType, ModuleType

from apscheduler.schedulers.blocking import BlockingScheduler
from sqlalchemy.exc import SQLAlchemyError

from serac import make_services, reference
from serac.access import jobs as access
from serac.actions import jobs as actions
from serac.agreements import jobs as agreements
from serac.alerts import jobs as alerts
from serac.cases import jobs as cases
from serac.closure import jobs as closure
from serac.core.clock import UTC, Clock
from serac.core.jobs import ERRANDS, carry_out, end_lease, list_due, take_lease
from serac.core.unit import Services
from serac.decisions import jobs as decisions
from serac.entities import jobs as entities
from serac.notifications import jobs as notifications
from serac.referrals import jobs as referrals
from serac.scoping import jobs as scoping
from serac.settings import Settings

log = logging.getLogger(__name__)
LEASE = "scheduler"
LEASE_LASTS = dt.timedelta(seconds=60)
FEATURES: tuple[ModuleType, ...] = (
    access,
    agreements,
    entities,
    alerts,
    notifications,
    cases,
    decisions,
    actions,
    referrals,
    scoping,
    closure,
)
"""Every feature that has jobs: importing it makes them known."""


class Scheduler:
    """Works while it holds the lease; stops between two occasions when asked to."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.holder = secrets.token_hex(8)
        self.stopping = threading.Event()

    def tick(self) -> bool:
        """Do everything that is due, the longest due first; False if another scheduler works or this one stops."""
        if self._must_stop():
            return False
        for occasion, job in list_due(self.services):
            if self._must_stop():
                return False
            carry_out(self.services, job, occasion)
        for name, errand in list(ERRANDS.items()):
            try:
                errand(self.services, self._must_stop)
            except Exception as fault:
                log.error("errand %s failed: %s", name, type(fault).__name__, exc_info=fault)
        return not self.stopping.is_set()

    def _must_stop(self) -> bool:
        return self.stopping.is_set() or not take_lease(self.services, LEASE, self.holder, LEASE_LASTS)

    def beat(self) -> None:
        """A tick whose fault (the database is away, say) does not end the process: the next one tries again."""
        try:
            self.tick()
        except Exception as fault:
            log.error("a tick failed: %s", type(fault).__name__, exc_info=fault)

    def stop(self) -> None:
        """Give the lease up, so that another scheduler need not wait for it to run out."""
        self.stopping.set()
        try:
            end_lease(self.services, LEASE, self.holder)
        except SQLAlchemyError as fault:
            log.warning("the lease was not given up: %s", type(fault).__name__)


def run(settings: Settings) -> None:
    """Tick until SIGTERM or SIGINT; what is being done then is finished first."""
    reference.use(reference.load(settings.config_folder))
    services = make_services(settings)
    scheduler = Scheduler(services)
    beats = BlockingScheduler(timezone=UTC)
    beats.add_job(
        scheduler.beat,
        "interval",
        seconds=settings.tick_seconds,
        next_run_time=Clock().now(),
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )

    def end(_signal: int, _frame: FrameType | None) -> None:
        scheduler.stopping.set()
        threading.Thread(target=beats.shutdown).start()  # waits for the tick; a signal's handler must not

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    log.info("scheduler started")
    beats.start()
    scheduler.stop()
    services.engine.dispose()
    log.info("scheduler stopped")
