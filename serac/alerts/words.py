"""How states and clocks of alerts are written, each with the shape that goes with the word."""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from serac.alerts.lifecycle import AlertState, ReporterState
from serac.core.clock import moment_in_words
from serac.reference import Reference

_COUNCIL = re.compile(r"( (District|Borough|City|County|Metropolitan|Unitary|London|Royal))* Council$")
SOON = dt.timedelta(minutes=60)


@dataclass(frozen=True)
class Sign:
    """A word, its shape and its tone, as components/status.html draws it."""

    text: str
    shape: str = "wait"
    tone: str | None = None


STATES: Final[Mapping[AlertState, Sign]] = MappingProxyType(
    {
        AlertState.RECEIVED: Sign("Not claimed yet", "wait"),
        AlertState.IN_TRIAGE: Sign("In hand", "part"),
        AlertState.OPENED: Sign("Opened into a case", "done", "done"),
        AlertState.JOINED: Sign("Joined to a case", "done", "done"),
        AlertState.SIGNPOSTED: Sign("Signposted", "done", "done"),
        AlertState.NO_ACTION: Sign("No further action", "none", "quiet"),
    }
)

REPORTER_STATES: Final[Mapping[ReporterState, Sign]] = MappingProxyType(
    {
        ReporterState.RECEIVED: Sign("Received", "wait"),
        ReporterState.BEING_LOOKED_AT: Sign("Being looked at", "part"),
        ReporterState.FINISHED: Sign("Finished", "done", "done"),
    }
)
"""The only three words a reporter ever sees (domain 5.1)."""


def time_left(now: dt.datetime, due: dt.datetime, *, danger: bool) -> Sign:
    """How long is left to finish triage, or since when it has been late."""
    left = due - now
    if left <= dt.timedelta():
        return Sign(f"Due {moment_in_words(due)}", "danger" if danger else "late", "danger" if danger else "late")
    words = f"{_length(left)} left"
    if danger:
        return Sign(words, "danger", "danger")
    return Sign(words, "late", "late") if left <= SOON else Sign(words, "wait")


def _length(left: dt.timedelta) -> str:
    minutes = max(1, int(left.total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} minute" if minutes == 1 else f"{minutes} minutes"
    hours = minutes // 60
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"


def headline(reference: Reference, kinds: Collection[str], place_kind: str, area: str) -> str:
    """What a list calls an alert: kind, kind of place and area; never a name, a street or a plate."""
    first = min(kinds, default="not_known")
    words = reference.exploitation_kinds.label(first) if first != "not_known" else "Possible exploitation"
    more = f" and {len(kinds) - 1} more" if len(kinds) > 1 else ""
    where = [reference.place_kinds.label(place_kind).lower()] if place_kind != "not_known" else []
    where += [_COUNCIL.sub("", area_name(reference, area))] if area != "not_known" else []
    return f"{words}{more}: {', '.join(where)}" if where else f"{words}{more}"


def area_name(reference: Reference, area: str) -> str:
    """An area as pages write it."""
    return reference.areas.label(area) if area in reference.areas else "Area not known"
