"""Agencies and how they are reached."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select

from serac.agencies import policy
from serac.agencies.models import (
    Agency,
    AgencyAlias,
    AgencyFlag,
    ContactPoint,
    Cover,
    Member,
    Partnership,
    PartnershipAgency,
)
from serac.agencies.purposes import SENSITIVE
from serac.agencies.queries.partnerships import EVERYWHERE, reach
from serac.core.problems import NotFound
from serac.core.unit import Unit

PAGE = 50


def _in_reach(unit: Unit) -> Any:
    """An agency in the directory: in a partnership in reach now, or closed and once in one; or their own."""
    place = PartnershipAgency
    stays = or_(place.until > unit.now, Agency.until <= unit.now)
    placed = select(place.agency_id).where(place.partnership_id.in_(reach(unit)), place.since <= unit.now, stays)
    placed = placed.where(place.agency_id == Agency.id).correlate(Agency)
    if unit.actor.authority in EVERYWHERE:
        return Agency.id.is_not(None)
    return or_(placed.exists(), Agency.id.in_(unit.actor.agencies))


def find_agency(unit: Unit, slug: str) -> Agency:
    """An agency of the directory.

    Raises:
        NotFound: unknown, or in none of the reader's partnerships.
    """
    found = unit.session.scalar(select(Agency).where(Agency.slug == slug, _in_reach(unit)))
    if found is None:
        raise NotFound
    return found


def find_agency_by_id(unit: Unit, agency_id: uuid.UUID) -> Agency:
    """As `find_agency`, by id."""
    found = unit.session.scalar(select(Agency).where(Agency.id == agency_id, _in_reach(unit)))
    if found is None:
        raise NotFound
    return found


def list_agencies(
    unit: Unit, *, kind: str = "", after: uuid.UUID | None = None, closed: bool = False, size: int = PAGE
) -> Sequence[Agency]:
    """The directory, by name. Asks for one more than `size`, so that the caller sees whether there is more.

    Args:
        kind: a code of agency_kinds, or "" for all.
        after: the id of the last agency of the page before.
    """
    statement = select(Agency).where(_in_reach(unit))
    statement = statement.where(Agency.until <= unit.now if closed else Agency.until > unit.now)
    if kind:
        statement = statement.where(Agency.kind == kind)
    if after is not None:
        last = find_agency_by_id(unit, after)
        statement = statement.where(or_(Agency.name > last.name, and_(Agency.name == last.name, Agency.id > last.id)))
    return unit.session.scalars(statement.order_by(Agency.name, Agency.id).limit(size + 1)).all()


def list_kinds(unit: Unit) -> Sequence[str]:
    """The kinds there are in the directory now, in order of code."""
    statement = select(Agency.kind).where(_in_reach(unit), Agency.until > unit.now).distinct().order_by(Agency.kind)
    return unit.session.scalars(statement).all()


def list_successors(unit: Unit, agency: Agency) -> Sequence[Agency]:
    """The agencies that took an agency's place, by name."""
    statement = (
        select(Agency).where(Agency.predecessor_id == agency.id, _in_reach(unit)).order_by(Agency.name, Agency.id)
    )
    return unit.session.scalars(statement).all()


