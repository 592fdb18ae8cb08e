"""Somebody in a position of trust comes up at triage: the alert closes at once to all but the registered contact."""

import uuid
from collections.abc import Collection, Sequence

from serac.access import commands as access
from serac.access.models import Compartment
from serac.access.queries import members_kept_out
from serac.alerts.commands.named import look_for_named, tell_that_one_waits
from serac.alerts.lifecycle import AlertState
from serac.alerts.models import Alert, Receipt
from serac.alerts.queries import sensitive_readers
from serac.core.unit import Unit


def close_to_all_but_the_contact(unit: Unit, alert: Alert) -> None:
    """Restrict an alert, and its receipt, to the registered contacts for sensitive cases (domain 5.2), but whoever it names.

    A contact it names has their deputy read it. Whoever answered is taken off the list again unless they are one. Where nobody
    is registered they stay, alone, unless it names them, and the information governance officers are told that somebody must be.
    Part of answering a gate.
    """
    compartment = unit.session.get_one(Compartment, alert.compartment_id)
    alert.position_of_trust = True
    if compartment.restricted:
        return
    receipt = unit.session.get(Receipt, alert.receipt_id)
    place = unit.session.get_one(Compartment, receipt.compartment_id) if receipt is not None else None
    look_for_named(unit, alert)
    named = members_kept_out(unit, compartment.id)
    contacts = list(sensitive_readers(unit, alert.partnership_id, named))
    stays = not contacts and unit.actor.member_id is not None and unit.actor.member_id not in named
    if not stays and unit.actor.member_id not in contacts:
        alert.state, alert.claimed_by = AlertState.RECEIVED, None
    unit.session.flush()
    readers = [*contacts, *([unit.actor.member_id] if stays and unit.actor.member_id else [])]
    access.restrict_with(unit, compartment, readers)
    if place is not None and not place.restricted:
        access.restrict_with(unit, place, [*([alert.reporter_id] if alert.reporter_id else []), *readers])
    _tell(unit, alert, contacts, named)


def _tell(unit: Unit, alert: Alert, contacts: Sequence[uuid.UUID], named: Collection[uuid.UUID]) -> None:
    for member_id in contacts:
        path = f"/alerts/{alert.reference}"
        unit.notify("urgent", member_id, key=f"trusted:{alert.id}", path=path, about=alert.compartment_id)
    if not contacts:
        tell_that_one_waits(unit, alert, str(alert.id), named)
