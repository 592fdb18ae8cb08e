"""Reads of people, places, vehicles and businesses: each through the rule, in the order they were written down."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import LargeBinary, Select, bindparam, cast, literal, null, select, union_all

from serac.core.crypto import Sealed, open_text
from serac.core.database import Id
from serac.core.need_to_know import Protected
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.entities.models import Business, Person, Place, Vehicle

Row = TypeVar("Row", Person, Place, Vehicle, Business)


@dataclass(frozen=True)
class Recorded:
    """Everybody and everything written down in one compartment."""

    people: Sequence[Person]
    places: Sequence[Place]
    vehicles: Sequence[Vehicle]
    businesses: Sequence[Business]

    @property
    def ids(self) -> list[uuid.UUID]:
        """Their ids, for the audit log."""
        rows: list[Protected] = [*self.people, *self.places, *self.vehicles, *self.businesses]
        return [row.id for row in rows]  # type: ignore[attr-defined]


def list_people(unit: Unit, compartment_id: uuid.UUID) -> Sequence[Person]:
    """The people of a compartment the actor may see."""
    return _list(unit, Person, compartment_id)


def list_places(unit: Unit, compartment_id: uuid.UUID) -> Sequence[Place]:
    """The places of a compartment the actor may see."""
    return _list(unit, Place, compartment_id)


def list_vehicles(unit: Unit, compartment_id: uuid.UUID) -> Sequence[Vehicle]:
    """The vehicles of a compartment the actor may see."""
    return _list(unit, Vehicle, compartment_id)


def list_businesses(unit: Unit, compartment_id: uuid.UUID) -> Sequence[Business]:
    """The businesses of a compartment the actor may see."""
    return _list(unit, Business, compartment_id)


def list_recorded(unit: Unit, compartment_id: uuid.UUID) -> Recorded:
    """All four of a compartment the actor may see."""
    return Recorded(
        list_people(unit, compartment_id),
        list_places(unit, compartment_id),
        list_vehicles(unit, compartment_id),
        list_businesses(unit, compartment_id),
    )


def _names(model: Any, first: Any, second: Any) -> Select[Any]:
    own = select(
        literal(model.__tablename__).label("kind"), model.id.label("id"), first.label("first"), second.label("second")
    )
    return own.where(model.compartment_id == bindparam("asked", type_=Id))


_NAMED_BY: dict[str, tuple[Sealed, Sealed | None]] = {
    "person": (Person.name, Person.description),
    "place": (Place.address, Place.postcode),
    "vehicle": (Vehicle.plate, Vehicle.description),
    "business": (Business.name, None),
}
_NAMES = union_all(
    _names(Person, Person.name_sealed, Person.description_sealed),
    _names(Place, Place.address_sealed, Place.postcode_sealed),
    _names(Vehicle, Vehicle.plate_sealed, Vehicle.description_sealed),
    _names(Business, Business.name_sealed, cast(null(), LargeBinary())),
)


def names_recorded(unit: Unit, compartment_id: uuid.UUID) -> Mapping[uuid.UUID, str]:
    """What everybody and everything written down in a compartment is called, by id, in one statement.

    A person without a name goes by the description, a place without an address by its postcode, a vehicle likewise.
    """
    named = {}
    for kind, row_id, first, second in unit.session.execute(_NAMES, {"asked": compartment_id}):
        cipher, (one, other) = unit.keys[compartment_id], _NAMED_BY[kind]
        name = open_text(cipher, one, kind, row_id, first)
        named[row_id] = name or (open_text(cipher, other, kind, row_id, second) if other else "")
    return named


def find_recorded(unit: Unit, model: type[Row], row_id: uuid.UUID) -> Row:
    """One person, place, vehicle or business.

    Raises:
        NotFound: hidden or unknown.
    """
    found = unit.session.scalars(select(model).where(model.id == row_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _list(unit: Unit, model: type[Row], compartment_id: uuid.UUID) -> Sequence[Row]:
    return unit.session.scalars(select(model).where(model.compartment_id == compartment_id).order_by(model.id)).all()
