"""Reads YAML into a plain tree that remembers its line numbers, refusing everything we do not need.

No aliases, anchors, tags or second documents: a few lines of those can grow into gigabytes or into code. No guessing
either: `yes`, `no`, `on` and `off` must be written as true or false, or in quotes (the country code of Norway).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from serac.reference.problems import Report

LARGEST: Final = 1_000_000
"""Most characters in one file."""
DEEPEST: Final = 12
"""Most levels of nesting in one file."""

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_TRUES: Final = frozenset({"true", "True", "TRUE"})
_FALSES: Final = frozenset({"false", "False", "FALSE"})
_GUESSED: Final = frozenset({"yes", "no", "on", "off", "y", "n"})
_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")
_WHOLE: Final = re.compile(r"[-+]?[0-9]{1,12}")


@dataclass(slots=True)
class Scalar:
    """A single value; `value` is None, a bool, an int or the text itself."""

    line: int
    value: bool | int | str | None


@dataclass(slots=True)
class Sequence:
    """A list of nodes."""

    line: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Named nodes, with the line of each name."""

    line: int
    items: dict[str, Node] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


class _Refused(Exception):
    """Stops reading: what follows cannot be trusted."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.line, self.what, self.remedy = line, what, remedy


def read_nodes(text: str, report: Report) -> Mapping | None:
    """The tree of a file, or None with the reason in the report."""
    if len(text) > LARGEST:
        report.add(1, "The file is larger than 1 MB.", "Split it, or remove what is not reference data.")
        return None
    if half := _HALF_CHARACTER.search(text):
        line = text.count("\n", 0, half.start()) + 1
        report.add(line, "There is half a character here.", "Save the file as UTF-8.")
        return None
    try:
        root = _build(text, report)
    except _Refused as refused:
        report.add(refused.line, refused.what, refused.remedy)
        return None
    except yaml.YAMLError as error:
        what = f"This is not readable YAML: {_short(error)}."
        report.add(_line_of(error, text), what, "Check the spaces, colons and quotes there.")
        return None
    if not isinstance(root, Mapping):
        report.add(1, "The file must be a set of named parts.", "Start with 'compiled:' and then the name of a list.")
        return None
    return root


def _build(text: str, report: Report) -> Node | None:
    """Put the parser's events together into one tree, without recursion."""
    tree = _Tree(report)
    for event in _events(text):
        if isinstance(event, yaml.CollectionEndEvent):
            tree.close()
        else:
            tree.take(event, line_of(event))
    return tree.root


def line_of(event: yaml.Event) -> int:
    """The line an event starts on, counted from one."""
    return event.start_mark.line + 1 if event.start_mark else 1


def _events(text: str) -> Iterator[yaml.NodeEvent | yaml.CollectionEndEvent]:
    """The events that carry content; refuses aliases, anchors, tags and second documents."""
    documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = line_of(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(line, "Aliases and anchors (& and *) are not accepted.", "Write the value out in full.")
        if getattr(event, "tag", None):
            raise _Refused(line, "Tags (!) are not accepted.", "Write the plain value.")
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _Refused(line, "There is a second document in the file.", "Keep one document a file.")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent | yaml.CollectionEndEvent):
            yield event


class _Tree:
    """The tree so far: its root, and the collections still open with the name each is waiting to give a value to."""

    def __init__(self, report: Report) -> None:
        self.root: Node | None = None
        self._report = report
        self._open: list[Sequence | Mapping] = []
        self._names: list[tuple[str, int] | None] = []

    def take(self, event: yaml.NodeEvent | yaml.CollectionEndEvent, line: int) -> None:
        """Add one value or name to the innermost open collection."""
        if self._open and isinstance(self._open[-1], Mapping) and self._names[-1] is None:
            if not isinstance(event, yaml.ScalarEvent):
                raise _Refused(line, "A name must be a single word.", "Write 'name: value'.")
            self._names[-1] = (str(event.value), line)
            return
        node = _node_of(event, line)
        self._attach(node)
        if not isinstance(node, Scalar):
            if len(self._open) >= DEEPEST:
                raise _Refused(line, "This is nested too deeply.", f"Use at most {DEEPEST} levels.")
            self._open.append(node)
            self._names.append(None)

    def close(self) -> None:
        """The innermost collection is complete."""
        self._open.pop()
        self._names.pop()

    def _attach(self, node: Node) -> None:
        """Hang a node on its parent, noting a name used twice."""
        if not self._open:
            self.root = node
            return
        parent, named = self._open[-1], self._names[-1]
        self._names[-1] = None
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif named is not None and named[0] in parent.items:
            first = parent.lines[named[0]]
            self._report.add(named[1], f"'{named[0]}' is given twice.", f"Keep one (the first is on line {first}).")
        elif named is not None:
            parent.items[named[0]] = node
            parent.lines[named[0]] = named[1]


def _node_of(event: yaml.NodeEvent | yaml.CollectionEndEvent, line: int) -> Node:
    """An empty collection, or the value of a scalar."""
    if isinstance(event, yaml.MappingStartEvent):
        return Mapping(line)
    if isinstance(event, yaml.SequenceStartEvent):
        return Sequence(line)
    text = str(getattr(event, "value", ""))
    return Scalar(line, text if getattr(event, "style", None) else _plain(text, line))


def _plain(text: str, line: int) -> bool | int | str | None:
    """What an unquoted word stands for."""
    if text in _NULLS:
        return None
    if text in _TRUES:
        return True
    if text in _FALSES:
        return False
    if text.lower() in _GUESSED:
        raise _Refused(line, f"'{text}' can be read in two ways.", "Write true or false, or put the word in quotes.")
    return int(text) if _WHOLE.fullmatch(text) else text


def _line_of(error: yaml.YAMLError, text: str) -> int:
    """The line a YAML error speaks of, counted from one."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    position = getattr(error, "position", 0)
    return text.count("\n", 0, position if isinstance(position, int) else 0) + 1


def _short(error: yaml.YAMLError) -> str:
    """The parser's own words, in one line."""
    return str(
        getattr(error, "problem", None) or getattr(error, "reason", None) or "a character is not allowed"
    ).strip()
