"""The stages of a case, and of asking the police contact about it."""

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


class Asked(StrEnum):
    """Where one question to the police contact is: a later question, or a later answer, replaces it."""

    WAITING = "waiting"
    ANSWERED = "answered"
    REPLACED = "replaced"


DECONFLICTION_MOVES: Moves[Asked] = {
    None: frozenset({Asked.WAITING}),
    Asked.WAITING: frozenset({Asked.ANSWERED, Asked.REPLACED}),
    Asked.ANSWERED: frozenset({Asked.REPLACED}),
    Asked.REPLACED: frozenset(),
}
