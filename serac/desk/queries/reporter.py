"""What waits for a reporter: questions to answer, their alerts with the one word they may know, and the way to raise one."""

from serac.alerts.queries import list_receipts
from serac.alerts.queries.questions import answers_to_read, questions_to_answer
from serac.alerts.words import REPORTER_STATES
from serac.core.clock import moment_in_words
from serac.core.unit import Unit
from serac.desk.sections import Act, Row, Section, Sign

EMPTY = "You have not raised an alert yet. Raise one whenever something worries you: you need not be sure."


def questions_for_reporter(unit: Unit) -> list[Section]:
    """Questions put to the actor about what they sent."""
    rows = []
    for put in questions_to_answer(unit):
        url = f"/alerts/sent/{put.receipt.reference}"
        meta = f"About what you sent {moment_in_words(put.receipt.sent_at)}. {put.receipt.reference}"
        act = Act(
            "Answer", f"{url}/questions/{put.question.id}", f"the question about {put.receipt.reference}", primary=True
        )
        rows.append(Row(put.question.id, "A question for you", url, meta, Sign("Waiting for you", "now"), act))
    return [Section("questions", "Questions to answer", rows, "now")]


def waiting_for_reporter(unit: Unit) -> list[Section]:
    """Questions, then their alerts, newest first."""
    rows = []
    for receipt in list_receipts(unit, size=5).rows:
        sign = REPORTER_STATES[receipt.state]
        title, meta = f"Alert of {moment_in_words(receipt.sent_at)}", receipt.reference
        rows.append(
            Row(receipt.id, title, f"/alerts/sent/{receipt.reference}", meta, Sign(sign.text, sign.shape, sign.tone))
        )
    mine = Section("mine", "My alerts", rows, "part", empty=EMPTY, more=("Raise an alert", "/alerts/new"))
    return [*questions_for_reporter(unit), mine]


def answers_for_team(unit: Unit) -> list[Section]:
    """Answers of reporters that nobody on the team has read."""
    rows = []
    for one in answers_to_read(unit):
        url = f"/alerts/{one.alert.reference}"
        told = f"{one.alert.reference}. Answered {moment_in_words(one.question.answered_at or unit.now)}"
        rows.append(Row(one.question.id, "A reporter has answered", url, told, Sign("New", "now")))
    return [Section("reporter-answers", "Answers of reporters", rows, "now")]
