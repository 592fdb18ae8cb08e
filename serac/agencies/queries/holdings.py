"""What somebody holds in an agency, which nobody may leave behind."""

import uuid
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from serac.agencies import policy
from serac.agencies.models import Appointment, ContactPoint, Cover, Member, Membership
from serac.agencies.ownership import OWNERSHIPS, Held
from serac.agencies.purposes import SENSITIVE
from serac.agencies.queries.appointments import appointments_of, is_only_holder
from serac.agencies.queries.members import names_of, works_within
from serac.agencies.roles import HELD_IN_AGENCY, KEPT_FILLED, ROLE_WORDS, Role
from serac.core.actor import Authority
from serac.core.clock import day_in_words
from serac.core.unit import Unit

CONTACT, DEPUTY, COVER, APPOINTMENT = "contact_point", "deputy", "cover", "appointment"


def list_held(unit: Unit, membership: Membership) -> Sequence[Held]:
    """What somebody holds through an agency: the directory's own things first, then those of the features above."""
    own = [*_contacts(unit, membership), *_covers(unit, membership), *_appointments(unit, membership)]
    above = [held for find, _ in OWNERSHIPS.values() for held in find(unit, membership)]
    return [*own, *above]


def _contacts(unit: Unit, membership: Membership) -> Iterator[Held]:
    point, who = ContactPoint, membership.member_id
    statement = select(point).where(point.agency_id == membership.agency_id, point.until > unit.now)
    statement = statement.where((point.member_id == who) | (point.deputy_id == who))
    for found in unit.session.scalars(statement.order_by(point.purpose, point.label, point.id)):
        hidden = found.purpose == SENSITIVE and not unit.may(policy.read_sensitive, found)
        label = found.label or found.purpose.replace("_", " ")
        if found.member_id == who:
            yield Held(CONTACT, found.id, f"Contact point: {label}", hidden=hidden)
        else:
            yield Held(DEPUTY, found.id, f"Deputy of the contact point: {label}", required=False, hidden=hidden)


def _covers(unit: Unit, membership: Membership) -> Iterator[Held]:
    statement = select(Cover).where(Cover.agency_id == membership.agency_id, Cover.covering_id == membership.member_id)
    covers = unit.session.scalars(statement.where(Cover.until > unit.now).order_by(Cover.since, Cover.id)).all()
    names = names_of(unit, (cover.away_id for cover in covers))
    for cover in covers:
        label = f"Stands in for {names[cover.away_id]} until {day_in_words(cover.until)}"
        yield Held(COVER, cover.id, label, required=False)


def _appointments(unit: Unit, membership: Membership) -> Iterator[Held]:
    for appointment in ending_with(unit, membership):
        if appointment.approved_at is None:
            continue
        role = Role(appointment.role)
        must_stay = role in KEPT_FILLED and unit.actor.authority is not Authority.OPERATOR
        blocked = must_stay and is_only_holder(unit, appointment)
        sentence = f"They are the only {ROLE_WORDS[role]} here. Have somebody else appointed first."
        label = f"Role: {ROLE_WORDS[role]}"
        yield Held(APPOINTMENT, appointment.id, label, required=False, blocked=sentence if blocked else None)


def ending_with(unit: Unit, membership: Membership) -> list[Appointment]:
    """The roles and proposals that end when somebody leaves an agency.

    Those held in it, and those held in a partnership in which they work for nobody else.
    """
    member = unit.session.get(Member, membership.member_id)
    if member is None:
        return []

    def ends(appointment: Appointment) -> bool:
        if Role(appointment.role) in HELD_IN_AGENCY:
            return appointment.agency_id == membership.agency_id
        place: uuid.UUID | None = appointment.partnership_id
        return place is None or not works_within(unit, member, place, without=membership.agency_id)

    return [one for one in appointments_of(unit, member.id) if ends(one)]
