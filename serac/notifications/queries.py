"""Reads of notices: what waits to be sent, each person's inbox, and how they want to be told."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from serac.access.rule import opens_when_stated, visible
from serac.agencies.hours import rules_for
from serac.agencies.models import Member, Membership, Partnership, PartnershipAgency
from serac.core.outbox import Notice
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.notifications.models import NoticeChoice
from serac.notifications.waiting import DAILY, EACH, USUAL_HOUR, Wishes
from serac.reference import current

DIGEST = GATHERED = "digest"
DROPPED = "dropped"
AT_ONCE = 200
IN_A_PAGE = 25


def _own(unit: Unit) -> ColumnElement[bool]:
    """The actor's own, due, and about nothing they may no longer see, or could not once they state no connection."""
    about = Notice.compartment_id_about
    return and_(
        Notice.member_id == unit.actor.member_id,
        Notice.due_at <= unit.now,
        or_(Notice.outcome.is_(None), Notice.outcome != DROPPED),
        or_(about.is_(None), visible(about), opens_when_stated(about)),
    )


def list_inbox(unit: Unit, before: uuid.UUID | None = None) -> tuple[Sequence[Notice], uuid.UUID | None]:
    """One page of the actor's own notices, newest first, and the key of the next page if there is one."""
    statement = select(Notice).where(_own(unit), Notice.kind != DIGEST).order_by(Notice.id.desc()).limit(IN_A_PAGE + 1)
    if before:
        statement = statement.where(Notice.id < before)
    found = unit.session.scalars(statement).all()
    return found[:IN_A_PAGE], found[IN_A_PAGE - 1].id if len(found) > IN_A_PAGE else None


def count_unread(unit: Unit) -> int:
    """How many notices of the actor's own they have not opened."""
    statement = (
        select(func.count()).select_from(Notice).where(_own(unit), Notice.read_at.is_(None), Notice.kind != DIGEST)
    )
    return unit.session.scalar(statement) or 0


def find_notice(unit: Unit, notice_id: str) -> Notice:
    """A notice of the actor's own; raises NotFound."""
    try:
        key = uuid.UUID(notice_id)
    except ValueError:
        raise NotFound from None
    found = unit.session.scalar(select(Notice).where(Notice.id == key, _own(unit)))
    if found is None:
        raise NotFound
    return found


def _waiting(unit: Unit) -> ColumnElement[bool]:
    return and_(
        Notice.settled_at.is_(None),
        Notice.due_at <= unit.now,
        or_(Notice.claimed_until.is_(None), Notice.claimed_until <= unit.now),
        or_(Notice.held_until.is_(None), Notice.held_until <= unit.now),
    )


def list_waiting(unit: Unit) -> Sequence[uuid.UUID]:
    """Notices to send now that nobody has in hand, the longest due first."""
    statement = select(Notice.id).where(_waiting(unit)).order_by(Notice.due_at, Notice.id).limit(AT_ONCE)
    return unit.session.scalars(statement).all()


def lock_waiting(unit: Unit, notice_id: uuid.UUID) -> Notice | None:
    """The notice, held until this transaction ends, unless somebody else has it or it has been sent."""
    statement = select(Notice).where(Notice.id == notice_id, _waiting(unit)).with_for_update(skip_locked=True)
    return unit.session.scalar(statement)


def lock_unsettled(unit: Unit, notice_id: uuid.UUID) -> Notice | None:
    """The notice, held until this transaction ends, unless it has been settled."""
    statement = select(Notice).where(Notice.id == notice_id, Notice.settled_at.is_(None)).with_for_update()
    return unit.session.scalar(statement)


def address_of(unit: Unit, member_id: uuid.UUID) -> str | None:
    """Where a member's messages go; None if they are disabled or unknown."""
    member = unit.session.get(Member, member_id)
    return member.email or None if member is not None and member.disabled_at is None else None


def can_wait(notice: Notice) -> bool:
    """Whether its letter may wait for quiet hours to end, or for the one letter of a day. Danger never waits."""
    letters = current().letters
    return notice.channel != "inbox" and notice.kind in letters and letters.get(notice.kind).waits


