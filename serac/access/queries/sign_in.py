"""Reads of sign-in: who has an address, how often a source has tried, what sessions are open."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from serac.access.limits import WITHIN, Source
from serac.access.models import Attempt, Credential, SignInSession
from serac.agencies.models import Member
from serac.core.problems import NotFound
from serac.core.unit import Unit


def member_with(unit: Unit, email_hash: int) -> tuple[Member, Credential] | None:
    """Whose address this is, if they can sign in: an account that is set up and not disabled."""
    row = unit.session.execute(
        select(Member, Credential)
        .join(Credential, Credential.id == Member.id)
        .where(Member.email_hash == email_hash, Member.disabled_at.is_(None), Credential.password.is_not(None))
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def has_tried_too_often(unit: Unit, sources: Iterable[Source]) -> bool:
    """Whether one of these sources has used up its tries."""
    return any(
        (unit.session.scalar(
            select(func.count()).where(Attempt.source == source.hashed, Attempt.at > unit.now - WITHIN)
        ) or 0) >= source.most
        for source in sources
    )  # fmt: skip


def list_open_sessions(unit: Unit, member_id: uuid.UUID, idle: dt.timedelta) -> Sequence[SignInSession]:
    """Somebody's sessions that still open the service, the latest begun first."""
    return unit.session.scalars(
        select(SignInSession)
        .where(SignInSession.member_id == member_id, SignInSession.ended_at.is_(None))
        .where(SignInSession.expires_at > unit.now, SignInSession.seen_at > unit.now - idle)
        .order_by(SignInSession.started_at.desc(), SignInSession.id)
    ).all()


def find_own_session(unit: Unit, session_id: uuid.UUID) -> SignInSession:
    """One of one's own sessions.

    Raises:
        NotFound: unknown, or somebody else's.
    """
    found = unit.session.get(SignInSession, session_id)
    if found is None or found.member_id != unit.actor.member_id:
        raise NotFound
    return found


def find_own_member(unit: Unit) -> Member:
    """One's own entry.

    Raises:
        NotFound: nobody is signed in.
    """
    found = unit.session.get(Member, unit.actor.member_id) if unit.actor.member_id else None
    if found is None:
        raise NotFound
    return found


def last_sign_ins(unit: Unit, member_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, dt.datetime]:
    """When each of these people last signed in; those who never did are left out."""
    rows = unit.session.execute(
        select(SignInSession.member_id, func.max(SignInSession.started_at))
        .where(SignInSession.member_id.in_(list(member_ids)))
        .group_by(SignInSession.member_id)
    )
    return {row[0]: row[1] for row in rows}
