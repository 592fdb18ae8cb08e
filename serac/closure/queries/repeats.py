"""What came back: the same person or place within twelve months of a case being closed or last discussed."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from serac.access.models import Compartment
from serac.alerts.lifecycle import AlertState
from serac.alerts.models import Alert
from serac.cases.models import Case
from serac.closure.models import Repeat
from serac.closure.queries.closings import Anchor, anchors_of, months_after
from serac.core.database import among
from serac.core.unit import Unit
from serac.entities.matching import PERSON, PLACE
from serac.entities.models import Match
from serac.entities.queries.matches import DISMISSED, JOINED, OPEN
from serac.reference import current

SURE = 80
"""Points from which a match says by itself that something came back; below it somebody joins it first."""
LOOK_BACK = dt.timedelta(days=30)
CASE = "case"
MOST_SHOWN = 20
_COMPARTMENTS = select(Compartment).where(among(Compartment.id, "asked"))


@dataclass(frozen=True)
class NewRepeat:
    """Something that came back and is not written down yet."""

    compartment_id: uuid.UUID
    earlier_id: uuid.UUID
    kind: str
    subject_id: uuid.UUID
    earlier_subject_id: uuid.UUID
    since: str
    since_at: dt.datetime


@dataclass(frozen=True)
class Seen:
    """A repeat as one who reads both sides sees it from one of them.

    Attributes:
        came_back: it is seen from the earlier case. kind: person, place or case. likely: nobody has joined the alert yet.
        other: the compartment on the other side, with its reference.
    """

    id: uuid.UUID
    kind: str
    since: str
    since_at: dt.datetime
    other: Compartment
    came_back: bool = False
    likely: bool = False


def list_repeats(unit: Unit, compartment_id: uuid.UUID) -> Sequence[Seen]:
    """The repeats of a case or an alert, seen from either side: one for each other side, the latest first."""
    either = or_(Repeat.compartment_id == compartment_id, Repeat.earlier_id == compartment_id)
    asked = select(Repeat).where(either).order_by(Repeat.found_at.desc(), Repeat.id).limit(MOST_SHOWN)
    rows = {
        row.earlier_id if row.compartment_id == compartment_id else row.compartment_id: row
        for row in reversed(unit.session.scalars(asked).all())
    }
    others = _compartments(unit, rows)
    return [
        Seen(row.id, row.kind, row.counted_from, row.since_at, others[one], came_back=row.earlier_id == compartment_id)
        for one, row in reversed(rows.items())
    ]


def may_be_repeats(unit: Unit, alert: Alert) -> Sequence[Seen]:
    """Of an alert in triage: which of its possible matches would make it a repeat. Only of cases the reader may read."""
    asked = select(Match).where(
        Match.compartment_id == alert.compartment_id, Match.state == OPEN, Match.kind.in_([PERSON, PLACE])
    )
    best: dict[uuid.UUID, Match] = {}
    for match in unit.session.scalars(asked.order_by(Match.points.desc(), Match.id).limit(200)):
        best.setdefault(match.other_id, match)
    others = _compartments(unit, best)
    anchors = anchors_of(unit, [one for one, other in others.items() if other.kind == CASE])
    found = []
    for one in (key for key in best if key in anchors):
        anchor = within(anchors[one], alert.received_at, _months())
        if anchor is not None:
            match = best[one]
            found.append(Seen(match.id, match.kind, anchor[1], anchor[0], others[one], likely=True))
    return found[:MOST_SHOWN]


def within(anchors: Iterable[Anchor], moment: dt.datetime, months: int) -> Anchor | None:
    """The latest of some moments that lies before one and no more than so many months before it."""
    before = [anchor for anchor in anchors if anchor[0] < moment <= months_after(anchor[0], months)]
    return max(before, default=None)


def _compartments(unit: Unit, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Compartment]:
    """Found by id: whoever may read the row that names them may read these (see Repeat), or they are left unused."""
    found = unit.session.scalars(_COMPARTMENTS, {"asked": list(ids)}).all() if ids else []
    return {one.id: one for one in found}


def _months() -> int:
    """The months are the same everywhere: no partnership may set them."""
    return current().national.number("conference.repeat_months")


def list_new_repeats(unit: Unit) -> Sequence[NewRepeat]:
    """What came back lately and is not written down. For the scheduler, which reads every case."""
    found = [*_by_match(unit), *_by_joining(unit)]
    return list({(one.compartment_id, one.earlier_id, one.subject_id): one for one in found}.values())


def _not_noted(newer: Any, earlier: Any) -> ColumnElement[bool]:
    noted = select(Repeat.id).where(Repeat.compartment_id == newer, Repeat.earlier_id == earlier)
    return ~noted.exists()


def _lately(unit: Unit) -> ColumnElement[bool]:
    since = unit.now - LOOK_BACK
    sure = and_(Match.state == OPEN, Match.points >= SURE, Match.found_at > since)
    return or_(sure, and_(Match.state == JOINED, Match.settled_at > since))


def _by_match(unit: Unit) -> Iterator[NewRepeat]:
    """A newer case in which a person or place is the same as in an earlier one."""
    newer, earlier = aliased(Case), aliased(Case)
    rows = unit.session.execute(
        select(Match, newer)
        .join(newer, newer.compartment_id == Match.compartment_id)
        .join(earlier, earlier.compartment_id == Match.other_id)
        .where(_lately(unit), Match.kind.in_([PERSON, PLACE]))
        .where(newer.opened_at > earlier.opened_at)
        .where(_not_noted(newer.compartment_id, earlier.compartment_id))
        .order_by(Match.points.desc(), Match.id)
    ).all()
    anchors = anchors_of(unit, {match.other_id for match, _ in rows})
    for match, case in rows:
        anchor = within(anchors.get(match.other_id, ()), case.opened_at, _months())
        if anchor is not None:
            things = (match.kind, match.subject_id, match.other_subject_id)
            yield NewRepeat(case.compartment_id, match.other_id, *things, anchor[1], anchor[0])


def _by_joining(unit: Unit) -> Iterator[NewRepeat]:
    """An alert that was joined to a case which had been closed or discussed before it came."""
    rows = unit.session.execute(
        select(Alert, Case)
        .join(Case, Case.id == Alert.case_id)
        .where(Alert.state == AlertState.JOINED, Alert.finished_at > unit.now - LOOK_BACK)
        .where(_not_noted(Alert.compartment_id, Case.compartment_id))
        .order_by(Alert.received_at, Alert.id)
    ).all()
    anchors = anchors_of(unit, {case.compartment_id for _, case in rows})
    for alert, case in rows:
        anchor = within(anchors.get(case.compartment_id, ()), alert.received_at, _months())
        if anchor is not None:
            for thing in _things(unit, alert, case):
                yield NewRepeat(alert.compartment_id, case.compartment_id, *thing, anchor[1], anchor[0])


def _things(unit: Unit, alert: Alert, case: Case) -> Sequence[tuple[str, uuid.UUID, uuid.UUID]]:
    """The people and places of an alert that are in the case too; the whole case where nothing of it matched."""
    asked = select(Match).where(
        Match.compartment_id == alert.compartment_id,
        Match.other_id == case.compartment_id,
        Match.kind.in_([PERSON, PLACE]),
        Match.state != DISMISSED,
    )
    found = unit.session.scalars(asked.order_by(Match.points.desc(), Match.id)).all()
    return [(one.kind, one.subject_id, one.other_subject_id) for one in found] or [(CASE, alert.id, case.id)]
