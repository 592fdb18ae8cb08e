"""The blueprint, and words shared by its pages."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask import Blueprint

from serac.core.clock import LONDON
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


def lines(text: str) -> Iterable[str]:
    """The lines of a text that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
