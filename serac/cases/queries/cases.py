"""Finding a case, and lists of cases, always through the rule."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from serac.access import walk
from serac.agencies.models import Agency
from serac.cases.models import Case, CaseKind, Item
from serac.core.database import Id
from serac.core.keys import DataKey
from serac.core.problems import NotFound
from serac.core.references import is_reference
from serac.core.unit import Unit

PREFIX = "SC"
SIZE = 25
_IN = bindparam("asked", type_=Id)
_BY_REFERENCE = (
    select(Case, DataKey.wrapped)
    .outerjoin(DataKey, DataKey.compartment_id == Case.compartment_id)
    .where(Case.reference == bindparam("asked"))
)
_KINDS = select(CaseKind.code).where(CaseKind.compartment_id == _IN).order_by(CaseKind.code)
_ITEMS = (
    select(Item, Agency.name)
    .outerjoin(Agency, Agency.id == Item.agency_id)
    .where(Item.compartment_id == _IN)
    .order_by(Item.id)
)


@dataclass(frozen=True)
class Page:
    """One page of a list: its rows, and the key the next one starts after (None at the end)."""

    rows: Sequence[Any]
    older: uuid.UUID | None


def find_case(unit: Unit, reference: str) -> Case:
    """A case by its reference; its key comes with it, in the same statement.

    Raises:
        NotFound: hidden, unknown or malformed.
    """
    if not is_reference(reference, PREFIX):
        raise NotFound
    found = unit.session.execute(_BY_REFERENCE, {"asked": reference}).one_or_none()
    if found is None:
        raise NotFound
    case, wrapped = found
    if wrapped is not None:
        unit.keys.offer(case.compartment_id, wrapped)
    return case


def list_page(unit: Unit, *, stage: str = "", before: uuid.UUID | None = None, size: int = SIZE) -> Page:
    """Cases the actor may see, newest first."""
    rows = walk.page(unit, Case, {"stage": stage} if stage else {}, size=size, before=before)
    return Page(rows[:size], rows[size - 1].compartment_id if len(rows) > size else None)


def restricted_among(unit: Unit, compartment_ids: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Which of these compartments, all of them seen already, are restricted."""
    unit.know(one for one in compartment_ids if one not in unit.restricted)
    said = {
        one: unit.restricted[one] if one in unit.restricted else unit.standing(one).restricted
        for one in compartment_ids
    }
    return frozenset(one for one, restricted in said.items() if restricted)


def kinds_of(unit: Unit, compartment_id: uuid.UUID) -> Sequence[str]:
    """The codes of a case's kinds of exploitation."""
    return unit.session.scalars(_KINDS, {"asked": compartment_id}).all()


def list_items(unit: Unit, compartment_id: uuid.UUID) -> Sequence[Item]:
    """The items of information of a case the actor may see, oldest first."""
    return [item for item, _ in list_items_with_givers(unit, compartment_id)]


def list_items_with_givers(unit: Unit, compartment_id: uuid.UUID) -> Sequence[tuple[Item, str | None]]:
    """The same, each with the name of the agency that gave it; None where the source is withheld."""
    return [(item, giver) for item, giver in unit.session.execute(_ITEMS, {"asked": compartment_id})]
