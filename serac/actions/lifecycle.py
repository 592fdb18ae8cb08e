"""The states of an action."""

from enum import StrEnum

from serac.core.lifecycle import Moves


class ActionState(StrEnum):
    """Where an action is. Late is not a state: it is what the clock says of one that is open.

    A refused action is with whoever asked for it, until it is given to somebody, settled by the chair or withdrawn.
    """

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"
    OVERTAKEN = "overtaken"
    NOT_DONE = "not_done"
    WITHDRAWN = "withdrawn"


_ENDS = frozenset({ActionState.DONE, ActionState.OVERTAKEN, ActionState.NOT_DONE, ActionState.WITHDRAWN})

ACTION_MOVES: Moves[ActionState] = {
    None: frozenset({ActionState.PROPOSED, ActionState.ACCEPTED}),
    ActionState.PROPOSED: frozenset({ActionState.ACCEPTED, ActionState.REFUSED}) | _ENDS - {ActionState.DONE},
    ActionState.ACCEPTED: frozenset({ActionState.PROPOSED, ActionState.REFUSED}) | _ENDS,
    ActionState.REFUSED: frozenset({ActionState.PROPOSED, ActionState.ACCEPTED, ActionState.WITHDRAWN})
    | {ActionState.OVERTAKEN},
    ActionState.DONE: frozenset(),
    ActionState.OVERTAKEN: frozenset(),
    ActionState.NOT_DONE: frozenset(),
    ActionState.WITHDRAWN: frozenset(),
}

OPEN = frozenset({ActionState.PROPOSED, ActionState.ACCEPTED, ActionState.REFUSED})
"""States of an action that somebody still has to do, accept or give to somebody: a case does not close over one."""
WITH_OWNER = frozenset({ActionState.PROPOSED, ActionState.ACCEPTED})
"""States in which it is the owner's to move."""
