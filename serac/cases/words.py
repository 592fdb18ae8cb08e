"""How stages and contact rules are written, each with the shape that goes with the word."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from serac.cases.lifecycle import Stage


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

CONTACT_RULES: Final[Mapping[str, Sign]] = MappingProxyType(
    {
        "records_only": Sign("Records checks only", "hold", "late"),
        "open": Sign("Contact allowed", "done", "done"),
        "ask_lead": Sign("No contact without the lead", "hold", "late"),
        "lead_agency_only": Sign("Lead agency only", "hold", "late"),
    }
)
"""Until the police contact answers that it is clear, every request carries "records checks only" (domain, step 3)."""

HOW_KNOWN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "saw_it": "Seen or heard directly",
        "was_told": "Told by somebody",
        "our_records": "From records",
        "not_sure": "Not sure how it is known",
    }
)
"""How a thing is known, as somebody else reads it: the list's own labels are the words of whoever answers."""
