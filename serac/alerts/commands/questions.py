"""Questions back and forth with a reporter: asked and answered through the receipt, which says nothing of the case."""

import re
import unicodedata

from serac.agencies.models import Partnership
from serac.alerts import policy
from serac.alerts.lifecycle import ReporterState
from serac.alerts.models import Alert, AlertQuestion, Receipt
from serac.alerts.queries import team_members
from serac.alerts.queries.questions import receipt_of, way_back, why_not_asked
from serac.core.actor import NOBODY
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid, NotFound
from serac.core.references import is_reference
from serac.core.unit import Unit, check_version, command

LONGEST = 2000
_PREFIXES = "SC|AL|RQ|AC"
_DASHED = re.compile(rf"\b({_PREFIXES})\s*[-\u2010-\u2015\u2212_/.]\s*[2-9A-Z]{{7}}\b")
_SPACED = re.compile(rf"(?<![A-Z0-9])(?=({_PREFIXES})[\W_]*((?:[2-9A-Z][\W_]*){{6}}[2-9A-Z])(?![A-Z0-9]))")
GIVES_AWAY = "Leave references out: they would learn that there is a case"


def check_words(words: str, field: str, missing: str) -> str:
    """Words a reporter will read, trimmed.

    Raises:
        Invalid: none, too many, or they name an alert or a case.
    """
    text = words.strip()
    if not text or len(text) > LONGEST:
        raise Invalid({field: f"Use {LONGEST:,} characters or fewer" if text else missing})
    if names_a_reference(text):
        raise Invalid({field: GIVES_AWAY})
    return text


def names_a_reference(text: str) -> bool:
    """Whether a reference stands in a text, in whatever case and with whatever dashes or spaces between its letters."""
    plain = unicodedata.normalize("NFKC", text).upper()
    if _DASHED.search(plain):
        return True
    found = ((one[1], re.sub(r"[\W_]", "", one[2])) for one in _SPACED.finditer(plain))
    return any(is_reference(f"{prefix}-{body}", prefix) for prefix, body in found)


@command(may=policy.ask_reporter)
def ask_reporter(unit: Unit, alert: Alert, *, question: str) -> AlertQuestion:
    """Ask whoever sent an alert. They are told that something waits, and see the question alone: not who asks, nor why.

    Raises:
        Invalid: nothing asked, words that would give something away, or nobody who can be asked here.
    """
    text = check_words(question, "question", "Enter a question")
    stops, receipt = why_not_asked(unit, alert), receipt_of(unit, alert)
    if stops or receipt is None or alert.reporter_id is None:
        raise Invalid({"question": stops or "They cannot be asked here."})
    asked = _new(unit, receipt, text)
    unit.record(Event.QUESTION_ASKED, asked)
    path = f"/alerts/sent/{receipt.reference}"
    unit.notify("notice", alert.reporter_id, key=f"question:{asked.id}", path=path, about=receipt.compartment_id)
    return asked


@command(may=policy.ask_reporter)
def record_asked_outside(unit: Unit, alert: Alert, *, question: str, answer: str) -> AlertQuestion:
    """Write down what was asked of somebody without an account, in the way they agreed to, and what they said.

    Raises:
        Invalid: nothing asked or said, or they left no way back.
    """
    errors = {"question": "Enter what you asked"} if not question.strip() else {}
    errors |= {"answer": "Enter what they said, or that nobody answered"} if not answer.strip() else {}
    errors |= {
        name: f"Use {LONGEST:,} characters or fewer"
        for name, words in (("question", question), ("answer", answer))
        if len(words) > LONGEST
    }
    receipt = receipt_of(unit, alert)
    if not way_back(alert) or receipt is None:
        errors = {"question": "They left no way to come back to them. Nobody tries to find one."}
    if errors or receipt is None:
        raise Invalid(errors)
    asked = _new(unit, receipt, question.strip())
    asked.outside, asked.answer, asked.answered_at, asked.read_at = True, answer.strip(), unit.now, unit.now
    unit.record(Event.QUESTION_ASKED, asked, outside=True)
    return asked


def _new(unit: Unit, receipt: Receipt, text: str) -> AlertQuestion:
    asked = AlertQuestion(compartment_id=receipt.compartment_id, partnership_id=receipt.partnership_id, question=text)
    asked.asked_by, asked.asked_at = unit.actor.member_id or NOBODY, unit.now
    unit.session.add(asked)
    unit.session.flush()
    return asked


@command(may=policy.answer_question)
def answer_question(
    unit: Unit, question: AlertQuestion, *, receipt: Receipt, answer: str, seen_version: int | None = None
) -> AlertQuestion:
    """The reporter answers. Whoever asked is told that something waits, while they are on the team; else the team is.

    Raises:
        Conflict: it was answered already, or the alert is finished.
        Invalid: nothing said.
    """
    if receipt.compartment_id != question.compartment_id or question.outside:
        raise NotFound
    if not answer.strip() or len(answer) > LONGEST:
        raise Invalid({"answer": f"Use {LONGEST:,} characters or fewer" if answer.strip() else "Enter your answer"})
    if question.answered_at is not None:
        raise Conflict("You have answered this already.")
    if receipt.state == ReporterState.FINISHED:
        raise Conflict("This is finished, so no answer is needed. If something changes, raise another alert.")
    check_version(question, seen_version)
    question.answer, question.answered_at = answer.strip(), unit.now
    unit.record(Event.QUESTION_ANSWERED, question)
    partnership = unit.session.get_one(Partnership, question.partnership_id)
    team = team_members(unit, partnership.id)
    for member_id in [question.asked_by] if question.asked_by in team else team:
        unit.notify("notice", member_id, key=f"answer:{question.id}", path="/", about=question.compartment_id)
    return question


@command(may=policy.ask_reporter)
def mark_answer_read(unit: Unit, question: AlertQuestion) -> None:
    """Somebody on the team has read the answer: it waits for nobody any more.

    Raises:
        Conflict: there is no answer yet.
    """
    if question.answered_at is None:
        raise Conflict("They have not answered yet.")
    question.read_at = question.read_at or unit.now
    unit.record(Event.QUESTION_READ, question)
