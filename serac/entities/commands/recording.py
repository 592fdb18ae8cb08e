"""Writing down people, places, vehicles and businesses, each with its tokens in the same compartment.

A token is as hidden as the row it was made from: it lies in the same compartment and goes through the same rule.
What was written down is compared with everything else by a job, at once (MatchDue, matching.py). Nothing of a place of
safety is ever indexed: that is held apart (withholding.py, domain 5.3).
"""

import datetime as dt
import uuid
from typing import Any

from serac.core.blind_index import address_tokens, business_tokens, name_tokens, phone_tokens, plate_tokens
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.unit import Unit, check_version, command, compartment_of
from serac.entities import policy
from serac.entities.models import Business, MatchDue, Person, Place, SafeContact, Token, Vehicle
from serac.reference import current
from serac.reference.entries import EntryList


@command(may=policy.record)
def add_person(
    unit: Unit,
    target: Any,
    *,
    role: str,
    age_band: str,
    still_there: str = "not_known",
    name: str = "",
    description: str = "",
    phone: str = "",
) -> Person:
    """Write down somebody by a name, a nickname or only a description, in the compartment of `target`.

    Args:
        target: what they are part of: an alert, a case, or a compartment.
        role, age_band, still_there: codes of case_roles, age_bands and still_in_situation.

    Raises:
        Invalid: neither name nor description, or a code that no list has.
    """
    reference = current()
    if not name.strip() and not description.strip():
        raise Invalid({"name": "Enter a name, or describe the person"})
    person = Person(
        compartment_id=_compartment(target),
        role=_known(reference.case_roles, role, "role"),
        age_band=_known(reference.age_bands, age_band, "age_band"),
        still_there=_known(reference.still_in_situation, still_there, "still_there"),
        name=name.strip(),
        description=description.strip(),
        phone=phone.strip(),
    )
    _save(unit, person, name_tokens(unit.secrets, name) | phone_tokens(unit.secrets, phone))
    unit.record(Event.PERSON_RECORDED, person, role=role, age_band=age_band)
    return person


@command(may=policy.record)
def set_role(unit: Unit, person: Person, *, role: str) -> Person:
    """Say who somebody already written down is in it.

    Raises:
        Invalid: an unknown role.
    """
    check_version(person, None)
    person.role = _known(current().case_roles, role, "role")
    unit.record(Event.PERSON_RECORDED, person, role=role, age_band=person.age_band)
    return person


@command(may=policy.record)
def add_place(
    unit: Unit, target: Any, *, kind: str, address: str = "", postcode: str = "", role: str = "not_known"
) -> Place:
    """Write down a place: a house, a car wash, a farm. Never a place of safety.

    Args:
        kind, role: codes of place_kinds and place_roles.

    Raises:
        Invalid: neither address nor postcode, or an unknown kind or role.
    """
    if not address.strip() and not postcode.strip():
        raise Invalid({"address": "Enter an address, or describe where it is"})
    place = Place(
        compartment_id=_compartment(target),
        kind=_known(current().place_kinds, kind, "kind"),
        role=_known(current().place_roles, role, "role"),
        address=address.strip(),
        postcode=postcode.strip(),
    )
    _save(unit, place, address_tokens(unit.secrets, address, postcode))
    unit.record(Event.PLACE_RECORDED, place, kind=kind)
    return place


@command(may=policy.record)
def add_vehicle(unit: Unit, target: Any, *, plate: str = "", description: str = "", role: str = "not_known") -> Vehicle:
    """Write down a vehicle by its plate, a part of one, or what it looks like.

    Raises:
        Invalid: neither plate nor description.
    """
    if not plate.strip() and not description.strip():
        raise Invalid({"plate": "Enter a number plate or part of one, or describe the vehicle"})
    vehicle = Vehicle(compartment_id=_compartment(target), plate=plate.strip().upper(), description=description.strip())
    vehicle.role = _known(current().vehicle_roles, role, "role")
    _save(unit, vehicle, plate_tokens(unit.secrets, plate))
    unit.record(Event.VEHICLE_RECORDED, vehicle)
    return vehicle


