"""Passing up alerts that nobody has taken in hand, step by step, by the partnership's clock."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select

from serac.agencies.models import Partnership
from serac.alerts.commands.escalation import STEPS, escalate_alert, step_due
from serac.alerts.lifecycle import AlertState
from serac.alerts.models import Alert
from serac.core.jobs import Occasion, job
from serac.core.unit import Unit

_WAITING = (
    select(Alert.id, Alert.partnership_id, Alert.received_at, Alert.due_at, Alert.danger, Alert.child, Alert.escalated)
    .where(Alert.state == AlertState.RECEIVED, Alert.escalated < len(STEPS))
    .where(Alert.crowded.is_(False) | Alert.danger)
    .order_by(Alert.id)
)
"""Of a crowd only what says danger is passed up one by one; the rest stands behind one row of the queue."""


def unanswered(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each step of each alert that nobody has taken in hand."""
    places = {place.id: place for place in unit.session.scalars(select(Partnership).order_by(Partnership.id))}
    for alert_id, place_id, received_at, due_at, danger, child, done in unit.session.execute(_WAITING):
        for step in STEPS[done:]:
            due = step_due(places[place_id], step, received_at, due_at, urgent=danger or child)
            if due <= unit.now:
                yield Occasion(due, f"{alert_id}:{step}")


@job("alerts.escalation", due=unanswered)
def pass_up(unit: Unit, occasion: Occasion) -> None:
    """Take one step, unless somebody has taken the alert in hand meanwhile."""
    alert_id, _, step = occasion.subject.partition(":")
    alert = unit.session.get(Alert, uuid.UUID(alert_id))
    if alert is not None and alert.state == AlertState.RECEIVED:
        escalate_alert(unit, alert, step=step)
