"""How actions are written and shown: plain data, each state with the shape that goes with its word."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from serac.actions.lifecycle import OPEN, ActionState
from serac.actions.models import Action, ActionBrief, ActionChange
from serac.cases.words import Sign
from serac.core.actor import NOBODY
from serac.core.clock import LONDON, day_in_words, last_day, moment_in_words
from serac.reference import current

STATES: Final[Mapping[ActionState, Sign]] = MappingProxyType(
    {
        ActionState.PROPOSED: Sign("Waiting for an answer", "wait"),
        ActionState.ACCEPTED: Sign("Under way", "part"),
        ActionState.REFUSED: Sign("Refused", "no", "late"),
        ActionState.DONE: Sign("Done", "done", "done"),
        ActionState.OVERTAKEN: Sign("Overtaken by events", "none", "quiet"),
        ActionState.NOT_DONE: Sign("Not done", "no", "late"),
        ActionState.WITHDRAWN: Sign("Withdrawn", "none", "quiet"),
    }
)
WHOSE: Final[Mapping[str, str]] = MappingProxyType(
    {"mine": "Mine", "agency": "My agency’s", "asked": "Asked by me", "partnership": "The partnership’s"}
)
UNREAD = "Something your agency is asked to do"
RESTRICTED = "Action in a restricted case"
LONGEST_TITLE = 110
_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "made": "Asked",
        "accepted": "Accepted",
        "refused": "Refused",
        "progress": "How it goes",
        "done": "Done",
        "overtaken": "Overtaken by events",
        "not_done": "Not done",
        "withdrawn": "Withdrawn",
        "reassigned": "Passed on",
        "given": "Given",
        "carried": "Carried forward",
        "split": "Split into parts",
        "escalated": "Taken to the chair",
        "settled": "Settled by the chair",
        "handed_over": "Handed over",
        "conflict": "A connection was declared",
        "told": "Reminded",
    }
)
_TOLD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "late_1": "Late: the owner was told",
        "late_2": "Late: whoever answers for the agency was told",
        "late_3": "Late: whoever asked was told",
        "refused": "Whoever asked was told that nobody has it",
        "nobody_there": "Nobody at the agency can do it now",
        "stands": "It stands",
    }
)


@dataclass(frozen=True)
class ListedAction:
    """An action as a list shows it, for components/rows.html."""

    id: uuid.UUID
    title: str
    url: str
    meta: str
    status: Sign


@dataclass(frozen=True)
class ShownChange:
    """One line of the history."""

    what: str
    words: str
    meta: str


def title_of(brief: ActionBrief | None, *, restricted: bool = False) -> str:
    """What an action is called in a list: its first line; of a restricted case only that; before a statement nothing."""
    if restricted:
        return RESTRICTED
    if brief is None:
        return UNREAD
    first = brief.text.split("\n", 1)[0]
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1].rstrip() + "…"


def sign_of(action: Action, now: dt.datetime) -> Sign:
    """Where an action is, in a word; one that is late says since when."""
    if action.state == ActionState.REFUSED:
        return Sign("Refused, with the chair", "hold", "late") if action.escalated_at else STATES[action.state]
    if action.state in OPEN and action.due_at <= now:
        return Sign(f"Late: due {day_in_words(last_day(action.due_at))}", "late", "late")
    return STATES[action.state]


def due_in_words(action: Action) -> str:
    """The day it is due on."""
    return day_in_words(last_day(action.due_at))


def listed(
    action: Action, brief: ActionBrief | None, agency: str, owner: str, now: dt.datetime, *, restricted: bool
) -> ListedAction:
    """An action as a row: what, whose, by when, how pressing."""
    told = [action.reference, f"{agency}, {owner}", f"Due {due_in_words(action)}"]
    told += [current().action_priorities.label(action.priority)] if action.priority != "ordinary" else []
    told += [f"Carried forward {action.carried} time{'' if action.carried == 1 else 's'}"] if action.carried else []
    url, title = f"/actions/{action.reference}", title_of(brief, restricted=restricted)
    return ListedAction(action.id, title, url, ". ".join(told) + ".", sign_of(action, now))


def changed(
    one: ActionChange, names: Mapping[uuid.UUID, str], agencies: Mapping[uuid.UUID, str], now: dt.datetime
) -> ShownChange:
    """One line of the history in words."""
    what = _KINDS.get(one.kind, one.kind)
    said = _reason(one)
    who = "The service" if one.made_by == NOBODY else names.get(one.made_by, "Somebody")
    whose = ", ".join(
        text for text in (agencies.get(one.agency_id or NOBODY, ""), names.get(one.owner_id or NOBODY, "")) if text
    )
    link = {"made": "of", "reassigned": "to", "given": "to", "handed_over": "to"}.get(one.kind, "")
    about = f" {link} {whose}" if link and whose else ""
    due = f", due {day_in_words(last_day(one.due_at))}" if one.due_at else ""
    return ShownChange(
        f"{what}{about}{due}{': ' + said if said else ''}", one.words, f"{who}, {moment_in_words(one.made_at)}"
    )


def _reason(one: ActionChange) -> str:
    if one.reason is None:
        return ""
    if one.reason in _TOLD:
        return _TOLD[one.reason]
    refusals = current().refusing_action_reasons
    return refusals.label(one.reason) if one.reason in refusals else ""


def today_in_london(now: dt.datetime) -> dt.date:
    """The day it is."""
    return now.astimezone(LONDON).date()
