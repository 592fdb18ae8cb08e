"""What a reporter keeps: receipts, their own and nobody else's."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from serac.access import walk
from serac.alerts.models import Receipt
from serac.alerts.policy import REPORTER
from serac.core.problems import NotFound
from serac.core.references import is_reference
from serac.core.unit import Unit

PREFIX = "RC"
SIZE = 25


@dataclass(frozen=True)
class Receipts:
    """One page of receipts, and the key the next one starts after."""

    rows: Sequence[Receipt]
    older: uuid.UUID | None


def find_receipt(unit: Unit, reference: str) -> Receipt:
    """A receipt of the actor's own.

    Raises:
        NotFound: somebody else's, unknown or malformed.
    """
    if not is_reference(reference, PREFIX):
        raise NotFound
    found = unit.session.scalars(select(Receipt).where(Receipt.reference == reference)).one_or_none()
    if found is None or REPORTER not in unit.standing(found.compartment_id).relations:
        raise NotFound
    return found


def list_receipts(unit: Unit, *, before: uuid.UUID | None = None, size: int = SIZE) -> Receipts:
    """The actor's own receipts, newest first."""
    rows = walk.page(unit, Receipt, size=size, before=before, mine=True)
    return Receipts(rows[:size], rows[size - 1].compartment_id if len(rows) > size else None)
