"""Who holds what, for compartments. The caller has already found the thing in the compartment, so these ask no rule again."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from serac.access.models import Compartment, Exclusion, Grant, Narrowing, RestrictedReader
from serac.access.rule import denied
from serac.agencies.models import Appointment, Member, Membership, PartnershipAgency
from serac.agencies.roles import HANDLERS, Role
from serac.agreements.models import AgreementParty
from serac.core.actor import Permission
from serac.core.problems import NotFound
from serac.core.unit import Unit


def find_compartment(unit: Unit, compartment_id: uuid.UUID) -> Compartment:
    """A compartment the actor may see.

    Raises:
        NotFound: hidden or unknown.
    """
    if not unit.standing(compartment_id):
        raise NotFound
    found = unit.session.get(Compartment, compartment_id)
    if found is None:
        raise NotFound
    return found


def find_in_emergency(unit: Unit, reference: str) -> Compartment | None:
    """The compartment of an alert or case that emergency access could open to the actor, by its reference.

    None where there is none, where it is of another partnership, where they are excluded or not on a restricted list: the
    asker cannot tell these apart.
    """
    places = list(unit.actor.places(Permission.EMERGENCY_ACCESS))
    return unit.session.scalars(
        select(Compartment).where(
            Compartment.reference == reference, Compartment.partnership_id.in_(places), ~denied(Compartment)
        )
    ).one_or_none()


def members_holding(unit: Unit, roles: Iterable[Role], place_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Members who hold one of these roles in a partnership or agency now, enabled, in order of id.

    A role in an agency counts only while they work there.
    """
    works = select(Membership.member_id).where(
        Membership.agency_id == place_id, Membership.since <= unit.now, Membership.until > unit.now
    )
    return unit.session.scalars(
        select(Appointment.member_id)
        .join(Member, Member.id == Appointment.member_id)
        .where(
            Appointment.role.in_([str(role) for role in roles]),
            (Appointment.partnership_id == place_id)
            | (Appointment.agency_id == place_id) & Appointment.member_id.in_(works),
            Appointment.since <= unit.now,
            Appointment.until > unit.now,
            Appointment.approved_at.is_not(None),
            Member.disabled_at.is_(None),
        )
        .distinct()
        .order_by(Appointment.member_id)
    ).all()


def handlers_of(unit: Unit, agency_id: uuid.UUID) -> Sequence[Member]:
    """An agency's named handlers now: who by name will see what is opened to it."""
    ids = members_holding(unit, HANDLERS, agency_id)
    members = unit.session.scalars(select(Member).where(Member.id.in_(ids))).all() if ids else []
    return sorted(members, key=lambda member: (member.name, member.id))


def governors_of(unit: Unit, partnership_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The information governance officers of a partnership."""
    return members_holding(unit, [Role.GOVERNANCE_OFFICER], partnership_id)


def is_own_agency(unit: Unit, partnership_id: uuid.UUID, agency_id: uuid.UUID) -> bool:
    """Whether an agency is the council team that runs the partnership: it stands on controllership, not on an agreement."""
    return (
        unit.session.scalar(
            select(PartnershipAgency.id)
            .where(PartnershipAgency.partnership_id == partnership_id, PartnershipAgency.agency_id == agency_id)
            .where(PartnershipAgency.own_team, PartnershipAgency.since <= unit.now, PartnershipAgency.until > unit.now)
            .limit(1)
        )
        is not None
    )


def list_grants(unit: Unit, compartment_id: uuid.UUID, *, ended: bool = False) -> Sequence[Grant]:
    """The grants of a compartment in order of their beginning: those in force by their own dates, or the ended ones too."""
    statement = select(Grant).where(Grant.compartment_id == compartment_id)
    if not ended:
        statement = statement.where(Grant.since <= unit.now, Grant.until > unit.now)
    return unit.session.scalars(statement.order_by(Grant.since, Grant.id)).all()


def is_open_to(unit: Unit, compartment: Compartment, agency_id: uuid.UUID) -> bool:
    """Whether an agreement or an override in force opens a compartment to an agency now."""
    for grant in list_grants(unit, compartment.id):
        if grant.grantee_id == agency_id and grant.gateway in {"agreement", "override"}:
            party = unit.session.get(AgreementParty, grant.party_id) if grant.party_id else None
            if party is None or party.is_in_force(unit.now):
                return True
    return False


def list_exclusions(unit: Unit, compartment_id: uuid.UUID) -> Sequence[Exclusion]:
    """Who is kept out, for the compartment's own team only."""
    if not unit.standing(compartment_id).team:
        return []
    return unit.session.scalars(
        select(Exclusion)
        .where(Exclusion.compartment_id == compartment_id)
        .order_by(Exclusion.since, Exclusion.grantee_id)
    ).all()


def members_kept_out(unit: Unit, compartment_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """The members kept out of a compartment, themselves or with an agency they work for. Asks no policy."""
    asked = select(Exclusion.grantee_id).where(Exclusion.compartment_id == compartment_id)
    gone = set(unit.session.scalars(asked.order_by(Exclusion.grantee_id)))
    if gone:
        works = select(Membership.member_id).where(
            Membership.agency_id.in_(gone), Membership.since <= unit.now, Membership.until > unit.now
        )
        gone |= set(unit.session.scalars(works.order_by(Membership.member_id)))
    return frozenset(gone)


def list_narrowings(unit: Unit, compartment_id: uuid.UUID) -> Sequence[Narrowing]:
    """Who was kept out and what lists were made, the last first, for the compartment's own team only."""
    if not unit.standing(compartment_id).team:
        return []
    asked = select(Narrowing).where(Narrowing.compartment_id == compartment_id)
    return unit.session.scalars(asked.order_by(Narrowing.recorded_at.desc(), Narrowing.id.desc())).all()


def list_restricted_readers(unit: Unit, compartment_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The members named on a restricted compartment's list."""
    return unit.session.scalars(
        select(RestrictedReader.member_id)
        .where(RestrictedReader.compartment_id == compartment_id)
        .order_by(RestrictedReader.member_id)
    ).all()
