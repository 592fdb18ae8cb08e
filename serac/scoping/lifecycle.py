"""The states of a round of scoping, and of one agency's request in it."""

from enum import StrEnum

from serac.core.lifecycle import Moves


class RoundState(StrEnum):
    """Where a round is. A draft is the co-ordinator's own; nobody was asked yet."""

    DRAFT = "draft"
    SENT = "sent"
    ENDED = "ended"
    DISCARDED = "discarded"


ROUND_MOVES: Moves[RoundState] = {
    None: frozenset({RoundState.DRAFT}),
    RoundState.DRAFT: frozenset({RoundState.SENT, RoundState.DISCARDED}),
    RoundState.SENT: frozenset({RoundState.ENDED}),
    RoundState.ENDED: frozenset(),
    RoundState.DISCARDED: frozenset(),
}


class RequestState(StrEnum):
    """Where one agency's request is. Late is not a state: it is what the clock says of one that waits.

    `silent` is recorded when a round ends without an answer; the agency may still reply.
    """

    PLANNED = "planned"
    ASKED = "asked"
    OPENED = "opened"
    REPLIED = "replied"
    SILENT = "silent"
    WITHDRAWN = "withdrawn"


REQUEST_MOVES: Moves[RequestState] = {
    None: frozenset({RequestState.PLANNED}),
    RequestState.PLANNED: frozenset({RequestState.ASKED, RequestState.WITHDRAWN}),
    RequestState.ASKED: frozenset({RequestState.OPENED, RequestState.SILENT, RequestState.WITHDRAWN}),
    RequestState.OPENED: frozenset({RequestState.REPLIED, RequestState.SILENT, RequestState.WITHDRAWN}),
    RequestState.REPLIED: frozenset(),
    RequestState.SILENT: frozenset({RequestState.OPENED, RequestState.REPLIED, RequestState.WITHDRAWN}),
    RequestState.WITHDRAWN: frozenset(),
}

WAITING = frozenset({RequestState.ASKED, RequestState.OPENED})
"""States in which an answer is still expected."""

NOT_OPEN = "not_open"
"""Why a silent request ended, where it was not open to its agency any more: its override or agreement had ended."""
