"""One entry of a list, and the list: what every feature reads reference data through."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar

NOBODY_CHECKED: frozenset[str] = frozenset()
"""No entry has been checked by a person."""


class Confidence(StrEnum):
    """How far an entry can be trusted: only the first two may be a default."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


class Status(StrEnum):
    """Whether the rule behind an entry has started."""

    IN_FORCE = "in_force"
    UNCONFIRMED = "unconfirmed"
    PENDING = "pending"


class UnknownCode(LookupError):
    """A code that no entry of the list has, not even a retired one."""

    def __init__(self, list_name: str, code: str) -> None:
        super().__init__(f"'{code}' is not a code of {list_name}")
        self.list_name, self.code = list_name, code


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A permanent code with its plain-English label, where it comes from, and when it holds."""

    code: str
    label: str
    hint: str | None = None
    note: str | None = None
    source: str
    confidence: Confidence
    status: Status = Status.IN_FORCE
    valid_from: date | None = None
    valid_to: date | None = None
    list_name: str = field(default="", metadata={"ours": True})

    @property
    def key(self) -> str:
        """List and code together: unique in all the reference data."""
        return f"{self.list_name}:{self.code}"

    @property
    def check_key(self) -> str:
        """What a person's check is recorded under: it changes with the entry, so that no check outlives
        what was checked.
        """
        return f"{self.key}@{hashlib.sha256(repr(self).encode()).hexdigest()[:16]}"

    def in_force(self, on: date) -> bool:
        """Whether the entry holds on that day."""
        started = self.valid_from is None or self.valid_from <= on
        ended = self.valid_to is not None and self.valid_to < on
        return self.status is Status.IN_FORCE and started and not ended

    def trusted(self, checked: frozenset[str] = NOBODY_CHECKED) -> bool:
        """Whether the entry is confirmed, by its source or by a person (checked holds check keys)."""
        return self.confidence is not Confidence.UNVERIFIED or self.check_key in checked

    def offered(self, on: date, checked: frozenset[str] = NOBODY_CHECKED) -> bool:
        """Whether a page may offer, count down or show this entry on that day."""
        return self.in_force(on) and self.trusted(checked)

    def inner(self) -> tuple[Entry, ...]:
        """Entries held inside this one, such as the steps of a pathway."""
        return ()

    def faults(self) -> Iterator[tuple[str, str]]:
        """What is wrong with the entry as a whole: pairs of what and remedy."""
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            yield "valid_to is before valid_from.", "Put the dates in order; both days are included."


E = TypeVar("E", bound=Entry)


class EntryList(Generic[E]):
    """One list of entries, in its file's order. Retired and unverified entries stay readable, but are not offered."""

    __slots__ = ("_by_code", "_entries", "file", "name")

    def __init__(self, name: str, file: str, entries: Iterable[E]) -> None:
        self.name = name
        self.file = file
        self._entries = tuple(entries)
        self._by_code = MappingProxyType({entry.code: entry for entry in self._entries})

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[E]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"EntryList({self.name}, {len(self)} entries)"

    def all(self) -> tuple[E, ...]:
        """Every entry, retired and unverified ones too."""
        return self._entries

    def offered(self, on: date, checked: frozenset[str] = NOBODY_CHECKED) -> tuple[E, ...]:
        """The entries a page may offer on that day."""
        return tuple(entry for entry in self._entries if entry.offered(on, checked))

    def get(self, code: str) -> E:
        """The entry with this code, retired or not; raises UnknownCode."""
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownCode(self.name, code) from None

    def label(self, code: str) -> str:
        """The words shown for a code; raises UnknownCode."""
        return self.get(code).label

    def codes(self) -> frozenset[str]:
        """Every code ever used in this list."""
        return frozenset(self._by_code)
