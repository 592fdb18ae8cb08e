"""Who was kept out and what lists were made: what oversight sees of them. What was said about it is sealed with the case."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import or_, select

from serac.access.models import Compartment, Exclusion, Narrowing
from serac.access.rule import found
from serac.agencies.models import Agency
from serac.audit.queries.people import people
from serac.core.actor import Permission
from serac.core.unit import Unit
from serac.reference import current

SHOWN = 50
_WHAT = {
    "kept_out": "Kept out",
    "restricted": "Restricted to a list of people",
    "taken_off": "Taken off the list",
    "named": "Kept out by the service: named in it",
    "let_back": "Let back",
}


@dataclass(frozen=True)
class NarrowingRow:
    """One of them as oversight sees it. `whom`: the person or agency, "" of a list; `why`: the reason chosen."""

    id: uuid.UUID
    what: str
    of: str
    whom: str
    why: str
    recorded_by: str
    recorded_at: dt.datetime


def list_narrowings(unit: Unit, most: int = SHOWN) -> list[NarrowingRow]:
    """Those of the reader's partnerships, newest first; none about themselves, or of what they are kept out of (deny wins)."""
    actor = unit.actor
    places, themselves = list(actor.places(Permission.REVIEW_OVERRIDES)), [*actor.principals, *actor.agencies]
    kept_out = found(Exclusion.compartment_id == Narrowing.compartment_id, Exclusion.grantee_id.in_(themselves))
    asked = (
        select(Narrowing, Compartment.kind)
        .join(Compartment, Compartment.id == Narrowing.compartment_id)
        .where(Narrowing.partnership_id.in_(places), ~kept_out)
        .where(or_(Narrowing.grantee_id.is_(None), Narrowing.grantee_id.not_in(themselves)))
        .order_by(Narrowing.recorded_at.desc(), Narrowing.id.desc())
        .limit(most)
    )
    rows = [(row, kind) for row, kind in unit.session.execute(asked)]
    who = _names(unit, [row for row, _ in rows])
    reasons = current().exclusion_reasons
    return [
        NarrowingRow(
            id=row.id,
            what=_WHAT[row.kind],
            of={"case": "A case", "alert": "An alert"}.get(kind, "A record"),
            whom=who(row.grantee_id, row.recorded_at),
            why=reasons.label(row.reason) if row.reason and row.reason in reasons else "",
            recorded_by=who(row.recorded_by, row.recorded_at) or "The service itself",
            recorded_at=row.recorded_at,
        )
        for row, kind in rows
    ]


def _names(unit: Unit, rows: list[Narrowing]) -> Callable[[uuid.UUID | None, dt.datetime], str]:
    ids = {one for row in rows for one in (row.grantee_id, row.recorded_by) if one}
    named = unit.session.execute(select(Agency.id, Agency.name).where(Agency.id.in_(ids))) if ids else ()
    agencies: dict[uuid.UUID, str] = {row[0]: row[1] for row in named}
    known = people(unit, ids - set(agencies))

    def who(key: uuid.UUID | None, at: dt.datetime) -> str:
        one = known.get(key) if key else None
        if one is None:
            return agencies.get(key, "") if key else ""
        return ", ".join(filter(None, (one.name, one.agency(at))))

    return who
