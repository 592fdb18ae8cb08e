"""What is in force in one partnership: national values, changed where the partnership may change them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Final, Literal

from serac.reference.entries import EntryList
from serac.reference.subjects import Clock, Retention, Rule, Value, Word

NATIONAL: Final = "national"
"""The slug of the rules that hold where no partnership has set its own."""
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PartnershipKind = Literal["national", "region", "county", "district"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PartnershipRules:
    """The rules of one partnership. `set_by` says who set what differs from the national value, by the entry's key."""

    slug: str
    name: str
    kind: PartnershipKind
    parent: str | None
    fictional: bool
    covers: tuple[str, ...]
    rules: EntryList[Rule]
    words: EntryList[Word]
    clocks: EntryList[Clock]
    retention: EntryList[Retention]
    set_by: Mapping[str, str]

    def number(self, code: str) -> int:
        """A whole-number rule; raises UnknownCode, or TypeError if the rule holds something else."""
        value = self.rules.get(code).value
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{code} is not a number")
        return value

    def flag(self, code: str) -> bool:
        """A yes-or-no rule."""
        value = self.rules.get(code).value
        if not isinstance(value, bool):
            raise TypeError(f"{code} is not true or false")
        return value

    def text(self, code: str) -> str:
        """A rule that is a text."""
        value = self.rules.get(code).value
        if not isinstance(value, str):
            raise TypeError(f"{code} is not a text")
        return value

    def codes(self, code: str) -> tuple[str, ...]:
        """A rule that is a list of codes."""
        value = self.rules.get(code).value
        if not isinstance(value, tuple):
            raise TypeError(f"{code} is not a list")
        return value

    def time(self, code: str) -> time:
        """A rule that is a time of day, on London clocks."""
        return time.fromisoformat(self.text(code))

    def working_weekdays(self) -> frozenset[int]:
        """The days the team works, Monday being 0."""
        return frozenset(WEEKDAYS.index(day) for day in self.codes("hours.days"))

    def word(self, code: str) -> str:
        """What this partnership calls one of them, such as an alert."""
        return self.words.label(code)

    def plural(self, code: str) -> str:
        """What this partnership calls several of them."""
        return self.words.get(code).plural


def value_faults(rule: Rule, value: Value) -> Iterator[tuple[str, str]]:
    """What is wrong with giving a rule this value: pairs of what and remedy."""
    if type(value) is not type(rule.value):
        words = {bool: "true or false", int: "a whole number", str: "a text", tuple: "a list"}[type(rule.value)]
        yield f"'{rule.code}' should be {words}.", f"Write {words}."
        return
    if isinstance(value, int) and not isinstance(value, bool):
        yield from _number_faults(rule, value)
    if rule.holds == "time" and not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", str(value)):
        yield f"'{rule.code}' is not a time.", "Write a time such as '09:00'."
    if rule.holds == "weekdays" and isinstance(value, tuple) and (not value or set(value) - set(WEEKDAYS)):
        yield f"'{rule.code}' is not a list of days.", f"Use some of: {', '.join(WEEKDAYS)}."


def _number_faults(rule: Rule, value: int) -> Iterator[tuple[str, str]]:
    """Whether the number is within the rule's bounds."""
    least = 0 if rule.least is None else rule.least
    most = 100_000 if rule.most is None else rule.most
    if not least <= value <= most:
        yield f"'{rule.code}' is out of bounds.", f"Write a number from {least} to {most}."
