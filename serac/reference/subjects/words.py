"""What is said: messages, terms, procedures, words a partnership may change, and its settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from serac.reference.entries import Entry
from serac.reference.shapes import between, refers
from serac.reference.subjects.process import Basis

PLACEHOLDERS: Final = re.compile(r"\{([^}]*)\}")
TELLING: Final = re.compile(
    r"slave|serac|operation|traffick|exploit|victim|police|safeguard|nrm|referral mechanism|case\b|alert|immigration",
    re.IGNORECASE,
)
"""Words no message may say, since a phone on a table shows them to anybody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter(Entry):
    """A message that says nothing: the reader signs in to learn the rest. Only {link} is filled in, and a {count} of things.

    `waits`: it may wait for somebody's quiet hours to end, or for their one letter a day. Danger never does.
    """

    subject: str
    body: str
    waits: bool = False

    def faults(self) -> Iterator[tuple[str, str]]:
        """As for every entry; and the text gives nothing away."""
        yield from Entry.faults(self)
        told = sorted({found.lower() for text in (self.subject, self.body) for found in TELLING.findall(text)})
        if told:
            yield (
                f"the text says {', '.join(told)}.",
                "Use words that would mean nothing to somebody looking over a shoulder.",
            )
        if set(PLACEHOLDERS.findall(self.body)) - {"link", "count"} or "{" in self.subject:
            yield "only {link} and {count} can be filled in, and only in the body.", "Remove the other braces."


@dataclass(frozen=True, kw_only=True, slots=True)
class Term(Entry):
    """A word of the trade, explained."""

    meaning: str
    abbreviation: str | None = None
    see: tuple[str, ...] = refers("glossary", "clocks", "powers", "pathways", default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Procedure(Entry):
    """A short text shown where the work is done; `place` is the page or the part of it."""

    place: str
    steps: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LadderStep(Entry):
    """A step of the way up when professionals disagree; its clock is local."""

    order: int = between(1, 20)
    who: str
    working_days: int = between(0, 60)


@dataclass(frozen=True, kw_only=True, slots=True)
class Word(Entry):
    """A word of the service that a partnership may call something else (its label), if `local`."""

    plural: str
    local: bool = True


Value = bool | int | str | tuple[str, ...]
"""What a partnership's rule may be set to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule(Entry):
    """A setting with its national value; only a `local` one may be set by a partnership, within its bounds."""

    value: bool | int | str | tuple[str, ...]
    local: bool
    basis: Basis
    unit: str | None = None
    least: int | None = between(0, 100_000, None)
    most: int | None = between(0, 100_000, None)
    holds: Literal["time", "weekdays", "agency_kinds", "decision_responses"] | None = None

    def named(self) -> tuple[str, ...]:
        """The codes of another list that the value names, if that is what it holds; `holds` says which."""
        named = self.holds in {"agency_kinds", "decision_responses"}
        return self.value if named and isinstance(self.value, tuple) else ()
