"""What comes in: closing, opening again, feedback."""

from collections.abc import Collection

from marshmallow import fields

from serac.core.answers import Answers, DateParts, choice, choices, text, yes
from serac.reference import current


def _reasons() -> Collection[str]:
    return {entry.code for entry in current().closure_reasons}


def _outcomes() -> Collection[str]:
    return {entry.code for entry in current().case_outcomes}


def _reopening() -> Collection[str]:
    return {entry.code for entry in current().reopening_reasons}


class ClosingAnswers(Answers):
    """Why a case is closed, and what came of it."""

    reason = choice("Choose why it is closed", _reasons)
    words = text(most=4000)
    outcomes = choices("Choose what came of it", _outcomes)
    review_on = DateParts("", required=False, load_default=None)


class ReopeningAnswers(Answers):
    """Why a closed case is opened again."""

    reason = choice("Choose why it is opened again", _reopening)
    words = text(most=4000)


class FeedbackAnswers(Answers):
    """Whom to tell, and in what words. `step`: look first, then send, or change it; `seen`: who would have read it when it was looked at."""

    agencies = fields.List(fields.String(), load_default=list)
    reporters = fields.List(fields.String(), load_default=list)
    agency_words = text(most=2000)
    reporter_words = text(most=2000)
    reason = text(most=2000)
    no_operation = yes()
    step = text()
    seen = text()
