"""An alert that nobody has taken in hand is passed up: deputies, whoever is on duty, the chair. Each notice goes once."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from serac.access.queries import find_compartment, members_holding
from serac.agencies.models import ContactPoint, Partnership, PartnershipAgency
from serac.agencies.queries import on_duty
from serac.agencies.roles import Role
from serac.alerts.lifecycle import AlertState
from serac.alerts.models import Alert
from serac.alerts.queries import rules_of
from serac.alerts.queries.triage import team_readers
from serac.core.clock import add_working_minutes
from serac.core.events import Event
from serac.core.problems import Conflict
from serac.core.unit import Unit, acts_for_the_service, command

DEPUTIES, DUTY_ROTA, CHAIR = "deputies", "duty_rota", "chair"
STEPS: Final = (DEPUTIES, DUTY_ROTA, CHAIR)
"""Whom an alert is passed up to, in order; after which part of its clock is a rule of the partnership."""


@dataclass(frozen=True)
class Told:
    """Who is told at a step: those who may read the alert, and those who may not and only learn that one waits.

    `instead`: nobody stood at this step, so the whole team is told.
    """

    readers: Sequence[uuid.UUID]
    others: Sequence[uuid.UUID] = ()
    instead: bool = False


def step_due(
    partnership: Partnership, step: str, received_at: dt.datetime, due_at: dt.datetime, *, urgent: bool
) -> dt.datetime:
    """When a step is taken, if nobody has taken the alert in hand by then.

    Args:
        urgent: danger or a child: the clock runs by day and night; else only working hours count.
    """
    rules = rules_of(partnership)
    part = rules.number(f"escalation.{step}_percent")
    if urgent:
        return received_at + (due_at - received_at) * part / 100
    minutes = rules.number("triage.ordinary_working_hours") * 60 * part // 100
    return add_working_minutes(received_at, minutes, opens=rules.time("hours.opens"), closes=rules.time("hours.closes"))


@command(may=acts_for_the_service)
def escalate_alert(unit: Unit, alert: Alert, *, step: str) -> Told:
    """Pass an alert up that nobody has taken in hand: an urgent notice to each of those it goes to, once by its key.

    A restricted alert goes to its readers alone, at every step. Who may not read alerts (a chair, the emergency duty
    team) learns only that one waits, and whom to ring.

    Raises:
        Conflict: somebody has taken it in hand.
    """
    if alert.state != AlertState.RECEIVED:
        raise Conflict("Somebody has taken it in hand.")
    told = _told(unit, alert, step)
    key = f"passed-up:{alert.id if alert.crowd is None else f'crowd {alert.crowd}'}:{step}"
    for member_id in told.readers:
        path = f"/alerts/{alert.reference}"
        unit.notify("urgent", member_id, key=key, path=path, about=alert.compartment_id)
    for member_id in told.others:
        unit.notify("urgent", member_id, key=key, path=_path_of_others(alert, step))
    alert.escalated = max(alert.escalated, STEPS.index(step) + 1)
    codes: dict[str, Any] = {"step": step, "told": len(told.readers) + len(told.others), "instead": told.instead}
    unit.record(Event.ALERT_ESCALATED, alert, **codes)
    return told


def _path_of_others(alert: Alert, step: str) -> str:
    return "/duty-rota" if step == CHAIR else f"/emergency-access?reference={alert.reference}"


def _told(unit: Unit, alert: Alert, step: str) -> Told:
    readers = list(team_readers(unit, alert))
    if find_compartment(unit, alert.compartment_id).restricted:
        return Told(readers)
    if step == DEPUTIES:
        wanted, others = _deputies(unit, alert.partnership_id), []
    elif step == DUTY_ROTA:
        wanted = on_duty(unit, alert.partnership_id, unit.now)
        others = [one for one in wanted if one not in readers]
    else:
        wanted, others = [], list(members_holding(unit, [Role.CHAIR, Role.DEPUTY_CHAIR], alert.partnership_id))
    named = [one for one in readers if one in wanted]
    return Told(named, others) if named or others else Told(readers, instead=True)


def _deputies(unit: Unit, partnership_id: uuid.UUID) -> list[uuid.UUID]:
    """Who is named second on the contact points of the team's own agencies."""
    own = select(PartnershipAgency.agency_id).where(
        PartnershipAgency.partnership_id == partnership_id,
        PartnershipAgency.own_team,
        PartnershipAgency.since <= unit.now,
        PartnershipAgency.until > unit.now,
    )
    statement = select(ContactPoint.deputy_id).where(
        ContactPoint.agency_id.in_(own),
        ContactPoint.deputy_id.is_not(None),
        ContactPoint.since <= unit.now,
        ContactPoint.until > unit.now,
    )
    return [one for one in unit.session.scalars(statement.distinct().order_by(ContactPoint.deputy_id)) if one]


def tell_on_duty(unit: Unit, alert: Alert, told: Sequence[uuid.UUID]) -> None:
    """Danger, at whatever hour: whoever is on duty and was not told with the team learns at once that one waits.

    Not of a restricted alert: that goes to its readers alone.
    """
    if not alert.danger or find_compartment(unit, alert.compartment_id).restricted:
        return
    which = str(alert.id) if alert.crowd is None else f"crowd {alert.crowd}"
    for member_id in on_duty(unit, alert.partnership_id, unit.now):
        if member_id not in told:
            unit.notify("urgent", member_id, key=f"alert:{which}", path=_path_of_others(alert, DUTY_ROTA))
