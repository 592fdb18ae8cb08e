"""The blueprint, and words shared by its pages."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from serac.agreements.models import Agreement
from serac.core.clock import day_in_words, last_day
from serac.reference import EntryList, UnknownCode, current

bp = Blueprint("agreements", __name__)

SOON = dt.timedelta(days=60)
"""An agreement is called ending soon this long before it ends."""


@dataclass(frozen=True)
class State:
    """Where an agreement stands, as a word and a shape."""

    code: str
    text: str
    shape: str
    tone: str | None


def state_of(agreement: Agreement, *, signed: int, now: dt.datetime) -> State:
    """Draft, to come, in force, ending soon, over.

    Args:
        signed: how many agencies ever signed.
    """
    if agreement.ended_at is not None:
        return State("over", f"Ended on {day_in_words(agreement.ended_at)}", "no", "quiet")
    last = day_in_words(last_day(agreement.until))
    if agreement.until <= now:
        return State("over", f"Lapsed on {last}" if signed else "Never signed", "no", "late" if signed else "quiet")
    if not signed:
        return State("draft", "Draft: opens nothing yet", "wait", None)
    if agreement.since > now:
        return State("coming", f"Begins on {day_in_words(agreement.since)}", "wait", None)
    if agreement.until - now <= SOON:
        return State("ending", f"Ends on {last}", "late", "late")
    return State("in_force", f"In force until {last}", "done", "done")


def labels(codes: EntryList[Any], held: list[str]) -> list[str]:
    """The words for codes, in the order of the list; a code the list no longer knows stands for itself."""
    order = [entry.code for entry in codes]

    def place(code: str) -> int:
        return order.index(code) if code in order else len(order)

    return [_label(codes, code) for code in sorted(held, key=place)]


def _label(codes: EntryList[Any], code: str) -> str:
    try:
        return codes.label(code)
    except UnknownCode:
        return code


CODES = ("purposes", "categories", "lawful_bases", "gateways")


def code_list(field: str) -> EntryList[Any]:
    """The list of reference data behind one of an agreement's fields of codes."""
    lists: dict[str, EntryList[Any]] = {
        "purposes": current().sharing_purposes,
        "categories": current().information_categories,
        "lawful_bases": current().lawful_bases,
        "gateways": current().gateways,
    }
    return lists[field]
