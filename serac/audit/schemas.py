"""What comes in on the audit pages."""

import datetime as dt

from marshmallow import fields, validate

from serac.audit.queries import OUTCOMES
from serac.core.answers import Answers, choice
from serac.core.events import Event

_NOT_A_DAY = "Enter a real date, like 2026-03-05"
_DAYS = validate.Range(dt.date(1900, 1, 1), dt.date(2999, 12, 31), error=_NOT_A_DAY)


class FilterSchema(Answers):
    """Which entries to show."""

    event = choice("Choose from the list", frozenset(Event), required=False)
    day = fields.Date(load_default=None, validate=_DAYS, error_messages={"invalid": _NOT_A_DAY})
    member = fields.UUID(load_default=None, error_messages={"invalid_uuid": "Choose from the list"})


class ReviewSchema(Answers):
    """What a review found."""

    outcome = choice("Choose what you found", {code for code, _ in OUTCOMES})
