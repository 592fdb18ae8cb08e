"""Where an alert may be sent, whose team receives it, and by which rules."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select

from serac.access.queries import members_holding
from serac.agencies.models import ContactPoint, Partnership, PartnershipAgency
from serac.agencies.purposes import SENSITIVE
from serac.agencies.queries import who_is_reached
from serac.agencies.roles import OWN_TEAM
from serac.core.unit import Unit
from serac.reference import PartnershipRules, current

AREA_NOT_KNOWN = "not_known"


def may_be_raised_to(unit: Unit) -> Sequence[Partnership]:
    """Partnerships the actor belongs to that have somebody on their team to read an alert, by name."""
    ids = unit.actor.partnerships
    if not ids:
        return []
    placed = unit.session.scalars(
        select(Partnership)
        .join(PartnershipAgency, PartnershipAgency.partnership_id == Partnership.id)
        .where(
            Partnership.id.in_(ids),
            Partnership.until > unit.now,
            PartnershipAgency.own_team,
            PartnershipAgency.since <= unit.now,
            PartnershipAgency.until > unit.now,
        )
        .distinct()
        .order_by(Partnership.name, Partnership.id)
    ).all()
    return [one for one in placed if team_members(unit, one.id)]


def rules_of(partnership: Partnership) -> PartnershipRules:
    """The rules of a partnership; the national ones where it has no file of its own."""
    reference = current()
    return reference.partnerships.get(partnership.slug, reference.national)


def area_codes(partnership: Partnership) -> tuple[str, ...]:
    """The areas an alert to this partnership may name."""
    return (*rules_of(partnership).covers, AREA_NOT_KNOWN)


def team_members(unit: Unit, partnership_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The triage team of a partnership now."""
    return members_holding(unit, OWN_TEAM, partnership_id)


def sensitive_readers(
    unit: Unit, partnership_id: uuid.UUID, without: Collection[uuid.UUID] = ()
) -> Sequence[uuid.UUID]:
    """Who reads an alert about somebody in a position of trust (domain 5.2): there may be nobody.

    They are the receiving team's registered contacts for sensitive cases, or who stands in for them, as far as they
    are on the team now.

    Args:
        without: members whom the alert names: their deputies read it.
    """
    team = set(team_members(unit, partnership_id))
    agencies = _own_agencies(unit, partnership_id)
    reached = [member for agency_id in agencies for member in who_is_reached(unit, agency_id, SENSITIVE, without)]
    return [member for member in dict.fromkeys(reached) if member in team]


def named_second(unit: Unit, partnership_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Who is named second on the contact points of the team's own agencies."""
    own = _own_agencies(unit, partnership_id)
    asked = select(ContactPoint.deputy_id).where(ContactPoint.agency_id.in_(own), ContactPoint.deputy_id.is_not(None))
    asked = asked.where(ContactPoint.since <= unit.now, ContactPoint.until > unit.now)
    return [one for one in unit.session.scalars(asked.distinct().order_by(ContactPoint.deputy_id)) if one]


def _own_agencies(unit: Unit, partnership_id: uuid.UUID) -> Sequence[uuid.UUID]:
    return unit.session.scalars(
        select(PartnershipAgency.agency_id)
        .where(PartnershipAgency.partnership_id == partnership_id, PartnershipAgency.own_team)
        .where(PartnershipAgency.since <= unit.now, PartnershipAgency.until > unit.now)
        .order_by(PartnershipAgency.agency_id)
    ).all()
