"""Loads config/ at start-up, whole or not at all; nothing here writes, and nothing knows of Flask or the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from serac.reference.entries import Entry, EntryList
from serac.reference.files import FILES, FileRead, read_file
from serac.reference.overlay import FILE, FOLDER, OverlayRead, apply_overlay, read_overlay
from serac.reference.problems import BadReference, Mention, Problem
from serac.reference.reference import LISTS, Reference
from serac.reference.rules import NATIONAL, PartnershipRules, value_faults

LOCAL_LISTS = {"rules", "words", "clocks", "retention"}
"""The lists a partnership may set values of."""
Lists = dict[str, EntryList[Any]]
Codes = dict[str, set[str]]


def load(folder: Path) -> Reference:
    """The reference data in a folder; raises BadReference with every problem found in it."""
    texts, problems = read_texts(folder)
    try:
        reference = assemble(texts)
    except BadReference as bad:
        raise BadReference([*problems, *bad.problems]) from None
    if problems:
        raise BadReference(problems)
    return reference


def read_texts(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """Every file's text by its path within the folder, and the files that cannot be read as text."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    paths = [*folder.glob("*.y*ml"), *folder.glob(f"{FOLDER}/*/*.y*ml")]
    for path in sorted(paths):
        name = path.relative_to(folder).as_posix()
        content = path.read_bytes()
        try:
            texts[name] = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            problems.append(Problem(name, line, "This is not UTF-8 text.", "Save the file as UTF-8."))
    return texts, problems


def assemble(texts: Mapping[str, str]) -> Reference:
    """Reference data from the texts of its files; raises BadReference with every problem found in them."""
    problems = [
        Problem(file, 1, "The file is missing.", "Put it back; every national file is needed.")
        for file in FILES.keys() - texts.keys()
    ]
    national = [read_file(name, text) for name, text in sorted(texts.items()) if not name.startswith(f"{FOLDER}/")]
    overlays = [read_overlay(name, text) for name, text in sorted(texts.items()) if _is_overlay(name, problems)]
    lists, codes = _joined(national)
    _add_areas(lists, codes, overlays)
    base = _national_rules(lists)
    partnerships = _partnerships(base, overlays) if codes.keys() >= LOCAL_LISTS else {}
    _check_rules(national, base)
    for report in (*(read.report for read in national), *(read.report for read in overlays)):
        problems += report.problems
        problems += _dangling(report.mentions, codes)
    if problems:
        raise BadReference(problems)
    files = {read.source.name: read.source for read in national if read.source}
    return Reference(
        **lists,
        files=MappingProxyType(files),
        national=base,
        partnerships=MappingProxyType(partnerships),
        texts=MappingProxyType(dict(texts)),
    )


def _is_overlay(name: str, problems: list[Problem]) -> bool:
    """Whether a file is a partnership's own; any other file in its folder is a problem."""
    if not name.startswith(f"{FOLDER}/"):
        return False
    if name.endswith(f"/{FILE}"):
        return True
    problems.append(Problem(name, 1, "This file is not one the service knows.", f"Call it {FILE}, or remove it."))
    return False


def _joined(reads: Iterable[FileRead]) -> tuple[Lists, Codes]:
    """Every list, an empty one where it could not be read, and every code of those that could."""
    entries: dict[str, list[Entry]] = {}
    codes: Codes = {}
    for read in reads:
        entries.update(read.lists)
        codes.update(read.codes)
    lists: Lists = {name: EntryList(name, spec.file, entries.get(name, ())) for name, spec in LISTS.items()}
    return lists, codes


def _add_areas(lists: Lists, codes: Codes, overlays: Sequence[OverlayRead]) -> None:
    """Put the areas that partnerships define among the national ones; a code that is taken is a problem.

    Where one partnership's file cannot be read, no area is called unknown: it may be one of theirs.
    """
    areas = list(lists["areas"])
    known = set(codes.pop("areas", ()))
    readable = len(areas) > 0 and all(read.overlay for read in overlays)
    for read in overlays:
        for area in read.overlay.areas if read.overlay else ():
            if area.code in known:
                what = f"The area code '{area.code}' is taken."
                read.report.add(read.line("areas", area.code), what, "Give it a code of its own.")
                continue
            known.add(area.code)
            areas.append(area)
    lists["areas"] = EntryList("areas", lists["areas"].file, areas)
    if readable:
        codes["areas"] = known


def _national_rules(lists: Lists) -> PartnershipRules:
    """The rules where no partnership has set its own."""
    return PartnershipRules(
        slug=NATIONAL,
        name="National values",
        kind="national",
        parent=None,
        fictional=False,
        covers=(),
        set_by=MappingProxyType({}),
        rules=lists["rules"],
        words=lists["words"],
        clocks=lists["clocks"],
        retention=lists["retention"],
    )


def _check_rules(reads: Iterable[FileRead], base: PartnershipRules) -> None:
    """A national value keeps to its own bounds, and names codes that exist."""
    for read in reads:
        for rule in base.rules if "rules" in read.lists else ():
            line = read.lines["rules"].get(rule.code, 1)
            for what, remedy in value_faults(rule, rule.value):
                read.report.add(line, what, remedy)
            for code in rule.named():
                read.report.mention(line, code, (str(rule.holds),))


def _partnerships(base: PartnershipRules, overlays: Sequence[OverlayRead]) -> dict[str, PartnershipRules]:
    """The rules of every partnership, each on top of its parent's."""
    waiting = {read.overlay.partnership.slug: read for read in overlays if read.overlay}
    made: dict[str, PartnershipRules] = {}
    while waiting:
        ready = [slug for slug, read in waiting.items() if _parent(read) is None or _parent(read) in made]
        if not ready:
            break
        for slug in ready:
            read = waiting.pop(slug)
            rules = apply_overlay(read, made.get(_parent(read) or "", base))
            if rules is not None:
                made[slug] = rules
    unread = any(read.overlay is None for read in overlays)
    for read in () if unread else waiting.values():
        what = f"The parent '{_parent(read)}' is not a partnership, or has this one above it."
        read.report.add(read.line("partnership", "parent"), what, "Name another partnership's slug, or null.")
    return made


def _parent(read: OverlayRead) -> str | None:
    """The slug of the partnership above."""
    return read.overlay.partnership.parent if read.overlay else None


def _dangling(mentions: Iterable[Mention], codes: Codes) -> list[Problem]:
    """The codes that no list has. A list that could not be read has its own problem, and is blamed for no others."""
    problems = []
    for mention in mentions:
        readable = all(name in codes for name in mention.lists)
        if readable and not any(mention.code in codes[name] for name in mention.lists):
            names = " or ".join(mention.lists)
            what = f"'{mention.code}' is not a code of {names}."
            problems.append(Problem(mention.file, mention.line, what, f"Add it to {names}, or correct the spelling."))
    return problems
