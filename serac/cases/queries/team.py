"""Who by name sees a case, and on what: read in a handful of statements however many agencies there are."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import and_, select
from sqlalchemy.sql.elements import ColumnElement

from serac.access.models import Exclusion, Grant
from serac.access.queries import list_exclusions, list_grants, members_holding
from serac.agencies.models import Agency, Appointment, Member, Membership, PartnershipAgency
from serac.agencies.roles import HANDLERS, Role
from serac.agreements.models import Agreement, AgreementParty
from serac.cases.models import Case
from serac.cases.queries.cases import find_case
from serac.core.clock import day_in_words, moment_in_words
from serac.core.problems import NotFound
from serac.core.unit import Unit

OWN_TEAM_ROLES = (Role.COORDINATOR,)


@dataclass(frozen=True)
class Person:
    """Somebody, as a page names them."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True)
class OnTeam:
    """An agency (or one person) a case is open to.

    Attributes:
        name: of the agency; of one person the agency they work for, which is `agency_id` either way.
        people: its named handlers, or the one person; for the case's own team without those kept out, who are in `kept_out`.
        under: the agreement or override it stands on, with its end. closed: why it is shut just now, or "".
        expelled: the whole agency is kept out (known to the own team only).
    """

    grant_id: uuid.UUID
    grantee_id: uuid.UUID
    agency_id: uuid.UUID
    name: str
    relation: str
    people: tuple[Person, ...]
    kept_out: tuple[Person, ...]
    under: str
    closed: str
    expelled: bool
    since: str


@dataclass(frozen=True)
class Team:
    """The virtual team of a case as this reader may know it. What is closed is told to the own team only."""

    members: tuple[OnTeam, ...]

    @cached_property
    def open_to(self) -> tuple[OnTeam, ...]:
        """Those it is open to now."""
        return tuple(one for one in self.members if not one.closed and not one.expelled)

    @property
    def words(self) -> str:
        """How many, in the frame of the case: 11 people, 9 agencies."""
        people = len({person.id for one in self.open_to for person in one.people})
        agencies = len({one.agency_id for one in self.open_to})
        return in_words(people, agencies)


def team_of(unit: Unit, case: Case) -> Team:
    """Everybody the case is open to beside its own team: agencies by name, then single people."""
    told_all = unit.standing(case.compartment_id).team
    grants = [g for g in list_grants(unit, case.compartment_id) if g.gateway not in {"own_disclosure", "emergency"}]
    ids = {grant.grantee_id for grant in grants}
    kept_out = {one.grantee_id for one in list_exclusions(unit, case.compartment_id)} if told_all else set()
    agencies = {a.id: a for a in unit.session.scalars(select(Agency).where(Agency.id.in_(ids)))} if ids else {}
    single = _members(unit, ids - set(agencies))
    works_at = _agencies_of(unit, single)
    handlers = handlers_by_agency(unit, agencies)
    parties = _parties(unit, [grant.party_id for grant in grants if grant.party_id])
    found = []
    for grant in grants:
        person = single.get(grant.grantee_id)
        everybody = handlers.get(grant.grantee_id, ()) if person is None else (person,)
        at = agencies.get(grant.grantee_id) or works_at.get(grant.grantee_id)
        under, closed = _standing_on(grant, parties, unit)
        found.append(
            OnTeam(
                grant.id,
                grant.grantee_id,
                at.id if at else grant.grantee_id,
                at.name if at else person.name if person else "Somebody",
                grant.relation,
                tuple(one for one in everybody if one.id not in kept_out),
                tuple(one for one in everybody if one.id in kept_out),
                under,
                closed,
                grant.grantee_id in kept_out,
                day_in_words(grant.since),
            )
        )
    shown = found if told_all else [one for one in found if not one.closed]
    return Team(tuple(sorted(shown, key=lambda one: (one.grantee_id in single, one.name.lower(), one.grant_id))))


def _works(unit: Unit) -> ColumnElement[bool]:
    """Somebody appointed in an agency works there now."""
    return and_(
        Membership.member_id == Appointment.member_id,
        Membership.agency_id == Appointment.agency_id,
        Membership.since <= unit.now,
        Membership.until > unit.now,
    )


def in_words(people: int, agencies: int) -> str:
    """So many people at so many agencies."""
    if not agencies:
        return "Nobody yet"
    of_people, of_agencies = "person" if people == 1 else "people", "agency" if agencies == 1 else "agencies"
    return f"{people} {of_people}, {agencies} {of_agencies}"


def handlers_by_agency(unit: Unit, agency_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, tuple[Person, ...]]:
    """The named handlers of several agencies now, by name: the same people `access.handlers_of` finds for one."""
    ids = list(agency_ids)
    if not ids:
        return {}
    rows = unit.session.execute(
        select(Appointment.agency_id, Member)
        .join(Member, Member.id == Appointment.member_id)
        .join(Membership, _works(unit))
        .where(
            Appointment.agency_id.in_(ids),
            Appointment.role.in_([str(role) for role in HANDLERS]),
            Appointment.since <= unit.now,
            Appointment.until > unit.now,
            Appointment.approved_at.is_not(None),
            Member.disabled_at.is_(None),
        )
    )
    found: dict[uuid.UUID, dict[uuid.UUID, Person]] = {}
    for agency_id, member in rows:
        if agency_id is not None:
            found.setdefault(agency_id, {})[member.id] = Person(member.id, member.name)
    return {agency_id: by_name(people.values()) for agency_id, people in found.items()}


