"""Rooms point inward: views, api, jobs > schemas > commands > queries > policy > models > lifecycle.

import-linter holds which feature may import which; here is what may be imported from inside a feature, and which
rooms of a feature downhill. A room is a module or a folder of the same name. What is neither a room nor the feature's
own `__init__` is a noun: a pure piece of thinking that imports nothing above models.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

import pytest

from tests.house.sources import ROOT, parsed, python_files, shown

HEIGHTS = {
    "lifecycle": 0,
    "models": 1,
    "policy": 2,
    "queries": 3,
    "commands": 4,
    "schemas": 5,
    "views": 6,
    "api": 6,
    "jobs": 6,
}
NOUN = HEIGHTS["models"]
NOT_FEATURES = {"core", "static", "cli", "demonstration"}  # the last two are folders, but have no rooms
# Flask-Login meets our session table here; it stands just below the views that use it.
HIGH_NOUNS = {("access", "sessions"): HEIGHTS["schemas"]}


@dataclass(frozen=True)
class Place:
    """One room (or noun) of one feature."""

    feature: str
    room: str

    @property
    def height(self) -> int:
        """How far from the middle; a noun may be used from anywhere, so it has no height of its own to others."""
        return HIGH_NOUNS.get((self.feature, self.room), HEIGHTS.get(self.room, NOUN))

    @property
    def is_noun(self) -> bool:
        return self.room not in HEIGHTS and (self.feature, self.room) not in HIGH_NOUNS


def refusal(importer: Place, imported: Place) -> str | None:
    """Why one place may not import the other, or None where it may."""
    same_feature = importer.feature == imported.feature
    if importer == imported or (imported.is_noun and imported.room):
        return None
    if not imported.room:
        return f"a room imports rooms by name, not the whole of {imported.feature}" if same_feature else None
    if importer.is_noun:
        return "a noun imports no room above models" if imported.height > NOUN else None
    if imported.height < importer.height or (not same_feature and imported.height == importer.height):
        return None
    return f"{importer.room} may not import {imported.room}: rooms point inward"


def test_rooms_point_inward():
    refused = [
        f"{shown(path)}:{line} {reason}"
        for path in python_files("serac")
        if (importer := _place_of_file(path)) is not None
        for line, imported in _imported_places(path)
        if (reason := refusal(importer, imported)) is not None
    ]
    assert refused == []


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [
        ("cases.views", "cases.commands", True),
        ("cases.views", "cases.api", False),
        ("cases.schemas", "cases.commands", True),
        ("cases.commands", "cases.schemas", False),
        ("cases.commands", "cases.queries", True),
        ("cases.queries", "cases.commands", False),
        ("cases.policy", "cases.models", True),
        ("cases.models", "cases.policy", False),
        ("cases.models", "cases.lifecycle", True),
        ("cases.lifecycle", "cases.models", False),
        ("cases.commands", "agencies.commands", True),
        ("cases.queries", "agencies.commands", False),
        ("cases.models", "agencies.models", True),
        ("cases.jobs", "agencies.commands", True),
        ("cases.matching", "cases.models", True),
        ("cases.matching", "cases.queries", False),
        ("cases.models", "cases.matching", True),
        ("access.sessions", "access.queries", True),
    ],
)
def test_the_rule_itself(importer, imported, allowed):
    assert (refusal(Place(*importer.split(".")), Place(*imported.split("."))) is None) is allowed


def _place_of_file(path) -> Place | None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    if len(parts) < 3 or parts[1] in NOT_FEATURES or parts[2] == "__init__":
        return None
    return Place(parts[1], parts[2])


def _imported_places(path):
    for node in ast.walk(parsed(path)):
        for name in _imported_names(node):
            parts = name.split(".")
            if parts[0] == "serac" and len(parts) > 1 and _is_feature(parts[1]):
                yield node.lineno, Place(parts[1], _room_of(parts))


def _imported_names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _is_feature(name: str) -> bool:
    return name not in NOT_FEATURES and (ROOT / "serac" / name).is_dir()


def _room_of(parts: list[str]) -> str:
    """The room a dotted name leads into; empty where it names something the feature's own __init__ holds."""
    if len(parts) < 3:
        return ""
    folder = ROOT / "serac" / parts[1]
    exists = (folder / f"{parts[2]}.py").is_file() or (folder / parts[2]).is_dir()
    return parts[2] if exists else ""
