"""Who is on duty: now, next, and the hours nobody covers."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy import select

from serac.agencies import policy
from serac.agencies.commands import end_duty_shift, set_duty_shift
from serac.agencies.hours import is_open, next_opening, openings, rules_for, uncovered
from serac.agencies.models import DutyShift, Member, Partnership
from serac.agencies.queries import find_duty_shift, find_partnership, list_duty_shifts, list_rotas, may_be_on_duty
from serac.agencies.schemas import shift_answers
from serac.agencies.views.blueprint import bp
from serac.core.actor import Permission
from serac.core.answers import Answers
from serac.core.clock import LONDON, moment_in_words
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page

AHEAD = dt.timedelta(days=7)
"""How far ahead the page looks for hours that nobody covers."""
MOST_GAPS = 8


@dataclass(frozen=True)
class Shift:
    """A shift as the page shows it."""

    id: uuid.UUID
    name: str
    phone: str
    since: dt.datetime
    until: dt.datetime
    now: bool


@dataclass(frozen=True)
class Rota:
    """The rota of one partnership."""

    name: str
    slug: str
    on_now: Sequence[Shift]
    later: Sequence[Shift]
    hours: str
    gaps: Sequence[str]
    may_keep: bool


@bp.route("/duty-rota")
@needs(policy.read_duty_rota)
def duty_rota() -> ResponseReturnValue:
    """Who is on duty now and next, for each partnership of the reader."""
    unit = current_unit()
    places = list_rotas(unit)
    shifts = {place.id: list_duty_shifts(unit, place) for place in places}
    wanted = {shift.member_id for some in shifts.values() for shift in some}
    members = unit.session.scalars(select(Member).where(Member.id.in_(wanted)).order_by(Member.id)) if wanted else ()
    people = {member.id: member for member in members}
    return page(
        "agencies/duty_rota.html",
        shown=[shift.id for some in shifts.values() for shift in some],
        rotas=[_rota(unit, place, shifts[place.id], people) for place in places],
        passed_up=unit.actor.holds(Permission.DECIDE),
        form=Form(Answers()),
    )


def _rota(unit: Unit, place: Partnership, shifts: Sequence[DutyShift], people: dict[uuid.UUID, Member]) -> Rota:
    able = set(may_be_on_duty(unit, place.id))
    rows = [
        Shift(
            one.id, people[one.member_id].name, people[one.member_id].phone, one.since, one.until, one.since <= unit.now
        )
        for one in shifts
        if one.member_id in able
    ]
    return Rota(
        place.name,
        place.slug,
        [row for row in rows if row.now],
        [row for row in rows if not row.now],
        _hours(unit, place),
        [f"{moment_in_words(since)} to {moment_in_words(until)}" for since, until in _gaps(unit, place, rows)],
        unit.may(policy.keep_duty_rota, place),
    )


def _hours(unit: Unit, place: Partnership) -> str:
    rules = rules_for(place.slug)
    if is_open(rules, unit.now):
        return "The team is at work now."
    opens = next_opening(rules, unit.now)
    return f"The team is not at work now. It begins again {moment_in_words(opens)}." if opens else ""


def _gaps(unit: Unit, place: Partnership, rows: Sequence[Shift]) -> list[tuple[dt.datetime, dt.datetime]]:
    """Hours of the coming week in which the team is not at work and nobody is on duty."""
    end = unit.now + AHEAD
    worked = [span for span in openings(rules_for(place.slug), unit.now) if span[0] < end]
    return uncovered([*worked, *((row.since, row.until) for row in rows)], unit.now, end)[:MOST_GAPS]


@bp.route("/duty-rota/<slug>/new", methods=["GET", "POST"])
@needs(policy.keep_duty_rota, on=find_partnership)
def new_shift(place: Partnership) -> ResponseReturnValue:
    """Put somebody on duty."""
    unit = current_unit()
    ids = may_be_on_duty(unit, place.id)
    members = {
        one.id: one for one in unit.session.scalars(select(Member).where(Member.id.in_(ids)).order_by(Member.id))
    }
    people = sorted(((str(one.id), one.name) for one in members.values()), key=lambda pair: pair[1].casefold())
    today = unit.now.astimezone(LONDON).date()
    form = Form(
        shift_answers([one for one, _ in people]), initial={"first": today, "last": today + dt.timedelta(days=1)}
    )
    name = place.name
    if form.sent_well():
        facts: dict[str, Any] = {
            "member": members[uuid.UUID(form.data["member"])],
            "since": dt.datetime.combine(form.data["first"], form.data["first_time"], LONDON),
            "until": dt.datetime.combine(form.data["last"], form.data["last_time"], LONDON),
        }
        if form.attempt(lambda: set_duty_shift(unit, place, **facts)):
            return go("agencies.duty_rota")
        form.errors = {"last" if field == "until" else field: words for field, words in form.errors.items()}
    return page("agencies/new_shift.html", target=place, form=form, name=name, slug=place.slug, people=people)


@bp.route("/duty-rota/shifts/<uuid:shift_id>/end", methods=["POST"])
@needs(policy.keep_duty_rota, on=find_duty_shift)
def end_shift(shift: DutyShift) -> ResponseReturnValue:
    """Somebody goes off duty, or will not be on duty after all."""
    if Form(Answers()).sent_well():
        end_duty_shift(current_unit(), shift)
    return go("agencies.duty_rota")
