"""What the shared picture is put together from, each part through the rule, in one statement a part.

The statements live as long as the process, so that each is checked and compiled once (docs/performance.md).
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import LargeBinary, Select, Text, bindparam, case, cast, literal, null, select, union_all

from serac.agencies.models import Agency
from serac.cases.models import Case, Item, ItemAbout
from serac.core.crypto import Sealed, open_text
from serac.core.database import Id, among
from serac.core.keys import DataKey
from serac.core.unit import Unit
from serac.entities.models import Business, Person, Place, Vehicle
from serac.reference import current
from serac.scoping.picture import Known, Thing, numbered

_CASE = bindparam("asked", type_=Id)
_ITEMS = (
    select(Item, Agency.name, ItemAbout.thing_id, DataKey.wrapped)
    .outerjoin(Agency, Agency.id == Item.agency_id)
    .outerjoin(DataKey, DataKey.compartment_id == Item.compartment_id)
    .outerjoin(ItemAbout, ItemAbout.item_id == Item.id)
    .where(Item.within_id == _CASE)
    .order_by(Item.id, ItemAbout.thing_id)
)


@dataclass(frozen=True)
class ReadItem:
    """An item with the name of its giver ("" where the source is withheld) and what it is about; its text is still sealed."""

    row: Item
    giver: str
    about: frozenset[uuid.UUID]


def read_items(unit: Unit, compartment_id: uuid.UUID) -> Sequence[ReadItem]:
    """Every item of a case that the actor may read, corrected ones too, oldest first; their keys come with them.

    Args:
        compartment_id: of the case.
    """
    rows: dict[uuid.UUID, tuple[Item, str]] = {}
    about: dict[uuid.UUID, set[uuid.UUID]] = {}
    for item, giver, thing_id, wrapped in unit.session.execute(_ITEMS, {"asked": compartment_id}):
        if wrapped is not None:
            unit.keys.offer(item.compartment_id, wrapped)
        rows[item.id] = item, giver or ""
        about.setdefault(item.id, set()).update(one for one in (item.about_id, thing_id) if one is not None)
    return [ReadItem(item, giver, frozenset(about[item.id])) for item, giver in rows.values()]


def known_of(one: ReadItem) -> Known:
    """An item in plain data, its text opened."""
    row = one.row
    return Known(
        row.id,
        row.text,
        one.giver,
        row.agency_id,
        row.how_known,
        row.grade_source,
        row.grade_information,
        row.handling,
        row.audience,
        row.not_for_immigration,
        row.given_at,
        row.happened_from,
        row.happened_to,
        one.about,
        row.sanitises_id,
        row.replaces_id,
        row.replaced_at,
        row.reply_id,
    )


def _part(model: Any, first: Any, second: Any, role: Any, more: Any) -> Select[Any]:
    own = select(
        literal(model.__tablename__).label("kind"),
        model.id.label("id"),
        model.compartment_id.label("compartment_id"),
        first.label("first"),
        second.label("second"),
        role.label("role"),
        more.label("more"),
    )
    return own.where(among(model.compartment_id, "asked"))


_NOTHING = cast(null(), LargeBinary())
_CONTRACT = case((Business.holds_council_contract, literal("contract")), else_=literal(""))
_THINGS = union_all(
    _part(Person, Person.name_sealed, Person.description_sealed, Person.role, Person.age_band),
    _part(Place, Place.address_sealed, Place.postcode_sealed, Place.role, Place.kind),
    _part(Vehicle, Vehicle.plate_sealed, Vehicle.description_sealed, Vehicle.role, cast(literal(""), Text())),
    _part(Business, Business.name_sealed, _NOTHING, Business.role, _CONTRACT),
)
_SEALED: dict[str, tuple[Sealed, Sealed | None]] = {
    "person": (Person.name, Person.description),
    "place": (Place.address, Place.postcode),
    "vehicle": (Vehicle.plate, Vehicle.description),
    "business": (Business.name, None),
}


def read_things(unit: Unit, case: Case, others: Iterable[uuid.UUID]) -> Sequence[Thing]:
    """Everybody and everything of a case the actor may read, people numbered: the case's own first, in the order they came.

    Args:
        others: compartments of parts of the case that may hold some of their own.
    """
    asked = [case.compartment_id, *dict.fromkeys(one for one in others if one != case.compartment_id)]
    rows = unit.session.execute(_THINGS, {"asked": asked}).all()
    own_first = sorted(rows, key=lambda row: (row.compartment_id != case.compartment_id, row.id))
    return numbered([_thing(unit, row) for row in own_first])


def _thing(unit: Unit, row: Any) -> Thing:
    cipher, (one, other) = unit.keys[row.compartment_id], _SEALED[row.kind]
    first = open_text(cipher, one, row.kind, row.id, row.first)
    second = open_text(cipher, other, row.kind, row.id, row.second) if other else ""
    if row.kind == "person":
        age = current().age_bands.get(row.more)
        words = [second, current().case_roles.label(row.role) if row.role != "not_known" else ""]
        words += [age.label if row.more != "not_known" else ""]
        return Thing(row.id, row.kind, "", first, _sentences(words), child=age.treated_as == "child")
    known = [second if first else "", _role(row.kind, row.role)]
    words = known if row.kind != "place" else [_role(row.kind, row.role), _place_kind(row.more)]
    called = first or second or "Not described"
    return Thing(row.id, row.kind, called, "", _sentences(words), contract=row.more == "contract")


def _role(kind: str, code: str) -> str:
    return current().list(f"{kind}_roles").label(code) if code != "not_known" else ""


def _place_kind(code: str) -> str:
    return current().place_kinds.label(code) if code != "not_known" else ""


def _sentences(parts: Iterable[str]) -> str:
    return " ".join(f"{part.strip().rstrip('.')}." for part in parts if part.strip())
