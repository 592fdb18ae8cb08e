"""What is asked on the pages of rounds: planning one, what each agency is asked, sending, and what follows."""

import uuid
from collections.abc import Callable
from typing import Any

from marshmallow import ValidationError, fields, validate

from serac.core.answers import Answers, DateParts, choice, choices, text, yes
from serac.reference import current
from serac.scoping.words import ASKS, URGENCIES, WISHES

LONGEST = 4000


def _codes(name: str) -> Callable[[], frozenset[str]]:
    return lambda: current().list(name).codes()


class _Ids(fields.Field[Any]):
    """Ids of ticked things; what is no id is as unknown."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> uuid.UUID:
        try:
            return uuid.UUID(str(value))
        except ValueError:
            raise ValidationError("Choose somebody or something in this case") from None


class RoundAnswers(Answers):
    """What a round asks, what for, how soon."""

    purpose = choice("Choose what it is shared for", _codes("sharing_purposes"))
    urgency = choice("Choose how soon you need the answers", URGENCIES)
    question = text("Enter what they are asked", most=LONGEST)


class WhatAnswers(Answers):
    """What an agency is asked and what is named to it."""

    things = fields.List(_Ids(), load_default=list)
    categories = choices(None, _codes("information_categories"))
    asks = choice("Choose what they are asked to do", ASKS)
    joins_team = yes()


class _Any:
    """Every word: whether an agency can be asked is for the command."""

    def __contains__(self, _: object) -> bool:
        return True


class PlanAnswers(WhatAnswers):
    """The same for several agencies at once."""

    agencies = choices("Choose at least one agency", _Any())


class RequestAnswers(WhatAnswers):
    """The same for one agency, in its own words and by its own day."""

    question = text("Enter what they are asked", most=LONGEST)
    due_on = DateParts("Enter a day", load_default=None)


class GroundsAnswers(Answers):
    """Before sending: why it is necessary, and what the person wants. `seen`: of what the page showed."""

    why = text("Say why it is necessary", most=LONGEST)
    wishes = choice("Choose what the person wants", WISHES)
    wishes_words = text(most=LONGEST)
    seen = text()


class OverrideAnswers(Answers):
    """Sending to an agency that no agreement covers."""

    ground = choice("Choose why this cannot wait for an agreement", _codes("override_grounds"))
    reason = text("Say why it is necessary", most=LONGEST)
    hours = fields.Integer(
        required=True,
        validate=validate.Range(1, 72, error="Enter a number of hours from 1 to 72"),
        error_messages={"required": "Enter for how many hours", "invalid": "Enter a number of hours from 1 to 72"},
    )
    wishes = choice("Choose what the person wants", WISHES)
    wishes_words = text(most=LONGEST)


class LeaveOutAnswers(Answers):
    """Who is left out before anything is sent."""

    grantee = _Ids(required=True, error_messages={"required": "Choose who to keep out"})
    reason = choice("Choose why", _codes("exclusion_reasons"))


class ExtendAnswers(Answers):
    """More time, and why."""

    due_on = DateParts("Enter a day later than it is due now", required=True)
    reason = text("Say why", most=2000)


class WithdrawAnswers(Answers):
    """Taking a request back, and why."""

    reason = text("Say why", most=2000)
