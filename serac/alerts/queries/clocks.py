"""The clocks of an alert: when triage is due, and when an alert that nobody deals with is passed up."""

import datetime as dt
from typing import Any, Final

from serac.agencies.models import Partnership
from serac.alerts.lifecycle import AlertState
from serac.alerts.queries.places import rules_of
from serac.core.clock import add_working_minutes

DEPUTIES, DUTY_ROTA, CHAIR = "deputies", "duty_rota", "chair"
STEPS: Final = (DEPUTIES, DUTY_ROTA, CHAIR)
"""Whom an alert is passed up to, in order; after which part of its clock is a rule of the partnership."""


def due_at(partnership: Partnership, now: dt.datetime, *, danger: bool, child: bool) -> dt.datetime:
    """When triage is due by the partnership's clocks: minutes in danger or for a child, else working hours."""
    rules = rules_of(partnership)
    if danger:
        return now + dt.timedelta(minutes=rules.number("triage.danger_minutes"))
    if child:
        return now + dt.timedelta(minutes=rules.number("triage.child_minutes"))
    return _worked(partnership, now, rules.number("triage.ordinary_working_hours") * 60)


def step_due(partnership: Partnership, step: str, alert: Any) -> dt.datetime:
    """When a step is taken: of what waits, from when it began to; of what is in hand, once its clock has run out.

    Who has it in hand has the whole of its clock for it, and as much again before it is passed up over their head.

    Args:
        alert: an alert, or a row of its columns: state, received_at, due_at, stands_since, danger and child.
    """
    since: dt.datetime = alert.stands_since or alert.received_at
    if alert.state == AlertState.IN_TRIAGE:
        since = max(since, alert.due_at)
    rules = rules_of(partnership)
    part = rules.number(f"escalation.{step}_percent")
    if alert.danger or alert.child:  # by day and night; else only working hours count
        return since + (due_at(partnership, since, danger=alert.danger, child=alert.child) - since) * part / 100
    return _worked(partnership, since, rules.number("triage.ordinary_working_hours") * 60 * part // 100)


def _worked(partnership: Partnership, since: dt.datetime, minutes: int) -> dt.datetime:
    rules = rules_of(partnership)
    return add_working_minutes(since, minutes, opens=rules.time("hours.opens"), closes=rules.time("hours.closes"))
