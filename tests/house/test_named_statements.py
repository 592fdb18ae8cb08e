"""Statements that pass without the access rule are few, named where they stand, each with a reason."""

from __future__ import annotations

import ast
from pathlib import Path

from serac.core.need_to_know import NAMED
from tests.house.sources import ROOT

SERAC = ROOT / "serac"
MAY_NAME = {"core", "access", "audit", "cases", "reports", "governance"}
EXPECTED = {
    "keys.wrapped", "keys.shred", "audit.append", "submissions.once", "access.walk", "sessions.seen", "sessions.whose",
    "jobs.lease", "cases.contact_now",
}  # fmt: skip


def naming() -> dict[str, set[str]]:
    """Every call of name_statement: its name, and the feature it stands in."""
    found: dict[str, set[str]] = {}
    for file in sorted(Path(SERAC).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "name_statement":
                assert isinstance(node.args[0], ast.Constant), f"{file}: a statement's name is written out"
                found.setdefault(str(node.args[0].value), set()).add(file.relative_to(SERAC).parts[0])
    return found


def test_only_core_access_and_oversight_name_statements() -> None:
    wrong = {name: places for name, places in naming().items() if not places <= MAY_NAME}
    assert not wrong


def test_every_name_is_registered_with_a_reason() -> None:
    assert set(naming()) == set(NAMED)
    assert all(len(reason) > 15 for reason in NAMED.values())


def test_no_statement_is_named_unnoticed() -> None:
    """A new one is added here by hand, with an oracle test of its own beside its feature."""
    assert set(NAMED) >= EXPECTED
    unnoticed = set(NAMED) - EXPECTED - {name for name in NAMED if name.startswith(("audit.", "access."))}
    assert not unnoticed
