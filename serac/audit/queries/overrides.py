"""Overrides and emergency access: what oversight sees of them. The reason is sealed with the case: it is not read."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.sql.elements import ColumnElement

from serac.access.models import Exclusion, Grant, Override
from serac.access.rule import found
from serac.agencies.models import Agency
from serac.audit.queries.people import people
from serac.core.actor import Permission
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.reference import current

OUTCOMES = (
    ("justified", "It was right"),
    ("learning", "It was right, and there is something to learn"),
    ("not_justified", "It should not have happened"),
)
"""What a review can find, and the words for it."""

EMERGENCY = "emergency"
"""The gateway of emergency access."""


@dataclass(frozen=True)
class OverrideRow:
    """One override as oversight sees it.

    Attributes:
        opened_to: the agency, or the person with their agency. emergency: somebody looked first, and is asked after.
        outcome: what the review found, "" while it waits.
    """

    id: uuid.UUID
    emergency: bool
    ground: str
    opened_to: str
    recorded_by: str
    recorded_at: dt.datetime
    since: dt.datetime
    until: dt.datetime
    reviewed_by: str
    reviewed_at: dt.datetime | None
    outcome: str
    ended: bool


def list_overrides(unit: Unit, *, waiting: bool = True, most: int = 200) -> list[OverrideRow]:
    """Those of the reader's partnerships: still to be reviewed, oldest first; or already reviewed, newest first."""
    asked = select(Override).where(*_scope(unit))
    if waiting:
        asked = asked.where(Override.reviewed_at.is_(None)).order_by(Override.recorded_at, Override.id)
    else:
        asked = asked.where(Override.reviewed_at.is_not(None))
        asked = asked.order_by(Override.reviewed_at.desc(), Override.id.desc())
    return _rows(unit, list(unit.session.scalars(asked.limit(most))))


def find_override(unit: Unit, override_id: str) -> Override:
    """One of them; raises NotFound where it is not within the reader's partnerships."""
    try:
        wanted = uuid.UUID(override_id)
    except ValueError:
        raise NotFound from None
    override = unit.session.scalars(select(Override).where(Override.id == wanted, *_scope(unit))).one_or_none()
    if override is None:
        raise NotFound
    return override


def override_row(unit: Unit, override: Override) -> OverrideRow:
    """One override, ready to be shown."""
    return _rows(unit, [override])[0]


def _scope(unit: Unit) -> tuple[ColumnElement[bool], ...]:
    """Their partnerships' overrides; nothing of a compartment they are kept out of (deny wins)."""
    actor = unit.actor
    places = list(actor.places(Permission.REVIEW_OVERRIDES))
    themselves = [*actor.principals, *actor.agencies]
    kept_out = found(Exclusion.compartment_id == Override.compartment_id, Exclusion.grantee_id.in_(themselves))
    return (Override.partnership_id.in_(places), ~kept_out)


def _rows(unit: Unit, overrides: list[Override]) -> list[OverrideRow]:
    ids = {override.id for override in overrides}
    emergencies = set(
        unit.session.scalars(select(Grant.override_id).where(Grant.override_id.in_(ids), Grant.gateway == EMERGENCY))
    )
    grantees = {override.grantee_id for override in overrides}
    named_agencies = unit.session.execute(select(Agency.id, Agency.name).where(Agency.id.in_(grantees)))
    agencies: dict[uuid.UUID, str] = {row[0]: row[1] for row in named_agencies}
    named = {m for o in overrides for m in (o.grantee_id, o.recorded_by, o.reviewed_by) if m and m not in agencies}
    known = people(unit, named)

    def who(key: uuid.UUID | None, at: dt.datetime) -> str:
        one = known.get(key) if key else None
        if one is None:
            return agencies.get(key, "") if key else ""
        return ", ".join(filter(None, (one.name, one.agency(at))))

    return [
        OverrideRow(
            id=o.id,
            emergency=o.id in emergencies,
            ground=_ground(o.ground),
            opened_to=who(o.grantee_id, o.recorded_at),
            recorded_by=who(o.recorded_by, o.recorded_at) or "The service itself",
            recorded_at=o.recorded_at,
            since=o.since,
            until=o.until,
            reviewed_by=who(o.reviewed_by, o.recorded_at),
            reviewed_at=o.reviewed_at,
            outcome=dict(OUTCOMES).get(o.review_outcome or "", ""),
            ended=not o.is_in_force(unit.now),
        )
        for o in overrides
    ]


def _ground(code: str) -> str:
    for grounds in (current().override_grounds, current().emergency_access_reasons):
        if code in grounds:
            return grounds.label(code)
    return "Emergency access" if code == EMERGENCY else code
