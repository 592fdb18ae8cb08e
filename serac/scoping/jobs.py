"""Reminders and escalations of requests that nobody has answered, by the partnership's clock."""

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import select

from serac.agencies.hours import rules_for
from serac.agencies.models import Partnership
from serac.core.clock import add_working_minutes
from serac.core.jobs import Occasion, job
from serac.core.unit import Unit
from serac.reference import PartnershipRules
from serac.scoping.commands.rounds import URGENT
from serac.scoping.commands.tracking import DEPUTY, LEAD, escalate_by_clock, remind_by_clock
from serac.scoping.lifecycle import WAITING
from serac.scoping.models import Request, Round

REMINDER, TO_DEPUTY, TO_LEAD = "reminder", "deputy", "lead"
_OPEN = (
    select(
        Request.id,
        Request.partnership_id,
        Request.asked_at,
        Request.due_at,
        Request.reminded_at,
        Request.told_level,
        Round.urgency,
    )
    .join(Round, Round.id == Request.round_id)
    .where(Request.state.in_(sorted(WAITING)), Request.told_level < LEAD)
    .order_by(Request.due_at, Request.id)
)


def steps_due(
    rules: PartnershipRules, asked_at: dt.datetime, due_at: dt.datetime, *, urgent: bool
) -> dict[str, dt.datetime]:
    """When each step is due: a reminder when so much of the time is gone, the deputy at its end, the lead after that.

    An ordinary request's steps fall in working time, England's holidays and clock changes counted; an urgent one's do not wait.
    """
    percents = {
        REMINDER: rules.number("scoping.reminder_percent"),
        TO_DEPUTY: 100,
        TO_LEAD: rules.number("scoping.lead_percent"),
    }
    found = {step: asked_at + (due_at - asked_at) * percent / 100 for step, percent in percents.items()}
    return found if urgent else {step: _at_work(rules, moment) for step, moment in found.items()}


def _at_work(rules: PartnershipRules, moment: dt.datetime) -> dt.datetime:
    return add_working_minutes(moment, 0, opens=rules.time("hours.opens"), closes=rules.time("hours.closes"))


def unanswered(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each step of each request that waits."""
    places = {place.id: place.slug for place in unit.session.scalars(select(Partnership).order_by(Partnership.id))}
    for request_id, place_id, asked_at, due_at, reminded_at, level, urgency in unit.session.execute(_OPEN):
        if asked_at is None or due_at is None:
            continue
        rules = rules_for(places[place_id])
        if unit.now < asked_at + (due_at - asked_at) * rules.number("scoping.reminder_percent") / 100:
            continue  # nothing of it can be due yet
        due = steps_due(rules, asked_at, due_at, urgent=urgency == URGENT)
        done = {REMINDER: reminded_at is not None or level > 0, TO_DEPUTY: level >= DEPUTY, TO_LEAD: level >= LEAD}
        for step, moment in due.items():
            if moment <= unit.now and not done[step]:
                yield Occasion(moment, f"{request_id}:{step}")


@job("scoping.unanswered", due=unanswered)
def chase(unit: Unit, occasion: Occasion) -> None:
    """Take one step, unless it was answered or somebody took the step meanwhile."""
    request_id, _, step = occasion.subject.partition(":")
    asked = select(Request).where(Request.id == uuid.UUID(request_id), Request.state.in_(sorted(WAITING)))
    row = unit.session.scalars(asked).one_or_none()
    if row is None:
        return
    if step == REMINDER and row.reminded_at is None and row.told_level == 0:
        remind_by_clock(unit, row)
    elif step == TO_DEPUTY and row.told_level < DEPUTY:
        escalate_by_clock(unit, row, level=DEPUTY)
    elif step == TO_LEAD and row.told_level < LEAD:
        escalate_by_clock(unit, row, level=LEAD)