def by_name(people: Iterable[Person]) -> tuple[Person, ...]:
    """People in order of their names, which only this process can read."""
    return tuple(sorted(people, key=lambda person: (person.name.lower(), person.id)))


def own_team(unit: Unit, partnership_id: uuid.UUID) -> tuple[Person, ...]:
    """The people of a partnership's own team, who see its cases because it is the controller."""
    return by_name(_members(unit, set(members_holding(unit, OWN_TEAM_ROLES, partnership_id))).values())


def agencies_to_add(unit: Unit, partnership_id: uuid.UUID, already: Collection[uuid.UUID]) -> Sequence[Agency]:
    """Agencies of the partnership, its own team aside, that are not on the virtual team."""
    return unit.session.scalars(
        select(Agency)
        .join(PartnershipAgency, PartnershipAgency.agency_id == Agency.id)
        .where(
            PartnershipAgency.partnership_id == partnership_id,
            PartnershipAgency.since <= unit.now,
            PartnershipAgency.until > unit.now,
            PartnershipAgency.own_team.is_(False),
            Agency.until > unit.now,
            Agency.id.not_in(list(already)),
        )
        .distinct()
        .order_by(Agency.name, Agency.id)
    ).all()


def people_to_keep_out(unit: Unit, case: Case, team: Team, also: Iterable[Person] = ()) -> tuple[Person, ...]:
    """Everybody who sees the case now (and those it is about to be opened to) but the actor."""
    seen = {person.id: person for one in team.members for person in one.people}
    seen |= {person.id: person for person in also}
    seen |= {person.id: person for person in own_team(unit, case.partnership_id)}
    gone = {one.grantee_id for one in list_exclusions(unit, case.compartment_id)}
    return by_name(person for person in seen.values() if person.id != unit.actor.member_id and person.id not in gone)


def find_team_grant(unit: Unit, reference: str, grant_id: uuid.UUID) -> Grant:
    """A grant of a case the actor may see.

    Raises:
        NotFound: the case is hidden or unknown, or the grant is none of its own.
    """
    case = find_case(unit, reference)
    grant = unit.session.get(Grant, grant_id)
    if grant is None or grant.compartment_id != case.compartment_id or grant.until <= unit.now:
        raise NotFound
    return grant


def find_exclusion(unit: Unit, reference: str, grantee_id: uuid.UUID) -> Exclusion:
    """An exclusion from a case; nobody but its own team can tell that there is one.

    Raises:
        NotFound: there is none, or the actor is not on the own team.
    """
    case = find_case(unit, reference)
    found = next((x for x in list_exclusions(unit, case.compartment_id) if x.grantee_id == grantee_id), None)
    if found is None:
        raise NotFound
    return found


def _members(unit: Unit, ids: set[uuid.UUID]) -> dict[uuid.UUID, Person]:
    if not ids:
        return {}
    return {m.id: Person(m.id, m.name) for m in unit.session.scalars(select(Member).where(Member.id.in_(ids)))}


def _agencies_of(unit: Unit, member_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Agency]:
    """Where single people work now; the first by name of somebody with two places."""
    if not member_ids:
        return {}
    rows = unit.session.execute(
        select(Membership.member_id, Agency)
        .join(Agency, Agency.id == Membership.agency_id)
        .where(Membership.member_id.in_(list(member_ids)), Membership.since <= unit.now, Membership.until > unit.now)
        .order_by(Agency.name.desc(), Agency.id)
    )
    return {row.member_id: row.Agency for row in rows}


def _parties(unit: Unit, ids: list[uuid.UUID]) -> dict[uuid.UUID, tuple[AgreementParty, str]]:
    if not ids:
        return {}
    rows = unit.session.execute(
        select(AgreementParty, Agreement.title)
        .join(Agreement, Agreement.id == AgreementParty.agreement_id)
        .where(AgreementParty.id.in_(ids))
    )
    return {party.id: (party, title) for party, title in rows}


def _standing_on(grant: Grant, parties: Mapping[uuid.UUID, tuple[AgreementParty, str]], unit: Unit) -> tuple[str, str]:
    """What a grant stands on in words, and why it is closed just now ("" while it is open)."""
    if grant.party_id is not None and grant.party_id in parties:
        party, title = parties[grant.party_id]
        if party.is_in_force(unit.now):
            return f"{title}, until {day_in_words(party.until)}", ""
        return title, f"The agreement ended for them on {day_in_words(party.until)}. They see nothing now."
    if grant.gateway == "override":
        return f"Recorded override, until {moment_in_words(grant.until)}", ""
    return "Part of the partnership’s own team", ""
