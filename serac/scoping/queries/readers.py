"""Who by name will be able to read what an agency gives, as it chooses the audience: shown before anything is sent.

Whoever gives is told of everybody the case is open to, silently excluded people too: a name left out would tell them.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import and_, or_, select

from serac.access.models import Compartment, Grant
from serac.access.queries import list_restricted_readers
from serac.agencies.models import Agency, Appointment, Member, Membership, PartnershipAgency
from serac.agencies.roles import HANDLERS
from serac.agreements.models import Agreement, AgreementParty
from serac.agreements.sharing import Sharing, sharing_with
from serac.cases.queries import Person
from serac.cases.queries.team import OWN_TEAM_ROLES, by_name
from serac.core.clock import day_in_words, moment_in_words
from serac.core.unit import Unit
from serac.reference import current
from serac.scoping.giving import COORDINATORS, NAMED, TEAM
from serac.scoping.models import Request

_ASIDE = ("own_disclosure", "emergency")
_HANDLERS = [str(role) for role in HANDLERS]
_OWN = [str(role) for role in OWN_TEAM_ROLES]


@dataclass(frozen=True)
class ReaderGroup:
    """People of one agency who could read it. `agency_id` is None for the team that asked; `under` says on what they stand."""

    agency_id: uuid.UUID | None
    agency: str
    people: tuple[Person, ...]
    under: str


@dataclass(frozen=True)
class Readers:
    """Everybody who could read it now, the team that asked first."""

    groups: tuple[ReaderGroup, ...]

    @property
    def words(self) -> str:
        """How many: 6 people at 4 agencies."""
        people = len({person.id for group in self.groups for person in group.people})
        agencies = len(self.groups)
        return f"{people} {'person' if people == 1 else 'people'} at {agencies} {'agency' if agencies == 1 else 'agencies'}"

    @property
    def agency_ids(self) -> tuple[uuid.UUID, ...]:
        """The agencies beside the team that asked."""
        return tuple(group.agency_id for group in self.groups if group.agency_id)

    @property
    def names(self) -> str:
        """By name, as the record of the disclosure keeps them."""
        return "\n".join(f"{group.agency}: {', '.join(p.name for p in group.people)}" for group in self.groups)


class Reach:
    """Everybody who could be made a reader of what is given in answer to one request: each part is read once, when it is asked for."""

    def __init__(self, unit: Unit, request: Request) -> None:
        self._unit, self._request = unit, request

    def readers(
        self, audience: str, agencies: Collection[uuid.UUID] = (), *, not_for_immigration: bool = False
    ) -> Readers:
        """Who would read an item with this audience. An audience not chosen yet is nobody but the team that asked."""
        others: Sequence[ReaderGroup] = ()
        if audience == TEAM:
            others = self.team
        elif audience == NAMED:
            others = [self.nameable[one] for one in self.nameable if one in set(agencies)]
        barred = self._controls if not_for_immigration else frozenset[uuid.UUID | None]()
        return Readers((self.asking, *(one for one in others if one.people and one.agency_id not in barred)))

    def shared_view(self) -> Readers:
        """Who reads how the agency sees the risk: everybody the case is open to, never immigration control."""
        if self._unit.actor.immigration_control:
            return self.nobody_else()
        return self.readers(TEAM, not_for_immigration=True)

    def nobody_else(self) -> Readers:
        """Who reads the reply itself: the team that asked."""
        return self.readers(COORDINATORS)

    @cached_property
    def asking(self) -> ReaderGroup:
        """The team that asked."""
        people = self._among(self._own_team)
        return ReaderGroup(None, "The team that asked", people, "It runs the partnership")

    @cached_property
    def team(self) -> tuple[ReaderGroup, ...]:
        """Everybody else the case is open to now: agencies, and single people such as the chair."""
        found = {}
        for grant, title, until in self._grants:
            under = f"{title}, until {day_in_words(until)}" if title and until else "Part of the partnership’s own team"
            if grant.gateway == "override":
                under = f"Recorded override, until {moment_in_words(grant.until)}"
            agency, person = self._agencies.get(grant.grantee_id), self._single.get(grant.grantee_id)
            people = self._handlers_of(grant.grantee_id) if agency else (person,) if person else ()
            name = agency.name if agency else person.name if person else ""
            found[grant.grantee_id] = ReaderGroup(grant.grantee_id, name, self._among(people), under)
        found.pop(self._request.agency_id, None)
        return tuple(sorted(found.values(), key=lambda one: (one.agency.lower(), str(one.agency_id))))

    @cached_property
    def nameable(self) -> Mapping[uuid.UUID, ReaderGroup]:
        """The agencies an item can be given to by name: those an agreement covers, never immigration control (domain 5.4)."""
        found = [
            ReaderGroup(one.id, one.name, self._among(self._handlers_of(one.id)), self._sharing[one.id].why)
            for one in self._agencies.values()
            if one.id in self._sharing and one.id not in self._controls and one.id != self._request.agency_id
        ]
        return {one.agency_id: one for one in found if one.agency_id is not None}

    def _among(self, people: Collection[Person]) -> tuple[Person, ...]:
        return tuple(one for one in people if self._listed is None or one.id in self._listed)

    @cached_property
    def _listed(self) -> frozenset[uuid.UUID] | None:
        """Of a restricted case, those named on its list."""
        root = self._unit.session.get_one(Compartment, self._request.within_id)
        return frozenset(list_restricted_readers(self._unit, root.id)) if root.restricted else None

    @cached_property
    def _sharing(self) -> Mapping[uuid.UUID, Sharing]:
        place, purpose = self._request.partnership_id, self._request.purpose
        held = frozenset(self._request.categories)
        found = sharing_with(self._unit, partnership_id=place, purpose=purpose, categories=held)
        return {agency_id: one for agency_id, one in found.items() if one.allowed}

    @cached_property
    def _grants(self) -> Sequence[tuple[Grant, str | None, dt.datetime | None]]:
        """What opens the case to others now, with the agreement it stands on, where that is in force."""
        unit = self._unit
        asked = (
            select(Grant, Agreement.title, AgreementParty.until)
            .outerjoin(AgreementParty, AgreementParty.id == Grant.party_id)
            .outerjoin(Agreement, Agreement.id == AgreementParty.agreement_id)
            .where(Grant.compartment_id == self._request.within_id, Grant.gateway.not_in(_ASIDE))
            .where(Grant.since <= unit.now, Grant.until > unit.now)
            .where(
                or_(Grant.party_id.is_(None), and_(AgreementParty.since <= unit.now, AgreementParty.until > unit.now))
            )
        )
        rows = unit.session.execute(asked.order_by(Grant.since, Grant.id))
        return [(row[0], row[1], row[2]) for row in rows]

    @cached_property
    def _agencies(self) -> Mapping[uuid.UUID, Agency]:
        """The agencies of the partnership, and any other the case is open to, by name."""
        unit, place = self._unit, PartnershipAgency
        placed = select(place.agency_id).where(place.partnership_id == self._request.partnership_id)
        placed = placed.where(place.since <= unit.now, place.until > unit.now)
        opened = [row[0].grantee_id for row in self._grants]
        asked = select(Agency).where(or_(Agency.id.in_(placed), Agency.id.in_(opened)))
        return {one.id: one for one in unit.session.scalars(asked.order_by(Agency.name, Agency.id))}

    @cached_property
    def _single(self) -> Mapping[uuid.UUID, Person]:
        ids = [row[0].grantee_id for row in self._grants if row[0].grantee_id not in self._agencies]
        rows = self._unit.session.scalars(select(Member).where(Member.id.in_(ids))) if ids else ()
        return {one.id: Person(one.id, one.name) for one in rows}

    @cached_property
    def _controls(self) -> frozenset[uuid.UUID]:
        """The agencies of immigration control, and of the single people those who work there."""
        kinds = {kind.code for kind in current().agency_kinds if kind.immigration_control}
        works = (
            select(Membership.member_id)
            .join(Agency, Agency.id == Membership.agency_id)
            .where(Membership.member_id.in_(self._single), Agency.kind.in_(kinds))
            .where(Membership.since <= self._unit.now, Membership.until > self._unit.now)
        )
        people = self._unit.session.scalars(works) if self._single else ()
        return frozenset(one.id for one in self._agencies.values() if one.kind in kinds) | frozenset(people)

    def _handlers_of(self, agency_id: uuid.UUID) -> tuple[Person, ...]:
        return by_name(self._handlers.get(agency_id, {}).values())

    @cached_property
    def _handlers(self) -> Mapping[uuid.UUID, Mapping[uuid.UUID, Person]]:
        handlers, self.__dict__["_own_team"] = self._read_people(list(self._agencies))
        return handlers

    @cached_property
    def _own_team(self) -> tuple[Person, ...]:
        """The people of the team that asked: they come with the handlers of agencies where those were read first."""
        return self._read_people([])[1]

    def _read_people(
        self, agency_ids: Sequence[uuid.UUID]
    ) -> tuple[Mapping[uuid.UUID, Mapping[uuid.UUID, Person]], tuple[Person, ...]]:
        """The named handlers of agencies, who work there now, and the people of the partnership's own team."""
        unit, held = self._unit, Appointment
        works = select(Membership.member_id).where(
            Membership.member_id == held.member_id,
            Membership.agency_id == held.agency_id,
            Membership.since <= unit.now,
            Membership.until > unit.now,
        )
        of_agency = and_(held.agency_id.in_(agency_ids), held.role.in_(_HANDLERS), works.exists())
        of_team = and_(held.partnership_id == self._request.partnership_id, held.role.in_(_OWN))
        rows = unit.session.execute(
            select(held.agency_id, Member)
            .join(Member, Member.id == held.member_id)
            .where(or_(of_agency, of_team) if agency_ids else of_team)
            .where(held.since <= unit.now, held.until > unit.now, held.approved_at.is_not(None))
            .where(Member.disabled_at.is_(None))
        )
        handlers: dict[uuid.UUID, dict[uuid.UUID, Person]] = {}
        team: dict[uuid.UUID, Person] = {}
        for agency_id, member in rows:
            into = team if agency_id is None else handlers.setdefault(agency_id, {})
            into[member.id] = Person(member.id, member.name)
        return handlers, by_name(team.values())
