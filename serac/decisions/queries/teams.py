"""Response teams; who may lead one; and who is told that something changed."""

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from serac.agencies.models import Agency, AgencyFlag
from serac.cases.models import Case
from serac.cases.queries import Person, find_case, own_team, possible_leads, team_of
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.decisions.models import ResponseTeam

FIRST_RESPONDER = "first_responder"


def list_response_teams(unit: Unit, case: Case) -> Sequence[ResponseTeam]:
    """The response teams of a case in the order they began, those that have ended too."""
    asked = select(ResponseTeam).where(ResponseTeam.compartment_id == case.compartment_id)
    return unit.session.scalars(asked.order_by(ResponseTeam.started_at, ResponseTeam.id)).all()


def find_response_team(unit: Unit, reference: str, team_id: uuid.UUID) -> ResponseTeam:
    """A response team of a case.

    Raises:
        NotFound: the case is hidden or unknown, or the team is none of its own.
    """
    case = find_case(unit, reference)
    found = unit.session.get(ResponseTeam, team_id)
    if found is None or found.compartment_id != case.compartment_id:
        raise NotFound
    return found


def leads_of(unit: Unit, case: Case) -> Sequence[Agency]:
    """Agencies that may lead: those the case is open to, and the team's own; by name."""
    return possible_leads(unit, case)


def first_responders_of(unit: Unit, case: Case) -> Sequence[Agency]:
    """Those of them that may submit a referral to the National Referral Mechanism today."""
    flagged = select(AgencyFlag.agency_id).where(AgencyFlag.flag == FIRST_RESPONDER)
    ids = set(unit.session.scalars(flagged.where(AgencyFlag.since <= unit.now, AgencyFlag.until > unit.now)))
    return [agency for agency in leads_of(unit, case) if agency.id in ids]


def people_by_agency(unit: Unit, case: Case, leads: Sequence[Agency]) -> Mapping[uuid.UUID, tuple[Person, ...]]:
    """Who by name may lead for each agency: those there who read the case."""
    open_to = team_of(unit, case).open_to
    found: dict[uuid.UUID, tuple[Person, ...]] = {}
    for agency in leads:
        of_agency = [one for one in open_to if one.grantee_id == agency.id]
        people = {person.id: person for one in of_agency for person in one.people}
        found[agency.id] = tuple(people.values()) if of_agency else own_team(unit, case.partnership_id)
    return found


def team_to_tell(unit: Unit, case: Case) -> list[uuid.UUID]:
    """Everybody who is told that something changed: the virtual team and the case's own, the actor left out.

    A notice about a case reaches nobody who may not see it when it is sent.
    """
    ids = {person.id for one in team_of(unit, case).open_to for person in one.people}
    ids |= {person.id for person in own_team(unit, case.partnership_id)}
    return sorted(ids - {unit.actor.member_id})
