"""Law and practice with dates: powers, offences, clocks, pathways, figures, retention."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from serac.reference.entries import NOBODY_CHECKED, Entry
from serac.reference.shapes import between, named, refers


class Basis(StrEnum):
    """What makes a step or a clock so: only local and own values may be changed by a partnership."""

    LAW = "law"
    GUIDANCE = "guidance"
    CONTRACT = "contract"
    LOCAL = "local"
    OWN = "own"


LOCAL_BASES: Final = frozenset({Basis.LOCAL, Basis.OWN})


@dataclass(frozen=True, kw_only=True, slots=True)
class Power(Entry):
    """A power on the disruption menu, or a protection on the victim's side."""

    group: str = refers("power_groups")
    does: str
    lead: str = refers("agency_kinds")
    also: tuple[str, ...] = refers("agency_kinds", default=())
    lead_before: tuple[str, ...] = refers("agency_kinds", default=())
    statute: str
    needs: str
    entry: bool = False
    extent: str | None = None
    home_or_income: bool = False
    immigration_control: bool = False

    def usable_by(self, kind: str) -> bool:
        """Whether an agency of this kind can use the power itself."""
        return kind == self.lead or kind in self.also


@dataclass(frozen=True, kw_only=True, slots=True)
class OffenceGroup(Entry):
    """What arrests are counted under."""

    counts_as: Literal["slavery_trafficking", "immigration", "drugs", "other"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Offence(Entry):
    """An offence, judged by the day it was done."""

    group: str = refers("offence_groups")
    does: str
    lead: str = refers("agency_kinds")
    statute: str
    needs: str
    maximum: str | None = None
    section_45: Literal["no"] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactRule(Entry):
    """What may be done beside looking in one's own records; `order` says how strict, `needs_lead` that a lead is named."""

    order: int = between(0, 9)
    does: str
    checks_only: bool = False
    needs_lead: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DeconflictionAnswer(Entry):
    """What the police contact answers; only one that `clears` lets anybody go beyond their own records."""

    clears: bool = False
    needs_words: bool = False
    needs_date: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock(Entry):
    """A length of time from an event. It tells the worker; it decides nothing and contacts nobody."""

    value: int | None = between(0, 1000)
    unit: Literal["minute", "hour", "day", "night", "week", "month"] | None
    days: Literal["working", "calendar"] | None
    starts: str = named("from", "events")
    kind: Literal["target", "limit", "minimum", "countdown", "rhythm"]
    alarm: bool
    basis: Basis

    def faults(self) -> Iterator[tuple[str, str]]:
        """As for every entry; and a length has a number, a unit and a kind of day, or none of them."""
        yield from Entry.faults(self)
        if len({self.value is None, self.unit is None, self.days is None}) > 1:
            yield "value, unit and days must be given together.", "Give all three, or null for all three."


@dataclass(frozen=True, kw_only=True, slots=True)
class Step(Entry):
    """One step of a pathway; `parallel` steps wait for nothing, and only a `blocks` step holds the next ones up."""

    order: int = between(1, 99)
    who: tuple[str, ...] = refers("agency_kinds")
    prompt: str
    clock: str | None = refers("clocks")
    basis: Basis
    blocks: bool = False
    parallel: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Pathway(Entry):
    """What should happen for a person, step by step."""

    for_whom: str
    begins: str = refers("events")
    ends: str = refers("events")
    steps: tuple[Step, ...]

    def inner(self) -> tuple[Entry, ...]:
        """The steps, which have sources and dates of their own."""
        return self.steps

    def steps_offered(self, on: date, checked: frozenset[str] = NOBODY_CHECKED) -> tuple[Step, ...]:
        """The steps to show on that day, in their usual order."""
        return tuple(step for step in self.steps if step.offered(on, checked))

    def faults(self) -> Iterator[tuple[str, str]]:
        """As for every entry; and each step has its place, and a code that begins with the pathway's."""
        yield from Entry.faults(self)
        places = [step.order for step in self.steps]
        if places != sorted(set(places)):
            yield "the steps are not in order.", "Number the steps upwards, each number once."
        if len({step.code for step in self.steps}) < len(self.steps):
            yield "two steps have the same code.", "Give each step a code of its own."
        if any(not step.code.startswith(f"{self.code}.") for step in self.steps):
            yield "a step's code does not begin with the pathway's code.", f"Begin it with '{self.code}.'."


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention(Entry):
    """How long a class of record is kept, and from when. No years means: ask before anything is destroyed."""

    trigger: str
    years: int | None = between(0, 150)
    review: bool
    basis: Basis
    local: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure(Entry):
    """A national figure to compare with."""

    period_from: date
    period_to: date | None
    value: int | None
    unit: str
    revised: int | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """As for every entry; and the period runs forwards."""
        yield from Entry.faults(self)
        if self.period_to and self.period_to < self.period_from:
            yield "period_to is before period_from.", "Put the dates in order."
