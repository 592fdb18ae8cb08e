"""Small pieces the reference tests share: the real configuration, and a copy of its texts with one change."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from serac.reference import BadReference, Problem, Reference, load
from serac.reference.loading import assemble

CONFIG = Path(__file__).parents[2] / "config"


@cache
def reference() -> Reference:
    """The real reference data, loaded once."""
    return load(CONFIG)


def problems_with(file: str, old: str, new: str) -> tuple[Problem, ...]:
    """What is found when one piece of a real file is replaced."""
    text = reference().texts[file]
    assert old in text, f"{old!r} is not in {file}"
    return problems_of(file, text.replace(old, new, 1))


def problems_of(file: str, text: str) -> tuple[Problem, ...]:
    """What is found when a file reads otherwise."""
    try:
        assemble({**reference().texts, file: text})
    except BadReference as bad:
        return bad.problems
    return ()


def line_of(file: str, piece: str) -> int:
    """The line a piece stands on, counted from one."""
    before, found, _ = reference().texts[file].partition(piece)
    assert found, f"{piece!r} is not in {file}"
    return before.count("\n") + 1
