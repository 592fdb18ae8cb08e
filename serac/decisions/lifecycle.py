"""The states of a decision, of a response team, and of a disagreement."""

from enum import StrEnum

from serac.core.lifecycle import Moves


class DecisionState(StrEnum):
    """Where a decision is. One at most is in force on a case, and one at most waits for the chair."""

    WAITING = "waiting"
    IN_FORCE = "in_force"
    SENT_BACK = "sent_back"
    SUPERSEDED = "superseded"


DECISION_MOVES: Moves[DecisionState] = {
    None: frozenset({DecisionState.WAITING, DecisionState.IN_FORCE}),
    DecisionState.WAITING: frozenset({DecisionState.IN_FORCE, DecisionState.SENT_BACK, DecisionState.SUPERSEDED}),
    DecisionState.IN_FORCE: frozenset({DecisionState.SUPERSEDED}),
    DecisionState.SENT_BACK: frozenset(),
    DecisionState.SUPERSEDED: frozenset(),
}

CURRENT = frozenset({DecisionState.WAITING, DecisionState.IN_FORCE})
"""States of a decision that counts, or will once it is confirmed."""


class TeamState(StrEnum):
    """Where a response team is."""

    WORKING = "working"
    ENDED = "ended"


RESPONSE_TEAM_MOVES: Moves[TeamState] = {
    None: frozenset({TeamState.WORKING}),
    TeamState.WORKING: frozenset({TeamState.ENDED}),
    TeamState.ENDED: frozenset(),
}


class DisagreementState(StrEnum):
    """Where a disagreement is. On which step of the ladder it stands is no state: it climbs while it is open."""

    OPEN = "open"
    SETTLED = "settled"


DISAGREEMENT_MOVES: Moves[DisagreementState] = {
    None: frozenset({DisagreementState.OPEN}),
    DisagreementState.OPEN: frozenset({DisagreementState.SETTLED}),
    DisagreementState.SETTLED: frozenset(),
}
