"""States as tables of moves. A bare assignment that is not in the table is refused."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from serac.core.problems import MoveRefused

State = TypeVar("State", bound=StrEnum)
Moves = Mapping[State | None, frozenset[State]]
"""From each state (None before the first) to the states it may move to."""


def check_move(moves: Moves[State], old: State | None, new: State) -> State:
    """Return `new` if a thing in state `old` may move there.

    Raises:
        MoveRefused: the table has no such move. Staying in the same state is not a move.
    """
    if new not in moves.get(old, frozenset()):
        raise MoveRefused
    return new


def diagram(moves: Moves[State]) -> str:
    """The table as a Mermaid state diagram, for the documents."""
    lines = ["stateDiagram-v2"]
    for old, allowed in moves.items():
        lines += [f"    {old.value if old else '[*]'} --> {new.value}" for new in sorted(allowed)]
    return "\n".join(lines)
