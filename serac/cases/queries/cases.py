"""Finding a case, and lists of cases, always through the rule."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from serac.access import walk
from serac.cases.models import Case, CaseKind, Item
from serac.core.problems import NotFound
from serac.core.references import is_reference
from serac.core.unit import Unit

PREFIX = "SC"
SIZE = 25


@dataclass(frozen=True)
class Page:
    """One page of a list: its rows, and the key the next one starts after (None at the end)."""

    rows: Sequence[Any]
    older: uuid.UUID | None


def find_case(unit: Unit, reference: str) -> Case:
    """A case by its reference.

    Raises:
        NotFound: hidden, unknown or malformed.
    """
    if not is_reference(reference, PREFIX):
        raise NotFound
    found = unit.session.scalars(select(Case).where(Case.reference == reference)).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_page(unit: Unit, *, stage: str = "", before: uuid.UUID | None = None, size: int = SIZE) -> Page:
    """Cases the actor may see, newest first."""
    rows = walk.page(unit, Case, {"stage": stage} if stage else {}, size=size, before=before)
    return Page(rows[:size], rows[size - 1].compartment_id if len(rows) > size else None)


def restricted_among(unit: Unit, compartment_ids: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Which of these compartments, all of them seen already, are restricted."""
    unit.know(compartment_ids)
    return frozenset(one for one in compartment_ids if unit.standing(one).restricted)


def kinds_of(unit: Unit, compartment_id: uuid.UUID) -> Sequence[str]:
    """The codes of a case's kinds of exploitation."""
    kinds = select(CaseKind).where(CaseKind.compartment_id == compartment_id).order_by(CaseKind.code)
    return [kind.code for kind in unit.session.scalars(kinds)]


def list_items(unit: Unit, compartment_id: uuid.UUID) -> Sequence[Item]:
    """The items of information of a case the actor may see, oldest first."""
    return unit.session.scalars(select(Item).where(Item.compartment_id == compartment_id).order_by(Item.id)).all()
