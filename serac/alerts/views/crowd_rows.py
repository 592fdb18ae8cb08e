"""The row of the queue behind which a crowd stands: one for each network and hour, with the clock of its most urgent alert."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from serac.alerts.crowds import crowd_title
from serac.alerts.queries import Crowd, list_crowds
from serac.alerts.words import Sign, time_left
from serac.cases.queries import restricted_among
from serac.core.unit import Unit

META = "From the public, more at once than is usual. Any of them may be the one that matters."


@dataclass(frozen=True)
class CrowdRow:
    """A crowd as the queue shows it. `id` is of its most urgent alert, for the log."""

    id: uuid.UUID
    due_at: dt.datetime
    danger: bool
    title: str
    url: str
    meta: str
    status: Sign
    act: Mapping[str, Any]


def crowd_rows(unit: Unit) -> list[CrowdRow]:
    """The crowds that wait for this reader: with somebody in danger first, then by the clock."""
    found = list_crowds(unit)
    restricted = restricted_among(unit, [crowd.first.compartment_id for crowd in found]) if found else set()
    return [_row(unit, crowd, restricted=crowd.first.compartment_id in restricted) for crowd in found]


def _row(unit: Unit, crowd: Crowd, *, restricted: bool) -> CrowdRow:
    first = crowd.first
    title = crowd_title(crowd.count, first.received_at, more=crowd.more, restricted=restricted)
    url = url_for("alerts.together", reference=first.reference)
    act = {"text": "Look", "more": f"beginning with {first.reference}", "url": url, "primary": first.danger}
    sign = time_left(unit.now, first.due_at, danger=first.danger)
    return CrowdRow(first.id, first.due_at, first.danger, title, url, META, sign, act)
