"""Reads one national file: its heading, and the lists it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from serac.reference import nodes
from serac.reference.entries import Entry
from serac.reference.nodes import read_nodes
from serac.reference.problems import Report
from serac.reference.reference import LISTS, ListSpec, SourceFile
from serac.reference.shapes import read_object, shape_of

FILES: Mapping[str, tuple[ListSpec, ...]] = {
    file: tuple(spec for spec in LISTS.values() if spec.file == file) for file in {spec.file for spec in LISTS.values()}
}
"""The lists each file holds."""
DEFAULTABLE = frozenset({"source", "confidence", "valid_from", "valid_to"})
"""What a list may say once for all its entries."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """The top of a file."""

    compiled: date
    about: str
    attribution: tuple[str, ...] = ()


@dataclass(slots=True)
class FileRead:
    """The lists a file gave, every code (of faulty entries too) with its line, and what was found."""

    report: Report
    source: SourceFile | None = None
    lists: dict[str, list[Entry]] = field(default_factory=dict)
    codes: dict[str, set[str]] = field(default_factory=dict)
    lines: dict[str, dict[str, int]] = field(default_factory=dict)


def fingerprint_of(text: str) -> str:
    """The SHA-256 of a file's content."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_file(file: str, text: str) -> FileRead:
    """One national file, with every problem found in it."""
    read = FileRead(Report(file))
    specs = FILES.get(file)
    if specs is None:
        read.report.add(1, "This file is not one the service knows.", f"Use one of: {', '.join(sorted(FILES))}.")
        return read
    root = read_nodes(text, read.report)
    if root is None:
        return read
    heading, defaults = _heading(root, specs, read.report)
    for spec in specs:
        _read_list(spec, root, defaults.get(spec.name, {}), read)
    if heading is not None:
        names = tuple(spec.name for spec in specs)
        mark = fingerprint_of(text)
        read.source = SourceFile(file, mark, heading.compiled, heading.about, heading.attribution, names)
    return read


def _heading(
    root: nodes.Mapping, specs: tuple[ListSpec, ...], report: Report
) -> tuple[Heading | None, dict[str, dict[str, nodes.Node]]]:
    """The heading, and what each list says once for all its entries."""
    names = {spec.name for spec in specs}
    top = nodes.Mapping(root.line)
    known = {*shape_of(Heading), *names, "defaults"}
    for key, node in root.items.items():
        if key not in known:
            report.add(root.lines[key], f"'{key}' is not a name used here.", f"Use one of: {', '.join(sorted(known))}.")
        elif key not in names and key != "defaults":
            top.items[key], top.lines[key] = node, root.lines[key]
    heading = read_object(Heading, top, report, {})
    return heading, _defaults(root.items.get("defaults"), names, report)


def _defaults(node: nodes.Node | None, names: Iterable[str], report: Report) -> dict[str, dict[str, nodes.Node]]:
    """The values a list gives once for all its entries."""
    found: dict[str, dict[str, nodes.Node]] = {}
    if node is None:
        return found
    if not isinstance(node, nodes.Mapping):
        report.add(
            node.line, "'defaults' should name lists.", "Write the list's name, and under it source and confidence."
        )
        return found
    for name, values in node.items.items():
        if name not in names:
            report.add(
                node.lines[name], f"'{name}' is not a list of this file.", f"Use one of: {', '.join(sorted(names))}."
            )
        elif not isinstance(values, nodes.Mapping) or values.items.keys() - DEFAULTABLE:
            remedy = f"Give only: {', '.join(sorted(DEFAULTABLE))}."
            report.add(node.lines[name], f"The defaults of '{name}' say too much.", remedy)
        else:
            found[name] = values.items
    return found


def _read_list(spec: ListSpec, root: nodes.Mapping, defaults: Mapping[str, nodes.Node], read: FileRead) -> None:
    """The entries of one list; a code used twice is a problem."""
    node = root.items.get(spec.name)
    if node is None:
        read.report.add(1, f"The list '{spec.name}' is missing.", f"Add '{spec.name}:' and its entries.")
        return
    if not isinstance(node, nodes.Sequence) or not node.items:
        read.report.add(node.line, f"'{spec.name}' has no entries.", "Write each entry after '- code:'.")
        return
    entries = read.lists.setdefault(spec.name, [])
    codes = read.codes.setdefault(spec.name, set())
    lines = read.lines.setdefault(spec.name, {})
    for item in node.items:
        code = _code_of(item)
        if code in lines:
            remedy = f"Give it a code of its own (the first is on line {lines[code]}); a code has one meaning for ever."
            read.report.add(item.line, f"The code '{code}' is used twice in '{spec.name}'.", remedy)
            continue
        lines[code] = item.line
        codes.add(code)
        entry = read_object(spec.kind, item, read.report, defaults, list_name=spec.name)
        if entry is not None:
            entries.append(entry)


def _code_of(node: nodes.Node) -> str:
    """The code an entry gives itself, or a word no code can be."""
    code = node.items.get("code") if isinstance(node, nodes.Mapping) else None
    return code.value if isinstance(code, nodes.Scalar) and isinstance(code.value, str) else f"(line {node.line})"
