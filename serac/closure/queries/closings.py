"""How and when cases were closed, and when they were last discussed: what the twelve months of a repeat are counted from."""

import calendar
import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select

from serac.cases.models import Case
from serac.closure.models import Closing
from serac.core.clock import LONDON
from serac.core.database import among
from serac.core.unit import Unit
from serac.decisions.lifecycle import DecisionState
from serac.decisions.models import Decision

CLOSING, DISCUSSION = "closing", "discussion"
Anchor = tuple[dt.datetime, str]
"""A moment, and whether a case was closed then or discussed."""
_CLOSED = select(Closing.compartment_id, Closing.closed_at).where(among(Closing.compartment_id, "asked"))
_DISCUSSED = select(Decision.compartment_id, Decision.recorded_at).where(
    among(Decision.compartment_id, "asked"), Decision.state != DecisionState.SENT_BACK
)


def list_closings(unit: Unit, case: Case) -> Sequence[Closing]:
    """Every time a case was closed, the latest first."""
    asked = select(Closing).where(Closing.compartment_id == case.compartment_id)
    return unit.session.scalars(asked.order_by(Closing.closed_at.desc(), Closing.id.desc())).all()


def present_closing(unit: Unit, case: Case) -> Closing | None:
    """The closing that holds now; None while the case is open."""
    return next((one for one in list_closings(unit, case) if one.reopened_at is None), None)


def last_discussed(unit: Unit, case: Case) -> dt.datetime | None:
    """When a case was last decided on (meetings come with their own feature); None where it never was."""
    asked = select(func.max(Decision.recorded_at)).where(
        Decision.compartment_id == case.compartment_id, Decision.state != DecisionState.SENT_BACK
    )
    return unit.session.scalar(asked)


def anchors_of(unit: Unit, compartment_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[Anchor]]:
    """When each of some cases was closed or discussed, the latest first, as far as the reader may see them."""
    if not compartment_ids:
        return {}
    found: dict[uuid.UUID, list[Anchor]] = {}
    asked = {"asked": list(compartment_ids)}
    for one, at in unit.session.execute(_CLOSED, asked):
        found.setdefault(one, []).append((at, CLOSING))
    for one, at in unit.session.execute(_DISCUSSED, asked):
        found.setdefault(one, []).append((at, DISCUSSION))
    return {one: sorted(anchors, reverse=True) for one, anchors in found.items()}


def months_after(moment: dt.datetime, months: int) -> dt.datetime:
    """The same day and time so many months later, on London's clocks; the month's last day where it has no such day."""
    here = moment.astimezone(LONDON)
    year, month = divmod(here.year * 12 + here.month - 1 + months, 12)
    day = min(here.day, calendar.monthrange(year, month + 1)[1])
    return here.replace(year=year, month=month + 1, day=day).astimezone(dt.UTC)


def list_to_review(unit: Unit, since: dt.date, until: dt.date) -> Sequence[tuple[Closing, Case]]:
    """Closed cases that were to be looked at again between two days, both included."""
    rows = unit.session.execute(
        select(Closing, Case)
        .join(Case, Case.compartment_id == Closing.compartment_id)
        .where(Closing.review_on >= since, Closing.review_on <= until, Closing.reopened_at.is_(None))
        .order_by(Closing.review_on, Closing.id)
    )
    return [(closing, case) for closing, case in rows]
