"""What happens to a notice: taken in hand, held back, settled, told of with others, opened by its recipient."""

import datetime as dt

from sqlalchemy import update

from serac.agencies.models import Member
from serac.core.events import Event
from serac.core.outbox import Notice
from serac.core.problems import Invalid
from serac.core.unit import Unit, acts_for_the_service, check_version, command
from serac.notifications import policy
from serac.notifications.models import NoticeChoice
from serac.notifications.queries import GATHERED, find_digest, lock_to_gather
from serac.notifications.waiting import DAILY, EACH

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


@command(may=acts_for_the_service)
def hold(unit: Unit, notice: Notice, *, until: dt.datetime) -> Notice:
    """Keep the letter of a notice back until somebody's quiet hours end, or until their one letter of the day. It is in the inbox."""
    notice.held_until = until
    unit.record(Event.NOTICE_HELD, notice, kind=notice.kind, until=until.isoformat())
    return notice


@command(may=acts_for_the_service)
def gather(unit: Unit, member: Member, *, at: dt.datetime) -> int:
    """Tell somebody in one letter of everything that waited for it: one notice takes the place of theirs, in one commit.

    Args:
        at: the moment of the day this is the letter of; it makes the letter this one and no other.

    Returns:
        How many things it tells of. Those they opened meanwhile are left out; with none left there is no letter.
    """
    waiting = lock_to_gather(unit, member.id, at)
    unread = [notice for notice in waiting if notice.read_at is None]
    if unread:
        key = at.isoformat()
        unit.notify("digest", member.id, key=key, path="/inbox")
        unit.session.flush()
        digest = find_digest(unit, key, member.id)
        for notice in unread:
            notice.digest_id = digest.id
    for notice in waiting:
        settle_sent(unit, notice, outcome=GATHERED if notice.read_at is None else "inbox")
    unit.record(Event.NOTICES_GATHERED, member, notices=len(unread))
    return len(unread)


@command(may=policy.choose)
def choose(
    unit: Unit,
    member: Member,
    *,
    how: str,
    daily_at: dt.time,
    quiet: bool,
    quiet_from: dt.time,
    quiet_until: dt.time,
    seen_version: int | None = None,
) -> NoticeChoice:
    """Choose how to be told. What is held back for them now goes, or waits, as they chose just now.

    Args:
        how: `each` or `daily`. The three times are on London clocks.

    Raises:
        Conflict: they chose otherwise on another page meanwhile.
        Invalid: neither of the two; quiet hours that begin when they end.
    """
    if how not in {EACH, DAILY}:
        raise Invalid({"how": "Choose how you want to be told"})
    if quiet and quiet_from == quiet_until:
        raise Invalid({"quiet_until": "Quiet hours must end at another time than they begin"})
    choice = unit.session.get(NoticeChoice, member.id)
    if choice is None:
        choice = NoticeChoice(id=member.id, version=1)
        unit.session.add(choice)
    else:
        check_version(choice, seen_version)
    choice.how, choice.quiet, choice.chosen_at = how, quiet, unit.now
    choice.daily_at, choice.quiet_from, choice.quiet_until = (
        f"{time:%H:%M}" for time in (daily_at, quiet_from, quiet_until)
    )
    unit.session.flush()
    held = update(Notice).where(Notice.member_id == member.id, Notice.settled_at.is_(None))
    unit.session.execute(held.values(held_until=None).execution_options(synchronize_session=False))
    unit.record(Event.NOTICES_CHOSEN, member, how=how, quiet=quiet)
    return choice
