"""What the picture warns of: a threat to life that triage found, and earlier cases about the same people or places."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, LargeBinary, bindparam, cast, literal, null, select, union_all

from serac.access.models import Compartment
from serac.alerts.models import Gate
from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.core.crypto import open_text
from serac.core.database import Id
from serac.core.keys import DataKey
from serac.core.unit import Unit
from serac.entities.models import Match
from serac.entities.queries.matches import DISMISSED
from serac.reference import current

LIFE = "life.yes"
"""The answer of the gate that says somebody's life was threatened (config/gates.yaml)."""
_CASE = bindparam("asked", type_=Id)
_THREATS = (
    select(
        literal("threat").label("what"),
        Gate.id.label("id"),
        Gate.compartment_id.label("compartment_id"),
        Compartment.reference.label("reference"),
        Gate.answered_at.label("at"),
        Gate.words_sealed.label("sealed"),
        DataKey.wrapped.label("wrapped"),
        literal("").label("code"),
    )
    .join(Compartment, Compartment.id == Gate.compartment_id)
    .outerjoin(DataKey, DataKey.compartment_id == Gate.compartment_id)
    .where(Compartment.joined_id == _CASE, Gate.answer == LIFE)
)
_NOTHING = cast(null(), LargeBinary())
_EARLIER = (
    select(Match.kind, Case.id, Case.compartment_id, Case.reference, Case.opened_at, _NOTHING, _NOTHING, Case.stage)
    .join(Match, Match.other_id == Case.compartment_id)
    .where(Match.compartment_id == _CASE, Match.state != DISMISSED)
    .where(Case.opened_at < bindparam("before", type_=Case.opened_at.type))
)
_WARNINGS: CompoundSelect[Any] = union_all(_THREATS, _EARLIER)
"""Both in one statement; the rule is asked in either half."""


@dataclass(frozen=True)
class Threat:
    """A threat to somebody's life, as triage recorded it with the alert: what was done, in words."""

    gate_id: uuid.UUID
    says: str
    words: str
    reference: str
    at: dt.datetime


@dataclass(frozen=True)
class EarlierCase:
    """A case opened before this one in which the same person, place, vehicle or business may stand."""

    id: uuid.UUID
    reference: str
    kinds: tuple[str, ...]
    opened_at: dt.datetime
    stage: Stage


@dataclass(frozen=True)
class Warnings:
    """Threats to life, the earliest first, and earlier cases, the latest first."""

    threats: tuple[Threat, ...] = ()
    earlier: tuple[EarlierCase, ...] = ()


def warnings_of(unit: Unit, case: Case) -> Warnings:
    """Threats to life in the alerts of a case, and cases before it that match it: each where the actor may read that other side.

    Asked for the case's own team only: nobody else reads alerts, or is told of matches.
    """
    rows = unit.session.execute(_WARNINGS, {"asked": case.compartment_id, "before": case.opened_at}).all()
    threats = [_threat(unit, row) for row in rows if row.what == "threat"]
    found: dict[uuid.UUID, EarlierCase] = {}
    for row in rows:
        if row.what != "threat":
            kinds = (*found[row.id].kinds, row.what) if row.id in found else (row.what,)
            found[row.id] = EarlierCase(row.id, row.reference, tuple(dict.fromkeys(kinds)), row.at, Stage(row.code))
    return Warnings(
        tuple(sorted(threats, key=lambda one: (one.at, one.gate_id))),
        tuple(sorted(found.values(), key=lambda one: (one.opened_at, one.id), reverse=True)),
    )


def _threat(unit: Unit, row: Any) -> Threat:
    if row.wrapped is not None:
        unit.keys.offer(row.compartment_id, row.wrapped)
    words = open_text(unit.keys[row.compartment_id], Gate.words, Gate.__tablename__, row.id, row.sealed)
    return Threat(row.id, current().gate_answers.get(LIFE).says, words, row.reference or "", row.at)
