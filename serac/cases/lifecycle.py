"""The stages of a case."""

from enum import StrEnum

from serac.core.lifecycle import Moves


class Stage(StrEnum):
    """Where a case is. Later stages come with scoping, decisions and closure."""

    OPEN = "open"
    SCOPING = "scoping"
    DECIDED = "decided"
    CLOSED = "closed"


CASE_MOVES: Moves[Stage] = {
    None: frozenset({Stage.OPEN}),
    Stage.OPEN: frozenset({Stage.SCOPING, Stage.CLOSED}),
    Stage.SCOPING: frozenset({Stage.DECIDED, Stage.CLOSED}),
    Stage.DECIDED: frozenset({Stage.SCOPING, Stage.CLOSED}),
    Stage.CLOSED: frozenset({Stage.OPEN}),
}
