"""What happens to a notice: taken in hand, settled, opened by its recipient."""

import datetime as dt

from serac.core.events import Event
from serac.core.outbox import Notice
from serac.core.unit import Unit, acts_for_the_service, command
from serac.notifications import policy

FIRST_WAIT = dt.timedelta(minutes=2)
LONGEST_WAIT = dt.timedelta(hours=1)
MOST_ATTEMPTS = 72
"""With the longest wait between them, about three days: after that the notice stays in the inbox only."""


@command(may=acts_for_the_service)
def claim(unit: Unit, notice: Notice) -> Notice:
    """Take a notice in hand. If nothing settles it, it may be taken again: in two minutes, then after twice as long, up
    to an hour. So a deliverer that fails and one that is killed are the same.
    """
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(notice.attempts, 10))
    notice.attempts, notice.claimed_until = notice.attempts + 1, unit.now + wait
    unit.record(Event.NOTICE_CLAIMED, notice, kind=notice.kind, attempt=notice.attempts)
    return notice


@command(may=acts_for_the_service)
def settle_sent(unit: Unit, notice: Notice, *, outcome: str) -> Notice:
    """The notice was sent (or, where no mail leaves the service, put into the inbox)."""
    notice.settled_at, notice.outcome = unit.now, outcome
    unit.record(Event.NOTICE_SENT, notice, kind=notice.kind, outcome=outcome)
    return notice


@command(may=acts_for_the_service)
def settle_dropped(unit: Unit, notice: Notice, *, outcome: str, why: str) -> Notice:
    """The notice will not be sent. `why`: a code."""
    notice.settled_at, notice.outcome = unit.now, outcome
    unit.record(Event.NOTICE_DROPPED, notice, kind=notice.kind, outcome=outcome, why=why)
    return notice


@command(may=policy.read_notice)
def open_notice(unit: Unit, notice: Notice) -> Notice:
    """Its recipient opened it."""
    notice.read_at = notice.read_at or unit.now
    unit.record(Event.NOTICE_READ, notice)
    return notice
