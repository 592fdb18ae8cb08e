"""Whom to ask for the police, what was asked and answered about a case, and what a visitor must know first."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from serac.access import walk
from serac.access.models import Grant
from serac.access.queries import find_compartment, handlers_of, is_open_to, list_grants, members_kept_out
from serac.agencies.models import Agency, Member, Membership, PartnershipAgency
from serac.agencies.queries import who_is_reached
from serac.agreements.models import AgreementParty
from serac.cases.contact import OPERATION
from serac.cases.lifecycle import Asked
from serac.cases.models import Case, ContactChange, Deconfliction, PremisesRisk
from serac.cases.policy import POLICE_CONTACT
from serac.cases.queries.cases import find_case
from serac.cases.queries.team import Person, by_name, team_of
from serac.core.clock import FAR_FUTURE
from serac.core.problems import NotFound
from serac.core.unit import Unit

POLICE_KINDS = ("police",)
DECONFLICTION = "deconfliction"
SHOWN = 25


@dataclass(frozen=True)
class PoliceContact:
    """A police agency of the partnership that can be asked, and who by name."""

    agency: Agency
    people: tuple[Person, ...]


def contacts_for(unit: Unit, case: Case) -> Sequence[PoliceContact]:
    """The police agencies of a case's partnership that have registered somebody to ask, by name of the agency.

    Nobody who is kept out of the case: who stands second is asked instead.
    """
    without = members_kept_out(unit, case.compartment_id)
    agencies = unit.session.scalars(
        select(Agency)
        .join(PartnershipAgency, PartnershipAgency.agency_id == Agency.id)
        .where(PartnershipAgency.partnership_id == case.partnership_id, PartnershipAgency.until > unit.now)
        .where(PartnershipAgency.since <= unit.now, Agency.kind.in_(POLICE_KINDS), Agency.until > unit.now)
        .distinct()
        .order_by(Agency.name, Agency.id)
    ).all()
    found = [PoliceContact(agency, _people(unit, agency, without)) for agency in agencies]
    return [one for one in found if one.people]


def _people(unit: Unit, agency: Agency, without: Collection[uuid.UUID]) -> tuple[Person, ...]:
    """Who is reached for deconfliction and works there now: a stand-in who has left reads nothing."""
    ids = who_is_reached(unit, agency.id, DECONFLICTION, without)
    works = (
        select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(Member.id.in_(ids), Member.disabled_at.is_(None), Membership.agency_id == agency.id)
        .where(Membership.since <= unit.now, Membership.until > unit.now)
    )
    return by_name(Person(member.id, member.name) for member in unit.session.scalars(works.distinct()))


def who_reads(unit: Unit, case: Case, contact: PoliceContact) -> frozenset[uuid.UUID]:
    """Of the people asked at a police agency, those the case is open to already."""
    grants = list_grants(unit, case.compartment_id)
    compartment = find_compartment(unit, case.compartment_id)
    reads = {grant.grantee_id for grant in grants if grant.relation == POLICE_CONTACT and _in_force(unit, grant)}
    if is_open_to(unit, compartment, contact.agency.id):
        reads |= {member.id for member in handlers_of(unit, contact.agency.id)}
    return frozenset(person.id for person in contact.people if person.id in reads)


def _in_force(unit: Unit, grant: Grant) -> bool:
    party = unit.session.get(AgreementParty, grant.party_id) if grant.party_id else None
    return party is None or party.is_in_force(unit.now)


def find_deconfliction(unit: Unit, reference: str, deconfliction_id: uuid.UUID) -> Deconfliction:
    """One question to the police contact of a case.

    Raises:
        NotFound: the case is hidden or unknown, or the question is none of its own.
    """
    case = find_case(unit, reference)
    asked = select(Deconfliction).where(Deconfliction.id == deconfliction_id)
    found = unit.session.scalars(asked.where(Deconfliction.compartment_id == case.compartment_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_deconflictions(unit: Unit, case: Case) -> Sequence[Deconfliction]:
    """Every time the police contact was asked about a case, the last first."""
    asked = select(Deconfliction).where(Deconfliction.compartment_id == case.compartment_id)
    return unit.session.scalars(asked.order_by(Deconfliction.asked_at.desc(), Deconfliction.id.desc())).all()


def list_contact_changes(unit: Unit, case: Case) -> Sequence[ContactChange]:
    """Changes of the contact rule by the team, the last first."""
    asked = select(ContactChange).where(ContactChange.compartment_id == case.compartment_id)
    return unit.session.scalars(asked.order_by(ContactChange.made_at.desc(), ContactChange.id.desc())).all()


def list_premises_risks(unit: Unit, case: Case) -> Sequence[PremisesRisk]:
    """What a visitor must know first, as it stands: one record a place."""
    asked = select(PremisesRisk).where(PremisesRisk.compartment_id == case.compartment_id)
    return unit.session.scalars(asked.where(PremisesRisk.until == FAR_FUTURE).order_by(PremisesRisk.id)).all()


def possible_leads(unit: Unit, case: Case, police: uuid.UUID | None = None) -> Sequence[Agency]:
    """Agencies that may lead: those the case is open to, the police agency asked, and the team's own; by name."""
    ids = {one.grantee_id for one in team_of(unit, case).open_to} | ({police} if police else set())
    place = PartnershipAgency
    own = select(place.agency_id).where(place.partnership_id == case.partnership_id, place.own_team)
    own = own.where(place.since <= unit.now, place.until > unit.now)
    asked = select(Agency).where(or_(Agency.id.in_(ids), Agency.id.in_(own)), Agency.until > unit.now)
    return unit.session.scalars(asked.order_by(Agency.name, Agency.id)).all()


@dataclass(frozen=True)
class Waits:
    """A question to a police contact, and its case."""

    asked: Deconfliction
    case: Case


def asked_of_actor(unit: Unit) -> Sequence[Waits]:
    """Questions that wait for the actor or the agencies they handle for, the soonest due first."""
    mine = Deconfliction.agency_id.in_([*unit.actor.agencies])
    found = _with_cases(unit, mine, Deconfliction.state == Asked.WAITING)
    return [one for one in found if unit.standing(one.case.compartment_id).relations]


def answered_for_actor(unit: Unit, since: dt.datetime) -> Sequence[Waits]:
    """What was answered to the actor's own teams since then, and what still waits for an answer."""
    mine = Deconfliction.partnership_id.in_([*unit.actor.teams])
    return _with_cases(unit, mine, or_(Deconfliction.state == Asked.WAITING, Deconfliction.answered_at > since))


def _with_cases(unit: Unit, *where: object) -> Sequence[Waits]:
    rows = unit.session.execute(
        select(Deconfliction, Case)
        .join(Case, Case.compartment_id == Deconfliction.compartment_id)
        .where(*where)  # type: ignore[arg-type]
        .order_by(Deconfliction.due_at, Deconfliction.id)
        .limit(SHOWN)
    )
    return [Waits(asked, case) for asked, case in rows]


def never_asked(unit: Unit) -> Sequence[Case]:
    """Cases of the actor's own teams about which no police contact has been asked, newest first."""
    found = walk.page(unit, Case, {"deconfliction": "not_asked"}, size=SHOWN) if unit.actor.teams else []
    return [case for case in found if case.partnership_id in unit.actor.teams]


def operation_answer(unit: Unit, case: Case) -> str:
    """What the police contact answered when asked again before an operation: a code, `waiting`, or "" if not asked."""
    asked = [
        one for one in list_deconflictions(unit, case) if one.occasion == OPERATION and one.state != Asked.REPLACED
    ]
    return "" if not asked else asked[0].answer or str(asked[0].state)
