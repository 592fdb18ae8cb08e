"""Whose an action can be: the named handlers of an agency, or the people of a partnership's own team."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select

from serac.access.models import Compartment, ConnectionStatement
from serac.access.queries import (
    handlers_of,
    is_open_to,
    is_own_agency,
    list_exclusions,
    list_grants,
    list_restricted_readers,
    members_holding,
    members_kept_out,
)
from serac.actions.models import Action
from serac.agencies.models import Agency, Member, Membership, PartnershipAgency
from serac.agencies.roles import OWN_TEAM, Role
from serac.agreements.sharing import may_share
from serac.core.unit import Unit

LEADS = (Role.SPOC, Role.DEPUTY_SPOC, Role.HANDLER)


def is_team(unit: Unit, partnership_id: uuid.UUID, agency_id: uuid.UUID) -> bool:
    """Whether an agency is the one that runs the partnership: its actions belong to people of the own team."""
    return is_own_agency(unit, partnership_id, agency_id)


def possible_owners(unit: Unit, partnership_id: uuid.UUID, agency_id: uuid.UUID) -> Sequence[Member]:
    """Who can own an action of an agency, by name: its named handlers, or the own team."""
    if not is_team(unit, partnership_id, agency_id):
        return handlers_of(unit, agency_id)
    ids = members_holding(unit, OWN_TEAM, partnership_id)
    found = unit.session.scalars(select(Member).where(Member.id.in_(ids))).all() if ids else []
    return sorted(found, key=lambda member: (member.name, member.id))


def leads_of(unit: Unit, partnership_id: uuid.UUID, agency_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Who answers for an agency: its single point of contact, else the deputy, else its handlers; the own team as one."""
    if is_team(unit, partnership_id, agency_id):
        return members_holding(unit, OWN_TEAM, partnership_id)
    return next((found for role in LEADS if (found := members_holding(unit, [role], agency_id))), [])


def successors(unit: Unit, action: Action) -> list[uuid.UUID]:
    """Who could take an action over in its agency, the lead first; not whose it is, nor who declared a connection."""
    leads = leads_of(unit, action.partnership_id, action.agency_id)
    everybody = [member.id for member in possible_owners(unit, action.partnership_id, action.agency_id)]
    barred = {action.owner_id} | conflicts(unit, action.within_id)
    return [one for one in dict.fromkeys((*leads, *everybody)) if one not in barred]


def kept_away(unit: Unit, within_id: uuid.UUID) -> set[uuid.UUID]:
    """Who is to be given nothing about a case: who declared a connection, and who is kept out, as far as the reader may know."""
    return conflicts(unit, within_id) | {one.grantee_id for one in list_exclusions(unit, within_id)}


def conflicts(unit: Unit, within_id: uuid.UUID) -> set[uuid.UUID]:
    """Who stated a connection to the people of a case."""
    stated = select(ConnectionStatement.member_id).where(
        ConnectionStatement.compartment_id == within_id, ConnectionStatement.answer == "conflict"
    )
    return set(unit.session.scalars(stated))


def askers(unit: Unit, action: Action) -> Sequence[uuid.UUID]:
    """To whom an action returns: whoever asked while they are on the team; else they and everybody on it."""
    team = members_holding(unit, OWN_TEAM, action.partnership_id)
    return [action.asked_by] if action.asked_by in team else [*dict.fromkeys((action.asked_by, *team))]


def chairs_of(unit: Unit, partnership_id: uuid.UUID, within_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The chair and deputy chair of a partnership, but who declared a connection to the case, is kept out or off its list."""
    barred = conflicts(unit, within_id) | members_kept_out(unit, within_id)
    held = members_holding(unit, [Role.CHAIR, Role.DEPUTY_CHAIR], partnership_id)
    if unit.session.get_one(Compartment, within_id).restricted:
        listed = set(list_restricted_readers(unit, within_id))
        held = [one for one in held if one in listed]
    return [one for one in held if one not in barred]


def is_open_already(unit: Unit, action: Action, agency_id: uuid.UUID) -> bool:
    """Whether an action is open to an agency without anything more: by itself, or since the case is to all its handlers.

    Where the case opens to each of them only after a statement, the action must be opened by itself: it is where they state it.
    """
    if is_open_to(unit, unit.session.get_one(Compartment, action.compartment_id), agency_id):
        return True
    grants = [one for one in list_grants(unit, action.within_id) if one.grantee_id == agency_id]
    whole = unit.session.get_one(Compartment, action.within_id)
    return any(not one.confirms for one in grants) and is_open_to(unit, whole, agency_id)


def could_open_to(unit: Unit, action: Action, member_id: uuid.UUID, purpose: str, categories: Collection[str]) -> bool:
    """Whether an action may be opened to one person: the partnership's own people, others on their agency's agreement."""
    works = unit.session.scalars(
        select(Membership.agency_id)
        .where(Membership.member_id == member_id, Membership.since <= unit.now, Membership.until > unit.now)
        .order_by(Membership.agency_id)
    ).all()
    place, wanted = action.partnership_id, frozenset(categories)
    return any(
        is_own_agency(unit, place, agency_id)
        or may_share(unit, partnership_id=place, agency_id=agency_id, purpose=purpose, categories=wanted).allowed
        for agency_id in works
    )


def agencies_here(unit: Unit, partnership_id: uuid.UUID) -> Sequence[Agency]:
    """The agencies of a partnership that something can be asked of, its own team among them, by name."""
    place = PartnershipAgency
    return unit.session.scalars(
        select(Agency)
        .join(place, place.agency_id == Agency.id)
        .where(place.partnership_id == partnership_id, place.since <= unit.now, place.until > unit.now)
        .where(Agency.until > unit.now)
        .distinct()
        .order_by(Agency.name, Agency.id)
    ).all()
