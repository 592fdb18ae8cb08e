"""Beginning a round of asking agencies about a case, changing it before it is sent, giving it up."""

import datetime as dt

from sqlalchemy.exc import IntegrityError

from serac.agencies.hours import rules_for
from serac.agencies.models import Partnership
from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.core.actor import NOBODY
from serac.core.clock import LONDON, UTC, add_working_days
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid, Text
from serac.core.unit import Unit, check_version, command
from serac.reference import PartnershipRules, current
from serac.scoping import policy
from serac.scoping.commands.rounds_requests import drop
from serac.scoping.lifecycle import RoundState
from serac.scoping.models import Round
from serac.scoping.queries.rounds import list_rounds, planned_in

LONGEST = 4000
ORDINARY, URGENT = "ordinary", "urgent"
SCOPING, CONFERENCE = "scoping", "conference"
"""Why agencies are asked: to decide what to do, or as research before a meeting."""


@command(may=policy.plan_round)
def begin_round(
    unit: Unit, case: Case, *, purpose: str, urgency: str, question: str, occasion: str = SCOPING
) -> Round:  # fmt: skip
    """Begin to plan a round: nobody is asked until it is sent. One is planned at a time.

    Args:
        purpose: code of sharing_purposes; never immigration control, which is a purpose apart (domain 5.4).
        urgency: `ordinary` or `urgent`, which sets the deadline by the partnership's clock.
        question: what exactly is asked, as all of them will read it; a request may say it differently.

    Raises:
        Invalid: an unknown code, nothing asked, a closed case, or one is being planned.
    """
    _check(purpose, urgency, question)
    rounds = list_rounds(unit, case)
    if case.stage == Stage.CLOSED:
        raise Invalid("This case is closed. Open it again before you ask anybody.")
    if any(one.state == RoundState.DRAFT for one in rounds):
        raise Invalid("A round is being planned already. Send it or give it up first.")
    made = Round(compartment_id=case.compartment_id, number=_next_number(unit, case), occasion=occasion)
    made.purpose, made.urgency, made.state = purpose, urgency, RoundState.DRAFT
    made.begun_by, made.begun_at, made.question = unit.actor.member_id or NOBODY, unit.now, question.strip()
    unit.session.add(made)
    try:
        unit.session.flush()
    except IntegrityError:  # somebody else has just begun one
        raise Conflict("A round is being planned already. Look at the case again.") from None
    unit.record(Event.ROUND_BEGUN, made, purpose=purpose, urgency=urgency)
    return made


def _next_number(unit: Unit, case: Case) -> int:
    return max((one.number for one in list_rounds(unit, case, discarded=True)), default=0) + 1


@command(may=policy.plan_round)
def change_round(
    unit: Unit, row: Round, *, purpose: str, urgency: str, question: str, seen_version: int | None = None
) -> Round:  # fmt: skip
    """Change what a round asks, what for or how soon, before it is sent.

    Raises:
        Conflict: somebody changed or sent it meanwhile. Invalid: as for beginning one.
    """
    _check(purpose, urgency, question)
    check_version(row, seen_version, lambda: [Text("question", "What is asked", row.question)])
    if row.state != RoundState.DRAFT:
        raise Conflict("This round has been sent. Look at it again.")
    row.purpose, row.urgency, row.question = purpose, urgency, question.strip()
    for planned in planned_in(unit, row):
        planned.purpose = purpose if planned.purpose != policy.IMMIGRATION_CONTROL else planned.purpose
    unit.record(Event.ROUND_CHANGED, row, purpose=purpose, urgency=urgency)
    return row


@command(may=policy.plan_round)
def discard_round(unit: Unit, row: Round) -> Round:
    """Give up a round that was not sent: nobody was asked, nothing was shown.

    Raises:
        Conflict: it was sent or given up meanwhile.
    """
    check_version(row, None)
    for planned in planned_in(unit, row):
        drop(unit, planned)
    row.state = RoundState.DISCARDED
    unit.record(Event.ROUND_DISCARDED, row)
    return row


def _check(purpose: str, urgency: str, question: str) -> None:
    purposes, errors = current().sharing_purposes, {}
    if purpose not in purposes or not purposes.get(purpose).on_by_default:
        errors["purpose"] = "Choose what it is shared for"
    if urgency not in {ORDINARY, URGENT}:
        errors["urgency"] = "Choose how soon you need the answers"
    if not question.strip() or len(question) > LONGEST:
        asked = question.strip()
        errors["question"] = f"Use {LONGEST:,} characters or fewer" if asked else "Enter what they are asked"
    if errors:
        raise Invalid(errors)


def due_by_clock(rules: PartnershipRules, urgency: str, now: dt.datetime) -> dt.datetime:
    """When an answer is expected: hours when urgent, else the end of a working day some working days on."""
    if urgency == URGENT:
        return now + dt.timedelta(hours=rules.number("scoping.urgent_hours"))
    day = add_working_days(now.astimezone(LONDON).date(), rules.number("scoping.ordinary_working_days"))
    return end_of_work(rules, day)


def end_of_work(rules: PartnershipRules, day: dt.date) -> dt.datetime:
    """When the team's working day ends."""
    return dt.datetime.combine(day, rules.time("hours.closes"), LONDON).astimezone(UTC)


def rules_of(unit: Unit, case: Case) -> PartnershipRules:
    """The rules of the partnership of a case."""
    return rules_for(unit.session.get_one(Partnership, case.partnership_id).slug)
