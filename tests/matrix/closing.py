"""What the matrix needs of closing: an agency that was told its part counted, and well-filled forms."""

from __future__ import annotations

import uuid
from typing import Any

from serac.agencies.models import Partnership
from serac.cases.commands import open_case
from serac.cases.queries import find_case
from serac.closure import commands
from serac.closure.commands import Telling
from serac.closure.models import Feedback
from tests.given import Given


def name_endings(world: Any, home: str, planted: str) -> None:
    """What housing was told on a case it is on; and a case that is closed."""
    given = world.given
    world.name("granted", feedback_id=_fed_back(given, world.addresses["granted"]["reference"], planted))
    with given.as_("tom") as unit:
        place = unit.session.get_one(Partnership, given.partnerships[home])
        case = open_case(unit, place, title=planted, kinds=["labour.forced"])
        facts: dict[str, Any] = {"reason": "merged", "words": f"{planted} is in another", "outcomes": ["not_found"]}
        commands.close_case(unit, case, seen_version=case.version, **facts)
        world.name("closed", reference=case.reference)


def _fed_back(given: Given, reference: str, planted: str) -> uuid.UUID:
    """Housing, on the virtual team of a case, is told that its part counted."""
    told: dict[str, Any] = {"agency_words": f"{planted} is safe", "reporter_words": "", "reason": "They helped"}
    with given.as_("tom") as unit:
        agencies = frozenset({given.agencies["kelderby-housing"]})
        telling = Telling(agencies=agencies, reporters=frozenset(), no_operation=True, **told)
        commands.give_feedback(unit, find_case(unit, reference), telling=telling)
        return unit.session.query(Feedback).one().id


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
