"""Forming partnerships, and agencies joining and leaving them."""

import re

from sqlalchemy import select

from serac.agencies import policy
from serac.agencies.models import Agency, Partnership, PartnershipAgency
from serac.agencies.ownership import DEPARTURES
from serac.core.actor import Authority
from serac.core.events import Event
from serac.core.problems import Invalid, NotPermitted
from serac.core.problems import Text as Shown
from serac.core.unit import Unit, check_version, command

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TAKEN = frozenset({"new", "people", "appointments"})


def check_slug(unit: Unit, model: type[Partnership] | type[Agency], slug: str) -> None:
    """Refuse a name for addresses that is malformed or taken.

    Raises:
        Invalid: says what to enter.
    """
    if not _SLUG.fullmatch(slug) or len(slug) > 60:
        raise Invalid({"slug": "Use small letters, numbers and hyphens, such as county-police"})
    if slug in _TAKEN or unit.session.scalar(select(model.id).where(model.slug == slug)) is not None:
        raise Invalid({"slug": "This name for addresses is taken. Choose another"})


@command(may=policy.keep_agencies)
def form_partnership(unit: Unit, _: None, *, slug: str, name: str, parent: Partnership | None = None) -> Partnership:
    """A group of agencies begins to work an area together, on its own or within a larger one.

    Raises:
        Invalid: the name for addresses is malformed or taken.
        NotPermitted: only the operator forms one that lies in no other; others within a partnership they keep.
    """
    if parent is not None:
        unit.require(policy.keep_partnership, parent)
    elif unit.actor.authority is not Authority.OPERATOR:
        raise NotPermitted
    check_slug(unit, Partnership, slug)
    made = Partnership(slug=slug, name=name, parent_id=parent.id if parent else None, since=unit.now)
    unit.session.add(made)
    unit.session.flush()
    unit.record(Event.PARTNERSHIP_FORMED, made, parent=made.parent_id)
    return made


@command(may=policy.keep_partnership)
def change_partnership(
    unit: Unit, partnership: Partnership, *, name: str, seen_version: int | None = None
) -> Partnership:
    """A partnership changes its name."""
    check_version(partnership, seen_version, lambda: [Shown("name", "Name", partnership.name)])
    partnership.name = name
    unit.record(Event.PARTNERSHIP_CHANGED, partnership, fields=["name"])
    return partnership


@command(may=policy.keep_partnership)
def join_partnership(
    unit: Unit, partnership: Partnership, *, agency: Agency, own_team: bool = False
) -> PartnershipAgency:
    """An agency takes its place in a partnership.

    Args:
        own_team: it is the council team that runs the partnership: it stands on controllership, not on an agreement.

    Raises:
        Invalid: it is closed or already there; or only the operator may say who runs a partnership.
        NotPermitted: the agency belongs to partnerships the actor does not keep.
    """
    if agency.places and not unit.may(policy.manage_agency, agency):
        raise NotPermitted
    if not agency.is_in_force(unit.now):
        raise Invalid({"agency": "This agency has closed"})
    if partnership.id in agency.partnerships:
        raise Invalid({"agency": "This agency is already in the partnership"})
    if own_team and unit.actor.authority is not Authority.OPERATOR:
        raise Invalid({"agency": "The team that runs a partnership is set by whoever operates the service"})
    place = PartnershipAgency(partnership_id=partnership.id, agency_id=agency.id, own_team=own_team, since=unit.now)
    unit.session.add(place)
    unit.session.flush()
    unit.record(Event.AGENCY_JOINED, agency, partnership=partnership.id, own_team=own_team)
    return place


@command(may=policy.keep_partnership)
def leave_partnership(unit: Unit, partnership: Partnership, *, agency: Agency) -> None:
    """An agency leaves a partnership: what it signed there ends in the same moment, and with it what that opened.

    Raises:
        Invalid: it is not there.
    """
    place = unit.session.scalar(
        select(PartnershipAgency)
        .where(PartnershipAgency.partnership_id == partnership.id, PartnershipAgency.agency_id == agency.id)
        .where(PartnershipAgency.since <= unit.now, PartnershipAgency.until > unit.now)
    )
    if place is None:
        raise Invalid({"agency": "This agency is not in the partnership"})
    for depart in DEPARTURES:
        depart(unit, partnership, agency)
    place.until = unit.now
    unit.record(Event.AGENCY_LEFT, agency, partnership=partnership.id)
