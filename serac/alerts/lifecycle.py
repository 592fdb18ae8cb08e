"""The states of an alert, and the three words its reporter sees."""

from enum import StrEnum

from serac.core.lifecycle import Moves


class AlertState(StrEnum):
    """Where an alert is. Signposted and no further action come with triage."""

    RECEIVED = "received"
    IN_TRIAGE = "in_triage"
    OPENED = "opened"


ALERT_MOVES: Moves[AlertState] = {
    None: frozenset({AlertState.RECEIVED}),
    AlertState.RECEIVED: frozenset({AlertState.IN_TRIAGE}),
    AlertState.IN_TRIAGE: frozenset({AlertState.OPENED}),
    AlertState.OPENED: frozenset(),
}


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
