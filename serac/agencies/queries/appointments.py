"""Roles: held, waiting for a second person, and who else holds them."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select

from serac.agencies import policy
from serac.agencies.models import Agency, Appointment, EmailChange, Member, Partnership
from serac.agencies.queries.members import find_member
from serac.agencies.roles import KEPT_FILLED, NEEDS_TWO_PEOPLE, ROLE_WORDS, Role
from serac.core.problems import NotFound
from serac.core.unit import Unit


def find_appointment(unit: Unit, appointment_id: uuid.UUID) -> Appointment:
    """An appointment in force or waiting, of somebody the reader may see or may decide on.

    Raises:
        NotFound: unknown, over, or hidden.
    """
    found = unit.session.get(Appointment, appointment_id)
    if found is None or found.until <= unit.now:
        raise NotFound
    if not unit.may(policy.approve, found):
        find_member(unit, found.member_id)
    return found


def appointments_of(unit: Unit, member_id: uuid.UUID) -> Sequence[Appointment]:
    """What somebody holds now, and what is waiting for approval, in order of time."""
    statement = select(Appointment).where(Appointment.member_id == member_id, Appointment.until > unit.now)
    return unit.session.scalars(statement.order_by(Appointment.proposed_at, Appointment.id)).all()


def appointments_at(unit: Unit, agency_id: uuid.UUID) -> Sequence[Appointment]:
    """Every role held in an agency now or waiting, in order of time."""
    statement = select(Appointment).where(Appointment.agency_id == agency_id, Appointment.until > unit.now)
    return unit.session.scalars(statement.order_by(Appointment.proposed_at, Appointment.id)).all()


def appointments_for(unit: Unit, agency_id: uuid.UUID, member_ids: Iterable[uuid.UUID]) -> Sequence[Appointment]:
    """Every role these people hold now, or wait for, in one agency or in any partnership, in order of time."""
    statement = select(Appointment).where(
        Appointment.member_id.in_(list(member_ids)),
        Appointment.until > unit.now,
        or_(Appointment.agency_id == agency_id, Appointment.partnership_id.is_not(None)),
    )
    return unit.session.scalars(statement.order_by(Appointment.proposed_at, Appointment.id)).all()


def names_of_places(unit: Unit, appointments: Iterable[Appointment]) -> dict[uuid.UUID, str]:
    """Where each appointment is held, by its id: the name of its agency or partnership."""
    wanted = {one.id: one.partnership_id or one.agency_id for one in appointments}
    ids = [place for place in wanted.values() if place is not None]
    names: dict[uuid.UUID, str] = {}
    for model in (Agency, Partnership):
        for row in unit.session.execute(select(model.id, model.name).where(model.id.in_(ids))):
            names[row.id] = row.name
    return {one: names.get(place, "") if place else "" for one, place in wanted.items()}


def list_waiting(unit: Unit) -> Sequence[Appointment]:
    """Proposals the reader may settle, or has made and may take back; oldest first."""
    statement = select(Appointment).where(Appointment.approved_at.is_(None), Appointment.until > unit.now)
    waiting = unit.session.scalars(statement.order_by(Appointment.proposed_at, Appointment.id)).all()
    return [one for one in waiting if unit.may(policy.approve, one) or one.proposed_by == unit.actor.member_id]


def holds_two_people_role(unit: Unit, member_id: uuid.UUID) -> bool:
    """Whether somebody holds, or waits for, a role that takes two people to give."""
    return any(Role(one.role) in NEEDS_TWO_PEOPLE for one in appointments_of(unit, member_id))


def is_only_holder(unit: Unit, appointment: Appointment) -> bool:
    """Whether nobody else who is enabled holds the same role in the same place now."""
    held_in = Appointment.partnership_id if appointment.partnership_id else Appointment.agency_id
    other = (
        select(Appointment.id)
        .join(Member, Member.id == Appointment.member_id)
        .where(Appointment.role == appointment.role, Appointment.member_id != appointment.member_id)
        .where(held_in == (appointment.partnership_id or appointment.agency_id), Appointment.approved_at.is_not(None))
        .where(Member.disabled_at.is_(None), Appointment.since <= unit.now, Appointment.until > unit.now)
    )
    return unit.session.scalar(other.limit(1)) is None


def only_holder_of(unit: Unit, member_id: uuid.UUID) -> Sequence[str]:
    """The roles, in words, that a place cannot do without and nobody but this person holds there now."""
    return [
        ROLE_WORDS[Role(one.role)]
        for one in appointments_of(unit, member_id)
        if one.approved_at is not None and Role(one.role) in KEPT_FILLED and is_only_holder(unit, one)
    ]


def find_email_change(unit: Unit, change_id: uuid.UUID) -> EmailChange:
    """A proposed address that is not settled.

    Raises:
        NotFound: unknown, settled, or of somebody the reader may not see.
    """
    found = unit.session.get(EmailChange, change_id)
    if found is None or found.settled_at is not None:
        raise NotFound
    find_member(unit, found.member_id)
    return found


def list_email_changes(unit: Unit) -> Sequence[EmailChange]:
    """New addresses the reader may settle, or has proposed; oldest first."""
    statement = select(EmailChange).where(EmailChange.settled_at.is_(None))
    waiting = unit.session.scalars(statement.order_by(EmailChange.proposed_at, EmailChange.id)).all()
    return [one for one in waiting if unit.may(policy.approve_email, one) or one.proposed_by == unit.actor.member_id]
