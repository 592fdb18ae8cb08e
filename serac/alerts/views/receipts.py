"""What a reporter sees of what they sent: when, and one of three words (domain 5.1)."""

from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue

from serac.alerts import policy
from serac.alerts.lifecycle import ReporterState
from serac.alerts.models import AlertQuestion, Receipt
from serac.alerts.queries import find_receipt, list_drafts, list_receipts
from serac.alerts.queries.questions import list_notes, list_questions
from serac.alerts.views.blueprint import bp
from serac.alerts.views.drafts import listed_draft
from serac.alerts.words import REPORTER_STATES, Sign
from serac.core.clock import moment_in_words
from serac.core.web import before_of, current_unit, needs, page


@dataclass(frozen=True)
class ListedReceipt:
    """A receipt in its reporter's list."""

    title: str
    url: str
    meta: str
    status: Sign


@bp.route("/alerts/sent")
@needs(policy.raise_somewhere)
def mine() -> ResponseReturnValue:
    """Everything the reader sent, newest first; above it what they began and have not sent."""
    before = before_of(request.args.get("before"))
    found = list_receipts(current_unit(), before=before)
    drafts = list_drafts(current_unit()) if before is None else []
    return page(
        "alerts/mine.html",
        shown=[*(receipt.id for receipt in found.rows), *(draft.id for draft in drafts)],
        drafts=[listed_draft(draft) for draft in drafts],
        rows=[_listed(receipt) for receipt in found.rows],
        older=found.older,
        at_start=before is None,
    )


def _listed(receipt: Receipt) -> ListedReceipt:
    url = url_for("alerts.receipt", reference=receipt.reference)
    sent = f"Sent {moment_in_words(receipt.sent_at)}"
    return ListedReceipt(receipt.reference, url, sent, REPORTER_STATES[receipt.state])


@dataclass(frozen=True)
class PutQuestion:
    """A question as its reporter sees it. `url`: where it is answered, while it may be."""

    question: str
    asked_at: str
    answer: str
    answered_at: str
    url: str


def _put(found: Receipt, one: AlertQuestion) -> PutQuestion:
    url = url_for("alerts.answer_question", reference=found.reference, question_id=one.id)
    waits = one.answered_at is None and found.state != ReporterState.FINISHED
    answered = moment_in_words(one.answered_at) if one.answered_at else ""
    return PutQuestion(one.question, moment_in_words(one.asked_at), one.answer or "", answered, url if waits else "")


@bp.route("/alerts/sent/<reference>")
@needs(policy.read_receipt, on=find_receipt)
def receipt(found: Receipt) -> ResponseReturnValue:
    """One receipt: when, the one word, questions put to its reporter, and whatever was released to them."""
    unit = current_unit()
    asked = [one for one in list_questions(unit, found) if not one.outside]
    notes = list_notes(unit, found)
    return page(
        "alerts/receipt.html",
        target=found,
        shown=[found.id, *(one.id for one in asked), *(note.id for note in notes)],
        questions=[_put(found, one) for one in asked],
        notes=[(note.words, moment_in_words(note.written_at)) for note in notes],
        reference=found.reference,
        sent_at=found.sent_at,
        sign=REPORTER_STATES[found.state],
    )
