"""Delivering what waits: claim in one commit, send, settle in another. And the one letter a day of those who want that.

What is promised: a notice whose transaction was not committed is never sent. One that was is sent, by its key, once.
Only if the sender is stopped dead between giving the message over and noting that it did, it is given over once more,
with the same Message-ID, when its claim has run out. In a caught-mail folder the second overwrites the first.
"""

import logging
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from serac.access.actors import actor_of
from serac.access.queries.connection import waits_for
from serac.access.queries.invitations import open_invitation_path
from serac.agencies.models import Member
from serac.core.jobs import Occasion, errand, job, job_unit
from serac.core.outbox import Notice
from serac.core.unit import Services, Unit
from serac.notifications.commands import MOST_ATTEMPTS, claim, gather, hold, settle_dropped, settle_sent
from serac.notifications.letters import compose
from serac.notifications.posts import NotSent, Post, Refused, post_of
from serac.notifications.queries import (
    DIGEST,
    DROPPED,
    address_of,
    can_wait,
    count_gathered,
    list_waiting,
    list_wanting_one_letter,
    lock_unsettled,
    lock_waiting,
    wishes_of,
)
from serac.notifications.waiting import held_until, latest_daily
from serac.reference import current
from serac.settings import Settings

log = logging.getLogger(__name__)
WITH_A_TOKEN = frozenset({"invitation", "sign_in_reset"})
"""Letters whose link lets somebody in: it is asked for when the letter is rendered, and stored nowhere."""


@dataclass(frozen=True)
class Parcel:
    """A notice in hand: where it goes, and its link: to the inbox, since even "/cases/..." would say something.

    Empty where there is nobody, or nothing, to send to.
    """

    notice: Notice
    address: str | None
    path: str | None


@errand("notifications.deliver")
def deliver(services: Services, stopping: Callable[[], bool]) -> None:
    """Send every notice that is due and in nobody's hand, the longest due first, until none is left."""
    post = post_of(services.extra["settings"])
    tried: set[uuid.UUID] = set()
    while waiting := [notice_id for notice_id in _list(services) if notice_id not in tried]:
        for notice_id in waiting:
            if stopping():
                return
            tried.add(notice_id)
            try:
                deliver_one(services, post, notice_id)
            except Exception as fault:
                log.error("notice %s failed: %s", notice_id, type(fault).__name__, exc_info=fault)


def _list(services: Services) -> list[uuid.UUID]:
    with job_unit(services) as unit:
        return list(list_waiting(unit))


def deliver_one(services: Services, post: Post | None, notice_id: uuid.UUID) -> None:
    """Send one notice, or drop it, or leave it for later."""
    parcel = _take(services, notice_id, by_letter=post is not None)
    if parcel is None:
        return
    if parcel.notice.held_until and parcel.notice.read_at:
        _settle(services, parcel.notice, "inbox")
    elif not parcel.address or parcel.path is None or not may_be_told(services, parcel.notice):
        _settle(services, parcel.notice, DROPPED, why="no_address" if not parcel.address else "not_for_them")
    elif post is None or parcel.notice.channel == "inbox":
        _settle(services, parcel.notice, "inbox")
    else:
        _send(services, post, parcel, parcel.address, parcel.path)


def _take(services: Services, notice_id: uuid.UUID, *, by_letter: bool) -> Parcel | None:
    """Take a notice in hand, unless its letter must wait: then only until when is noted, and the inbox has it meanwhile."""
    with job_unit(services) as unit:
        notice = lock_waiting(unit, notice_id)
        if notice is None:
            return None
        until = held_until(wishes_of(unit, notice.member_id), unit.now) if by_letter and can_wait(notice) else None
        if until is not None:
            hold(unit, notice, until=until)
            return None
        claim(unit, notice)
        return Parcel(notice, address_of(unit, notice.member_id), _path_of(unit, notice))


def _path_of(unit: Unit, notice: Notice) -> str | None:
    if notice.kind in WITH_A_TOKEN:
        return open_invitation_path(unit, notice.member_id)
    return "/inbox" if notice.kind == DIGEST else f"/inbox/{notice.id}"


def may_be_told(services: Services, notice: Notice) -> bool:
    """Whether its recipient, as they stand now, still works somewhere and may still see what it is about."""
    with Unit(services, lambda session, now: actor_of(session, notice.member_id, now)) as unit:
        about = notice.compartment_id_about
        if notice.kind == DIGEST and not count_gathered(unit, notice):
            return False
        told = about is None or bool(unit.standing(about)) or waits_for(unit, about)
        return bool(unit.actor.agencies) and told


def _count(services: Services, notice: Notice) -> int:
    """Of how many things a letter tells: of a digest, those its recipient has not opened and may still see."""
    if notice.kind != DIGEST:
        return 1
    with Unit(services, lambda session, now: actor_of(session, notice.member_id, now)) as unit:
        return count_gathered(unit, notice)


def _send(services: Services, post: Post, parcel: Parcel, address: str, path: str) -> None:
    settings: Settings = services.extra["settings"]
    notice = parcel.notice
    letter = current().letters.get(notice.kind)
    message = compose(
        notice_id=notice.id,
        subject=letter.subject,
        body=letter.body,
        link=settings.base_url + path,
        address=address,
        mail_from=settings.mail_from,
        at=services.clock.now(),
        count=_count(services, notice),
    )
    try:
        post.send(str(notice.id), message)
    except Refused:
        _settle(services, notice, "undeliverable", why="refused")
    except NotSent as fault:
        log.warning("notice %s was not sent (attempt %s): %s", notice.id, notice.attempts, fault)
        if notice.attempts >= MOST_ATTEMPTS:
            _settle(services, notice, "undeliverable", why="too_many_attempts")
    else:
        _settle(services, notice, "sent")


def _settle(services: Services, notice: Notice, outcome: str, why: str = "") -> None:
    with job_unit(services) as unit:
        found = lock_unsettled(unit, notice.id)
        if found is None:
            return
        if why:
            settle_dropped(unit, found, outcome=outcome, why=why)
        else:
            settle_sent(unit, found, outcome=outcome)


def waiting_for_one_letter(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each member who wants one letter a day, at the last time it was to go, if anything was waiting then."""
    for member_id, wishes, first in list_wanting_one_letter(unit):
        at = latest_daily(wishes, unit.now)
        if first <= at:
            yield Occasion(at, str(member_id))


@job("notifications.daily", due=waiting_for_one_letter)
def gather_one(unit: Unit, occasion: Occasion) -> None:
    """Put what waited into one letter."""
    gather(unit, unit.session.get_one(Member, uuid.UUID(occasion.subject)), at=occasion.due_at)
