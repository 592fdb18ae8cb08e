"""Reference data laid out for reading: plain rows of words, made for one day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Final

from serac.core.clock import day_in_words
from serac.reference.entries import Confidence, Entry, EntryList, Status
from serac.reference.reference import LISTS, Reference
from serac.reference.rules import PartnershipRules
from serac.reference.subjects import Clock, Retention, Rule, Word

_COMMON: Final = frozenset(field.name for field in fields(Entry))
_CONFIDENCE: Final = {
    Confidence.VERIFIED: "Checked against its source",
    Confidence.SECONDARY: "From a second-hand source, or our own",
    Confidence.UNVERIFIED: "Not confirmed",
}
LOCAL_LISTS: Final = ("rules", "words", "clocks", "retention")
"""The lists of which a partnership may change some values."""


@dataclass(frozen=True)
class SubjectRow:
    """One list: how many entries are offered today, and how many are not and why."""

    name: str
    title: str
    offered: int
    retired: int
    later: int
    to_check: int


@dataclass(frozen=True)
class FileRow:
    """One file and the lists in it. `fingerprint` is its beginning: enough to tell two apart."""

    name: str
    about: str
    compiled: date
    fingerprint: str
    sources: tuple[str, ...]
    subjects: tuple[SubjectRow, ...]


class Group(StrEnum):
    """Where an entry stands today."""

    IN_FORCE = "In force today"
    LATER = "Not in force yet"
    TO_CHECK = "To be checked: never offered"
    RETIRED = "Retired"


@dataclass(frozen=True)
class EntryRow:
    """One entry in words. `local`: what partnerships have set instead, as (partnership, value)."""

    code: str
    label: str
    hint: str
    dates: str
    source: str
    confidence: str
    facts: tuple[tuple[str, str], ...]
    local: tuple[tuple[str, str], ...]


def title_of(name: str) -> str:
    """The name of a list as a heading."""
    return name.replace("_", " ").capitalize().replace("nrm", "NRM")


def group_of(entry: Entry, on: date) -> Group:
    """Where an entry stands on that day; ended wins over everything else."""
    if entry.valid_to is not None and entry.valid_to < on:
        return Group.RETIRED
    if not entry.trusted():
        return Group.TO_CHECK
    return Group.IN_FORCE if entry.in_force(on) else Group.LATER


def file_rows(reference: Reference, on: date) -> list[FileRow]:
    """Every national file, by name."""
    return [
        FileRow(
            name=file.name,
            about=file.about,
            compiled=file.compiled,
            fingerprint=file.fingerprint[:8],
            sources=file.attribution,
            subjects=tuple(_subject_row(reference.list(name), on) for name in file.lists),
        )
        for _, file in sorted(reference.files.items())
        if file.lists
    ]


def entry_groups(reference: Reference, name: str, on: date) -> list[tuple[Group, list[EntryRow]]]:
    """The entries of one list by where they stand today, empty groups left out; raises UnknownCode."""
    entries = reference.list(name).all()
    local = _local(reference, name)
    groups = [(group, [entry_row(e, local) for e in entries if group_of(e, on) is group]) for group in Group]
    return [(group, rows) for group, rows in groups if rows]


def to_check_groups(reference: Reference) -> list[tuple[str, list[EntryRow]]]:
    """What nobody has confirmed yet, by list."""
    waiting = reference.to_check()
    by_list = {name: [entry_row(e, {}) for e in waiting if e.list_name == name] for name in LISTS}
    inner = [entry_row(entry, {}) for entry in waiting if entry.list_name not in LISTS]
    return [(title_of(name), rows) for name, rows in {**by_list, "steps_of_pathways": inner}.items() if rows]


def entry_row(entry: Entry, local: dict[str, list[tuple[str, str]]]) -> EntryRow:
    """One entry in words."""
    return EntryRow(
        code=entry.code,
        label=entry.label,
        hint=entry.hint or entry.note or "",
        dates=_dates(entry),
        source=entry.source,
        confidence=_CONFIDENCE[entry.confidence],
        facts=tuple(_facts(entry)),
        local=tuple(local.get(entry.code, ())),
    )


def _subject_row(entries: EntryList[Entry], on: date) -> SubjectRow:
    groups = [group_of(entry, on) for entry in entries]
    counts = {group: groups.count(group) for group in Group}
    return SubjectRow(
        entries.name,
        title_of(entries.name),
        counts[Group.IN_FORCE],
        counts[Group.RETIRED],
        counts[Group.LATER],
        counts[Group.TO_CHECK],
    )


def _dates(entry: Entry) -> str:
    words = []
    if entry.status is Status.PENDING:
        words.append("not begun")
    if entry.status is Status.UNCONFIRMED:
        words.append("start not confirmed")
    if entry.valid_from:
        words.append(f"from {day_in_words(entry.valid_from)}")
    if entry.valid_to:
        words.append(f"until {day_in_words(entry.valid_to)}")
    return ", ".join(words).capitalize()


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    """What this kind of entry says beyond every entry; what it leaves open is left out."""
    for field in fields(entry):
        value = getattr(entry, field.name)
        if field.name not in _COMMON and value not in (None, (), ""):
            yield field.name.replace("_", " ").capitalize(), _in_words(value)


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, Entry):
        return value.label
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Iterable):
        return "; ".join(_in_words(one) for one in value)
    return str(value)


def _local(reference: Reference, name: str) -> dict[str, list[tuple[str, str]]]:
    """What each partnership has set itself in this list, by code; what it inherits stands at its parent."""
    found: dict[str, list[tuple[str, str]]] = {}
    if name not in LOCAL_LISTS:
        return found
    for slug, rules in sorted(reference.partnerships.items()):
        for entry in _entries_of(rules, name):
            if rules.set_by.get(entry.key) == slug:
                found.setdefault(entry.code, []).append((rules.name, _local_value(entry)))
    return found


def _entries_of(rules: PartnershipRules, name: str) -> Iterable[Entry]:
    lists: dict[str, Iterable[Entry]] = {
        "rules": rules.rules,
        "words": rules.words,
        "clocks": rules.clocks,
        "retention": rules.retention,
    }
    return lists[name]


def _local_value(entry: Entry) -> str:
    if isinstance(entry, Rule):
        return _in_words(entry.value)
    if isinstance(entry, Word):
        return f"{entry.label}; {entry.plural}"
    if isinstance(entry, Clock):
        return f"{entry.value} {entry.days} {entry.unit}{'' if entry.value == 1 else 's'}"
    if isinstance(entry, Retention):
        return f"{entry.years} years"
    return entry.label
