"""How an agency is reached, by whom, and who stands in."""

import datetime as dt

from sqlalchemy import select

from serac.agencies import policy
from serac.agencies.commands.members import check_works_for
from serac.agencies.models import Agency, ContactPoint, Cover, Member
from serac.agencies.purposes import SENSITIVE
from serac.core.clock import FAR_FUTURE
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid
from serac.core.problems import Text as Shown
from serac.core.unit import Unit, check_version, command


@command(may=policy.keep_agency)
def add_contact_point(
    unit: Unit,
    agency: Agency,
    *,
    purpose: str,
    label: str,
    email: str,
    phone: str,
    member: Member,
    deputy: Member | None = None,
) -> ContactPoint:
    """An agency says where it is reached for one purpose, by whom, and who is second.

    Raises:
        Invalid: somebody named does not work there; there is one of that name already; or the agency has a
            sensitive-case contact, of which there is one.
        NotPermitted: only the agency's own points of contact register its sensitive-case contact.
    """
    if purpose == SENSITIVE:
        unit.require(policy.keep_sensitive, agency)
    held = list(_in_force(unit, agency, purpose))
    if purpose == SENSITIVE and held:
        raise Invalid({"purpose": "Your agency has a sensitive-case contact already. Change that one"})
    if any(one.label == label for one in held):
        raise Invalid({"label": "There is a contact point of this name for this purpose already"})
    _check_people(unit, agency.id, member, deputy)
    made = ContactPoint(agency_id=agency.id, purpose=purpose, label=label, member_id=member.id, since=unit.now)
    made.deputy_id = deputy.id if deputy else None
    made.email, made.phone = email, phone
    unit.session.add(made)
    unit.session.flush()
    unit.record(Event.CONTACT_POINT_ADDED, made, purpose=purpose, agency=agency.id)
    return made


@command(may=policy.keep_contact_point)
def change_contact_point(
    unit: Unit,
    contact: ContactPoint,
    *,
    label: str,
    email: str,
    phone: str,
    member: Member,
    deputy: Member | None = None,
    seen_version: int | None = None,
) -> ContactPoint:
    """A contact point gets other details or other people.

    Raises:
        Conflict: somebody saved in between, or it has ended.
        Invalid: somebody named does not work there.
    """
    _check_in_force(unit, contact)
    saved = (
        Shown("label", "Name", contact.label),
        Shown("email", "Email", contact.email),
        Shown("phone", "Phone", contact.phone),
    )
    check_version(contact, seen_version, lambda: saved)
    _check_people(unit, contact.agency_id, member, deputy)
    contact.label, contact.member_id, contact.deputy_id = label, member.id, deputy.id if deputy else None
    contact.email, contact.phone = email, phone
    unit.record(Event.CONTACT_POINT_CHANGED, contact, purpose=contact.purpose)
    return contact


@command(may=policy.keep_contact_point)
def end_contact_point(unit: Unit, contact: ContactPoint) -> None:
    """A contact point ends: nobody is reached through it any more.

    Raises:
        Conflict: it had ended already.
    """
    _check_in_force(unit, contact)
    contact.end(unit.now)
    contact.version += 1
    unit.record(Event.CONTACT_POINT_ENDED, contact, purpose=contact.purpose)


@command(may=policy.keep_agency)
def set_cover(
    unit: Unit, agency: Agency, *, away: Member, covering: Member, since: dt.datetime, until: dt.datetime
) -> Cover:
    """Somebody stands in for a colleague for a while: what comes to one's contact points comes to the other.

    It begins now at the earliest. It never reaches the sensitive-case contact, which has a deputy of its own.

    It gives no role: who stands in for a named handler must be one already to read what is opened to the agency.

    Args:
        since, until: aware; until is the first moment after the cover.

    Raises:
        Invalid: somebody named does not work there; the dates are the wrong way round or over; or somebody stands in
            already.
    """
    check_works_for(unit, away, agency.id, "away")
    check_works_for(unit, covering, agency.id, "covering")
    if away.id == covering.id:
        raise Invalid({"covering": "Choose somebody else to stand in"})
    if until <= since or until <= unit.now or until >= FAR_FUTURE:
        raise Invalid({"until": "Enter a last day that is not before the first, and not over"})
    since = max(since, unit.now)
    overlap = select(Cover.id).where(Cover.away_id == away.id, Cover.agency_id == agency.id)
    if unit.session.scalar(overlap.where(Cover.since < until, Cover.until > since).limit(1)) is not None:
        raise Invalid({"away": "Somebody already stands in for them in this time"})
    made = Cover(agency_id=agency.id, away_id=away.id, covering_id=covering.id, since=since, until=until)
    unit.session.add(made)
    unit.session.flush()
    unit.record(Event.COVER_SET, made, away=away.id, covering=covering.id, since=since, until=until)
    return made


@command(may=policy.keep_agency)
def end_cover(unit: Unit, cover: Cover) -> None:
    """Somebody is back, or will not be away after all.

    Raises:
        Conflict: it was over already.
    """
    if cover.until <= unit.now:
        raise Conflict("This has ended already.")
    cover.end(unit.now)
    unit.record(Event.COVER_ENDED, cover)


def _in_force(unit: Unit, agency: Agency, purpose: str) -> list[ContactPoint]:
    point = ContactPoint
    statement = select(point).where(point.agency_id == agency.id, point.purpose == purpose, point.until > unit.now)
    return list(unit.session.scalars(statement.order_by(point.id)))


def _check_in_force(unit: Unit, contact: ContactPoint) -> None:
    if not contact.is_in_force(unit.now):
        raise Conflict("This contact point has ended already.")


def _check_people(unit: Unit, agency_id: object, member: Member, deputy: Member | None) -> None:
    check_works_for(unit, member, agency_id, "member")
    if deputy is not None:
        check_works_for(unit, deputy, agency_id, "deputy")
        if deputy.id == member.id:
            raise Invalid({"deputy": "Choose somebody else as deputy"})
