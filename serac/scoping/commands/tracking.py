"""After a round was sent: reminding, escalating, giving more time, withdrawing, ending it. By a person, and by the clock."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Override
from serac.access.queries import find_compartment, is_open_to, list_grants, members_holding
from serac.agencies.models import Cover
from serac.agencies.roles import Role
from serac.cases.models import Case
from serac.cases.queries.team import Person
from serac.core.actor import NOBODY
from serac.core.clock import moment_in_words
from serac.core.events import Event
from serac.core.facts import Counted
from serac.core.problems import Conflict, Invalid
from serac.core.unit import Unit, acts_for_the_service, check_version, command
from serac.scoping import policy
from serac.scoping.commands.rounds import URGENT, end_of_work, rules_of
from serac.scoping.commands.rounds_requests import drop
from serac.scoping.lifecycle import NOT_OPEN, WAITING, RequestState, RoundState
from serac.scoping.models import Request, RequestChange, Round
from serac.scoping.queries.askers import askers
from serac.scoping.queries.rounds import case_of, planned_in, requests_of_case
from serac.scoping.queries.rounds_checks import Readers, readers_of

LONGEST = 2000
ANSWERED = "This was answered or ended meanwhile. Look at it again."
DEPUTY, LEAD = 1, 2
"""How far a late request was escalated."""
_ROLES: Final = {DEPUTY: Role.DEPUTY_SPOC, LEAD: Role.SPOC}


@command(may=policy.chase_request)
def remind_request(unit: Unit, row: Request, *, seen_version: int | None = None) -> RequestChange:
    """Remind an agency's named handlers that a request waits.

    Raises:
        Conflict: it was answered or ended, or somebody else did something to it meanwhile.
    """
    return _remind(unit, row, seen_version)


@command(may=acts_for_the_service)
def remind_by_clock(unit: Unit, row: Request) -> RequestChange:
    """The same, once, when so much of its time is gone. For the scheduler."""
    return _remind(unit, row, None)


def _remind(unit: Unit, row: Request, seen_version: int | None) -> RequestChange:
    case = _waiting(unit, row, seen_version)
    row.reminded_at = unit.now
    made = _change(unit, row, "reminded")
    kind = "urgent" if unit.session.get_one(Round, row.round_id).urgency == URGENT else "reminder"
    _tell(unit, row, kind, f"remind:{made.id}", _readers(unit, case, row).people)
    unit.record(Event.REQUEST_REMINDED, row, agency=row.agency_id)
    return made


@command(may=policy.chase_request)
def escalate_request(unit: Unit, row: Request, *, seen_version: int | None = None) -> RequestChange:
    """Tell the agency's deputy point of contact that a request waits; if they were told before, its lead.

    Raises:
        Conflict: it was answered or ended, or somebody else did something to it meanwhile. Invalid: its lead has been told.
    """
    if row.told_level >= LEAD:
        raise Invalid("Their lead has been told. Ring them, or withdraw the request.")
    return _escalate(unit, row, row.told_level + 1, seen_version)


@command(may=acts_for_the_service)
def escalate_by_clock(unit: Unit, row: Request, *, level: int) -> RequestChange:
    """The same when its time is up: the deputy at once, the lead later. For the scheduler; the team is told with the lead."""
    return _escalate(unit, row, level, None)


def _escalate(unit: Unit, row: Request, level: int, seen_version: int | None) -> RequestChange:
    """Whoever holds the role there and may read it; where nobody is a deputy, the lead at once; else nobody, which is recorded."""
    case = _waiting(unit, row, seen_version)
    able = {person.id: person for person in _readers(unit, case, row).people}
    told: list[Person] = []
    while not told and level <= LEAD:
        held = members_holding(unit, [_ROLES[level]], row.agency_id)
        told = [able[one] for one in held if one in able]
        level += 0 if told else 1
    row.told_level = min(level, LEAD)
    made = _change(unit, row, {DEPUTY: "deputy_told", LEAD: "lead_told"}.get(level, "nobody_told"))
    _tell(unit, row, "urgent", f"escalate:{made.id}", told)
    if row.told_level == LEAD:
        _tell_team(unit, case, row, f"late:{row.round_id}")
    unit.record(Event.REQUEST_ESCALATED, row, agency=row.agency_id, level=row.told_level, told=len(told))
    return made


@command(may=policy.chase_request)
def extend_request(
    unit: Unit, row: Request, *, due_on: dt.date, reason: str, seen_version: int | None = None
) -> RequestChange:
    """Give an agency until the end of a working day, and why. Reminders begin again.

    Raises:
        Conflict: it was answered or ended meanwhile.
        Invalid: no reason, not later than it is due now, or after the end of the override it was sent on.
    """
    due_at = end_of_work(rules_of(unit, case_of(unit, row)), due_on)
    errors = _reason_errors(reason)
    if due_at <= unit.now or (row.due_at is not None and due_at <= row.due_at):
        errors["due_on"] = "Enter a day later than it is due now"
    override = unit.session.get(Override, row.override_id) if row.override_id else None
    if override is not None and due_at > override.until:
        ends = moment_in_words(override.until)
        errors["due_on"] = f"It was sent on an override that ends {ends}. They cannot answer after that"
    if errors:
        raise Invalid(errors)
    case = _waiting(unit, row, seen_version)
    row.due_at, row.reminded_at, row.told_level = due_at, None, 0
    made = _change(unit, row, "extended", reason=reason, due_at=due_at)
    _tell(unit, row, "notice", f"extend:{made.id}", _readers(unit, case, row).people)
    unit.record(Event.REQUEST_EXTENDED, row, agency=row.agency_id, due_at=due_at.isoformat())
    return made


@command(may=policy.send_round)
def withdraw_request(unit: Unit, row: Request, *, reason: str, seen_version: int | None = None) -> RequestChange:
    """Take back what was asked: whom and what it named is closed to the agency from now. What it was shown stays recorded.

    Raises:
        Conflict: it was answered or withdrawn meanwhile. Invalid: no reason.
    """
    if errors := _reason_errors(reason):
        raise Invalid(errors)
    check_version(row, seen_version)
    if row.state not in {*WAITING, RequestState.SILENT}:
        raise Conflict(ANSWERED)
    case, names = case_of(unit, row), find_compartment(unit, row.names_id)
    row.state, row.ended_at = RequestState.WITHDRAWN, unit.now
    for grant in list_grants(unit, names.id):
        if grant.grantee_id == row.agency_id:
            access.end_grant(unit, names, grant=grant)
    made = _change(unit, row, "withdrawn", reason=reason)
    _tell(unit, row, "notice", f"withdraw:{made.id}", _readers(unit, case, row).people)
    unit.record(Event.REQUEST_WITHDRAWN, row, agency=row.agency_id)
    return made


@command(may=policy.chase_request)
def end_round(unit: Unit, row: Round, *, seen_version: int | None = None) -> Round:
    """End a round: silence is recorded against each agency that has not answered, with whether anybody was there to answer.

    They may still reply. What was planned and not sent is dropped.

    Raises:
        Conflict: it was not sent, or ended meanwhile.
    """
    check_version(row, seen_version)
    if row.state != RoundState.SENT:
        raise Conflict("This round has ended, or was never sent. Look at it again.")
    case = case_of(unit, row)
    for planned in planned_in(unit, row):
        drop(unit, planned)
    for request in requests_of_case(unit, case):
        if request.round_id == row.id and request.state in WAITING:
            _record_silence(unit, case, request)
    row.state, row.ended_at = RoundState.ENDED, unit.now
    unit.record(Event.ROUND_ENDED, row)
    return row


def _record_silence(unit: Unit, case: Case, row: Request) -> None:
    """Nothing is held against an agency to which it was not open any more: its override or agreement had ended."""
    check_version(row, None)
    row.state, row.ended_at = RequestState.SILENT, unit.now
    was_open = is_open_to(unit, find_compartment(unit, row.compartment_id), row.agency_id)
    row.cover_existed = was_open and _cover_existed(unit, case, row)
    row.end_reason = None if was_open else NOT_OPEN
    _change(unit, row, "silent")
    hidden = unit.standing(case.compartment_id).restricted
    codes: dict[str, object] = {"agency": str(row.agency_id), "cover": row.cover_existed}
    counted = Counted("request.silent", row.partnership_id, unit.now, codes, restricted=hidden)
    facts = [counted] if was_open else []
    unit.record(Event.REQUEST_SILENT, row, facts=facts, agency=row.agency_id, cover=row.cover_existed)


def _cover_existed(unit: Unit, case: Case, row: Request) -> bool:
    """Whether anybody there could have answered: somebody not away, or a stand-in of somebody who is."""
    people = {person.id for person in _readers(unit, case, row).people}
    away = select(Cover).where(Cover.agency_id == row.agency_id, Cover.since <= unit.now, Cover.until > unit.now)
    covers = unit.session.scalars(away.order_by(Cover.id)).all()
    return bool(people - {one.away_id for one in covers}) or any(one.covering_id in people for one in covers)


def _waiting(unit: Unit, row: Request, seen_version: int | None) -> Case:
    check_version(row, seen_version)
    if row.state not in WAITING:
        raise Conflict(ANSWERED)
    return case_of(unit, row)


def _reason_errors(reason: str) -> dict[str, str]:
    if not reason.strip():
        return {"reason": "Say why"}
    return {"reason": f"Use {LONGEST:,} characters or fewer"} if len(reason) > LONGEST else {}


def _change(
    unit: Unit, row: Request, kind: str, *, reason: str = "", due_at: dt.datetime | None = None
) -> RequestChange:
    made = RequestChange(compartment_id=row.within_id, request_id=row.id, kind=kind, made_at=unit.now, due_at=due_at)
    made.made_by, made.reason = unit.actor.member_id or NOBODY, reason.strip()
    unit.session.add(made)
    unit.session.flush()
    return made


def _readers(unit: Unit, case: Case, row: Request) -> Readers:
    return readers_of(unit, case, [row.agency_id]).get(row.agency_id, Readers())


def _tell(unit: Unit, row: Request, kind: str, key: str, people: Sequence[Person]) -> None:
    for person in people:
        path = f"/requests/{row.reference}"
        unit.notify(kind, person.id, key=key, path=path, about=row.compartment_id)


def _tell_team(unit: Unit, case: Case, row: Request, key: str) -> None:
    """Whoever asked, while they can read it; else everybody on the team who can."""
    path = f"/cases/{case.reference}/scoping"
    for member_id in askers(unit, case.compartment_id, row.asked_by):
        unit.notify("notice", member_id, key=key, path=path, about=case.compartment_id)
