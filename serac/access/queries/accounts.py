"""Reads for those who keep accounts: whose there are, in what state. Names and agencies of colleagues; never a case."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from serac.access import policy
from serac.access.models import Credential, Invitation
from serac.access.queries.invitations import ever_invited, needs_two_people, open_invitations
from serac.agencies.models import Agency, Appointment, Member, Membership, Partnership, PartnershipAgency
from serac.agencies.roles import ROLE_WORDS, Role
from serac.core.actor import Authority, Permission
from serac.core.problems import NotFound
from serac.core.unit import Unit

STATES = {
    "new": "Not invited",
    "waiting": "Waiting for a second person",
    "invited": "Invited",
    "lapsed": "Invitation ran out",
    "active": "Active",
    "disabled": "Disabled",
}
"""What an account can be, and the words for it."""


@dataclass(frozen=True)
class Account:
    """One member as those who keep accounts see them."""

    member_id: uuid.UUID
    name: str
    agencies: tuple[str, ...]
    state: str

    @property
    def state_in_words(self) -> str:
        """The state as the pages say it."""
        return STATES[self.state]


def find_account(unit: Unit, member_id: uuid.UUID) -> Member:
    """A member whose account the actor keeps.

    Raises:
        NotFound: unknown, of another partnership, or one's own.
    """
    found = unit.session.get(Member, member_id)
    if found is None or not unit.may(policy.keep_account, found):
        raise NotFound
    return found


def kept_partnerships(unit: Unit) -> frozenset[uuid.UUID]:
    """The partnerships whose accounts the actor keeps: their own, and all within them."""
    rows = unit.session.execute(select(Partnership.id, Partnership.parent_id)).all()
    if unit.actor.authority is Authority.OPERATOR:
        return frozenset(row[0] for row in rows)
    kept = set(unit.actor.places(Permission.KEEP_ACCOUNTS))
    while more := {row[0] for row in rows if row[1] in kept} - kept:
        kept |= more
    return frozenset(kept)


def list_accounts(unit: Unit) -> Sequence[Account]:
    """Everybody who works for an agency of those partnerships, by name, without oneself."""
    rows = unit.session.execute(
        select(Member, Agency.name)
        .join(Membership, Membership.member_id == Member.id)
        .join(Agency, Agency.id == Membership.agency_id)
        .join(PartnershipAgency, PartnershipAgency.agency_id == Agency.id)
        .where(PartnershipAgency.partnership_id.in_(kept_partnerships(unit)), Member.id != unit.actor.member_id)
        .where(PartnershipAgency.since <= unit.now, PartnershipAgency.until > unit.now)
        .where(Membership.since <= unit.now, Membership.until > unit.now)
        .distinct()
    ).all()
    members = {member.id: member for member, _ in rows}
    states = states_of(unit, members.values())
    agencies: dict[uuid.UUID, list[str]] = {}
    for member, agency in rows:
        agencies.setdefault(member.id, []).append(agency)
    found = [Account(m.id, m.name, tuple(sorted(agencies[m.id])), states[m.id]) for m in members.values()]
    return sorted(found, key=lambda account: (account.name.casefold(), account.member_id))


def states_of(unit: Unit, members: Iterable[Member]) -> dict[uuid.UUID, str]:
    """The state of each of these accounts, as a code of STATES."""
    every = list(members)
    ids = [member.id for member in every]
    set_up = set(
        unit.session.scalars(select(Credential.id).where(Credential.id.in_(ids), Credential.password.is_not(None)))
    )
    invitations = {invitation.member_id: invitation for invitation in open_invitations(unit, ids)}
    sensitive, invited = needs_two_people(unit, ids), ever_invited(unit, ids)
    states = {}
    for member in every:
        invitation = invitations.get(member.id)
        if member.disabled_at is not None:
            state = "disabled"
        elif member.id in set_up:
            state = "active"
        elif invitation is not None:
            state = "waiting" if invitation.approved_by is None and member.id in sensitive else "invited"
        else:
            state = "lapsed" if member.id in invited else "new"
        states[member.id] = state
    return states


def has_account(unit: Unit, member_id: uuid.UUID) -> bool:
    """Whether somebody has a password and a second factor."""
    found = unit.session.get(Credential, member_id)
    return found is not None and found.password is not None


def open_invitation_of(unit: Unit, member_id: uuid.UUID) -> Invitation | None:
    """The one open invitation of a member, if there is one."""
    return next(iter(open_invitations(unit, [member_id])), None)


def works_for(unit: Unit, member_id: uuid.UUID) -> Sequence[tuple[Agency, str]]:
    """The agencies somebody works for now and as what, by name."""
    rows = unit.session.execute(
        select(Agency, Membership.job_title)
        .join(Membership, Membership.agency_id == Agency.id)
        .where(Membership.member_id == member_id, Membership.since <= unit.now, Membership.until > unit.now)
        .order_by(Agency.name, Agency.id)
    )
    return [(row[0], row[1]) for row in rows]


def roles_of(unit: Unit, member_id: uuid.UUID) -> Sequence[str]:
    """The roles somebody holds or has been proposed for, in words."""
    rows = unit.session.scalars(
        select(Appointment)
        .where(Appointment.member_id == member_id, Appointment.until > unit.now, Appointment.refused_at.is_(None))
        .order_by(Appointment.since, Appointment.id)
    )
    words = [ROLE_WORDS[Role(row.role)] + ("" if row.approved_at else " (proposed)") for row in rows]
    return list(dict.fromkeys(word[0].upper() + word[1:] for word in words))


def list_waiting_invitations(unit: Unit) -> Sequence[Invitation]:
    """Invitations and resets that wait for a second person, where the actor approves, the earliest first."""
    unapproved = [invitation for invitation in open_invitations(unit) if invitation.approved_by is None]
    sensitive = needs_two_people(unit, [invitation.member_id for invitation in unapproved])
    return [
        invitation
        for invitation in unapproved
        if invitation.member_id in sensitive and unit.may(policy.read_waiting_invitation, invitation)
    ]


def find_waiting_invitation(unit: Unit, invitation_id: uuid.UUID) -> Invitation:
    """One of those.

    Raises:
        NotFound: unknown, settled, or elsewhere.
    """
    found = next((one for one in list_waiting_invitations(unit) if one.id == invitation_id), None)
    if found is None:
        raise NotFound
    return found


def names_of(unit: Unit, member_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of these members."""
    rows = unit.session.scalars(select(Member).where(Member.id.in_(set(member_ids)))).all()
    return {member.id: member.name for member in rows}
