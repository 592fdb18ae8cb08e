"""Questions between a team and a reporter, and the words released to one: read by both through the receipt."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from serac.access.models import Grant
from serac.agencies.models import Member
from serac.alerts.lifecycle import ReporterState
from serac.alerts.models import Alert, AlertQuestion, Receipt, ReceiptNote
from serac.alerts.policy import REPORTER
from serac.alerts.queries.alerts import OPEN, find_alert
from serac.alerts.queries.receipts import find_receipt
from serac.core.problems import NotFound
from serac.core.unit import Unit

SHOWN = 20
ASKED_HERE = "partner"
"""The source of an alert whose reporter signs in and can be asked here."""
WAYS_BACK = frozenset({"yes", "only_so"})


def receipt_of(unit: Unit, alert: Alert) -> Receipt | None:
    """The receipt of an alert; None where the reader may not see it."""
    return unit.session.scalars(select(Receipt).where(Receipt.id == alert.receipt_id)).one_or_none()


def why_not_asked(unit: Unit, alert: Alert) -> str:
    """Why the reporter of an alert cannot be asked here, as a sentence; "" where they can."""
    if alert.state not in OPEN:
        return "This alert is finished, so nothing more is asked: a question now would tell them that the work goes on."
    if alert.source != ASKED_HERE or alert.reporter_id is None:
        return "Whoever sent this has no account, so they cannot be asked here."
    member = unit.session.get(Member, alert.reporter_id)
    if member is None or member.disabled_at is not None:
        return "Whoever sent this can no longer sign in."
    return ""


def way_back(alert: Alert) -> str:
    """How whoever sent an alert without an account said we may come back to them; "" where they did not."""
    here = alert.source == ASKED_HERE
    return alert.contact if not here and alert.may_return in WAYS_BACK and alert.state in OPEN else ""


def list_questions(unit: Unit, receipt: Receipt) -> Sequence[AlertQuestion]:
    """The questions put to the reporter of a receipt, the oldest first."""
    asked = select(AlertQuestion).where(AlertQuestion.compartment_id == receipt.compartment_id)
    return unit.session.scalars(asked.order_by(AlertQuestion.asked_at, AlertQuestion.id)).all()


def list_notes(unit: Unit, receipt: Receipt) -> Sequence[ReceiptNote]:
    """The words released to the reporter of a receipt, the oldest first."""
    asked = select(ReceiptNote).where(ReceiptNote.compartment_id == receipt.compartment_id)
    return unit.session.scalars(asked.order_by(ReceiptNote.written_at, ReceiptNote.id)).all()


def find_question(unit: Unit, reference: str, question_id: uuid.UUID) -> AlertQuestion:
    """A question of an alert, for its team.

    Raises:
        NotFound: the alert is hidden or unknown, or it has no such question.
    """
    receipt = receipt_of(unit, find_alert(unit, reference))
    return _question(unit, receipt.compartment_id if receipt else None, question_id)


def find_own_question(unit: Unit, reference: str, question_id: uuid.UUID) -> AlertQuestion:
    """A question put to the actor, by the reference of their receipt; raises NotFound."""
    found = _question(unit, find_receipt(unit, reference).compartment_id, question_id)
    if found.outside:
        raise NotFound
    return found


def _question(unit: Unit, compartment_id: uuid.UUID | None, question_id: uuid.UUID) -> AlertQuestion:
    asked = select(AlertQuestion).where(AlertQuestion.id == question_id, AlertQuestion.compartment_id == compartment_id)
    found = unit.session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class PutTo:
    """A question and the receipt of the reporter it was put to."""

    question: AlertQuestion
    receipt: Receipt


def questions_to_answer(unit: Unit) -> Sequence[PutTo]:
    """Questions that wait for the actor as a reporter, the oldest first."""
    rows = unit.session.execute(
        select(AlertQuestion, Receipt)
        .join(Receipt, Receipt.compartment_id == AlertQuestion.compartment_id)
        .join(Grant, Grant.compartment_id == Receipt.compartment_id)
        .where(Grant.grantee_id == unit.actor.member_id, Grant.relation == REPORTER, Grant.until > unit.now)
        .where(AlertQuestion.answered_at.is_(None), AlertQuestion.outside.is_(False))
        .where(Receipt.state != ReporterState.FINISHED)
        .order_by(AlertQuestion.asked_at, AlertQuestion.id)
        .limit(SHOWN)
    )
    return [PutTo(question, receipt) for question, receipt in rows]


@dataclass(frozen=True)
class Answered:
    """An answer nobody on the team has read, and its alert."""

    question: AlertQuestion
    alert: Alert


def answers_to_read(unit: Unit) -> Sequence[Answered]:
    """Answers of reporters that the actor's teams have not read, the oldest first; only of alerts the actor may see."""
    rows = unit.session.execute(
        select(AlertQuestion, Alert)
        .join(Receipt, Receipt.compartment_id == AlertQuestion.compartment_id)
        .join(Alert, Alert.receipt_id == Receipt.id)
        .where(AlertQuestion.partnership_id.in_([*unit.actor.teams]))
        .where(AlertQuestion.read_at.is_(None), AlertQuestion.answered_at.is_not(None))
        .order_by(AlertQuestion.answered_at, AlertQuestion.id)
        .limit(SHOWN)
    )
    return [Answered(question, alert) for question, alert in rows]
