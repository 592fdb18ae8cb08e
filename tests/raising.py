"""A county with a team, partners and an agreement, and an alert to raise in it: where tests of the work start from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from serac.access.models import Grant
from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.agencies.models import Agency, Appointment, Member, Partnership
from serac.agreements.models import AgreementParty
from serac.alerts import commands as alerts
from serac.alerts.models import Alert
from serac.alerts.queries import find_alert
from serac.alerts.queries.triage import gate_codes, gates_of, people_to_plan, plans_of
from serac.cases import commands as cases
from serac.cases import policy
from serac.cases.models import Case
from serac.core.actor import NOBODY
from serac.core.clock import FAR_FUTURE
from serac.core.events import Event
from serac.core.unit import Unit, command
from serac.entities.queries import list_people
from tests.given import Given

PLANTED = {
    "name": "Zdravka Petkanova",
    "phone": "01632 960417",
    "address": "41 Quillback Lane, ZZ9 4QX",
    "plate": "ZZ61 QRV",
    "business": "Quillback Valeting",
    "narrative": "mattresses stacked behind the boiler",
    "reporter_reference": "HSG-55512-X",
}


def county(given: Given) -> Given:
    """An installation that has this county in it, and nothing else yet."""
    return given.once(build_county)


def build_county(given: Given) -> None:
    """The team (priya, tomas), housing (hana, its point of contact), police (dev), an unsigned charity (carys)."""
    given.agency("team", "council.modern_slavery")
    given.agency("housing", "council.housing_standards")
    given.agency("police", "police")
    given.agency("charity", "anti_slavery_charity")
    given.member("priya", "team", Role.COORDINATOR)
    given.member("tomas", "team", Role.COORDINATOR)
    given.member("omar", "team", Role.GOVERNANCE_OFFICER)
    given.member("hana", "housing", Role.SPOC)
    given.member("rhys", "housing", Role.REPORTER)
    given.member("dev", "police", Role.HANDLER)
    given.member("carys", "charity", Role.HANDLER)
    given.agreement("housing", "police")


def facts(**changed: Any) -> dict[str, Any]:
    """What an alert says, with planted words where words are asked for."""
    person = {"name": PLANTED["name"], "description": "", "phone": PLANTED["phone"], "age_band": "from_25_to_34"}
    said = {
        "what": f"Two people sleep on {PLANTED['narrative']}. A van fetches them at six.",
        "where": PLANTED["address"],
        "when": "Most weekdays",
        "still_happening": "yes",
        "kinds": ["labour.forced"],
        "area": "kelderby",
        "place_kind": "car_wash",
        "danger": False,
        "called_999": False,
        "child": False,
        "people": [person],
        "plate": PLANTED["plate"],
        "business": PLANTED["business"],
        "how_known": "saw_it",
        "own_reference": PLANTED["reporter_reference"],
    }
    return said | changed


def raised(given: Given, by: str = "rhys", to: str = "thornshire", **changed: Any) -> Alert:
    """An alert somebody sent."""
    with given.as_(by) as unit:
        return alerts.raise_alert(unit, partnership(unit, given, to), **facts(**changed))


def partnership(unit: Unit, given: Given, slug: str = "thornshire") -> Partnership:
    """The partnership, as this unit sees it."""
    return unit.session.get_one(Partnership, given.partnerships[slug])


def agency(unit: Unit, given: Given, slug: str) -> Agency:
    """An agency, as this unit sees it."""
    return unit.session.get_one(Agency, given.agencies[slug])


def member(unit: Unit, given: Given, name: str) -> Member:
    """A member, as this unit sees them."""
    return unit.session.get_one(Member, given.members[name])


def opened(given: Given, by: str = "priya", **changed: Any) -> Case:
    """A case the team opened."""
    with given.as_(by) as unit:
        made = {"title": "Car wash, Kelderby", "kinds": ["labour.forced"]} | changed
        return cases.open_case(unit, partnership(unit, given), **made)


def share(given: Given, case: Case, slug: str = "housing", by: str = "priya") -> None:
    """Open a case to an agency under its agreement."""
    with given.as_(by) as unit:
        here = unit.session.get_one(Case, case.id)
        cases.add_to_virtual_team(
            unit, here, agency=agency(unit, given, slug), purpose="disrupt", categories=["identity", "intelligence"]
        )


@command(may=policy.share)
def _opened_to(unit: Unit, case: Case, *, agency: Agency) -> Grant:
    party = unit.session.scalars(select(AgreementParty).where(AgreementParty.agency_id == agency.id)).first()
    grant = Grant(compartment_id=case.compartment_id, grantee_id=agency.id, relation="virtual_team", purpose="disrupt")
    grant.gateway, grant.party_id = "agreement", party.id if party else None
    grant.since, grant.until, grant.granted_by = unit.now, FAR_FUTURE, unit.actor.member_id
    unit.session.add(grant)
    unit.session.flush()
    unit.record(Event.ACCESS_GRANTED, case, grant=grant.id, grantee=agency.id)
    return grant


def open_to_control(given: Given, case: Case, slug: str = "border", by: str = "priya") -> None:
    """Open a case to immigration control as no command does it any more: what bars it then is the rule itself."""
    with given.as_(by) as unit:
        _opened_to(unit, unit.session.get_one(Case, case.id), agency=agency(unit, given, slug))


def end_role(given: Given, name: str) -> None:
    """Somebody leaves the team today."""
    with given.operator() as unit:
        held = unit.session.scalars(select(Appointment).where(Appointment.member_id == given.members[name])).all()
        for appointment in held:
            agencies.end_appointment(unit, appointment)


def register(given: Given, name: str, deputy: str | None = None) -> None:
    """Somebody is registered as the team's contact for sensitive cases."""
    with given.operator() as unit:
        agencies.add_contact_point(
            unit,
            agency(unit, given, "team"),
            purpose="sensitive_case",
            label="Sensitive cases",
            email="sensitive@team.example.org",
            phone="01632 960001",
            member=member(unit, given, name),
            deputy=member(unit, given, deputy) if deputy else None,
        )


PLAN = {"plan": "A place is held for them at the support line", "who": "Tomas, the team", "by_when": "8pm"}


def triaged(given: Given, alert: Alert, by: str = "priya") -> Alert:
    """An alert whose gates are answered, all with the plainest answer, and whose people each have a plan for tonight."""
    with given.as_(by) as unit:
        answer_all(unit, find_alert(unit, alert.reference))
    return alert


def answer_all(unit: Unit, alert: Alert) -> None:
    """Answer what is not answered yet, within a unit."""
    for code in gate_codes():
        if code not in gates_of(unit, alert):
            plain = {"jurisdiction": "jurisdiction.ours"}.get(code, f"{code}.no")
            denied = alert.danger or alert.child or alert.position_of_trust
            why = {"words": "We rang and asked"} if denied else {}
            alerts.answer_gate(unit, alert, code=code, answer=plain, **why)
    plans = plans_of(unit, alert)
    for person in people_to_plan(list_people(unit, alert.compartment_id)):
        if person.id not in plans:
            alerts.plan_tonight(unit, alert, person_id=person.id, **PLAN)
    if NOBODY not in plans:
        alerts.plan_tonight(unit, alert, nobody_else=True)
