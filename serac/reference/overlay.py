"""A partnership's own file: which areas it covers, and the few keys it may set for itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from serac.reference import nodes
from serac.reference.entries import Confidence, Entry, EntryList
from serac.reference.nodes import read_nodes
from serac.reference.problems import Report
from serac.reference.rules import PartnershipRules, value_faults
from serac.reference.shapes import between, read_object, refers
from serac.reference.subjects import LOCAL_BASES, Area, Basis, Clock, Retention, Rule, Value, Word

E = TypeVar("E", bound=Entry)
S = TypeVar("S")
FOLDER = "partnerships"
FILE = "partnership.yaml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who the partnership is, and what it covers."""

    slug: str
    name: str
    kind: Literal["region", "county", "district"]
    parent: str | None = None
    fictional: bool = False
    covers: tuple[str, ...] = refers("areas")


@dataclass(frozen=True, kw_only=True, slots=True)
class WordSetting:
    """What a partnership calls one of them, and several."""

    label: str
    plural: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockSetting:
    """A partnership's own length of time."""

    value: int = between(0, 1000)
    unit: Literal["minute", "hour", "day", "night", "week", "month"]
    days: Literal["working", "calendar"]


@dataclass(frozen=True, kw_only=True, slots=True)
class RetentionSetting:
    """A partnership's own period; whether it reviews first is not its to drop."""

    years: int = between(1, 150)


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlay:
    """A partnership's file."""

    compiled: date
    partnership: Identity
    areas: tuple[Area, ...] = ()
    rules: Mapping[str, bool | int | str | tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, WordSetting] = field(default_factory=dict)
    clocks: Mapping[str, ClockSetting] = field(default_factory=dict)
    retention: Mapping[str, RetentionSetting] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OverlayRead:
    """An overlay with its report, and the tree it came from, whose lines later problems name."""

    report: Report
    root: nodes.Mapping | None
    overlay: Overlay | None

    def line(self, part: str, key: str) -> int:
        """The line a key of a part stands on."""
        node = self.root.items.get(part) if self.root else None
        return node.lines.get(key, node.line) if isinstance(node, nodes.Mapping) else node.line if node else 1


def read_overlay(file: str, text: str) -> OverlayRead:
    """One partnership's file, so far as it can be read by itself."""
    report = Report(file)
    root = read_nodes(text, report)
    overlay = read_object(Overlay, root, report, {}) if root is not None else None
    read = OverlayRead(report, root, overlay)
    if overlay is not None:
        folder = file.split("/")[-2]
        slug = overlay.partnership.slug
        if slug != folder:
            line = read.line("partnership", "slug")
            report.add(line, f"The slug '{slug}' is not the folder's name.", f"Write '{folder}'.")
        for area in overlay.areas:
            if area.partnership != slug:
                what = f"The area '{area.code}' does not name this partnership."
                report.add(read.line("areas", area.code), what, f"Add 'partnership: {slug}' to it.")
    return read


def apply_overlay(read: OverlayRead, base: PartnershipRules) -> PartnershipRules | None:
    """The base rules with the overlay's on top; what it may not set is a problem in its report."""
    overlay = read.overlay
    if overlay is None:
        return None
    rules = _set_rules(read, overlay, base.rules)
    words = _set_words(read, overlay, base.words)
    clocks = _set_clocks(read, overlay, base.clocks)
    retention = _set_retention(read, overlay, base.retention)
    who = overlay.partnership
    changed = {
        entry.key: who.slug for entry in (*rules.values(), *words.values(), *clocks.values(), *retention.values())
    }
    return PartnershipRules(
        slug=who.slug,
        name=who.name,
        kind=who.kind,
        parent=who.parent,
        fictional=who.fictional,
        covers=who.covers,
        rules=_merged(base.rules, rules),
        words=_merged(base.words, words),
        clocks=_merged(base.clocks, clocks),
        retention=_merged(base.retention, retention),
        set_by=MappingProxyType({**base.set_by, **changed}),
    )


def _set_rules(read: OverlayRead, overlay: Overlay, known: EntryList[Rule]) -> dict[str, Rule]:
    """The rules an overlay sets; a list of codes is looked up later with every other code."""

    def change(rule: Rule, value: Value) -> Rule | None:
        line = read.line("rules", rule.code)
        faults = tuple(value_faults(rule, value))
        for what, remedy in faults:
            read.report.add(line, what, remedy)
        if faults:
            return None
        changed = replace(rule, value=value, basis=Basis.LOCAL, **_set_by(overlay))
        for code in changed.named():
            read.report.mention(line, code, (str(rule.holds),))
        return changed

    return _settings(read, "rules", overlay.rules, known, lambda rule: rule.local, change)


def _set_words(read: OverlayRead, overlay: Overlay, known: EntryList[Word]) -> dict[str, Word]:
    """The words an overlay sets."""

    def change(word: Word, to: WordSetting) -> Word:
        return replace(word, label=to.label, plural=to.plural, **_set_by(overlay))

    return _settings(read, "words", overlay.words, known, lambda word: word.local, change)


def _set_clocks(read: OverlayRead, overlay: Overlay, known: EntryList[Clock]) -> dict[str, Clock]:
    """The clocks an overlay sets: never one that the law, guidance or a contract sets."""

    def change(clock: Clock, to: ClockSetting) -> Clock:
        return replace(clock, value=to.value, unit=to.unit, days=to.days, basis=Basis.LOCAL, **_set_by(overlay))

    return _settings(read, "clocks", overlay.clocks, known, lambda clock: clock.basis in LOCAL_BASES, change)


def _set_retention(read: OverlayRead, overlay: Overlay, known: EntryList[Retention]) -> dict[str, Retention]:
    """The periods an overlay sets."""

    def change(retention: Retention, to: RetentionSetting) -> Retention:
        return replace(retention, years=to.years, basis=Basis.LOCAL, **_set_by(overlay))

    return _settings(read, "retention", overlay.retention, known, lambda retention: retention.local, change)


def _set_by(overlay: Overlay) -> dict[str, Any]:
    """What a partnership's own value says of where it comes from: it is theirs to decide."""
    return {"source": f"Set by {overlay.partnership.name}", "confidence": Confidence.SECONDARY}


def _settings(
    read: OverlayRead,
    part: str,
    settings: Mapping[str, S],
    known: EntryList[E],
    may: Callable[[E], bool],
    change: Callable[[E, S], E | None],
) -> dict[str, E]:
    """The entries one part of an overlay changes; a key that is unknown or national is a problem."""
    changed: dict[str, E] = {}
    for code, setting in settings.items():
        line = read.line(part, code)
        remedy = f"Remove it; here it may set: {', '.join(entry.code for entry in known if may(entry))}."
        if code not in known:
            read.report.add(line, f"'{code}' is not known among the {part}.", remedy)
        elif not may(known.get(code)):
            read.report.add(line, f"'{code}' is national: a partnership may not set it.", remedy)
        elif (entry := change(known.get(code), setting)) is not None:
            changed[code] = entry
    return changed


def _merged(base: EntryList[E], changed: Mapping[str, E]) -> EntryList[E]:
    """The list with the changed entries in their places."""
    return EntryList(base.name, base.file, (changed.get(entry.code, entry) for entry in base))
