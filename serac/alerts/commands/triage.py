"""Who has an alert in hand: claiming, handing over, giving back; and those that nobody could read."""

import uuid

from sqlalchemy import select

from serac.access.models import Compartment, RestrictedReader
from serac.access.queries import members_kept_out
from serac.agencies.models import Partnership
from serac.alerts import policy
from serac.alerts.commands.named import look_for_named
from serac.alerts.lifecycle import AGAIN, FINISHED, AlertState, ReporterState
from serac.alerts.models import Alert, Receipt
from serac.alerts.queries import sensitive_readers, team_members
from serac.alerts.queries.clocks import due_at
from serac.alerts.queries.triage import in_another_hand, team_readers
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid, NotFound
from serac.core.unit import Unit, acts_for_the_service, check_version, command

CLAIMED = "Somebody else has taken this alert in hand. Look at it again before you act."
IN_ANOTHER_HAND = "Somebody else has this alert in hand. Hand it over to yourself first: they are told"
ENDED = "Somebody else has finished this alert. Look at it again before you act."


@command(may=policy.triage)
def claim_alert(unit: Unit, alert: Alert, *, seen_version: int | None = None) -> Alert:
    """Take an alert in hand: from now its reporter sees "being looked at".

    What somebody who has since left the team had in hand can be taken over, so nothing is left with nobody. Whoever it
    names does not get it: they are kept out instead.

    Raises:
        Conflict: somebody else has it in hand.
    """
    if unit.actor.member_id in look_for_named(unit, alert):
        unit.record(Event.ALERT_CLAIMED, None, kept_out=True)
        return alert
    left = alert.claimed_by is not None and alert.claimed_by not in team_members(unit, alert.partnership_id)
    if alert.state != AlertState.RECEIVED and not (alert.state == AlertState.IN_TRIAGE and left):
        raise Conflict(CLAIMED)
    check_version(alert, None if left else seen_version)
    if not left:
        alert.state = AlertState.IN_TRIAGE
    alert.claimed_by = unit.actor.member_id
    stand_anew(unit, alert)
    move_receipt(unit, alert)
    unit.record(Event.ALERT_CLAIMED, alert, taken_over=left)
    return alert


@command(may=policy.triage)
def hand_over_alert(unit: Unit, alert: Alert, *, member_id: uuid.UUID, seen_version: int | None = None) -> Alert:
    """Give an alert into the hand of somebody else on the team who may read it; they are told, and so is who had it.

    Raises:
        Conflict: it is finished, or somebody else took it in hand meanwhile.
        Invalid: they are not on the team, or may not read it.
    """
    check_open(alert)
    look_for_named(unit, alert)
    if member_id not in team_readers(unit, alert):
        raise Invalid({"member": "Choose somebody on the team who can read this alert"})
    if member_id == alert.claimed_by:
        raise Invalid({"member": "They have it in hand already. Choose somebody else"})
    check_version(alert, seen_version)
    if alert.state == AlertState.RECEIVED:
        alert.state = AlertState.IN_TRIAGE
    former, alert.claimed_by = alert.claimed_by, member_id
    stand_anew(unit, alert)
    move_receipt(unit, alert)
    kind = "urgent" if alert.danger or alert.child else "notice"
    key, path = f"handed:{alert.id}:{alert.version}", f"/alerts/{alert.reference}"
    for told in dict.fromkeys([member_id, *([former] if former else [])]):
        if told == member_id or told != unit.actor.member_id:
            unit.notify(kind, told, key=key, path=path, about=alert.compartment_id)
    unit.record(Event.ALERT_HANDED_OVER, alert, member=member_id)
    return alert


@command(may=policy.triage)
def release_alert(unit: Unit, alert: Alert, *, seen_version: int | None = None) -> Alert:
    """Give an alert back to the queue: nobody has it in hand, and everybody on the team who reads it is told.

    Its reporter goes on seeing "being looked at": that it was put back tells them nothing.

    Raises:
        Conflict: nobody has it in hand, or somebody else took it meanwhile.
    """
    if alert.state != AlertState.IN_TRIAGE:
        raise Conflict("Nobody has this alert in hand. Look at it again before you act.")
    check_version(alert, seen_version)
    alert.state, alert.claimed_by = AlertState.RECEIVED, None
    stand_anew(unit, alert)
    kind = "urgent" if alert.danger or alert.child else "notice"
    key, path = f"released:{alert.id}:{alert.version}", f"/alerts/{alert.reference}"
    for member_id in team_readers(unit, alert):
        if member_id != unit.actor.member_id:
            unit.notify(kind, member_id, key=key, path=path, about=alert.compartment_id)
    unit.record(Event.ALERT_RELEASED, alert)
    return alert


