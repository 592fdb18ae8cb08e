"""What a home page is made of: sections of rows, plain data for components/rows.html."""

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from serac.core.clock import LONDON, day_in_words, moment_in_words


@dataclass(frozen=True)
class Sign:
    """A word, its shape and its tone."""

    text: str
    shape: str = "wait"
    tone: str | None = None


@dataclass(frozen=True)
class Act:
    """The one button of a row. `more` is heard after it and tells two apart; a POST has a key of its own."""

    text: str
    url: str
    more: str
    post: bool = False
    primary: bool = False
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One thing that waits. `id` is of the row behind it, for the log."""

    id: uuid.UUID | None
    title: str
    url: str | None
    meta: str = ""
    status: Sign | None = None
    act: Act | None = None
    danger: bool = False


ONE = {
    "Accounts not accepted yet": "Account not accepted yet",
    "Agreements ending or due for review": "Agreement ending or due for review",
    "Alerts to triage": "Alert to triage",
    "Answers of reporters": "Answer of a reporter",
    "Answers of the police contact": "Answer of the police contact",
    "Cases opened to you": "Case opened to you",
    "Cases the police have not been asked about": "Case the police have not been asked about",
    "Contact points without a deputy": "Contact point without a deputy",
    "Decisions to confirm": "Decision to confirm",
    "My alerts": "Alert of mine",
    "Overrides and emergency access to review": "Override or emergency access to review",
    "Questions to answer": "Question to answer",
    "Refused actions put to you": "Refused action put to you",
    "Actions refused, back with you": "Action refused, back with you",
    "Replies late": "Reply late",
    "Requests to answer": "Request to answer",
    "Training and vetting running out": "Training or vetting running out",
    "Your actions": "Action of yours",
}
"""Titles of sections where one thing waits."""


@dataclass(frozen=True)
class Section:
    """Things of one kind that wait.

    Attributes:
        empty: what to say where nothing waits (what will appear, what to do); without it the section is left out.
        more: (words, address) of the whole list.
        count: how many there are, where more wait than are shown; `at_least` where there may be more still.
    """

    code: str
    title: str
    rows: Sequence[Row]
    shape: str = "wait"
    tone: str | None = None
    empty: str = ""
    more: tuple[str, str] | None = None
    count: int | None = None
    at_least: bool = False

    @property
    def word(self) -> str:
        """What they are, as the strip at the top says it after the number."""
        return ONE.get(self.title, self.title) if self.number == "1" else self.title

    @property
    def number(self) -> str:
        """How many wait, as the strip at the top says it."""
        return f"{self.count if self.count is not None else len(self.rows)}{' or more' if self.at_least else ''}"


def time_left(due: dt.datetime, now: dt.datetime) -> Sign:
    """A clock of our own: it counts down, and once it has run out says when it was due."""
    minutes = int((due - now).total_seconds() // 60)
    if minutes < 0:
        return Sign(f"Due {moment_in_words(due)}", "late", "late")
    if minutes < 60:
        minutes = max(minutes, 1)
        return Sign(f"{minutes} minute{'' if minutes == 1 else 's'} left", "late", "late")
    if minutes < 24 * 60:
        hours = minutes // 60
        return Sign(f"{hours} hour{'' if hours == 1 else 's'} left", "wait")
    return Sign(f"Due {day_in_words(due)}", "wait")


def runs_out(day: dt.date, now: dt.datetime) -> Sign:
    """A date something holds until: late once it has passed."""
    passed = day < now.astimezone(LONDON).date()
    return Sign(
        f"{'Ran out' if passed else 'Runs out'} {day_in_words(day)}",
        "late" if passed else "wait",
        "late" if passed else None,
    )


def merged(sections: Sequence[Section]) -> list[Section]:
    """One of each: somebody with two roles sees a section once. The order of the first role is kept."""
    found: dict[str, Section] = {}
    for section in sections:
        found.setdefault(section.code, section)
    return [section for section in found.values() if section.rows or section.empty]
