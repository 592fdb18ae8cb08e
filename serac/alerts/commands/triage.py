"""Triage: taking an alert in hand, and opening it into a case by extracting items with the source withheld."""

import uuid
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select

from serac.access.models import Compartment, RestrictedReader
from serac.access.queries import list_restricted_readers
from serac.agencies.models import Partnership
from serac.alerts import policy
from serac.alerts.lifecycle import AlertState, ReporterState
from serac.alerts.models import Alert, Receipt
from serac.alerts.queries import sensitive_readers, team_members
from serac.cases.commands import add_item, open_case
from serac.cases.models import Case
from serac.core.events import Event
from serac.core.facts import Counted
from serac.core.problems import Conflict, Invalid
from serac.core.unit import Unit, acts_for_the_service, check_version, command
from serac.entities.commands import copy_recorded
from serac.entities.models import Business, Person, Place, Vehicle

CLAIMED = "Somebody else has taken this alert in hand. Look at it again before you act."
OPENED = "Somebody else has opened this alert into a case. Look at it again before you act."


@command(may=policy.triage)
def claim_alert(unit: Unit, alert: Alert, *, seen_version: int | None = None) -> Alert:
    """Take an alert in hand: from now its reporter sees "being looked at".

    What somebody who has since left the team had in hand can be taken over, so nothing is left with nobody.

    Raises:
        Conflict: somebody else has it in hand.
    """
    left = alert.claimed_by is not None and alert.claimed_by not in team_members(unit, alert.partnership_id)
    if alert.state != AlertState.RECEIVED and not (alert.state == AlertState.IN_TRIAGE and left):
        raise Conflict(CLAIMED)
    check_version(alert, None if left else seen_version)
    if not left:
        alert.state = AlertState.IN_TRIAGE
    alert.claimed_by = unit.actor.member_id
    _move_receipt(unit, alert)
    unit.record(Event.ALERT_CLAIMED, alert, taken_over=left)
    return alert


@command(may=policy.open_case)
def open_case_from_alert(
    unit: Unit,
    alert: Alert,
    *,
    title: str,
    items: Iterable[Mapping[str, str]],
    people: Collection[Person | Place | Vehicle | Business],
    kinds: Collection[str],
    summary: str = "",
    seen_version: int | None = None,
) -> Case:
    """Open a case with chosen extracts and chosen people, places, vehicles and businesses, the source withheld.

    The alert itself stays closed to everybody but its team: nothing in the case says who reported it, or what else it
    holds. A restricted alert makes a case restricted to the same people from its first save.

    Args:
        items: each with `text`, and `how_known` (else the alert's own) and `handling` as far as given.
        people: rows of the alert's own compartment to write down again in the case.

    Raises:
        Conflict: somebody else opened it, or changed it, meanwhile.
        Invalid: nothing was extracted, or something is not of this alert.
    """
    extracts = _chosen(alert, items, people)
    _take_in_hand(unit, alert, seen_version)
    compartment = unit.session.get_one(Compartment, alert.compartment_id)
    readers = list_restricted_readers(unit, compartment.id) if compartment.restricted else None
    partnership = unit.session.get_one(Partnership, alert.partnership_id)
    case = open_case(unit, partnership, title=title, kinds=kinds, summary=summary, readers=readers)
    _extract(unit, alert, case, extracts, people)
    alert.state, alert.case_id = AlertState.OPENED, case.id
    compartment.joined_id = case.compartment_id
    _move_receipt(unit, alert)
    counted = Counted("alert.opened", alert.partnership_id, unit.now, {}, restricted=compartment.restricted)
    unit.record(Event.ALERT_OPENED, alert, facts=[counted], items=len(extracts))
    return case


def _chosen(
    alert: Alert, items: Iterable[Mapping[str, str]], people: Collection[Person | Place | Vehicle | Business]
) -> list[Mapping[str, str]]:
    """The extracts that say something; refused where there are none, or a row is not of this alert."""
    extracts = [item for item in items if item.get("text", "").strip()]
    if not extracts:
        raise Invalid({"items": "Enter at least one piece of information to take into the case"})
    if any(row.compartment_id != alert.compartment_id for row in people):
        raise Invalid({"people": "Choose from this alert"})
    return extracts


def _take_in_hand(unit: Unit, alert: Alert, seen_version: int | None) -> None:
    """Opening an alert that nobody had claimed claims it in the same act."""
    if alert.state == AlertState.OPENED:
        raise Conflict(OPENED)
    check_version(alert, seen_version)
    if alert.state == AlertState.RECEIVED:
        alert.state, alert.claimed_by = AlertState.IN_TRIAGE, unit.actor.member_id


def _extract(
    unit: Unit,
    alert: Alert,
    case: Case,
    extracts: Iterable[Mapping[str, str]],
    rows: Iterable[Person | Place | Vehicle | Business],
) -> None:
    """Write chosen rows and words down again in the case, with nothing that leads back to the alert."""
    for row in rows:
        copy_recorded(unit, case, row=row)
    for item in extracts:
        how_known = item.get("how_known") or alert.how_known
        add_item(unit, case, text=item["text"], how_known=how_known, handling=item.get("handling", ""), extracted=True)


@command(may=acts_for_the_service)
def hand_to_sensitive_contacts(unit: Unit, partnership: Partnership) -> int:
    """Give alerts about people in a position of trust that nobody reads to the contacts registered since.

    For the scheduler. Returns how many were handed over; records each, and that it looked.
    """
    readers = sensitive_readers(unit, partnership.id)
    listed = select(RestrictedReader.compartment_id)
    orphans = select(Compartment).where(
        Compartment.partnership_id == partnership.id,
        Compartment.kind == "alert",
        Compartment.restricted,
        Compartment.id.not_in(listed),
    )
    handed = 0
    for compartment in unit.session.scalars(orphans.order_by(Compartment.id)).all() if readers else ():
        alert = unit.session.scalars(select(Alert).where(Alert.compartment_id == compartment.id)).one()
        receipt = unit.session.get_one(Receipt, alert.receipt_id)
        for member_id in readers:
            _list(unit, compartment.id, member_id)
            _list(unit, receipt.compartment_id, member_id)
            path = f"/alerts/{alert.reference}"
            unit.notify("urgent", member_id, key=f"alert:{alert.id}", path=path, about=compartment.id)
        unit.record(Event.READER_LISTED, compartment, readers=list(readers))
        handed += 1
    unit.record(Event.JOB_RAN, partnership, job="alerts.sensitive_contacts", handed=handed)
    return handed


def _list(unit: Unit, compartment_id: uuid.UUID, member_id: uuid.UUID) -> None:
    if unit.session.get(RestrictedReader, (compartment_id, member_id)) is None:
        unit.session.add(RestrictedReader(compartment_id=compartment_id, member_id=member_id))


def _move_receipt(unit: Unit, alert: Alert) -> None:
    """What the reporter sees: the same word whatever is done with the alert (domain 5.1)."""
    receipt = unit.session.scalars(select(Receipt).where(Receipt.id == alert.receipt_id)).one()
    if receipt.state == ReporterState.RECEIVED:
        receipt.state = ReporterState.BEING_LOOKED_AT
