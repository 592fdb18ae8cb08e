"""How the shared picture says things: how far an item can be relied on, what may be done with it, who reads it, when it was."""

import datetime as dt

from serac.cases.words import HOW_KNOWN
from serac.core.clock import day_in_words
from serac.reference import current
from serac.reference.entries import Entry, EntryList
from serac.scoping.picture import Known

READERS = {
    "team": "Everyone on the virtual team reads this",
    "named": "Only agencies its giver chose read this",
    "coordinators": "Only the co-ordinators and whoever gave it read this",
}
"""Whom an item is for, as its giver chose."""
WITHHELD = "Source withheld"


def giver_in_words(item: Known) -> str:
    """Who gave it, unless that is withheld."""
    return item.giver or WITHHELD


def grade_in_words(item: Known) -> str:
    """How it is known and how far it can be relied on: never letters alone."""
    known = HOW_KNOWN.get(item.how_known) or current().how_known.label(item.how_known)
    source = _graded(current().list("source_grades"), item.grade_source)
    information = _graded(current().list("intelligence_grades"), item.grade_information)
    said = "; ".join([f"source {source}"] * bool(source) + [information] * bool(information))
    return f"{known} ({said})" if said else known


def _graded(grades: EntryList[Entry], grade: str) -> str:
    """A grade is kept as its letter; what came from elsewhere may be kept as its code."""
    found = next((one for one in grades if grade in {one.code, getattr(one, "letter", None)}), None)
    return found.label[:1].lower() + found.label[1:] if found else ""


def handling_in_words(item: Known) -> str:
    """What may be done with it, and by asking whom."""
    entry = current().handling.get(item.handling)
    words = entry.label
    if getattr(entry, "ask_first", False) and item.handling == "ask_me_first":
        words = f"Ask {item.giver} before using it" if item.giver else "Ask the co-ordinators before using it"
    barred = (
        "not for immigration control" if item.not_for_immigration and item.handling != "not_for_immigration" else ""
    )
    return f"{words}; {barred}" if barred else words


def span_in_words(item: Known) -> str:
    """The day or days it speaks of; empty where they are not known."""
    first, last = item.happened_from, item.happened_to
    if first and last and first != last:
        same = (first.year, first.month) == (last.year, last.month)
        return f"{first.day if same else _day_of(first, last)} to {day_in_words(last)}"
    day = first or last
    return day_in_words(day) if day else ""


def _day_of(first: dt.date, last: dt.date) -> str:
    return f"{first.day} {first:%B}" if first.year == last.year else day_in_words(first)


def meta_of(item: Known) -> str:
    """The line under an item."""
    return _sentences(giver_in_words(item), grade_in_words(item), handling_in_words(item), _readers_in_words(item))


def _readers_in_words(item: Known) -> str:
    if item.not_for_immigration and item.audience == "team":
        return "Everyone else on the virtual team reads this"
    return READERS[item.audience]


def _sentences(*parts: str) -> str:
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)
