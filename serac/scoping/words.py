"""How rounds, requests and replies are written, each with the shape that goes with the word."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from serac.cases.words import Sign
from serac.core.clock import moment_in_words
from serac.scoping.lifecycle import WAITING, RequestState, RoundState
from serac.scoping.models import Request


@dataclass(frozen=True)
class Wish:
    """What a person wants to happen with what is shared about them; some ask for words."""

    label: str
    hint: str = ""
    describe: bool = False


WISHES: Final[Mapping[str, Wish]] = MappingProxyType(
    {
        "told": Wish("They know, and do not object"),
        "objected": Wish("They object, and we share less because of it", describe=True),
        "overridden": Wish("They object, and it is overridden", "Say why", describe=True),
        "not_asked": Wish("They have not been asked", "It is not safe or not possible to ask now"),
    }
)
"""Of each disclosure, the wishes of the person: after the ICO's checklist."""

URGENCIES: Final[Mapping[str, str]] = MappingProxyType({"ordinary": "Ordinary", "urgent": "Urgent"})
ROUNDS: Final[Mapping[RoundState, Sign]] = MappingProxyType(
    {
        RoundState.DRAFT: Sign("Not sent yet", "none", "late"),
        RoundState.SENT: Sign("Waiting for replies", "part"),
        RoundState.ENDED: Sign("Ended", "done", "done"),
        RoundState.DISCARDED: Sign("Given up", "no", "quiet"),
    }
)
ASKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "records": "Look in their own records",
        "beyond": "More than that, in their own work",
    }
)
CHANGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "reminded": "Reminded",
        "deputy_told": "Deputy told",
        "lead_told": "Lead told",
        "nobody_told": "No deputy or lead there to tell",
        "extended": "More time given",
        "withdrawn": "Withdrawn",
        "silent": "No answer when the round ended",
    }
)
"""What was done to a request after it was sent."""
ANSWERS: Final[Mapping[str, Sign]] = MappingProxyType(
    {
        "information_held": Sign("Information held", "done", "done"),
        "nothing_known": Sign("Nothing known", "none", "quiet"),
        "cannot_share": Sign("Cannot share", "no"),
    }
)
"""The three answers of a reply."""


def is_late(request: Request, now: dt.datetime) -> bool:
    """Whether an answer is still expected and its time is up."""
    return request.state in WAITING and request.due_at is not None and request.due_at <= now


def request_sign(request: Request, now: dt.datetime, *, answer: str | None = None, items: int = 0) -> Sign:
    """Where one request is, as the tracker says it."""
    due, late = moment_in_words(request.due_at) if request.due_at else "", is_late(request, now)
    match request.state:
        case RequestState.ASKED:
            return Sign(f"Not opened, due {due}", "late" if late else "wait", "late" if late else None)
        case RequestState.OPENED:
            return Sign(f"Opened, due {due}", "part", "late" if late else None)
        case RequestState.REPLIED:
            said = ANSWERS.get(answer or "", Sign("Replied", "done", "done"))
            count = f", {items} item{'' if items == 1 else 's'}" if items else ""
            return Sign(said.text + count, said.shape, said.tone)
        case RequestState.SILENT:
            return Sign("No answer", "late", "late")
        case RequestState.WITHDRAWN:
            return Sign("Withdrawn", "no", "quiet")
    return Sign("Not sent yet", "none", "quiet")
