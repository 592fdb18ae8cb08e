"""What a reporter sees of what they sent: when, and one of three words (domain 5.1)."""

from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue

from serac.alerts import policy
from serac.alerts.models import Receipt
from serac.alerts.queries import find_receipt, list_receipts
from serac.alerts.views.blueprint import bp
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
    """Everything the reader sent, newest first."""
    before = before_of(request.args.get("before"))
    found = list_receipts(current_unit(), before=before)
    return page(
        "alerts/mine.html",
        shown=[receipt.id for receipt in found.rows],
        rows=[_listed(receipt) for receipt in found.rows],
        older=found.older,
        at_start=before is None,
    )


def _listed(receipt: Receipt) -> ListedReceipt:
    url = url_for("alerts.receipt", reference=receipt.reference)
    sent = f"Sent {moment_in_words(receipt.sent_at)}"
    return ListedReceipt(receipt.reference, url, sent, REPORTER_STATES[receipt.state])


@bp.route("/alerts/sent/<reference>")
@needs(policy.read_receipt, on=find_receipt)
def receipt(found: Receipt) -> ResponseReturnValue:
    """One receipt."""
    return page(
        "alerts/receipt.html",
        target=found,
        shown=[found.id],
        reference=found.reference,
        sent_at=found.sent_at,
        sign=REPORTER_STATES[found.state],
    )
