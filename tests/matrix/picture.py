"""For the matrix: two items of a case that somebody marked as disagreeing, and what the forms of the shared picture send."""

from __future__ import annotations

import uuid
from typing import Any

from serac.cases import commands as cases
from serac.cases.models import Case
from serac.cases.queries import list_items
from serac.scoping.commands.picture import mark_contradiction
from tests.given import Given


def disagreeing(given: Given, case_id: uuid.UUID, planted: str) -> uuid.UUID:
    """Add a second item that says otherwise than the first, and mark the two."""
    with given.as_("tom") as unit:
        case = unit.session.get_one(Case, case_id)
        cases.add_item(unit, case, text=f"{planted} was not seen", how_known="was_told")
        one, other, *_ = list_items(unit, case.compartment_id)
        words = f"Whether {planted} was seen"
        return mark_contradiction(unit, case, item_id=one.id, other_id=other.id, words=words).id


def bodies(shared: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Fields by endpoint."""
    return {
        "scoping.disagree": {"one": "nothing", "other": "nothing", "words": "How many sleep there"},
        "scoping.agree": {"marked": str(shared["marked"])},
        "scoping.copies": {},
    }
