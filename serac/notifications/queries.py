"""Reads of notices: what waits to be sent, and each person's inbox."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select

from serac.access.rule import visible
from serac.agencies.models import Member
from serac.core.outbox import Notice
from serac.core.problems import NotFound
from serac.core.unit import Unit

DROPPED = "dropped"
AT_ONCE = 200
IN_A_PAGE = 25


def _own(unit: Unit) -> ColumnElement[bool]:
    """The actor's own, due, and about nothing they may no longer see."""
    about = Notice.compartment_id_about
    return and_(
        Notice.member_id == unit.actor.member_id,
        Notice.due_at <= unit.now,
        or_(Notice.outcome.is_(None), Notice.outcome != DROPPED),
        or_(about.is_(None), visible(about)),
    )


def list_inbox(unit: Unit, before: uuid.UUID | None = None) -> tuple[Sequence[Notice], uuid.UUID | None]:
    """One page of the actor's own notices, newest first, and the key of the next page if there is one."""
    statement = select(Notice).where(_own(unit)).order_by(Notice.id.desc()).limit(IN_A_PAGE + 1)
    if before:
        statement = statement.where(Notice.id < before)
    found = unit.session.scalars(statement).all()
    return found[:IN_A_PAGE], found[IN_A_PAGE - 1].id if len(found) > IN_A_PAGE else None


def count_unread(unit: Unit) -> int:
    """How many notices of the actor's own they have not opened."""
    statement = select(func.count()).select_from(Notice).where(_own(unit), Notice.read_at.is_(None))
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
