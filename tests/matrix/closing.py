"""What the matrix needs of closing: an agency that was told its part counted, and well-filled forms."""

from __future__ import annotations

from typing import Any

from serac.cases.queries import find_case
from serac.closure import commands
from serac.closure.commands import Telling
from serac.closure.models import Feedback
from tests.given import Given


def fed_back(given: Given, reference: str, planted: str) -> dict[str, Any]:
    """Housing, on the virtual team of a case, is told that its part counted."""
    told: dict[str, Any] = {"agency_words": f"{planted} is safe", "reporter_words": "", "reason": "They helped"}
    with given.as_("tom") as unit:
        agencies = frozenset({given.agencies["kelderby-housing"]})
        telling = Telling(agencies=agencies, reporters=frozenset(), no_operation=True, **told)
        commands.give_feedback(unit, find_case(unit, reference), telling=telling)
        return {"feedback_id": unit.session.query(Feedback).one().id}


def bodies(given: Given) -> dict[str, dict[str, Any]]:
    """What is sent to the pages of closing, and to the choice of how to be told."""
    housing = str(given.agencies["kelderby-housing"])
    return {
        "closure.close": {"reason": "merged", "outcomes": ["not_found"], "words": "", "version": "1"},
        "closure.reopen": {"reason": "mistake", "words": "It goes on", "version": "1"},
        "closure.feedback": {
            "agencies": [housing], "agency_words": "It counted", "reason": "They helped", "no_operation": "yes", "step": "preview",
        },
        "notifications.choose": {"how": "daily", "daily_at": "8am", "quiet": "", "version": "0"},
    }  # fmt: skip