def wishes_of(unit: Unit, member_id: uuid.UUID) -> Wishes:
    """How a member wants to be told: as they chose, else at once outside their partnership's quiet hours."""
    choice = unit.session.get(NoticeChoice, member_id)
    if choice is not None:
        return _as_chosen(choice)
    return Wishes(EACH, USUAL_HOUR, usual_quiet_hours(unit, member_id))


def usual_quiet_hours(unit: Unit, member_id: uuid.UUID) -> tuple[dt.time, dt.time]:
    """When it is quiet for somebody who chose nothing: by the rules of their partnership."""
    rules = rules_for(_partnership_of(unit, member_id))
    return rules.time("quiet.from"), rules.time("quiet.until")


def find_choice(unit: Unit, member_id: uuid.UUID) -> NoticeChoice | None:
    """What a member chose, if they have."""
    return unit.session.get(NoticeChoice, member_id)


def _as_chosen(choice: NoticeChoice) -> Wishes:
    times = tuple(dt.time.fromisoformat(time) for time in (choice.quiet_from, choice.quiet_until))
    return Wishes(choice.how, dt.time.fromisoformat(choice.daily_at), (times[0], times[1]) if choice.quiet else None)


def _partnership_of(unit: Unit, member_id: uuid.UUID) -> str:
    """The partnership whose hours are theirs: the first their agencies are in; "" where there is none."""
    statement = (
        select(Partnership.slug)
        .join(PartnershipAgency, PartnershipAgency.partnership_id == Partnership.id)
        .join(Membership, Membership.agency_id == PartnershipAgency.agency_id)
        .where(Membership.member_id == member_id, Membership.since <= unit.now, Membership.until > unit.now)
        .where(PartnershipAgency.since <= unit.now, PartnershipAgency.until > unit.now)
        .order_by(Partnership.id)
        .limit(1)
    )
    return unit.session.scalar(statement) or ""


def list_wanting_one_letter(unit: Unit) -> Sequence[tuple[uuid.UUID, Wishes, dt.datetime]]:
    """Members who want one letter a day and have something waiting for it, with the moment the first of it was due."""
    first = select(func.min(Notice.due_at)).where(Notice.member_id == NoticeChoice.id, *_to_gather(unit.now))
    wanting = select(NoticeChoice, first.scalar_subquery().label("first")).where(NoticeChoice.how == DAILY)
    rows: Sequence[Any] = unit.session.execute(wanting.order_by(NoticeChoice.id)).all()
    return [(choice.id, _as_chosen(choice), due_at) for choice, due_at in rows if due_at is not None]


def _to_gather(at: dt.datetime) -> list[ColumnElement[bool]]:
    kinds = [letter.code for letter in current().letters.all() if letter.waits]
    return [
        Notice.settled_at.is_(None),
        Notice.due_at <= at,
        Notice.kind.in_(kinds),
        Notice.channel != "inbox",
    ]


def lock_to_gather(unit: Unit, member_id: uuid.UUID, at: dt.datetime) -> Sequence[Notice]:
    """What waits for somebody's one letter of a day and is in nobody's hand, held until this transaction ends."""
    return unit.session.scalars(
        select(Notice)
        .where(Notice.member_id == member_id, *_to_gather(at))
        .where(or_(Notice.claimed_until.is_(None), Notice.claimed_until <= unit.now))
        .order_by(Notice.id)
        .with_for_update(skip_locked=True)
    ).all()


def find_digest(unit: Unit, key: str, member_id: uuid.UUID) -> Notice:
    """The notice that tells of several at once."""
    return unit.session.scalars(select(Notice).where(Notice.key == f"digest:{key}:{member_id}")).one()


def count_gathered(unit: Unit, digest: Notice) -> int:
    """Of what a digest tells of, how much its recipient has not opened and may still see. `unit`: theirs."""
    statement = select(func.count()).select_from(Notice).where(Notice.digest_id == digest.id)
    return unit.session.scalar(statement.where(_own(unit), Notice.read_at.is_(None))) or 0
