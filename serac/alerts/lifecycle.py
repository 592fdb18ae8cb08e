"""The states of an alert, and the three words its reporter sees."""

from enum import StrEnum

from serac.core.lifecycle import Moves


class AlertState(StrEnum):
    """Where an alert is: waiting, in somebody's hand, or finished in one of four ways."""

    RECEIVED = "received"
    IN_TRIAGE = "in_triage"
    OPENED = "opened"
    JOINED = "joined"
    SIGNPOSTED = "signposted"
    NO_ACTION = "no_action"


ALERT_MOVES: Moves[AlertState] = {
    None: frozenset({AlertState.RECEIVED}),
    AlertState.RECEIVED: frozenset({AlertState.IN_TRIAGE}),
    AlertState.IN_TRIAGE: frozenset(
        {
            AlertState.RECEIVED,
            AlertState.OPENED,
            AlertState.JOINED,
            AlertState.SIGNPOSTED,
            AlertState.NO_ACTION,
        }
    ),
    AlertState.OPENED: frozenset(),
    AlertState.JOINED: frozenset(),
    AlertState.SIGNPOSTED: frozenset({AlertState.IN_TRIAGE}),
    AlertState.NO_ACTION: frozenset({AlertState.IN_TRIAGE}),
}
FINISHED = frozenset({AlertState.OPENED, AlertState.JOINED, AlertState.SIGNPOSTED, AlertState.NO_ACTION})
"""The states of an alert that triage has done with."""

AGAIN = frozenset({AlertState.SIGNPOSTED, AlertState.NO_ACTION})
"""Of those, what can be looked at again: nothing else holds it."""


class ReporterState(StrEnum):
    """All a reporter ever sees (domain 5.1): the same whether the alert was joined, opened, signposted or closed."""

    RECEIVED = "received"
    BEING_LOOKED_AT = "being_looked_at"
    FINISHED = "finished"


REPORTER_MOVES: Moves[ReporterState] = {
    None: frozenset({ReporterState.RECEIVED}),
    ReporterState.RECEIVED: frozenset({ReporterState.BEING_LOOKED_AT}),
    ReporterState.BEING_LOOKED_AT: frozenset({ReporterState.FINISHED}),
    ReporterState.FINISHED: frozenset(),
}
