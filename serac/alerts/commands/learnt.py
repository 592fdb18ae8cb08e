"""What triage learns later: somebody's part in it, another person, a vehicle, a place."""

import uuid
from collections.abc import Mapping

from serac.alerts import policy
from serac.alerts.commands.gates import hasten
from serac.alerts.commands.triage import check_in_hand, check_open, take_in_hand
from serac.alerts.models import Alert
from serac.alerts.queries.triage import is_child
from serac.core.problems import Invalid
from serac.core.unit import Unit, command
from serac.entities import commands as entities
from serac.entities.queries import list_people

PERSON = ("name", "description", "phone")
UNKNOWN = "not_known"


@command(may=policy.triage)
def write_learnt(unit: Unit, alert: Alert, *, facts: Mapping[str, str], roles: Mapping[uuid.UUID, str]) -> Alert:
    """Write down what was learnt since an alert came in. A child among it runs by the clock for a child.

    Args:
        facts: name, description, phone, role and age_band of another person; plate and vehicle; address: as far as learnt.
        roles: codes of case_roles by person of the alert; those that stay as they were are left alone.

    Raises:
        Conflict: the alert is finished.
        Invalid: nothing was learnt; somebody is not of this alert; or somebody else has it in hand.
    """
    check_open(alert)
    check_in_hand(unit, alert)
    people = {person.id: person for person in list_people(unit, alert.compartment_id)}
    changed = {one: role for one, role in roles.items() if one not in people or people[one].role != role}
    if changed.keys() - people.keys():
        raise Invalid("Choose somebody in this alert")
    said = {name: value.strip() for name, value in facts.items()}
    if not changed and not any(said[name] for name in (*PERSON, "plate", "vehicle", "address")):
        raise Invalid({"name": "Enter what was learnt, or go back to the alert"})
    take_in_hand(unit, alert)
    for person_id, role in changed.items():
        entities.set_role(unit, people[person_id], role=role)
    _write(unit, alert, said)
    return alert


def _write(unit: Unit, alert: Alert, said: Mapping[str, str]) -> None:
    if any(said[name] for name in PERSON):
        words = {name: said[name] for name in PERSON}
        words["description"] = words["description"] or ("" if words["name"] else "Somebody with this phone")
        codes = {name: said[name] or UNKNOWN for name in ("role", "age_band")}
        entities.add_person(unit, alert, **codes, **words)
        alert.child = alert.child or is_child(codes["age_band"])
        hasten(unit, alert)
    if said["plate"] or said["vehicle"]:
        entities.add_vehicle(unit, alert, plate=said["plate"], description=said["vehicle"])
    if said["address"]:
        entities.add_place(unit, alert, kind=UNKNOWN, address=said["address"])
