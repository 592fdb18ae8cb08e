"""Releasing more to a reporter: written, looked at exactly as they will read it, then sent."""

from flask.typing import ResponseReturnValue

from serac.alerts import commands, policy
from serac.alerts.commands.questions import check_words
from serac.alerts.commands.releasing import mark_of
from serac.alerts.models import Alert
from serac.alerts.queries import find_alert
from serac.alerts.queries.questions import receipt_of
from serac.alerts.queries.releasing import why_not_released
from serac.alerts.schemas.reporter import ReleaseAnswers
from serac.alerts.views.blueprint import bp
from serac.alerts.words import REPORTER_STATES
from serac.core.web import Form, current_unit, go, needs, page


@bp.route("/alerts/<reference>/let-know", methods=["GET", "POST"])
@needs(policy.ask_reporter, on=find_alert)
def let_know(alert: Alert) -> ResponseReturnValue:
    """Write what a reporter may read; see it as they will; release it."""
    unit, preview = current_unit(), False
    stops, receipt = why_not_released(unit, alert), receipt_of(unit, alert)
    form = Form(ReleaseAnswers())
    if form.sent_well():
        facts = {name: form.data[name] for name in ("words", "reason", "no_operation")}
        looked_at = form.data["seen"] == mark_of(unit, alert, facts["words"])
        if form.data["step"] == "release" and looked_at:
            if form.attempt(lambda: commands.release_words(unit, alert, **facts)):
                return go("alerts.show", reference=alert.reference)
        else:
            preview = bool(form.attempt(lambda: check_words(facts["words"], "words", "Enter what they will read")))
    return page(
        "alerts/let_know.html",
        target=alert,
        shown=[alert.id, *([receipt.id] if receipt else [])],
        form=form,
        reference=alert.reference,
        stops=stops,
        preview=preview,
        seen=mark_of(unit, alert, str(form.values["words"])) if preview else "",
        sent_at=receipt.sent_at if receipt else None,
        sign=REPORTER_STATES[receipt.state] if receipt else None,
        receipt=receipt.reference if receipt else "",
        marking_for="Only for the triage team",
    )
