"""Turns a tree of nodes into a frozen dataclass, by its annotations: one declaration serves types and validation.

Understood: str, int, bool, date, time, a StrEnum, Literal, a dataclass, `X | None`, `tuple[X, ...]`, `Mapping[str, X]`.
Metadata: `refers` (lists a code must be in), `key` (its name in the file), `least`, `most`, `ours` (never from a file).
"""

from __future__ import annotations

import re
from collections import abc
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date, time
from enum import StrEnum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from serac.reference import nodes
from serac.reference.entries import Entry
from serac.reference.problems import Report

CODE: Final = re.compile(r"[a-z0-9][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)*")
LONGEST_CODE: Final = 80
"""Most characters in one code: what the database's columns hold."""
LONGEST: Final = 3000
"""Most characters in one text."""
DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME: Final = re.compile(r"[0-9]{2}:[0-9]{2}")

BAD: Final = object()
"""Stands for a value that could not be read; its problem is in the report."""

T = TypeVar("T")
S = TypeVar("S", str, int, bool)
Reader = Callable[[nodes.Node, Report], object]


def refers(*lists: str, default: object = MISSING) -> Any:  # what dataclasses.field is typed as
    """A field that holds the code of an entry in one of these lists (or several codes)."""
    return field(default=default, metadata={"refers": lists})


def named(key: str, *lists: str) -> Any:  # as above
    """A required field called something else in the file (a Python keyword), perhaps referring to a list."""
    return field(metadata={"key": key, "refers": lists})


def between(least: int, most: int, default: object = MISSING) -> Any:  # as above
    """A whole number with bounds."""
    return field(default=default, metadata={"least": least, "most": most})


@dataclass(frozen=True, slots=True)
class FieldShape:
    """How one field is called in the file and read from it."""

    name: str
    key: str
    required: bool
    read: Reader


@cache
def shape_of(kind: type) -> Mapping[str, FieldShape]:
    """The fields of a dataclass by their names in the file."""
    hints = get_type_hints(kind)
    shapes = {}
    for item in fields(kind):
        if item.metadata.get("ours"):
            continue
        key = item.metadata.get("key", item.name)
        required = item.default is MISSING and item.default_factory is MISSING
        reader = _code if item.name == "code" else reader_for(hints[item.name], item.metadata)
        shapes[key] = FieldShape(item.name, key, required, reader)
    return MappingProxyType(shapes)


def read_object(
    kind: type[T], node: nodes.Node, report: Report, defaults: Mapping[str, nodes.Node], **ours: object
) -> T | None:
    """One dataclass from its node, or None. `defaults` fill what the node leaves out; no file may set `ours`."""
    if not isinstance(node, nodes.Mapping):
        report.add(node.line, "This should be a set of named values.", "Write 'name: value', one a line.")
        return None
    shapes = shape_of(cast("Any", kind))
    for key in sorted(node.items.keys() - shapes.keys()):
        report.add(node.lines[key], f"'{key}' is not a name used here.", f"Use one of: {', '.join(sorted(shapes))}.")
    values: dict[str, object] = dict(ours)
    for key, shape in shapes.items():
        given = node.items.get(key) or defaults.get(key)
        if given is not None:
            values[shape.name] = shape.read(given, report)
        elif shape.required:
            report.add(node.line, f"'{key}' is missing.", f"Add '{key}:' to this entry.")
            values[shape.name] = BAD
    if any(value is BAD for value in values.values()):
        return None
    made = kind(**values)
    faults = tuple(made.faults()) if isinstance(made, Entry) else ()
    for what, remedy in faults:
        report.add(node.line, f"{values.get('code')}: {what}", remedy)
    return None if faults else made


