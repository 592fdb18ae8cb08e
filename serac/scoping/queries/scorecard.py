"""An agency's own scorecard: how it answered. Its own people see it first."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from serac.agencies.models import Agency
from serac.core.unit import Unit
from serac.scoping.giving import CANNOT, HELD, NOTHING
from serac.scoping.lifecycle import RequestState
from serac.scoping.models import Reply, Request

LOOK_BACK = dt.timedelta(days=365)
MOST = 2000


@dataclass(frozen=True)
class Scorecard:
    """Requests to one agency in the last year that its handlers can still see, and what became of them.

    Attributes:
        in_time: answered by the day they were due. late: answered after it. waiting: not answered, and not due yet.
        silent: not answered by the day they were due.
        held, nothing, cannot: what the answers were.
    """

    agency: str
    asked: int
    in_time: int
    late: int
    waiting: int
    silent: int
    held: int
    nothing: int
    cannot: int


def scorecards(unit: Unit) -> Sequence[Scorecard]:
    """One for each agency the actor handles for, by name."""
    since = unit.now - LOOK_BACK
    asked = select(Request).where(Request.agency_id.in_(unit.actor.principals), Request.asked_at >= since)
    rows = unit.session.scalars(asked.order_by(Request.asked_at.desc(), Request.id).limit(MOST)).all()
    given = select(Reply).where(
        Reply.agency_id.in_(unit.actor.principals), Reply.current.is_(True), Reply.sent_at >= since
    )
    answers = {one.request_id: one.answer for one in unit.session.scalars(given.limit(MOST))}
    agencies = select(Agency).where(Agency.id.in_(unit.actor.principals)).order_by(Agency.name, Agency.id)
    return [
        _scorecard(agency.name, [one for one in rows if one.agency_id == agency.id], answers, unit.now)
        for agency in unit.session.scalars(agencies)
    ]


def _scorecard(name: str, rows: Sequence[Request], answers: dict[uuid.UUID, str], now: dt.datetime) -> Scorecard:
    counted = [one for one in rows if one.state != RequestState.WITHDRAWN]
    replied = [one for one in counted if one.replied_at is not None]
    in_time = sum(1 for one in replied if one.due_at is None or (one.replied_at or now) <= one.due_at)
    open_still = [one for one in counted if one.replied_at is None]
    waiting = sum(1 for one in open_still if one.state != RequestState.SILENT and (one.due_at or now) >= now)
    said = [answers.get(one.id) for one in replied]
    return Scorecard(
        agency=name,
        asked=len(counted),
        in_time=in_time,
        late=len(replied) - in_time,
        waiting=waiting,
        silent=len(open_still) - waiting,
        held=said.count(HELD),
        nothing=said.count(NOTHING),
        cannot=said.count(CANNOT),
    )
