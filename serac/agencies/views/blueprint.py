"""The blueprint, and words shared by its pages."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask import Blueprint

from serac.core.clock import LONDON, UTC
from serac.reference import EntryList, UnknownCode, current

bp = Blueprint("agencies", __name__)

Item = tuple[str, str]
FLAGS = {"first_responder": "First responder", "duty_to_notify": "Bound by the duty to notify"}


def label(codes: EntryList[Any], code: str) -> str:
    """The words for a code; the code itself where the list no longer knows it."""
    try:
        return codes.label(code)
    except UnknownCode:
        return code


def offered(codes: EntryList[Any], on: dt.datetime) -> list[Item]:
    """What a page may offer today, as items of a choice."""
    return [(entry.code, entry.label) for entry in codes.offered(on.astimezone(LONDON).date())]


def kinds_to_choose(on: dt.datetime) -> list[Item]:
    """The kinds of agency a page may offer today, by their words."""
    day = on.astimezone(LONDON).date()
    found = [(kind.code, kind.label) for kind in current().agency_kinds.offered(day) if kind.registrable]
    return sorted(found, key=lambda item: item[1].casefold())


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a day in London."""
    return dt.datetime.combine(day, dt.time(), LONDON).astimezone(UTC)


def after(day: dt.date) -> dt.datetime:
    """The first moment after a day in London: where something ends that holds on that day."""
    return start_of(day + dt.timedelta(days=1))


def last_day(until: dt.datetime) -> dt.date:
    """The last day in London on which something held that held until this moment."""
    return (until - dt.timedelta(microseconds=1)).astimezone(LONDON).date()


def lines(text: str) -> Iterable[str]:
    """The lines of a text that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
