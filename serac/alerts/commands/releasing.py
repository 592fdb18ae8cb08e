"""What a reporter sees: "finished" on a morning that tells nothing, and words released to them by a co-ordinator."""

import datetime as dt

from sqlalchemy import select

from serac.agencies.hours import next_opening, rules_for
from serac.agencies.models import Partnership
from serac.alerts import policy
from serac.alerts.commands.questions import check_words
from serac.alerts.lifecycle import ReporterState
from serac.alerts.models import Alert, AlertRelease, Receipt, ReceiptNote
from serac.alerts.queries.questions import receipt_of
from serac.alerts.queries.releasing import why_not_released
from serac.core.actor import NOBODY
from serac.core.blind_index import token
from serac.core.clock import LONDON, end_of
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.unit import Unit, acts_for_the_service, command
from serac.reference import PartnershipRules

LATEST = dt.timedelta(days=7)
LOOK_BACK = dt.timedelta(days=120)


def finished_morning(rules: PartnershipRules, finished_at: dt.datetime) -> dt.datetime:
    """When a receipt says "finished": the morning of the first working day after triage had done with the alert.

    The same whatever was done with it, and at no moment of its own, so that neither word nor time tells (domain 5.1).
    """
    midnight = end_of(finished_at.astimezone(LONDON).date())
    return next_opening(rules, midnight - dt.timedelta(microseconds=1)) or midnight + LATEST


@command(may=acts_for_the_service)
def finish_receipts(unit: Unit, partnership: Partnership) -> int:
    """Move every receipt whose morning has come to "finished", all at once. Returns how many."""
    rules = rules_for(partnership.slug)
    waiting = (
        select(Alert, Receipt)
        .join(Receipt, Receipt.id == Alert.receipt_id)
        .where(Alert.partnership_id == partnership.id, Alert.finished_at > unit.now - LOOK_BACK)
        .where(Receipt.state != ReporterState.FINISHED)
        .order_by(Alert.finished_at, Alert.id)
    )
    moved = 0
    for alert, receipt in unit.session.execute(waiting).all():
        if alert.finished_at is not None and finished_morning(rules, alert.finished_at) <= unit.now:
            if receipt.state == ReporterState.RECEIVED:
                receipt.state = ReporterState.BEING_LOOKED_AT
            receipt.state = ReporterState.FINISHED
            moved += 1
    unit.record(Event.RECEIPTS_FINISHED, partnership, moved=moved)
    return moved


def mark_of(unit: Unit, alert: Alert, words: str) -> str:
    """The mark that words carry once they have been looked at as their reader will see them: of no other words, or alert."""
    one = " ".join(words.split())
    return f"{token(unit.secrets, 'looked at', f'{alert.id}|{one}') & (2**64 - 1):016x}"


@command(may=policy.ask_reporter)
def release_words(unit: Unit, alert: Alert, *, words: str, reason: str, no_operation: bool) -> ReceiptNote:
    """Let a reporter read more than the three words: exactly these, on their receipt. They are told that something waits.

    Args:
        reason: why, for the record; they never read it.
        no_operation: the co-ordinator states that none is planned or has still to run.

    Raises:
        Invalid: nothing to read, no reason, no such statement; a connection or an operation forbids it.
    """
    errors = {} if reason.strip() else {"reason": "Say why they may know"}
    errors |= (
        {}
        if no_operation
        else {"no_operation": "Nothing is released before an operation has run. Confirm that none is to come."}
    )
    text = words
    try:
        text = check_words(words, "words", "Enter what they will read")
    except Invalid as wrong:
        errors |= wrong.errors
    stops, receipt = why_not_released(unit, alert), receipt_of(unit, alert)
    if stops:
        errors["words"] = stops
    if errors or receipt is None:
        raise Invalid(errors or {"words": "They cannot be reached."})
    note = ReceiptNote(compartment_id=receipt.compartment_id, written_at=unit.now, words=text)
    kept = AlertRelease(compartment_id=alert.compartment_id, released_at=unit.now, words=text, reason=reason.strip())
    kept.released_by = unit.actor.member_id or NOBODY
    unit.session.add_all([note, kept])
    unit.session.flush()
    unit.record(Event.FEEDBACK_RELEASED, kept)
    path = f"/alerts/sent/{receipt.reference}"
    if alert.reporter_id is not None:
        unit.notify("notice", alert.reporter_id, key=f"release:{kept.id}", path=path, about=receipt.compartment_id)
    return note
