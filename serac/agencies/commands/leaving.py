"""Somebody leaves an agency. What they hold goes to colleagues in the same moment: nothing is left owned by nobody."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from serac.agencies import policy
from serac.agencies.commands.appointments import propose_appointment
from serac.agencies.commands.members import check_works_for, lock_member
from serac.agencies.models import Agency, Appointment, ContactPoint, Cover, EmailChange, Member, Membership, Partnership
from serac.agencies.ownership import OWNERSHIPS, Held
from serac.agencies.queries.appointments import appointments_at, appointments_of
from serac.agencies.queries.holdings import APPOINTMENT, CONTACT, COVER, DEPUTY, ending_with, list_held
from serac.agencies.queries.members import who_works_for
from serac.agencies.roles import HANDLERS, Role
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid
from serac.core.unit import Unit, command

NAME_SOMEBODY = "Choose who takes this over"


@command(may=policy.keep_agency)
def end_membership(
    unit: Unit, membership: Membership, *, successors: Mapping[str, Member | None] | None = None, reason: str = "left"
) -> Member:
    """Somebody leaves an agency: what they hold passes on, and their roles there end.

    With their last agency their account closes.

    Args:
        successors: a colleague for each thing they hold, by `Held.key`; None or missing where it may end.
        reason: code of leaving_agency_reasons.

    Raises:
        Conflict: they had left already.
        Invalid: something would be owned by nobody; errors are at `Held.key`.
    """
    member, agency = unit.session.get(Member, membership.member_id), unit.session.get(Agency, membership.agency_id)
    if member is None or agency is None or membership.until <= unit.now:
        raise Conflict("They have left already.")
    lock_member(unit, member)
    held = list_held(unit, membership)
    named = _complete(unit, held, membership, dict(successors or {}))
    for one in held:
        _pass_on(unit, one, named.get(one.key))
    for appointment in ending_with(unit, membership):
        appointment.end(unit.now)
        unit.record(Event.APPOINTMENT_ENDED, appointment, member=member.id, role=appointment.role)
    _end_covers(unit, membership)
    membership.end(unit.now)
    unit.session.flush()
    unit.record(Event.MEMBER_LEFT, membership, member=member.id, agency=agency.id, reason=reason)
    if not member.agency_ids:
        _close_account(unit, member)
    return member


def _end_covers(unit: Unit, membership: Membership) -> None:
    """Nobody need stand in any more for who has left."""
    away = select(Cover).where(Cover.away_id == membership.member_id, Cover.agency_id == membership.agency_id)
    for cover in unit.session.scalars(away.where(Cover.until > unit.now)):
        cover.end(unit.now)


def _complete(
    unit: Unit, held: Sequence[Held], membership: Membership, named: dict[str, Member | None]
) -> dict[str, Member | None]:
    """Check every successor; what the actor may not know of goes where it must without being named."""
    errors: dict[str, str] = {}
    for one in held:
        if one.hidden and one.required:
            named[one.key] = _unseen_successor(unit, one, membership)
        successor = named.get(one.key)
        if one.blocked:
            errors[one.key] = one.blocked
        elif successor is None and one.required:
            errors[one.key] = NAME_SOMEBODY
        elif successor is not None and successor.id == membership.member_id:
            errors[one.key] = "Choose somebody who is not leaving"
        elif successor is not None:
            check_works_for(unit, successor, membership.agency_id, one.key)
    if errors:
        raise Invalid(errors)
    return named


def _unseen_successor(unit: Unit, held: Held, membership: Membership) -> Member | None:
    """For the sensitive-case contact: the deputy, else one of the agency's points of contact.

    Raises:
        Invalid: there is nobody.
    """
    contact = unit.session.get(ContactPoint, held.id)
    deputy_id = contact.deputy_id if contact else None
    points = {
        one.member_id
        for one in appointments_at(unit, membership.agency_id)
        if one.approved_at and Role(one.role) in HANDLERS
    }
    colleagues = [member for member, _ in who_works_for(unit, membership.agency_id) if member.disabled_at is None]
    others = [one for one in colleagues if one.id != membership.member_id and (one.id == deputy_id or one.id in points)]
    if not others:
        raise Invalid({"": "This agency needs another point of contact before they can leave"})
    return next((one for one in others if one.id == deputy_id), others[0])


def _pass_on(unit: Unit, held: Held, successor: Member | None) -> None:
    if held.kind in (CONTACT, DEPUTY):
        _pass_contact(unit, held, successor)
    elif held.kind == COVER:
        _pass_cover(unit, held, successor)
    elif held.kind == APPOINTMENT:
        _propose_after(unit, held, successor)
    else:
        OWNERSHIPS[held.kind][1](unit, held, successor)
    to = None if held.hidden or successor is None else successor.id
    unit.record(Event.HANDED_OVER, kind=held.kind, of=held.id, to=to)


def _pass_contact(unit: Unit, held: Held, successor: Member | None) -> None:
    contact = unit.session.get_one(ContactPoint, held.id)
    if held.kind == CONTACT and successor is not None:
        contact.member_id = successor.id
        contact.deputy_id = None if contact.deputy_id == successor.id else contact.deputy_id
    elif held.kind == DEPUTY:
        contact.deputy_id = successor.id if successor and successor.id != contact.member_id else None
    contact.version += 1


def _pass_cover(unit: Unit, held: Held, successor: Member | None) -> None:
    cover = unit.session.get_one(Cover, held.id)
    ends, begins = cover.until, max(cover.since, unit.now)
    cover.end(unit.now)
    if successor is None:
        return
    if successor.id == cover.away_id:
        raise Invalid({held.key: "Choose somebody who is not away"})
    values = {"agency_id": cover.agency_id, "away_id": cover.away_id, "covering_id": successor.id}
    unit.session.add(Cover(**values, since=begins, until=ends))


def _propose_after(unit: Unit, held: Held, successor: Member | None) -> None:
    """Propose a role for whoever follows; like any proposal, it may wait for a second person."""
    appointment = unit.session.get_one(Appointment, held.id)
    if successor is None or any(_same(one, appointment) for one in appointments_of(unit, successor.id)):
        return
    if not unit.may(policy.propose, successor):
        raise Invalid({held.key: "Somebody else has to propose you for this role. Leave it empty and ask them"})
    agency = unit.session.get(Agency, appointment.agency_id) if appointment.agency_id else None
    partnership = unit.session.get(Partnership, appointment.partnership_id) if appointment.partnership_id else None
    if partnership is not None and not unit.may(policy.keep_partnership, partnership):
        raise Invalid(
            {held.key: "An administrator of the partnership proposes who follows. Leave it empty and ask them"}
        )
    try:
        propose_appointment(unit, successor, role=appointment.role, partnership=partnership, agency=agency)
    except Invalid as problem:
        raise Invalid({held.key: problem.sentence}) from None


def _same(one: Appointment, other: Appointment) -> bool:
    return (one.role, one.partnership_id, one.agency_id) == (other.role, other.partnership_id, other.agency_id)


def _close_account(unit: Unit, member: Member) -> None:
    member.disabled_at = unit.now
    member.version += 1
    for appointment in appointments_of(unit, member.id):
        appointment.end(unit.now)
    waiting = select(EmailChange).where(EmailChange.member_id == member.id, EmailChange.settled_at.is_(None))
    for change in unit.session.scalars(waiting):
        change.settled_at = unit.now
    unit.record(Event.ACCOUNT_DISABLED, member)
