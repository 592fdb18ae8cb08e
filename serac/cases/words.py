"""How stages and contact rules are written, each with the shape that goes with the word."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from serac.cases.contact import ContactNow, in_danger
from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.core.clock import moment_in_words
from serac.reference import current


@dataclass(frozen=True)
class Sign:
    """A word, its shape and its tone, as components/status.html draws it."""

    text: str
    shape: str = "wait"
    tone: str | None = None


STAGES: Final[Mapping[Stage, Sign]] = MappingProxyType(
    {
        Stage.OPEN: Sign("Open", "part"),
        Stage.SCOPING: Sign("Scoping", "part"),
        Stage.DECIDED: Sign("Decided", "done", "done"),
        Stage.CLOSED: Sign("Closed", "none", "quiet"),
    }
)

DECONFLICTION: Final[Mapping[str, Sign]] = MappingProxyType(
    {
        "not_asked": Sign("Police contact not asked yet", "none", "late"),
        "waiting": Sign("Waiting for the police contact", "wait"),
        "clear": Sign("Clear", "done", "done"),
        "hold": Sign("Hold", "hold", "late"),
        "speak_to_me": Sign("Speak to me", "hold", "late"),
    }
)
"""Where asking the police contact stands."""


def contact_sign(case: Case | ContactNow, now: dt.datetime) -> Sign:
    """The contact rule in force, as every page that shows a case says it (domain, step 3)."""
    if in_danger(case, now) and case.danger_until is not None:
        return Sign(f"Overridden by danger until {moment_in_words(case.danger_until)}", "danger", "danger")
    rule = current().contact_rules.get(case.contact_rule)
    free = not rule.checks_only and not rule.needs_lead
    return Sign(rule.label, "done" if free else "hold", "done" if free else "late")


HOW_KNOWN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "saw_it": "Seen or heard directly",
        "was_told": "Told by somebody",
        "our_records": "From records",
        "not_sure": "Not sure how it is known",
    }
)
"""How a thing is known, as somebody else reads it: the list's own labels are the words of whoever answers."""
