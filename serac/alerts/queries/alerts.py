"""Finding an alert, and the queue: danger on top, then by the clock."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import undefer

from serac.access import walk
from serac.alerts.lifecycle import AlertState
from serac.alerts.models import Alert, AlertKind, Attachment
from serac.core.problems import NotFound
from serac.core.references import is_reference
from serac.core.unit import Unit

PREFIX = "AL"
SIZE = 25
OPEN = (AlertState.RECEIVED, AlertState.IN_TRIAGE)
"""The states of an alert that still waits for its team."""


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
    teams = unit.actor.teams
    if not teams:
        return Listed((), None)
    asked = select(Alert).where(Alert.partnership_id.in_(teams), Alert.state.in_([str(state) for state in states]))
    if area:
        asked = asked.where(Alert.area == area)
    if kind:
        asked = asked.join(AlertKind, AlertKind.compartment_id == Alert.compartment_id).where(AlertKind.code == kind)
    if after is not None:
        last = unit.session.scalars(select(Alert).where(Alert.compartment_id == after)).one_or_none()
        if last is None:
            raise NotFound
        later = or_(Alert.due_at > last.due_at, and_(Alert.due_at == last.due_at, Alert.id > last.id))
        same = and_(Alert.danger.is_(last.danger), later)
        asked = asked.where(or_(same, Alert.danger.is_(False)) if last.danger else same)
    ordered = asked.order_by(Alert.danger.desc(), Alert.due_at, Alert.id).limit(size + 1)
    return _page(unit.session.scalars(ordered).all(), size)


def list_closed(
    unit: Unit, *, area: str = "", kind: str = "", before: uuid.UUID | None = None, size: int = SIZE
) -> Listed:
    """Alerts that were opened into a case, newest first."""
    filters = {"state": AlertState.OPENED.value} | ({"area": area} if area else {})
    tag = walk.Tag(AlertKind, kind) if kind else None
    return _page(walk.page(unit, Alert, filters, size=size, before=before, tag=tag), size)


def kinds_by_alert(unit: Unit, compartment_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[str]]:
    """The codes of the kinds of exploitation of several alerts."""
    found: dict[uuid.UUID, list[str]] = {one: [] for one in compartment_ids}
    if found:
        asked = select(AlertKind).where(AlertKind.compartment_id.in_(list(found))).order_by(AlertKind.code)
        for kind in unit.session.scalars(asked):
            found[kind.compartment_id].append(kind.code)
    return found


def _page(rows: Sequence[Alert], size: int) -> Listed:
    return Listed(rows[:size], rows[size - 1].compartment_id if len(rows) > size else None)
