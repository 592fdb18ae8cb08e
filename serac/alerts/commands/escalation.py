"""An alert that nobody deals with is passed up: deputies, whoever is on duty, the chair. Each notice goes once."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from serac.access.queries import find_compartment, members_holding, members_kept_out
from serac.agencies.queries import on_duty
from serac.agencies.roles import Role
from serac.alerts.commands.named import look_for_named
from serac.alerts.lifecycle import AlertState
from serac.alerts.models import Alert
from serac.alerts.queries.clocks import CHAIR, DEPUTIES, DUTY_ROTA, STEPS
from serac.alerts.queries.places import named_second
from serac.alerts.queries.triage import team_readers
from serac.core.events import Event
from serac.core.problems import Conflict
from serac.core.unit import Unit, acts_for_the_service, command


@dataclass(frozen=True)
class Told:
    """Who is told at a step: those who may read the alert, and those who may not and only learn that one waits.

    `instead`: nobody stood at this step, so the whole team is told.
    """

    readers: Sequence[uuid.UUID]
    others: Sequence[uuid.UUID] = ()
    instead: bool = False


@command(may=acts_for_the_service)
def escalate_alert(unit: Unit, alert: Alert, *, step: str) -> Told:
    """Pass an alert up that nobody has taken in hand, or that somebody has and has not finished when it was due.

    An urgent notice goes to each of those it goes to, once by its key, and to whoever has it in hand. What was given
    back or taken up again is passed up anew.

    A restricted alert goes to its readers alone, at every step. Who may not read alerts (a chair, the emergency duty
    team) learns only that one waits, and whom to ring.

    Raises:
        Conflict: somebody has taken it in hand and has time left, or it is finished.
    """
    if not (alert.state == AlertState.RECEIVED or is_overdue(unit, alert)):
        raise Conflict("Somebody has taken it in hand.")
    look_for_named(unit, alert)
    told = _told(unit, alert, step)
    key = f"passed-up:{alert.id if alert.crowd is None else f'crowd {alert.crowd}'}:{step}"
    if alert.stands_since is not None:
        key += f":{alert.stands_since:%Y%m%d%H%M%S}"
    in_hand = [one for one in team_readers(unit, alert) if one == alert.claimed_by]
    for member_id in dict.fromkeys([*told.readers, *in_hand]):
        path = f"/alerts/{alert.reference}"
        unit.notify("urgent", member_id, key=key, path=path, about=alert.compartment_id)
    for member_id in told.others:
        unit.notify("urgent", member_id, key=key, path=_path_of_others(alert, step))
    alert.escalated = max(alert.escalated, STEPS.index(step) + 1)
    codes: dict[str, Any] = {"step": step, "told": len(told.readers) + len(told.others), "instead": told.instead}
    unit.record(Event.ALERT_ESCALATED, alert, **codes)
    return told


def is_overdue(unit: Unit, alert: Alert) -> bool:
    """Whether somebody has it in hand and its clock has run out: it may be in their hand by mistake."""
    return alert.state == AlertState.IN_TRIAGE and alert.due_at <= unit.now


def _path_of_others(alert: Alert, step: str) -> str:
    return "/duty-rota" if step == CHAIR else f"/emergency-access?reference={alert.reference}"


def _told(unit: Unit, alert: Alert, step: str) -> Told:
    readers = list(team_readers(unit, alert))
    if find_compartment(unit, alert.compartment_id).restricted:
        return Told(readers)
    if step == DEPUTIES:
        wanted, others = named_second(unit, alert.partnership_id), []
    elif step == DUTY_ROTA:
        wanted = on_duty(unit, alert.partnership_id, unit.now)
        others = [one for one in wanted if one not in readers]
    else:
        wanted, others = [], list(members_holding(unit, [Role.CHAIR, Role.DEPUTY_CHAIR], alert.partnership_id))
    kept_out = members_kept_out(unit, alert.compartment_id)
    named, others = [one for one in readers if one in wanted], [one for one in others if one not in kept_out]
    return Told(named, others) if named or others else Told(readers, instead=True)


def tell_on_duty(unit: Unit, alert: Alert, told: Sequence[uuid.UUID]) -> None:
    """Danger, at whatever hour: whoever is on duty and was not told with the team learns at once that one waits.

    Not of a restricted alert: that goes to its readers alone.
    """
    if not alert.danger or find_compartment(unit, alert.compartment_id).restricted:
        return
    which = str(alert.id) if alert.crowd is None else f"crowd {alert.crowd}"
    kept_out = members_kept_out(unit, alert.compartment_id)
    for member_id in on_duty(unit, alert.partnership_id, unit.now):
        if member_id not in told and member_id not in kept_out:
            unit.notify("urgent", member_id, key=f"alert:{which}", path=_path_of_others(alert, DUTY_ROTA))
