"""Who may keep the directory: an administrator a partnership and all within it; a point of contact its own agency.

Targets say themselves where they lie (`models.Placed`). The operator's command line sets a service up: it keeps all.
"""

from typing import Any

from serac.agencies.models import Agency, Appointment, ContactPoint, EmailChange, Member, Partnership
from serac.agencies.purposes import SENSITIVE
from serac.agencies.roles import Role
from serac.core.actor import OPERATOR, Actor, Authority, Permission, Standing


def _over(actor: Actor, permission: Permission, row: Any) -> bool:
    if not actor.holds(permission):
        return False
    return actor.authority is Authority.OPERATOR or any(actor.holds(permission, place) for place in row.places)


def _in_agency(actor: Actor, row: Any) -> bool:
    return any(actor.holds(Permission.KEEP_OWN_AGENCY, agency_id) for agency_id in row.agency_ids)


def _is_second(actor: Actor, proposal: Any) -> bool:
    return (actor.member_id or OPERATOR) not in {proposal.proposed_by, proposal.member_id}


def read_directory(actor: Actor, target: object, grant: Standing) -> bool:
    """Names and contact points of the agencies in their partnerships."""
    return actor.holds(Permission.READ_DIRECTORY)


def keep_agencies(actor: Actor, target: object, grant: Standing) -> bool:
    """Add agencies; form partnerships within their own."""
    return actor.holds(Permission.KEEP_AGENCIES)


def keep_partnership(actor: Actor, partnership: Partnership, grant: Standing) -> bool:
    """Say which agencies are in it."""
    return _over(actor, Permission.KEEP_AGENCIES, partnership)


def keep_duty_rota(actor: Actor, row: Any, grant: Standing) -> bool:
    """Say who is on duty for a partnership, and when: its own team, and its administrators."""
    return bool(row.partnerships & set(actor.teams)) or _over(actor, Permission.KEEP_AGENCIES, row)


def read_duty_rota(actor: Actor, target: object, grant: Standing) -> bool:
    """See who is on duty: the own team, those it is passed up to, and administrators."""
    wanted = (Permission.TRIAGE, Permission.DECIDE, Permission.EMERGENCY_ACCESS, Permission.KEEP_AGENCIES)
    return any(actor.holds(permission) for permission in wanted)


def manage_agency(actor: Actor, agency: Agency, grant: Standing) -> bool:
    """Change its flags and kind, close it: for administrators alone."""
    return _over(actor, Permission.KEEP_AGENCIES, agency)


def keep_agency(actor: Actor, row: Any, grant: Standing) -> bool:
    """Change what belongs to an agency: names, people, contact points, cover."""
    return _in_agency(actor, row) or _over(actor, Permission.KEEP_AGENCIES, row)


def keep_contact_point(actor: Actor, contact: ContactPoint, grant: Standing) -> bool:
    """Change or end a contact point."""
    return keep_sensitive(actor, contact, grant) if contact.purpose == SENSITIVE else keep_agency(actor, contact, grant)


def keep_sensitive(actor: Actor, row: Any, grant: Standing) -> bool:
    """Register the sensitive-case contact: the agency's own points of contact, or the operator."""
    return _in_agency(actor, row)


def read_sensitive(actor: Actor, row: Agency | ContactPoint, grant: Standing) -> bool:
    """Know who it is: the own team of a partnership the agency is in, and the agency's own points of contact."""
    return _in_agency(actor, row) or bool(row.partnerships & set(actor.teams))


def read_people(actor: Actor, agency: Agency, grant: Standing) -> bool:
    """See who works there and in what roles: its keepers, colleagues, the own team, those who approve appointments."""
    near = agency.id in actor.agencies or bool(agency.partnerships & set(actor.teams))
    return near or keep_agency(actor, agency, grant) or _over(actor, Permission.APPROVE_APPOINTMENTS, agency)


def keep_member(actor: Actor, member: Member, grant: Standing) -> bool:
    """Change somebody's details, record their training and vetting."""
    return keep_agency(actor, member, grant)


def read_record(actor: Actor, member: Member, grant: Standing) -> bool:
    """See somebody's training, vetting and address: themselves, their keepers, and those who approve appointments."""
    own = actor.member_id == member.id or keep_member(actor, member, grant)
    return own or _over(actor, Permission.APPROVE_APPOINTMENTS, member)


def propose(actor: Actor, member: Member, grant: Standing) -> bool:
    """Propose a role for somebody else."""
    return actor.member_id != member.id and keep_member(actor, member, grant)


def approve(actor: Actor, appointment: Appointment, grant: Standing) -> bool:
    """Be the second person: never who proposed it, never who it is for (design rule 10).

    For a named handler that may also be another of the agency's points of contact, or a co-ordinator.
    """
    if not _is_second(actor, appointment):
        return False
    near = appointment.role == Role.HANDLER and (
        _in_agency(actor, appointment) or bool(appointment.partnerships & set(actor.teams))
    )
    return near or _over(actor, Permission.APPROVE_APPOINTMENTS, appointment)


def end_appointment(actor: Actor, appointment: Appointment, grant: Standing) -> bool:
    """End a role, or take a proposal back: who keeps the place, who approves there, and whoever holds it."""
    if actor.member_id == appointment.member_id or keep_agency(actor, appointment, grant):
        return True
    return _over(actor, Permission.APPROVE_APPOINTMENTS, appointment)


def approve_email(actor: Actor, change: EmailChange, grant: Standing) -> bool:
    """Be the second person for a new address."""
    second = _is_second(actor, change)
    return second and (_in_agency(actor, change) or _over(actor, Permission.APPROVE_APPOINTMENTS, change))


def settle_email(actor: Actor, change: EmailChange, grant: Standing) -> bool:
    """Refuse a new address, or take one's own proposal back."""
    return actor.member_id == change.proposed_by or approve_email(actor, change, grant)


def read_appointments(actor: Actor, target: object, grant: Standing) -> bool:
    """See what is waiting for a second person."""
    waiting = (Permission.APPROVE_APPOINTMENTS, Permission.KEEP_OWN_AGENCY)
    return bool(actor.teams) or any(actor.holds(permission) for permission in waiting)