def count_contact_points(unit: Unit, agency_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many contact points each agency has now; the sensitive-case one is not counted, or its absence would tell."""
    point = ContactPoint
    rows = unit.session.execute(
        select(point.agency_id, func.count(point.id))
        .where(point.agency_id.in_(list(agency_ids)), point.purpose != SENSITIVE)
        .where(point.since <= unit.now, point.until > unit.now)
        .group_by(point.agency_id)
    )
    return {row[0]: row[1] for row in rows}


def list_aliases(unit: Unit, agency: Agency) -> Sequence[AgencyAlias]:
    """The other names an agency has now, by name."""
    statement = select(AgencyAlias).where(AgencyAlias.agency_id == agency.id)
    statement = statement.where(AgencyAlias.since <= unit.now, AgencyAlias.until > unit.now)
    return unit.session.scalars(statement.order_by(AgencyAlias.name, AgencyAlias.id)).all()


def list_flags(unit: Unit, agency: Agency, *, ended: bool = True) -> Sequence[AgencyFlag]:
    """Its dated flags, latest first."""
    statement = select(AgencyFlag).where(AgencyFlag.agency_id == agency.id)
    if not ended:
        statement = statement.where(AgencyFlag.since <= unit.now, AgencyFlag.until > unit.now)
    return unit.session.scalars(statement.order_by(AgencyFlag.flag, AgencyFlag.since.desc(), AgencyFlag.id)).all()


def list_partnerships_of(unit: Unit, agency: Agency) -> Sequence[tuple[Partnership, PartnershipAgency]]:
    """The partnerships it is in now that the reader reaches, by name."""
    place = PartnershipAgency
    statement = (
        select(Partnership, place)
        .join(place, place.partnership_id == Partnership.id)
        .where(place.agency_id == agency.id, place.since <= unit.now, place.until > unit.now)
        .where(Partnership.id.in_(reach(unit)))
        .order_by(Partnership.name, Partnership.id)
    )
    return [(row[0], row[1]) for row in unit.session.execute(statement)]


def list_contact_points(unit: Unit, agency: Agency) -> Sequence[ContactPoint]:
    """How an agency is reached now, by purpose and label. The sensitive-case one only for those who may know of it."""
    statement = select(ContactPoint).where(ContactPoint.agency_id == agency.id)
    statement = statement.where(ContactPoint.since <= unit.now, ContactPoint.until > unit.now)
    if not unit.may(policy.read_sensitive, agency):
        statement = statement.where(ContactPoint.purpose != SENSITIVE)
    return unit.session.scalars(statement.order_by(ContactPoint.purpose, ContactPoint.label, ContactPoint.id)).all()


def find_contact_point(unit: Unit, contact_id: uuid.UUID) -> ContactPoint:
    """A contact point in force that the reader may know of.

    Raises:
        NotFound: unknown, ended, of an agency out of reach, or the sensitive-case one of somebody else's agency.
    """
    found = unit.session.get(ContactPoint, contact_id)
    if found is None or not found.is_in_force(unit.now):
        raise NotFound
    find_agency_by_id(unit, found.agency_id)
    if found.purpose == SENSITIVE and not unit.may(policy.read_sensitive, found):
        raise NotFound
    return found


def list_cover(unit: Unit, agency: Agency) -> Sequence[Cover]:
    """Who stands in for whom, now or later, by date."""
    statement = select(Cover).where(Cover.agency_id == agency.id, Cover.until > unit.now)
    return unit.session.scalars(statement.order_by(Cover.since, Cover.id)).all()


def find_cover(unit: Unit, cover_id: uuid.UUID) -> Cover:
    """A stand-in that has not ended.

    Raises:
        NotFound: unknown, ended or of an agency out of reach.
    """
    found = unit.session.get(Cover, cover_id)
    if found is None or found.until <= unit.now:
        raise NotFound
    find_agency_by_id(unit, found.agency_id)
    return found


def who_is_reached(
    unit: Unit, agency_id: uuid.UUID, purpose: str, without: Collection[uuid.UUID] = ()
) -> Sequence[uuid.UUID]:
    """The members to tell for a purpose now: of each contact point the holder, else the deputy, or a stand-in.

    For the sensitive-case contact nobody stands in but its registered deputy: anybody who keeps the agency may set a
    stand-in, and only its points of contact register who is told of those cases (domain.md rule 5.2).

    For features above that send something: it asks no policy, and shows nobody anything.

    Args:
        without: members who must not be told: their deputies are.
    """
    point, holder = ContactPoint, Member
    points = unit.session.execute(
        select(point, holder.disabled_at)
        .join(holder, holder.id == point.member_id)
        .where(point.agency_id == agency_id, point.purpose == purpose, point.since <= unit.now, point.until > unit.now)
        .order_by(point.label, point.id)
    ).all()
    cover = select(Cover).where(Cover.agency_id == agency_id, Cover.since <= unit.now, Cover.until > unit.now)
    standing_in = {one.away_id: one.covering_id for one in unit.session.scalars(cover.order_by(Cover.id))}
    if purpose == SENSITIVE:
        standing_in = {}
    asked = [
        found.deputy_id if (disabled_at or found.member_id in without) and found.deputy_id else found.member_id
        for found, disabled_at in points
    ]
    return [one for one in dict.fromkeys(standing_in.get(one, one) for one in asked) if one not in without]
