"""Reads of invitations: which is open, which waits for a second person."""

import hashlib
import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from serac.access.models import Invitation
from serac.agencies.models import Appointment, Member, Membership
from serac.agencies.roles import NEEDS_TWO_PEOPLE
from serac.core.problems import NotFound, NotPermitted
from serac.core.unit import Unit


def token_hash(token: str) -> bytes:
    """How an invitation's token is stored."""
    return hashlib.sha256(token.encode()).digest()


def needs_two_people(unit: Unit, member_ids: Iterable[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of these people who hold, or have been proposed for, a role that reads cases or lets others in.

    For them an invitation or a reset does nothing until a second person has approved it (design rule 10).
    """
    sensitive = [str(role) for role in NEEDS_TWO_PEOPLE]
    return frozenset(
        unit.session.scalars(
            select(Appointment.member_id)
            .where(Appointment.member_id.in_(list(member_ids)), Appointment.role.in_(sensitive))
            .where(Appointment.until > unit.now, Appointment.refused_at.is_(None))
        )
    )


def is_waiting(unit: Unit, invitation: Invitation) -> bool:
    """Whether it still needs a second person: asked at each use, since roles come after."""
    return invitation.approved_by is None and bool(needs_two_people(unit, [invitation.member_id]))


def open_invitations(unit: Unit, member_ids: Iterable[uuid.UUID] | None = None) -> Sequence[Invitation]:
    """Invitations neither used nor taken back nor run out, the earliest first; those of these members, or all."""
    statement = select(Invitation).where(
        Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires_at > unit.now
    )
    if member_ids is not None:
        statement = statement.where(Invitation.member_id.in_(list(member_ids)))
    return unit.session.scalars(statement.order_by(Invitation.proposed_at, Invitation.id)).all()


def find_invitation_by_token(unit: Unit, token: str) -> Invitation:
    """The invitation a letter led to, if it can be accepted now.

    Raises:
        NotFound: unknown, used, taken back, run out or waiting; or its person has another address by now, has left the
            agency it is bound to, or is disabled. One answer for all.
    """
    still_there = (
        select(Membership.id)
        .where(Membership.member_id == Invitation.member_id, Membership.agency_id == Invitation.agency_id)
        .where(Membership.since <= unit.now, Membership.until > unit.now)
    )
    found = unit.session.scalar(
        select(Invitation)
        .join(Member, Member.id == Invitation.member_id)
        .where(
            Invitation.token_hash == token_hash(token), Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None)
        )
        .where(Invitation.expires_at > unit.now, Invitation.email_hash == Member.email_hash)
        .where(Member.disabled_at.is_(None), still_there.exists())
    )
    if found is None or is_waiting(unit, found):
        raise NotFound
    return found


def open_invitation_path(unit: Unit, member_id: uuid.UUID) -> str | None:
    """Where a member's letter leads: the path with the token in it, asked for when it is rendered, never stored.

    Raises:
        NotPermitted: anybody but the service itself asks.
    """
    if not unit.actor.unscoped:
        raise NotPermitted
    for invitation in reversed(open_invitations(unit, [member_id])):
        if not is_waiting(unit, invitation):
            return f"/invitations/{invitation.token}"
    return None


def ever_invited(unit: Unit, member_ids: Iterable[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of these people who were ever sent an invitation."""
    return frozenset(
        unit.session.scalars(select(Invitation.member_id).where(Invitation.member_id.in_(list(member_ids))))
    )
