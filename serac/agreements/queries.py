"""Agreements of the reader's partnerships, their parties, and what is due."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from serac.agencies.models import Agency, Appointment, Member, Partnership, PartnershipAgency
from serac.agencies.roles import Role
from serac.agreements import policy
from serac.agreements.models import Agreement, AgreementParty
from serac.core.actor import Authority
from serac.core.problems import NotFound
from serac.core.references import is_reference
from serac.core.unit import Unit

PREFIX = "IA"


def find_agreement(unit: Unit, reference: str) -> Agreement:
    """An agreement of one of the reader's partnerships.

    Raises:
        NotFound: malformed, unknown, or of another partnership.
    """
    if not is_reference(reference, PREFIX):
        raise NotFound
    found = unit.session.scalar(select(Agreement).where(Agreement.reference == reference))
    if found is None or not unit.may(policy.read, found):
        raise NotFound
    return found


def find_party(unit: Unit, reference: str, party_id: uuid.UUID) -> AgreementParty:
    """A party in force of an agreement the reader may see.

    Raises:
        NotFound: unknown, ended, or of another agreement.
    """
    agreement = find_agreement(unit, reference)
    found = unit.session.get(AgreementParty, party_id)
    if found is None or found.agreement_id != agreement.id or found.until <= unit.now:
        raise NotFound
    return found


def list_agreements(unit: Unit) -> Sequence[Agreement]:
    """Every agreement of the reader's partnerships, by end date, latest first."""
    statement = select(Agreement).order_by(Agreement.until.desc(), Agreement.id)
    if unit.actor.authority is not Authority.OPERATOR:
        statement = statement.where(Agreement.partnership_id.in_(unit.actor.partnerships))
    return [one for one in unit.session.scalars(statement) if unit.may(policy.read, one)]


def list_parties(unit: Unit, agreement: Agreement) -> Sequence[tuple[AgreementParty, Agency]]:
    """Everybody who ever signed it, by name of agency, then by date. The caller has found the agreement."""
    statement = (
        select(AgreementParty, Agency)
        .join(Agency, Agency.id == AgreementParty.agency_id)
        .where(AgreementParty.agreement_id == agreement.id)
        .order_by(Agency.name, AgreementParty.since, AgreementParty.id)
    )
    return [(row[0], row[1]) for row in unit.session.execute(statement)]


def count_parties(unit: Unit, agreements: Sequence[Agreement]) -> dict[uuid.UUID, tuple[int, int]]:
    """For each agreement, how many agencies ever signed and how many stand in it now."""
    ids = [one.id for one in agreements]
    statement = select(AgreementParty).where(AgreementParty.agreement_id.in_(ids)).order_by(AgreementParty.id)
    parties = unit.session.scalars(statement).all()
    ever = {one: {p.agency_id for p in parties if p.agreement_id == one} for one in ids}
    now = {one: {p.agency_id for p in parties if p.agreement_id == one and p.is_in_force(unit.now)} for one in ids}
    return {one: (len(ever[one]), len(now[one])) for one in ids}


def was_signed(unit: Unit, agreement: Agreement) -> bool:
    """Whether any agency ever signed: from then on its text stands."""
    signed = select(AgreementParty.id).where(AgreementParty.agreement_id == agreement.id).limit(1)
    return unit.session.scalar(signed) is not None


def list_may_sign(unit: Unit, agreement: Agreement) -> Sequence[Agency]:
    """Agencies of the partnership that do not stand in the agreement yet, by name."""
    stands = select(AgreementParty.agency_id).where(
        AgreementParty.agreement_id == agreement.id, AgreementParty.until > unit.now
    )
    statement = (
        select(Agency)
        .join(PartnershipAgency, PartnershipAgency.agency_id == Agency.id)
        .where(PartnershipAgency.partnership_id == agreement.partnership_id)
        .where(PartnershipAgency.since <= unit.now, PartnershipAgency.until > unit.now)
        .where(Agency.until > unit.now, Agency.id.not_in(stands))
        .order_by(Agency.name, Agency.id)
    )
    return unit.session.scalars(statement).all()


def is_in_partnership(unit: Unit, agency_id: uuid.UUID, partnership_id: uuid.UUID) -> bool:
    """Whether an agency is in a partnership now."""
    place = PartnershipAgency
    statement = select(place.id).where(place.agency_id == agency_id, place.partnership_id == partnership_id)
    return unit.session.scalar(statement.where(place.since <= unit.now, place.until > unit.now).limit(1)) is not None


def partnership_names(unit: Unit) -> dict[uuid.UUID, str]:
    """Partnerships by name. The caller has found what belongs to them."""
    return {row.id: row.name for row in unit.session.execute(select(Partnership.id, Partnership.name))}


def list_draftable(unit: Unit) -> Sequence[Partnership]:
    """The partnerships whose agreements the reader keeps, by name."""
    statement = select(Partnership).where(Partnership.until > unit.now).order_by(Partnership.name, Partnership.id)
    return [one for one in unit.session.scalars(statement) if unit.may(policy.draft, one)]


def list_reviews_due(unit: Unit, before: dt.date) -> Sequence[Agreement]:
    """Agreements that some agency stands in and that must be looked at again on or before a day; earliest first.

    For the job that reminds: every partnership's.
    """
    stands = select(AgreementParty.agreement_id).where(AgreementParty.until > unit.now)
    statement = select(Agreement).where(Agreement.review_on <= before, Agreement.ended_at.is_(None))
    statement = statement.where(Agreement.until > unit.now, Agreement.id.in_(stands))
    return unit.session.scalars(statement.order_by(Agreement.review_on, Agreement.id)).all()


def governance_officers(unit: Unit, partnership_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Who keeps a partnership's agreements now, in order of id."""
    held = Appointment
    statement = (
        select(held.member_id)
        .join(Member, Member.id == held.member_id)
        .where(held.partnership_id == partnership_id, held.role == str(Role.GOVERNANCE_OFFICER))
        .where(held.approved_at.is_not(None), held.since <= unit.now, held.until > unit.now)
        .where(Member.disabled_at.is_(None))
        .distinct()
        .order_by(held.member_id)
    )
    return unit.session.scalars(statement).all()