@command(may=policy.record)
def add_business(
    unit: Unit, target: Any, *, name: str, holds_council_contract: bool = False, role: str = "not_known"
) -> Business:
    """Write down a business; one that holds a council contract or licence is flagged.

    Raises:
        Invalid: no name.
    """
    if not name.strip():
        raise Invalid({"name": "Enter the name of the business"})
    business = Business(
        compartment_id=_compartment(target), name=name.strip(), holds_council_contract=holds_council_contract
    )
    business.role = _known(current().business_roles, role, "role")
    _save(unit, business, business_tokens(unit.secrets, name))
    unit.record(Event.BUSINESS_RECORDED, business, holds_council_contract=holds_council_contract)
    return business


@command(may=policy.record)
def record_safe_contact(
    unit: Unit,
    target: Any,
    *,
    channel: str,
    days: int,
    person_id: uuid.UUID | None = None,
    shared_device: str = "not_known",
    withheld: bool = True,
    voicemail: bool = False,
    text_allowed: bool = False,
    number: str = "",
    times: str = "",
    if_answered: str = "",
    code_word: str = "",
    if_lost: str = "",
) -> SafeContact:
    """Write down how somebody can safely be reached, agreed with them now. None of it is ever indexed.

    Args:
        channel, shared_device: codes of contact_channels and shared_devices.
        days: after how many days it expires and is asked again (rule support.safe_contact_days).
        number: the number, address or name used for it; the other words as in SafeContact.

    Raises:
        Invalid: a code that no list has.
    """
    known = _known(current().contact_channels, channel, "channel")
    safe = SafeContact(compartment_id=_compartment(target), person_id=person_id, channel=known)
    safe.shared_device = _known(current().shared_devices, shared_device, "shared_device")
    safe.withheld, safe.voicemail, safe.text_allowed = withheld, voicemail, text_allowed
    safe.agreed_at, safe.expires_at = unit.now, unit.now + dt.timedelta(days=days)
    safe.number, safe.times, safe.if_answered = number.strip(), times.strip(), if_answered.strip()
    safe.code_word, safe.if_lost = code_word.strip(), if_lost.strip()
    _save(unit, safe, frozenset())
    unit.record(Event.SAFE_CONTACT_RECORDED, safe, channel=channel)
    return safe


@command(may=policy.record)
def copy_recorded(unit: Unit, target: Any, *, row: Person | Place | Vehicle | Business) -> uuid.UUID:
    """Write the same person, place, vehicle or business down again in another compartment, with tokens of its own.

    The copy says nothing of where it was copied from.

    Returns:
        The id of the new row.
    """
    copied: Person | Place | Vehicle | Business
    if isinstance(row, Person):
        codes = {"role": row.role, "age_band": row.age_band, "still_there": row.still_there}
        copied = add_person(unit, target, **codes, name=row.name, description=row.description, phone=row.phone)
    elif isinstance(row, Place):
        copied = add_place(unit, target, kind=row.kind, address=row.address, postcode=row.postcode, role=row.role)
    elif isinstance(row, Vehicle):
        copied = add_vehicle(unit, target, plate=row.plate, description=row.description, role=row.role)
    else:
        copied = add_business(
            unit, target, name=row.name, holds_council_contract=row.holds_council_contract, role=row.role
        )
    return copied.id


def _compartment(target: Any) -> uuid.UUID:
    compartment_id = compartment_of(target)
    if compartment_id is None:
        raise TypeError(f"{type(target).__name__} lies in no compartment")
    return compartment_id


def _known(entries: EntryList[Any], code: str, field: str) -> str:
    if code not in entries:
        raise Invalid({field: "Choose from the list"})
    return code


def _save(unit: Unit, row: Person | Place | Vehicle | Business | SafeContact, hashes: frozenset[int]) -> None:
    unit.session.add(row)
    for found in sorted(hashes):
        unit.session.add(Token(hash=found, compartment_id=row.compartment_id, subject_id=row.id))
    if hashes:
        unit.session.add(MatchDue(subject_id=row.id, compartment_id=row.compartment_id, at=unit.now))
    unit.session.flush()
