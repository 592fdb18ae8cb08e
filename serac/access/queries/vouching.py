"""Whose account rests on one person's word: set up without a second person, or under another address than the present."""

import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy import func, select

from serac.access.models import Credential, Invitation
from serac.agencies.models import Member
from serac.core.clock import day_in_words
from serac.core.unit import Unit


def resting_on_one_person(unit: Unit, member_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Those of these people who have such an account, and why, in a sentence for whoever is to approve a role of theirs.

    Whoever set such an account up may not be who they say they are: one person alone chose the address and had the letter.
    """
    ids = list(member_ids)
    rows = unit.session.execute(
        select(Member, Credential)
        .join(Credential, Credential.id == Member.id)
        .where(Member.id.in_(ids), Credential.password.is_not(None))
        .where(Credential.vouched_for.is_(None) | (Credential.vouched_for != Member.email_hash))
    ).all()
    found = [(row[0], row[1]) for row in rows]
    days = _set_up(unit, [member.id for member, _ in found])
    return {member.id: _why(member, held, days.get(member.id, "")) for member, held in found}


def _set_up(unit: Unit, member_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    rows = unit.session.execute(
        select(Invitation.member_id, func.max(Invitation.used_at))
        .where(Invitation.member_id.in_(list(member_ids)), Invitation.used_at.is_not(None))
        .group_by(Invitation.member_id)
    )
    return {row[0]: f" on {day_in_words(row[1])}" for row in rows if row[1]}


def _why(member: Member, held: Credential, day: str) -> str:
    reason = f"Their account was set up{day} by one person"
    if held.vouched_for is not None:
        reason = f"Their email address has changed since their account was set up{day}"
    return f"{reason}. Approving closes that account and sends them a new invitation, to {member.email}"
