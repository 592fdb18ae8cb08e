"""Finding an action, what it asks, its history, and lists of actions, always through the rule."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, false, or_, select
from sqlalchemy.sql.elements import ColumnElement

from serac.access.models import Compartment
from serac.actions.lifecycle import OPEN, ActionState
from serac.actions.models import Action, ActionBrief, ActionChange
from serac.core.actor import Permission
from serac.core.keys import DataKey
from serac.core.problems import NotFound
from serac.core.references import is_reference
from serac.core.unit import Unit

PREFIX = "AC"
SIZE = 25
MINE, AGENCY, ASKED, PARTNERSHIP = "mine", "agency", "asked", "partnership"
_ORDER = (Action.due_at, Action.id)


@dataclass(frozen=True)
class Page:
    """One page of a list: its rows, and the key the next one starts after (None at the end)."""

    rows: Sequence[Action]
    older: uuid.UUID | None


def find_action(unit: Unit, reference: str) -> Action:
    """An action by its reference.

    Raises:
        NotFound: hidden, unknown or malformed.
    """
    if not is_reference(reference, PREFIX):
        raise NotFound
    found = unit.session.scalars(select(Action).where(Action.reference == reference)).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_action_by_id(unit: Unit, action_id: uuid.UUID) -> Action:
    """The same by its id."""
    found = unit.session.scalars(select(Action).where(Action.id == action_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_actions(unit: Unit, within_id: uuid.UUID, *, hangs_from: uuid.UUID | None = None) -> Sequence[Action]:
    """The actions of a case that the reader may see, the soonest due first.

    Args:
        within_id: the compartment of the case. hangs_from: only those that hang from this row (a response team, a meeting).
    """
    asked = select(Action).where(Action.within_id == within_id)
    if hangs_from is not None:
        asked = asked.where(Action.hangs_from_id == hangs_from)
    return unit.session.scalars(asked.order_by(*_ORDER)).all()


def open_actions(unit: Unit, within_id: uuid.UUID) -> Sequence[Action]:
    """Those that somebody still has to do, accept or give to somebody: what keeps a case from being closed."""
    asked = select(Action).where(Action.within_id == within_id, Action.state.in_(OPEN))
    return unit.session.scalars(asked.order_by(*_ORDER)).all()


def list_page(
    unit: Unit, *, whose: str, states: frozenset[ActionState], priority: str = "", after: uuid.UUID | None = None,
    size: int = SIZE,
) -> Page:  # fmt: skip
    """Actions of somebody's own, of their agencies, that they asked for, or of their partnerships; the soonest due first.

    Raises:
        NotFound: the page before ended with a row that is hidden or unknown.
    """
    asked = select(Action).where(_whose(unit, whose), Action.state.in_(states))
    if priority:
        asked = asked.where(Action.priority == priority)
    if after is not None:
        last = find_action_by_id(unit, after)
        same_day = and_(Action.due_at == last.due_at, Action.id > last.id)
        asked = asked.where(or_(Action.due_at > last.due_at, same_day))
    rows = unit.session.scalars(asked.order_by(*_ORDER).limit(size + 1)).all()
    return Page(rows[:size], rows[size - 1].id if len(rows) > size else None)


def list_escalated(unit: Unit) -> Sequence[Action]:
    """Refused actions that are with the actor as chair or deputy chair, the soonest due first."""
    places = list(unit.actor.places(Permission.DECIDE))
    if not places:
        return []
    asked = select(Action).where(Action.partnership_id.in_(places), Action.state == ActionState.REFUSED)
    return unit.session.scalars(asked.where(Action.escalated_at.is_not(None)).order_by(*_ORDER).limit(SIZE)).all()


def _whose(unit: Unit, whose: str) -> ColumnElement[bool]:
    actor = unit.actor
    if actor.member_id is None:
        return false()
    if whose == AGENCY:
        of_team = and_(Action.by_team, Action.partnership_id.in_(actor.teams))
        return or_(Action.agency_id.in_(actor.principals[1:]), of_team)
    if whose == PARTNERSHIP:
        return Action.partnership_id.in_(actor.teams)
    return (Action.asked_by if whose == ASKED else Action.owner_id) == actor.member_id


def brief_of(unit: Unit, action: Action) -> ActionBrief | None:
    """What an action asks; None until its reader has stated that they have no connection."""
    return briefs_of(unit, [action]).get(action.id)


def briefs_of(unit: Unit, actions: Sequence[Action]) -> Mapping[uuid.UUID, ActionBrief]:
    """What several actions ask, by action, as far as the reader may see it. Their keys come in the same statement."""
    if not actions:
        return {}
    asked = (
        select(ActionBrief, DataKey.wrapped)
        .outerjoin(DataKey, DataKey.compartment_id == ActionBrief.compartment_id)
        .where(ActionBrief.action_id.in_([one.id for one in actions]))
    )
    found: dict[uuid.UUID, Any] = {}
    for brief, wrapped in unit.session.execute(asked):
        if wrapped is not None:
            unit.keys.offer(brief.compartment_id, wrapped)
        found[brief.action_id] = brief
    return found


def history_of(unit: Unit, action: Action) -> Sequence[ActionChange]:
    """What happened to an action, the last first."""
    asked = select(ActionChange).where(ActionChange.action_id == action.id)
    return unit.session.scalars(asked.order_by(ActionChange.made_at.desc(), ActionChange.id.desc())).all()


def parts_of(unit: Unit, action: Action) -> Sequence[Action]:
    """The actions an action was split into."""
    asked = select(Action).where(Action.split_from_id == action.id)
    return unit.session.scalars(asked.order_by(*_ORDER)).all()


def of_restricted_cases(unit: Unit, actions: Sequence[Action]) -> frozenset[uuid.UUID]:
    """The ids of those actions whose case is restricted: a list says only that."""
    cases = {one.within_id for one in actions}
    if not cases:
        return frozenset()
    asked = select(Compartment.id).where(Compartment.id.in_(cases), Compartment.restricted)
    restricted = set(unit.session.scalars(asked))
    return frozenset(one.id for one in actions if one.within_id in restricted)
