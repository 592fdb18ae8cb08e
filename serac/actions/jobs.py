"""The list the day before, what is late, what was refused and lies there, and nothing left with nobody.

Whose an action is may leave at any moment, by a command of a feature below that knows nothing of actions and whose actor may
not know that they exist. So what they leave is found by its rows, at the next tick, and passed on by the service; whoever
lost sight of it otherwise (an agreement ended, they were kept out) is found every hour, by the rule itself.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator

from sqlalchemy import and_, or_, select

from serac.actions.commands import chase_refused, is_orphan, keep_owned, pass_up, tell_what_is_due
from serac.actions.commands.clocks import ASKER_TOLD
from serac.actions.commands.common import working_hours
from serac.actions.lifecycle import WITH_OWNER, ActionState
from serac.actions.models import Action
from serac.actions.queries import find_action_by_id
from serac.agencies.models import Appointment, Member, Membership
from serac.agencies.roles import HANDLERS, OWN_TEAM
from serac.core.clock import LONDON, UTC, is_working_day, last_day
from serac.core.jobs import Occasion, job
from serac.core.unit import Unit

MORNING = dt.time(9)
AHEAD = dt.timedelta(days=8)
"""No run of days without work is longer."""


def day_before(due_at: dt.datetime) -> dt.datetime:
    """The morning of the last working day before the day that something is due on."""
    day = last_day(due_at) - dt.timedelta(days=1)
    while not is_working_day(day):
        day -= dt.timedelta(days=1)
    return dt.datetime.combine(day, MORNING, LONDON).astimezone(UTC)


def _due_soon(unit: Unit) -> Iterator[Action]:
    soon = select(Action).where(
        Action.state.in_(WITH_OWNER), Action.due_at > unit.now, Action.due_at <= unit.now + AHEAD
    )
    yield from unit.session.scalars(soon.order_by(Action.due_at, Action.id))


def lists(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each owner and each morning before a day on which something of theirs is due."""
    for action in _due_soon(unit):
        yield Occasion(day_before(action.due_at), str(action.owner_id))


@job("actions.day_before", due=lists)
def list_day_before(unit: Unit, occasion: Occasion) -> None:
    """Tell somebody what is due, once for all of it."""
    owner_id = uuid.UUID(occasion.subject)
    theirs = [one for one in _due_soon(unit) if one.owner_id == owner_id and day_before(one.due_at) == occasion.due_at]
    if theirs:
        day = occasion.due_at.astimezone(LONDON).date()
        tell_what_is_due(unit, unit.session.get_one(Member, owner_id), day=day, count=len(theirs))


def late(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each step of each late action: its time, then some working hours more, twice.

    By its version, so that the steps begin again for whoever it is given to, although it was due at the same time before.
    """
    overdue = select(Action).where(
        Action.state.in_(WITH_OWNER), Action.due_at <= unit.now, Action.told_level < ASKER_TOLD
    )
    for action in unit.session.scalars(overdue.order_by(Action.due_at, Action.id)):
        steps = action.told_level
        when = (
            working_hours(unit, action.partnership_id, "actions.late_working_hours", action.due_at, steps)
            if steps
            else action.due_at
        )
        yield Occasion(when, f"{action.id}:{steps}:{action.version}")


@job("actions.late", due=late)
def escalate(unit: Unit, occasion: Occasion) -> None:
    """Pass one up, unless it moved on meanwhile."""
    action = find_action_by_id(unit, uuid.UUID(occasion.subject.partition(":")[0]))
    if action.state in WITH_OWNER and action.due_at <= unit.now and action.told_level < ASKER_TOLD:
        pass_up(unit, action)


def refused(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each refused action that nobody has given to anybody, escalated or withdrawn in time."""
    lying = select(Action).where(
        Action.state == ActionState.REFUSED, Action.refused_due_at <= unit.now, Action.escalated_at.is_(None)
    )
    for action in unit.session.scalars(lying.order_by(Action.refused_due_at, Action.id)):
        if action.refused_due_at is not None:
            yield Occasion(action.refused_due_at, str(action.id))


@job("actions.refused", due=refused)
def chase(unit: Unit, occasion: Occasion) -> None:
    """Tell whoever asked, unless it moved on meanwhile."""
    action = find_action_by_id(unit, uuid.UUID(occasion.subject))
    if action.state == ActionState.REFUSED and action.escalated_at is None:
        chase_refused(unit, action)


def left(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each action whose owner has left its agency, lost the role there, or was disabled."""
    works = (
        select(Membership.id)
        .where(Membership.member_id == Action.owner_id, Membership.agency_id == Action.agency_id)
        .where(Membership.since <= unit.now, Membership.until > unit.now)
        .correlate(Action)
        .exists()
    )
    of_agency = and_(
        ~Action.by_team,
        Appointment.agency_id == Action.agency_id,
        Appointment.role.in_([str(one) for one in HANDLERS]),
        works,
    )
    of_team = and_(
        Action.by_team,
        Appointment.partnership_id == Action.partnership_id,
        Appointment.role.in_([str(one) for one in OWN_TEAM]),
    )
    holds = (
        select(Appointment.id)
        .join(Member, Member.id == Appointment.member_id)
        .where(Appointment.member_id == Action.owner_id, Appointment.since <= unit.now, Appointment.until > unit.now)
        .where(Appointment.approved_at.is_not(None), Member.disabled_at.is_(None), or_(of_agency, of_team))
        .correlate(Action)
        .exists()
    )
    gone = select(Action).where(Action.state.in_(WITH_OWNER), ~holds).order_by(Action.asked_at, Action.id)
    for action in unit.session.scalars(gone):
        yield Occasion(action.asked_at, f"{action.id}:{action.version}")


@job("actions.left", due=left)
def pass_on(unit: Unit, occasion: Occasion) -> None:
    """Pass on what somebody left."""
    _keep(unit, find_action_by_id(unit, uuid.UUID(occasion.subject.partition(":")[0])))


@job("actions.unread", every=dt.timedelta(hours=1))
def pass_on_unread(unit: Unit, _: Occasion) -> None:
    """Pass on what its owner can no longer read."""
    for action in unit.session.scalars(select(Action).where(Action.state.in_(WITH_OWNER)).order_by(Action.id)).all():
        _keep(unit, action)


def _keep(unit: Unit, action: Action) -> None:
    if is_orphan(unit, action):
        keep_owned(unit, action)
