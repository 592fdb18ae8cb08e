"""What is asked about what may be the same."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from serac.core.answers import Answers, choice, text
from serac.reference import current


def _reasons() -> frozenset[str]:
    return current().dismissing_match_reasons.codes()


class DismissAnswers(Answers):
    """Why two are not about the same."""

    reason = choice("Choose why they are not the same", _reasons)
    words = text(most=2000)


class SearchAnswers(Answers):
    """What is looked for, by one or several."""

    name = text(most=200)
    phone = text(most=60)
    address = text(most=500)
    plate = text(most=40)
    business = text(most=200)

    @validates_schema
    def something(self, data: Mapping[str, Any], **_: Any) -> None:
        """At least one of them."""
        if not any(data.values()):
            raise ValidationError("Enter something to look for", "name")
