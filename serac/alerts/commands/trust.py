"""Somebody in a position of trust comes up at triage: the alert closes at once to all but the registered contact."""

import uuid
from collections.abc import Sequence

from serac.access import commands as access
from serac.access.models import Compartment
from serac.access.queries import governors_of
from serac.alerts.lifecycle import AlertState
from serac.alerts.models import Alert, Receipt
from serac.alerts.queries import sensitive_readers
from serac.core.unit import Unit


def close_to_all_but_the_contact(unit: Unit, alert: Alert) -> None:
    """Restrict an alert, and its receipt, to the registered contacts for sensitive cases (domain 5.2).

    Whoever answered is taken off the list again unless they are one. Where nobody is registered they stay, alone, and
    the information governance officers are told that somebody must be. Part of answering a gate.
    """
    compartment = unit.session.get_one(Compartment, alert.compartment_id)
    alert.position_of_trust = True
    if compartment.restricted:
        return
    contacts = list(sensitive_readers(unit, alert.partnership_id))
    leaves = bool(contacts) and unit.actor.member_id not in contacts
    if leaves:
        alert.state, alert.claimed_by = AlertState.RECEIVED, None
    unit.session.flush()
    receipt = unit.session.get(Receipt, alert.receipt_id)
    place = unit.session.get_one(Compartment, receipt.compartment_id) if receipt is not None else None
    _restrict(unit, compartment, contacts, leaves=leaves)
    if place is not None and not place.restricted:
        _restrict(unit, place, [*([alert.reporter_id] if alert.reporter_id else []), *contacts], leaves=leaves)
    _tell(unit, alert, contacts)


def _restrict(unit: Unit, place: Compartment, readers: Sequence[uuid.UUID], *, leaves: bool) -> None:
    access.restrict(unit, place, readers=readers)
    if leaves and unit.actor.member_id and unit.actor.member_id not in readers:
        access.unlist_reader(unit, place, member_id=unit.actor.member_id)


def _tell(unit: Unit, alert: Alert, contacts: Sequence[uuid.UUID]) -> None:
    for member_id in contacts:
        path = f"/alerts/{alert.reference}"
        unit.notify("urgent", member_id, key=f"trusted:{alert.id}", path=path, about=alert.compartment_id)
    for governor in () if contacts else governors_of(unit, alert.partnership_id):
        unit.notify("urgent", governor, key=f"unread-alert:{alert.id}", path="/agencies")