def reader_for(hint: object, metadata: Mapping[str, Any]) -> Reader:
    """The reader of one annotation."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _one_of_several(arguments, metadata)
    if origin is tuple:
        return _list_of(reader_for(arguments[0], metadata))
    if origin is abc.Mapping:
        return _named(reader_for(arguments[1], metadata))
    if origin is Literal:
        return _choice({str(value): value for value in arguments})
    if isinstance(hint, type):
        return _single(hint, metadata)
    raise TypeError(f"no reader for {hint!r}")


def _single(hint: type, metadata: Mapping[str, Any]) -> Reader:
    """The reader of a plain class."""
    if issubclass(hint, StrEnum):
        return _choice({member.value: member for member in hint})
    if is_dataclass(hint):
        return _inner(hint)
    if hint is str:
        return _reference(metadata["refers"]) if metadata.get("refers") else _text
    if hint is int:
        return _number(metadata.get("least", 0), metadata.get("most", 1_000_000_000))
    simple: dict[type, Reader] = {bool: _flag, date: _date, time: _time}
    return simple[hint]


def _inner(kind: type) -> Reader:
    """A dataclass inside another."""
    ours = {"list_name": f"{kind.__name__.lower()}s"} if issubclass(kind, Entry) else {}

    def read(node: nodes.Node, report: Report) -> object:
        made: object = read_object(kind, node, report, {}, **ours)
        return BAD if made is None else made

    return read


def _one_of_several(kinds: tuple[Any, ...], metadata: Mapping[str, Any]) -> Reader:
    """A value of one of several types, told apart by its look; null only where null is one of them."""
    readers = {_look_of(kind): reader_for(kind, metadata) for kind in kinds if kind is not NoneType}
    first = next(iter(readers.values()))

    def read(node: nodes.Node, report: Report) -> object:
        look = type(node.value) if isinstance(node, nodes.Scalar) else type(node)
        if look is NoneType and NoneType in kinds:
            return None
        return readers.get(look, first)(node, report)

    return read


def _look_of(kind: object) -> object:
    """What a value of this type looks like in the file."""
    if kind is bool or kind is int:
        return kind
    if get_origin(kind) is tuple:
        return nodes.Sequence
    return nodes.Mapping if get_origin(kind) is abc.Mapping or is_dataclass(kind) else str


def _scalar(node: nodes.Node, report: Report, wanted: type[S], words: str, more: str = "") -> S | None:
    """The value of this very type (true is not a number), or None with a problem."""
    if isinstance(node, nodes.Scalar) and type(node.value) is wanted:
        return node.value
    report.add(node.line, f"This should be {words}.", f"Write {words}.{more}")
    return None


def _string(node: nodes.Node, report: Report, words: str) -> str | None:
    """The text of a node, or None with a problem."""
    return _scalar(node, report, str, words, " Put it in quotes if it is meant as text.")


def _text(node: nodes.Node, report: Report) -> object:
    value = _string(node, report, "a text")
    if value is None:
        return BAD
    if not value.strip() or len(value) > LONGEST:
        report.add(node.line, "This text is empty or too long.", f"Write between 1 and {LONGEST} characters.")
        return BAD
    return value


def _code(node: nodes.Node, report: Report) -> object:
    value = _string(node, report, "a code")
    if value is None:
        return BAD
    if len(value) <= LONGEST_CODE and CODE.fullmatch(value):
        return value
    remedy = f"Use small letters, digits and _, with dots between parts, {LONGEST_CODE} characters at most."
    report.add(node.line, f"'{value[:LONGEST_CODE]}' is not the shape of a code.", remedy)
    return BAD


def _reference(lists: tuple[str, ...]) -> Reader:
    """A code, noted so that it can be looked for once every list is read."""

    def read(node: nodes.Node, report: Report) -> object:
        value = _code(node, report)
        if isinstance(value, str):
            report.mention(node.line, value, lists)
        return value

    return read


def _number(least: int, most: int) -> Reader:
    def read(node: nodes.Node, report: Report) -> object:
        value = _scalar(node, report, int, "a whole number")
        if value is None:
            return BAD
        if least <= value <= most:
            return value
        report.add(node.line, f"{value} is out of bounds.", f"Write a number from {least} to {most}.")
        return BAD

    return read


def _flag(node: nodes.Node, report: Report) -> object:
    value = _scalar(node, report, bool, "true or false")
    return BAD if value is None else value


def _date(node: nodes.Node, report: Report) -> object:
    return _parsed(node, report, DATE, date.fromisoformat, "a date such as '2026-04-07'")


def _time(node: nodes.Node, report: Report) -> object:
    return _parsed(node, report, TIME, time.fromisoformat, "a time such as '09:00'")


def _parsed(
    node: nodes.Node, report: Report, shape: re.Pattern[str], parse: Callable[[str], object], words: str
) -> object:
    value = _string(node, report, words)
    if value is None:
        return BAD
    with suppress(ValueError):
        if shape.fullmatch(value):
            return parse(value)
    report.add(node.line, f"'{value[:40]}' is not {words.partition(' such')[0]}.", f"Write {words}.")
    return BAD


def _choice(choices: Mapping[str, object]) -> Reader:
    def read(node: nodes.Node, report: Report) -> object:
        value = _string(node, report, "a word")
        if value is None:
            return BAD
        if value in choices:
            return choices[value]
        report.add(node.line, f"'{value[:40]}' is not one of the choices.", f"Use one of: {', '.join(choices)}.")
        return BAD

    return read


def _list_of(reader: Reader) -> Reader:
    def read(node: nodes.Node, report: Report) -> object:
        if not isinstance(node, nodes.Sequence):
            report.add(node.line, "This should be a list.", "Write each item on a line of its own after '- '.")
            return BAD
        values = tuple(reader(item, report) for item in node.items)
        return BAD if any(value is BAD for value in values) else values

    return read


def _named(reader: Reader) -> Reader:
    def read(node: nodes.Node, report: Report) -> object:
        if not isinstance(node, nodes.Mapping):
            report.add(node.line, "This should be a set of named values.", "Write 'name: value', one a line.")
            return BAD
        values = {key: reader(item, report) for key, item in node.items.items()}
        return BAD if any(value is BAD for value in values.values()) else MappingProxyType(values)

    return read
