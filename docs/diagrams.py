"""Rewrite the generated parts of the documents from the code: `python docs/diagrams.py`, or `--check` to only compare.

Features and the arrows between them are read from the imports; states from the tables of moves.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

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


def states() -> str:
    """Every table of moves as a Mermaid state diagram."""
    parts = []
    for file in sorted((ROOT / "serac").glob("*/lifecycle.py")):
        if file.parent.name == "core":
            continue
        module = __import__(f"serac.{file.parent.name}.lifecycle", fromlist=["x"])
        lifecycle = __import__("serac.core.lifecycle", fromlist=["diagram"])
        for name, table in sorted(vars(module).items()):
            if name.endswith("_MOVES"):
                words = name.removesuffix("_MOVES").replace("_", " ").capitalize()
                parts.append(
                    f"{words} (`serac/{file.parent.name}/lifecycle.py`):\n\n```mermaid\n{lifecycle.diagram(table)}\n```"
                )
    return "\n\n".join(parts)


def rewritten(text: str) -> str:
    """A document with its generated parts made anew."""
    made = {"features": lambda: f"```mermaid\n{features()}\n```", "states": states}
    for name, make in made.items():
        pattern = re.compile(rf"(<!-- generated: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if pattern.search(text):
            text = pattern.sub(lambda match, it=make: f"{match[1]}{it()}\n{match[2]}", text)
    return text


def main(arguments: list[str]) -> int:
    """Rewrite, or with --check say which document is behind the code."""
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
