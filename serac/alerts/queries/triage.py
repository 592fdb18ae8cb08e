"""What triage has answered so far, what is still missing, and who on the team may read an alert."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from serac.access.queries import find_compartment, list_restricted_readers, members_kept_out
from serac.alerts.models import Alert, Gate, Tonight
from serac.alerts.queries.places import team_members
from serac.core.actor import NOBODY
from serac.core.database import Id
from serac.core.unit import Unit
from serac.entities.models import Person
from serac.reference import current

NO_PLAN = frozenset({"suspect", "reporter", "professional", "landlord", "employer"})
"""Roles of people for whom no plan for tonight is asked: whoever may be harmed, or both, has one."""
_GATES = select(Gate).where(Gate.compartment_id == bindparam("asked", type_=Id)).order_by(Gate.id)
_PLANS = select(Tonight).where(Tonight.compartment_id == bindparam("asked", type_=Id)).order_by(Tonight.id)


@dataclass(frozen=True)
class Missing:
    """Something triage cannot finish without: where it stands on the page, and what to do, in words."""

    anchor: str
    words: str


def gates_of(unit: Unit, alert: Alert) -> Mapping[str, Gate]:
    """The gates that were answered, by code."""
    return {gate.code: gate for gate in unit.session.scalars(_GATES, {"asked": alert.compartment_id})}


def plans_of(unit: Unit, alert: Alert) -> Mapping[uuid.UUID, Tonight]:
    """The plans for tonight, by person; NOBODY stands for whoever is not named."""
    return {plan.person_id: plan for plan in unit.session.scalars(_PLANS, {"asked": alert.compartment_id})}


def people_to_plan(people: Iterable[Person]) -> list[Person]:
    """Those of an alert's people who must be safe tonight."""
    return [person for person in people if person.role not in NO_PLAN]


def is_child(age_band: str) -> bool:
    """Whether somebody of this age is treated as a child: an age in doubt is (domain 5.4)."""
    bands = current().age_bands
    return age_band in bands and bands.get(age_band).treated_as == "child"


def gate_codes() -> tuple[str, ...]:
    """The gates, in the order in which they are asked."""
    return tuple(gate.code for gate in current().gates)


def missing_of(
    gates: Mapping[str, Gate], plans: Mapping[uuid.UUID, Tonight], people: Sequence[Person]
) -> list[Missing]:
    """What must be answered before an alert can be opened, joined, signposted or closed."""
    found = [
        Missing(f"gate-{code}", f"Answer the gate: {current().gates.label(code).lower()}")
        for code in gate_codes()
        if code not in gates
    ]
    for number, person in enumerate(people_to_plan(people), start=1):
        if person.id not in plans:
            found.append(Missing(f"tonight-{person.id}", f"Say what keeps person {number} safe tonight"))
    if NOBODY not in plans:
        found.append(Missing(f"tonight-{NOBODY}", "Say what keeps anybody else there safe tonight"))
    return found


def in_another_hand(unit: Unit, alert: Alert) -> bool:
    """Whether somebody else, who may still read it, has the alert in hand."""
    holder = alert.claimed_by
    return holder is not None and holder != unit.actor.member_id and holder in team_readers(unit, alert)


def team_readers(unit: Unit, alert: Alert) -> Sequence[uuid.UUID]:
    """Who on the team may read the alert now: not those kept out of it, and of a restricted one only those listed."""
    team = list(team_members(unit, alert.partnership_id))
    kept_out = members_kept_out(unit, alert.compartment_id)
    if find_compartment(unit, alert.compartment_id).restricted:
        listed = set(list_restricted_readers(unit, alert.compartment_id))
        team = [one for one in team if one in listed]
    return [one for one in team if one not in kept_out]
