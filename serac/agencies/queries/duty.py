"""Who is on duty for a partnership, now and next."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from serac.agencies import policy
from serac.agencies.models import Appointment, DutyShift, Member, Partnership
from serac.agencies.queries.partnerships import list_partnerships, reach
from serac.agencies.roles import ON_DUTY
from serac.core.problems import NotFound
from serac.core.unit import Unit


def may_be_on_duty(unit: Unit, partnership_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Who may stand on the rota: the team, and the emergency duty team, enabled, in order of id."""
    return unit.session.scalars(
        select(Appointment.member_id)
        .join(Member, Member.id == Appointment.member_id)
        .where(
            Appointment.partnership_id == partnership_id,
            Appointment.role.in_([str(role) for role in sorted(ON_DUTY)]),
            Appointment.since <= unit.now,
            Appointment.until > unit.now,
            Appointment.approved_at.is_not(None),
            Member.disabled_at.is_(None),
        )
        .distinct()
        .order_by(Appointment.member_id)
    ).all()


def on_duty(unit: Unit, partnership_id: uuid.UUID, at: dt.datetime) -> list[uuid.UUID]:
    """The members on duty at a moment, in order of id: only those who could still stand on the rota today."""
    able = set(may_be_on_duty(unit, partnership_id))
    return [member_id for member_id in was_on_duty(unit, partnership_id, at) if member_id in able]


def was_on_duty(unit: Unit, partnership_id: uuid.UUID, at: dt.datetime) -> list[uuid.UUID]:
    """Who stood on the rota at a moment, in order of id, whatever has become of them."""
    shifts = select(DutyShift.member_id).where(
        DutyShift.partnership_id == partnership_id, DutyShift.since <= at, DutyShift.until > at
    )
    return list(unit.session.scalars(shifts.distinct().order_by(DutyShift.member_id)))


def list_duty_shifts(unit: Unit, partnership: Partnership) -> Sequence[DutyShift]:
    """The shifts that are not over, by their beginning."""
    statement = select(DutyShift).where(DutyShift.partnership_id == partnership.id, DutyShift.until > unit.now)
    return unit.session.scalars(statement.order_by(DutyShift.since, DutyShift.id)).all()


def list_rotas(unit: Unit) -> Sequence[Partnership]:
    """The partnerships whose rota the reader sees: those they belong to, and those they keep, by name."""
    own = set(unit.actor.partnerships)
    return [one for one in list_partnerships(unit) if one.id in own or unit.may(policy.keep_duty_rota, one)]


def find_duty_shift(unit: Unit, shift_id: uuid.UUID) -> DutyShift:
    """A shift that is not over.

    Raises:
        NotFound: unknown, over, or of a partnership out of reach.
    """
    found = unit.session.get(DutyShift, shift_id)
    if found is None or found.until <= unit.now or found.partnership_id not in reach(unit):
        raise NotFound
    return found
