"""Rewrite the generated parts of the documents from the code: `python docs/diagrams.py`, or `--check` to only compare.

Features and the arrows between them are read from the imports; states and the process from the tables of moves; guides from
the words that the service shows.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from serac import reference
from serac.access.roles import Role
from serac.core.lifecycle import diagram
from serac.desk.guide import GUIDES, PARTS, STEPS

ROOT = Path(__file__).parent.parent
FRONT_DOORS = {"web", "api", "cli", "scheduler", "health", "demonstration", "settings"}


def features() -> str:
    """The features as a Mermaid graph, top to bottom; core is left out of the arrows because everything imports it."""
    found: set[tuple[str, str]] = set()
    for file in sorted((ROOT / "serac").rglob("*.py")):
        here = file.relative_to(ROOT / "serac").parts[0].removesuffix(".py")
        if here in FRONT_DOORS | {"__init__", "core"}:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("serac."):
                there = str(node.module).split(".")[1]
                if there not in {here, "core"} | FRONT_DOORS:
                    found.add((here, there))
    lines = ["graph TD", *(f"    {here} --> {there}" for here, there in sorted(_reduced(found)))]
    names = sorted({name for pair in found for name in pair})
    return "\n".join(
        [*lines, f"    subgraph everything stands on\n        core\n    end\n    {' & '.join(names)} -.-> core"]
    )


def _reduced(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Without the arrows that a longer way already shows."""
    after = {here: {there for start, there in arrows if start == here} for here, _ in arrows}

    def reaches(start: str, goal: str) -> bool:
        return any(step == goal or reaches(step, goal) for step in after.get(start, ()))

    return {(a, b) for a, b in arrows if not any(reaches(step, b) for step in after[a] - {b})}


def tables() -> Iterator[tuple[str, str, Mapping[Any, frozenset[Any]]]]:
    """Every table of moves: its feature, its name, its moves."""
    for file in sorted((ROOT / "serac").glob("*/lifecycle.py")):
        if file.parent.name != "core":
            module = __import__(f"serac.{file.parent.name}.lifecycle", fromlist=["x"])
            for name, table in sorted(vars(module).items()):
                if name.endswith("_MOVES"):
                    yield file.parent.name, name.removesuffix("_MOVES").lower(), table


def states() -> str:
    """Every table of moves as a Mermaid state diagram."""
    return "\n\n".join(
        f"{name.replace('_', ' ').capitalize()} (`serac/{feature}/lifecycle.py`):\n\n```mermaid\n{diagram(table)}\n```"
        for feature, name, table in tables()
    )


PROCESS = ("alert", "case", "round", "request", "decision", "response_team", "action")
"""What the main job is made of, in its order."""
BETWEEN = (
    ("alert.opened", "a case is made", "case.open"),
    ("alert.joined", "more is known", "case.open"),
    ("round.sent", "each agency is asked", "request.asked"),
    ("round.sent", "the case is scoped", "case.scoping"),
    ("request.replied", "the shared picture grows", "decision.in_force"),
    ("round.ended", "who has not answered", "request.silent"),
    ("decision.in_force", "the case is decided", "case.decided"),
    ("decision.in_force", "side by side", "response_team.working"),
    ("response_team.working", "each with its own", "action.proposed"),
    ("action.done", "nothing is left open", "case.closed"),
)
"""What moves something else on: where from, in words, where to."""


def process() -> str:
    """The main job on one page: each table of moves as a box, and what one does to another."""
    found = {name: table for _, name, table in tables()}
    known = {f"{name}.{state}" for name in PROCESS for state in found[name] if state}
    if lost := {end for start, _, goal in BETWEEN for end in (start, goal)} - known:
        raise LookupError(f"no such state: {', '.join(sorted(lost))}")
    lines = ["flowchart TD"]
    for name in PROCESS:
        lines.append(f"    subgraph the_{name}[{name.replace('_', ' ')}]")
        lines += [f"        {name}_{state}([{state.replace('_', ' ')}])" for state in found[name] if state]
        lines += [
            f"        {name}_{old} --> {name}_{new}" for old, to in found[name].items() if old for new in sorted(to)
        ]
        lines.append("    end")
    lines += [
        f"    {start.replace('.', '_')} -. {words} .-> {goal.replace('.', '_')}" for start, words, goal in BETWEEN
    ]
    return "\n".join(lines)


def guide(code: str) -> str:
    """The guide to a role or a part, as the service shows it."""
    words = PARTS[code][1] if code in PARTS else GUIDES[Role(code)]
    lines = ["What you do:", "", *(f"- {line}" for line in words.does)]
    lines += ["", "What you cannot do:", "", *(f"- {line}" for line in words.never)]
    for step in STEPS[code]:
        found = reference.current().procedures.get(step)
        lines += ["", f"## {found.label}", "", *(f"- {line}" for line in found.steps)]
    return "\n".join(lines)


def made(name: str) -> str:
    """A generated part by its name."""
    if name.startswith("guide "):
        return guide(name.removeprefix("guide "))
    return {"features": lambda: drawn(features()), "process": lambda: drawn(process()), "states": states}[name]()


def drawn(lines: str) -> str:
    """A Mermaid drawing in a document."""
    return f"```mermaid\n{lines}\n```"


def rewritten(text: str) -> str:
    """A document with its generated parts made anew."""
    pattern = re.compile(r"(<!-- generated: ([^>]+) -->\n).*?(<!-- end -->)", re.DOTALL)
    return pattern.sub(lambda match: f"{match[1]}{made(match[2])}\n{match[3]}", text)


def main(arguments: list[str]) -> int:
    """Rewrite, or with --check say which document is behind the code."""
    reference.use(reference.load(ROOT / "config"))
    behind = []
    for file in sorted((ROOT / "docs").rglob("*.md")):
        text = file.read_text()
        new = rewritten(text)
        if new != text:
            behind.append(file.name)
            if "--check" not in arguments:
                file.write_text(new)
    if behind and "--check" in arguments:
        print(f"Behind the code: {', '.join(behind)}. Run: make docs")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