@command(may=policy.triage)
def reopen_alert(unit: Unit, alert: Alert, *, seen_version: int | None = None) -> Alert:
    """Look again at an alert that was signposted or ended with no further action; whoever does has it in hand.

    Its gates and plans stand and may be changed, its clock starts again, and why it ended before stays with it. Its reporter
    sees nothing new: of a finished one it stays the same word.

    Raises:
        Conflict: it did not end so, or somebody else opened it again meanwhile.
    """
    if alert.state not in AGAIN:
        raise Conflict("This alert is not one that can be looked at again.")
    check_version(alert, seen_version)
    place = unit.session.get_one(Partnership, alert.partnership_id)
    alert.state, alert.claimed_by = AlertState.IN_TRIAGE, unit.actor.member_id
    alert.finished_at = alert.look_again_on = None
    alert.due_at = due_at(place, unit.now, danger=alert.danger, child=alert.child)
    stand_anew(unit, alert)
    unit.record(Event.ALERT_REOPENED, alert)
    return alert


def check_open(alert: Alert) -> None:
    """Refuse to work on an alert that triage has done with."""
    if alert.state in FINISHED:
        raise Conflict(ENDED)


def check_in_hand(unit: Unit, alert: Alert) -> None:
    """Refuse to finish what somebody else has in hand, who may read it and is not asked.

    Raises:
        Invalid: it has to be handed over first; then both know.
    """
    if in_another_hand(unit, alert):
        raise Invalid(IN_ANOTHER_HAND)


def stand_anew(unit: Unit, alert: Alert) -> None:
    """It waits, or is in a hand, from now on: what was passed up before is passed up again if this lasts too long."""
    alert.stands_since, alert.escalated = unit.now, 0


def take_in_hand(unit: Unit, alert: Alert) -> None:
    """Working on an alert that nobody had claimed claims it in the same act."""
    if alert.state == AlertState.RECEIVED:
        if unit.actor.member_id in look_for_named(unit, alert):
            raise NotFound
        check_version(alert, None)
        alert.state, alert.claimed_by = AlertState.IN_TRIAGE, unit.actor.member_id
        stand_anew(unit, alert)
        move_receipt(unit, alert)
        unit.record(Event.ALERT_CLAIMED, alert, taken_over=False)


@command(may=acts_for_the_service)
def hand_to_sensitive_contacts(unit: Unit, partnership: Partnership) -> int:
    """Give alerts about people in a position of trust that nobody reads to the contacts registered since.

    For the scheduler. Returns how many were handed over; records each, and that it looked.
    """
    anybody = sensitive_readers(unit, partnership.id)
    listed = select(RestrictedReader.compartment_id)
    orphans = select(Compartment).where(
        Compartment.partnership_id == partnership.id,
        Compartment.kind == "alert",
        Compartment.restricted,
        Compartment.id.not_in(listed),
    )
    handed = 0
    for compartment in unit.session.scalars(orphans.order_by(Compartment.id)).all() if anybody else ():
        alert = unit.session.scalars(select(Alert).where(Alert.compartment_id == compartment.id)).one()
        look_for_named(unit, alert)
        readers = sensitive_readers(unit, partnership.id, members_kept_out(unit, compartment.id))
        receipt = unit.session.get_one(Receipt, alert.receipt_id)
        for member_id in readers:
            _list(unit, compartment.id, member_id)
            _list(unit, receipt.compartment_id, member_id)
            path = f"/alerts/{alert.reference}"
            unit.notify("urgent", member_id, key=f"alert:{alert.id}", path=path, about=compartment.id)
        if readers:
            unit.record(Event.READER_LISTED, compartment, readers=list(readers))
            handed += 1
    unit.record(Event.JOB_RAN, partnership, job="alerts.sensitive_contacts", handed=handed)
    return handed


def _list(unit: Unit, compartment_id: uuid.UUID, member_id: uuid.UUID) -> None:
    if unit.session.get(RestrictedReader, (compartment_id, member_id)) is None:
        unit.session.add(RestrictedReader(compartment_id=compartment_id, member_id=member_id))


def move_receipt(unit: Unit, alert: Alert) -> None:
    """What the reporter sees: the same word whatever is done with the alert (domain 5.1)."""
    receipt = unit.session.scalars(select(Receipt).where(Receipt.id == alert.receipt_id)).one_or_none()
    if receipt is not None and receipt.state == ReporterState.RECEIVED:
        receipt.state = ReporterState.BEING_LOOKED_AT
