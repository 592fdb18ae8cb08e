"""Passing up alerts that nobody has taken in hand or finished, step by step, by the partnership's clock."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select

from serac.agencies.models import Partnership
from serac.alerts.commands.escalation import escalate_alert
from serac.alerts.lifecycle import AlertState
from serac.alerts.models import Alert
from serac.alerts.queries.clocks import STEPS, step_due
from serac.core.jobs import Occasion, job
from serac.core.unit import Unit

_WAITING = (
    select(
        *(Alert.id, Alert.partnership_id, Alert.state, Alert.received_at, Alert.due_at, Alert.stands_since),
        *(Alert.danger, Alert.child, Alert.escalated),
    )
    .where(Alert.state.in_((AlertState.RECEIVED, AlertState.IN_TRIAGE)), Alert.escalated < len(STEPS))
    .where(Alert.crowded.is_(False) | Alert.danger)
    .order_by(Alert.id)
)
"""Of a crowd only what says danger is passed up one by one; the rest stands behind one row of the queue."""


def unanswered(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each step of each alert that nobody has taken in hand, or whose clock has run out in a hand."""
    places = {place.id: place for place in unit.session.scalars(select(Partnership).order_by(Partnership.id))}
    for row in unit.session.execute(_WAITING):
        for step in STEPS[row.escalated :]:
            due = step_due(places[row.partnership_id], step, row)
            if due <= unit.now:
                yield Occasion(due, f"{row.id}:{step}")


@job("alerts.escalation", due=unanswered)
def pass_up(unit: Unit, occasion: Occasion) -> None:
    """Take one step, unless somebody has taken the alert in hand, given it back or finished it meanwhile."""
    alert_id, _, step = occasion.subject.partition(":")
    alert = unit.session.get(Alert, uuid.UUID(alert_id))
    if alert is None or alert.state not in (AlertState.RECEIVED, AlertState.IN_TRIAGE):
        return
    if step_due(unit.session.get_one(Partnership, alert.partnership_id), step, alert) == occasion.due_at:
        escalate_alert(unit, alert, step=step)
