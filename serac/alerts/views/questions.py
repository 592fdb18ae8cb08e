"""Questions back and forth: asked from the alert, answered on the receipt."""

import uuid
from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue

from serac.agencies.queries import names_of
from serac.alerts import commands, policy
from serac.alerts.lifecycle import FINISHED, ReporterState
from serac.alerts.models import Alert, AlertQuestion
from serac.alerts.queries import find_alert, find_receipt
from serac.alerts.queries.questions import (
    find_own_question,
    find_question,
    list_notes,
    list_questions,
    receipt_of,
    way_back,
    why_not_asked,
)
from serac.alerts.queries.releasing import why_not_released
from serac.alerts.schemas.reporter import OutsideAnswers, QuestionAnswers, ReplyAnswers
from serac.alerts.views.blueprint import bp
from serac.core.answers import Answers
from serac.core.clock import moment_in_words
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page


@dataclass(frozen=True)
class ShownQuestion:
    """A question of the team, and what was answered."""

    question: str
    asked: str
    answer: str
    answered: str
    read_url: str


@dataclass(frozen=True)
class ReporterPanel:
    """What stands between the team and whoever sent an alert, for components/questions.html.

    Attributes:
        ids: of the rows shown, for the log. ask_url, outside_url, release_url: "" where it may not be done.
        stops: why they cannot be asked. contact: the way back they left. released: words released, and when. key: for the forms.
    """

    ids: tuple[uuid.UUID, ...]
    questions: tuple[ShownQuestion, ...]
    ask_url: str
    stops: str
    contact: str
    outside_url: str
    released: tuple[tuple[str, str], ...]
    release_url: str
    key: str


def questions_of(unit: Unit, alert: Alert) -> ReporterPanel:
    """The panel on the page of an alert."""
    receipt, may = receipt_of(unit, alert), unit.may(policy.ask_reporter, alert)
    rows = list_questions(unit, receipt) if receipt else ()
    notes = list_notes(unit, receipt) if receipt else ()
    names, stops, contact = names_of(unit, [row.asked_by for row in rows]), why_not_asked(unit, alert), way_back(alert)
    releases = may and alert.state in FINISHED and not why_not_released(unit, alert)
    return ReporterPanel(
        (*(row.id for row in rows), *(note.id for note in notes)),
        tuple(_shown(alert, row, names.get(row.asked_by, "Somebody"), may=may) for row in rows),
        url_for("alerts.ask_reporter", reference=alert.reference) if may and receipt and not stops else "",
        stops,
        contact if may else "",
        url_for("alerts.asked_outside", reference=alert.reference) if may and receipt and contact else "",
        tuple((note.words, moment_in_words(note.written_at)) for note in notes),
        url_for("alerts.let_know", reference=alert.reference) if releases else "",
        Form(Answers()).key,
    )


def _shown(alert: Alert, row: AlertQuestion, name: str, *, may: bool) -> ShownQuestion:
    way = ", outside the service" if row.outside else ""
    unread = may and row.answered_at is not None and row.read_at is None
    return ShownQuestion(
        row.question,
        f"Asked by {name}{way}, {moment_in_words(row.asked_at)}",
        row.answer or "",
        f"Answered {moment_in_words(row.answered_at)}" if row.answered_at else "",
        url_for("alerts.read_answer", reference=alert.reference, question_id=row.id) if unread else "",
    )


@bp.route("/alerts/<reference>/ask", methods=["GET", "POST"])
@needs(policy.ask_reporter, on=find_alert)
def ask_reporter(alert: Alert) -> ResponseReturnValue:
    """Ask whoever sent the alert."""
    unit = current_unit()
    form = Form(QuestionAnswers())
    if form.sent_well() and form.attempt(lambda: commands.ask_reporter(unit, alert, **form.data)):
        return go("alerts.show", reference=alert.reference)
    return page(
        "alerts/ask_reporter.html",
        target=alert,
        shown=[alert.id],
        form=form,
        reference=alert.reference,
        stops=why_not_asked(unit, alert),
        marking_for="Only for the triage team",
    )


@bp.route("/alerts/<reference>/asked-outside", methods=["GET", "POST"])
@needs(policy.ask_reporter, on=find_alert)
def asked_outside(alert: Alert) -> ResponseReturnValue:
    """Write down what was asked of somebody without an account, and what they said."""
    unit, contact = current_unit(), way_back(alert)
    form = Form(OutsideAnswers())
    if form.sent_well() and form.attempt(lambda: commands.record_asked_outside(unit, alert, **form.data)):
        return go("alerts.show", reference=alert.reference)
    return page(
        "alerts/asked_outside.html",
        target=alert,
        shown=[alert.id],
        form=form,
        reference=alert.reference,
        contact=contact,
        marking_for="Only for the triage team",
    )


@bp.route("/alerts/<reference>/questions/<uuid:question_id>/read", methods=["POST"])
@needs(policy.ask_reporter, on=find_question)
def read_answer(question: AlertQuestion) -> ResponseReturnValue:
    """The answer has been read: it waits no more."""
    commands.mark_answer_read(current_unit(), question)
    return go("alerts.show", reference=str((request.view_args or {})["reference"]))


@bp.route("/alerts/sent/<reference>/questions/<uuid:question_id>", methods=["GET", "POST"])
@needs(policy.answer_question, on=find_own_question)
def answer_question(question: AlertQuestion) -> ResponseReturnValue:
    """The reporter answers a question."""
    unit, receipt = current_unit(), find_receipt(current_unit(), str((request.view_args or {})["reference"]))
    form = Form(ReplyAnswers(), version=question.version)
    if form.sent_well():
        facts = form.data | {"receipt": receipt, "seen_version": form.version}
        if form.attempt(lambda: commands.answer_question(unit, question, **facts)):
            return go("alerts.receipt", reference=receipt.reference)
    if not form.sent and (question.answered_at or receipt.state == ReporterState.FINISHED):
        return go("alerts.receipt", reference=receipt.reference)
    return page(
        "alerts/answer_question.html",
        target=question,
        shown=[question.id],
        form=form,
        reference=receipt.reference,
        question=question.question,
        asked_at=question.asked_at,
    )
