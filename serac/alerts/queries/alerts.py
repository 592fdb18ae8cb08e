"""Finding an alert, and the queue: danger on top, then by the clock."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import undefer

from serac.access import crowds, queue, walk
from serac.alerts.lifecycle import AlertState
from serac.alerts.models import Alert, AlertKind, Attachment
from serac.core.database import Id, among
from serac.core.problems import NotFound
from serac.core.references import is_reference
from serac.core.unit import Unit

PREFIX = "AL"
SIZE = 25
OPEN = (AlertState.RECEIVED, AlertState.IN_TRIAGE)
"""The states of an alert that still waits for its team."""
MOST_URGENT = queue.Order(state="state", flag="danger", moment="due_at", aside="crowded")
IN_A_CROWD = queue.Order(state="state", flag="danger", moment="due_at")
MOST_CROWDS = 10
"""Rows of crowds a queue shows; those after them come up as these are dealt with."""
COUNTED = 50
"""How far the alerts of one crowd are counted: whether it is 60 or 2,000 is not worth the time it takes."""
_KINDS = (
    select(AlertKind.compartment_id, AlertKind.code)
    .where(among(AlertKind.compartment_id, "asked"))
    .order_by(AlertKind.code)
)
_BY_COMPARTMENT = select(Alert).where(Alert.compartment_id == bindparam("asked", type_=Id))


@dataclass(frozen=True)
class Listed:
    """One page of alerts, and the compartment the next one starts after (None at the end)."""

    rows: Sequence[Alert]
    older: uuid.UUID | None


def find_alert(unit: Unit, reference: str) -> Alert:
    """An alert by its reference, with its account.

    Raises:
        NotFound: hidden (to its reporter too), unknown or malformed.
    """
    if not is_reference(reference, PREFIX):
        raise NotFound
    asked = select(Alert).where(Alert.reference == reference).options(undefer(Alert.account_sealed))
    found = unit.session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_attachment(unit: Unit, reference: str, attachment_id: uuid.UUID) -> Attachment:
    """A file of an alert, with its content.

    Raises:
        NotFound: the alert is hidden or unknown, or has no such file.
    """
    alert = find_alert(unit, reference)
    asked = select(Attachment).where(Attachment.id == attachment_id, Attachment.compartment_id == alert.compartment_id)
    found = unit.session.scalars(asked.options(undefer(Attachment.content_sealed))).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_attachments(unit: Unit, alert: Alert) -> Sequence[Attachment]:
    """The files of an alert, without their content."""
    asked = select(Attachment).where(Attachment.compartment_id == alert.compartment_id)
    return unit.session.scalars(asked.order_by(Attachment.id)).all()


def list_open(
    unit: Unit,
    *,
    states: Collection[AlertState] = OPEN,
    area: str = "",
    kind: str = "",
    after: uuid.UUID | None = None,
    size: int = SIZE,
) -> Listed:
    """Alerts that wait for the teams the actor is on: danger first, then by when triage is due.

    Args:
        after: the compartment of the last row of the page before.
    """
    last = None
    if after is not None:
        last = unit.session.scalars(_BY_COMPARTMENT, {"asked": after}).one_or_none()
        if last is None:
            raise NotFound
    filters, tag = {"area": area} if area else {}, walk.Tag(AlertKind, kind) if kind else None
    waiting = [str(state) for state in states]
    return _page(queue.page(unit, Alert, MOST_URGENT, waiting, filters, size=size, after=last, tag=tag), size)


@dataclass(frozen=True)
class Crowd:
    """Alerts from one network in one hour, of those the actor may see. `first` is the most urgent of them.

    Attributes:
        count: how many wait, no further than COUNTED; more: there are more than that.
    """

    first: Alert
    count: int
    more: bool


def list_crowds(unit: Unit) -> list[Crowd]:
    """Crowds that wait for the teams the actor is on: with somebody in danger first, then by the clock."""
    found = []
    for mark in crowds.waiting(unit, Alert, [str(state) for state in OPEN], most=MOST_CROWDS):
        listed = list_in_crowd(unit, mark, size=COUNTED)
        if listed.rows:
            found.append(Crowd(listed.rows[0], len(listed.rows), more=listed.older is not None))
    return found


def list_in_crowd(unit: Unit, mark: int, *, after: uuid.UUID | None = None, size: int = SIZE) -> Listed:
    """Alerts of one crowd that nobody has taken in hand, of those the actor may see, the most urgent first."""
    last = unit.session.scalars(_BY_COMPARTMENT, {"asked": after}).one_or_none() if after is not None else None
    filters = {"crowd": mark, "crowded": True}
    waiting = [str(state) for state in OPEN]
    return _page(queue.page(unit, Alert, IN_A_CROWD, waiting, filters, size=size, after=last), size)


def list_closed(
    unit: Unit,
    *,
    state: AlertState = AlertState.OPENED,
    area: str = "",
    kind: str = "",
    before: uuid.UUID | None = None,
    size: int = SIZE,
) -> Listed:
    """Alerts that triage has done with in one way, newest first."""
    filters = {"state": state.value} | ({"area": area} if area else {})
    tag = walk.Tag(AlertKind, kind) if kind else None
    return _page(walk.page(unit, Alert, filters, size=size, before=before, tag=tag), size)


def kinds_by_alert(unit: Unit, compartment_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[str]]:
    """The codes of the kinds of exploitation of several alerts."""
    found: dict[uuid.UUID, list[str]] = {one: [] for one in compartment_ids}
    for compartment_id, code in unit.session.execute(_KINDS, {"asked": list(found)}) if found else ():
        found[compartment_id].append(code)
    return found


def _page(rows: Sequence[Alert], size: int) -> Listed:
    return Listed(rows[:size], rows[size - 1].compartment_id if len(rows) > size else None)
