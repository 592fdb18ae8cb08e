"""What comes in on the audit pages."""

from marshmallow import fields

from serac.audit.queries import OUTCOMES
from serac.core.answers import Answers, choice
from serac.core.events import Event


class FilterSchema(Answers):
    """Which entries to show."""

    event = choice("Choose from the list", frozenset(Event), required=False)
    day = fields.Date(load_default=None, error_messages={"invalid": "Enter a real date, like 2026-03-05"})
    member = fields.UUID(load_default=None, error_messages={"invalid_uuid": "Choose from the list"})


class ReviewSchema(Answers):
    """What a review found."""

    outcome = choice("Choose what you found", {code for code, _ in OUTCOMES})
