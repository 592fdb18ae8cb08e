"""The files of the repository, as the house rules read them."""

from __future__ import annotations

import ast
import os
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PASSED_BY = {".git", ".venv", "node_modules", "vendor", "var", "__pycache__"}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that is, or is about to be, in the repository; in an unpacked archive, every file not built here."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    listed = [ROOT / name for name in done.stdout.split("\0") if name]
    found = listed if done.returncode == 0 else _walk(ROOT)
    return tuple(sorted(path for path in found if path.is_file()))


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in PASSED_BY and not name.endswith((".egg-info", "_cache"))]
        yield from (Path(folder) / name for name in names)


def python_files(*tops: str) -> list[Path]:
    """The Python files under these top-level folders."""
    return [path for path in tracked_files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in tops]


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path: Path) -> str:
    """A path as a person reads it."""
    return path.relative_to(ROOT).as_posix()
