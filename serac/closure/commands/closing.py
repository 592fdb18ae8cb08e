"""Closing a case when nothing stands in the way, opening it again, and looking at it again when that was promised."""

import datetime as dt
from collections.abc import Collection, Iterator

from serac.access.queries import members_holding
from serac.agencies.hours import rules_for
from serac.agencies.models import Partnership
from serac.agencies.roles import OWN_TEAM, Role
from serac.cases.commands import move_case
from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.closure import policy
from serac.closure.models import Closing
from serac.closure.queries import is_decided, last_discussed, list_obstacles, present_closing, unseen_parts
from serac.core.actor import NOBODY
from serac.core.clock import LONDON
from serac.core.events import Event
from serac.core.facts import Counted
from serac.core.problems import Conflict, Invalid
from serac.core.unit import Unit, acts_for_the_service, check_version, command
from serac.decisions.queries.chairs import has_conflict
from serac.reference import current

LONGEST = 4_000
CHAIRS = (Role.CHAIR, Role.DEPUTY_CHAIR)
STANDS = "Something still stands in the way. Finish it, or say on its own page why it will not be done"
ELSEWHERE = "Some of the work on this case is open to its own team alone. Ask them to close it"


@command(may=policy.close)
def close_case(
    unit: Unit,
    case: Case,
    *,
    reason: str,
    words: str,
    outcomes: Collection[str],
    seen_version: int | None,
    review_on: dt.date | None = None,
) -> Closing:
    """Close a case: nothing is left open, and it is written down why, what came of it, and when it was last discussed.

    Args:
        reason: code of closure_reasons; words where it asks for some. outcomes: codes of case_outcomes, at least one.
        review_on: of a reason that asks for it, when the team is told to look again; else after the days of the rule.

    Raises:
        Conflict: it is closed already, or somebody changed it meanwhile.
        Invalid: something stands in the way, or an answer is missing.
    """
    if case.stage == Stage.CLOSED:
        raise Conflict("Somebody else has closed this case.")
    errors = dict(_in_the_way(unit, case)) | dict(_missing(unit, case, reason, words, outcomes, review_on))
    if errors:
        raise Invalid(errors)
    check_version(case, seen_version)
    closing = Closing(compartment_id=case.compartment_id, closed_at=unit.now, reason=reason, words=words.strip())
    closing.closed_by, closing.outcomes = unit.actor.member_id or NOBODY, sorted(set(outcomes))
    closing.last_discussed_at = last_discussed(unit, case)
    if current().closure_reasons.get(reason).review:
        closing.review_on = review_on or _usual_review(unit, case)
    unit.session.add(closing)
    move_case(unit, case, Stage.CLOSED)
    unit.session.flush()
    counted = _counted(unit, case, closing)
    unit.record(Event.CASE_CLOSED, closing, facts=[counted], reason=reason, outcomes=closing.outcomes)
    if current().closure_reasons.get(reason).escalates:
        _tell_chairs(unit, case, closing)
    return closing


def _counted(unit: Unit, case: Case, closing: Closing) -> Counted:
    restricted = unit.standing(case.compartment_id).restricted
    codes: dict[str, object] = {"reason": closing.reason, "outcomes": closing.outcomes}
    return Counted("case.closed", case.partnership_id, unit.now, codes, restricted=restricted)


def _in_the_way(unit: Unit, case: Case) -> Iterator[tuple[str, str]]:
    if has_conflict(unit, case):
        yield "_form", "You said that you have a connection with this case, so somebody else closes it"
    elif list_obstacles(unit, case):
        yield "_form", STANDS
    elif unseen_parts(unit, case) and not unit.standing(case.compartment_id).team:
        yield "_form", ELSEWHERE


def _missing(
    unit: Unit, case: Case, reason: str, words: str, outcomes: Collection[str], review_on: dt.date | None
) -> Iterator[tuple[str, str]]:
    reasons, known = current().closure_reasons, current().case_outcomes
    if reason not in reasons:
        yield "reason", "Choose why it is closed"
    else:
        chosen = reasons.get(reason)
        if chosen.describe and not words.strip():
            yield "words", "Say more about why it is closed"
        if not chosen.undecided and not is_decided(unit, case):
            yield "reason", "There is no decision on this case. Record one first, or choose a reason that needs none"
    if "not_known" in outcomes and not words.strip():
        yield "words", "Say what was tried, since nobody can say what came of it"
    if len(words) > LONGEST:
        yield "words", f"Use {LONGEST:,} characters or fewer"
    if not outcomes or any(code not in known for code in outcomes):
        yield "outcomes", "Choose what came of it"
    if review_on is not None and review_on <= unit.now.astimezone(LONDON).date():
        yield "review_on", "Enter a day to come"


def _usual_review(unit: Unit, case: Case) -> dt.date:
    rules = rules_for(unit.session.get_one(Partnership, case.partnership_id).slug)
    return unit.now.astimezone(LONDON).date() + dt.timedelta(days=rules.number("decision.review_days"))


def _tell_chairs(unit: Unit, case: Case, closing: Closing) -> None:
    for member_id in members_holding(unit, CHAIRS, case.partnership_id):
        if member_id != unit.actor.member_id:
            path = f"/cases/{case.reference}/closing"
            unit.notify("notice", member_id, key=f"closed:{closing.id}", path=path, about=case.compartment_id)


@command(may=policy.close)
def reopen_case(unit: Unit, case: Case, *, reason: str, words: str, seen_version: int | None) -> Closing:
    """Open a closed case again, with a reason. Its closing stays written down.

    Args:
        reason: code of reopening_reasons; words where it asks for some.

    Raises:
        Conflict: it is open, or somebody changed it meanwhile.
        Invalid: no reason, or no words.
    """
    closing = present_closing(unit, case)
    if case.stage != Stage.CLOSED or closing is None:
        raise Conflict("Somebody else has opened this case again.")
    reasons = current().reopening_reasons
    errors = {} if reason in reasons else {"reason": "Choose why it is opened again"}
    if not words.strip() and (reason not in reasons or reasons.get(reason).describe):
        errors["words"] = "Say more about why it is opened again"
    if errors or len(words) > LONGEST:
        raise Invalid(errors or {"words": f"Use {LONGEST:,} characters or fewer"})
    check_version(case, seen_version)
    closing.reopened_by, closing.reopened_at = unit.actor.member_id or NOBODY, unit.now
    closing.reopen_reason, closing.reopen_words = reason, words.strip()
    move_case(unit, case, Stage.OPEN)
    unit.record(Event.CASE_REOPENED, closing, reason=reason)
    return closing


@command(may=acts_for_the_service)
def remind_to_review(unit: Unit, closing: Closing, *, case: Case) -> int:
    """Tell the team that a closed case was to be looked at again today. Returns how many are told."""
    told = members_holding(unit, OWN_TEAM, case.partnership_id)
    for member_id in told:
        path = f"/cases/{case.reference}/closing"
        unit.notify("reminder", member_id, key=f"closing:{closing.id}", path=path, about=case.compartment_id)
    unit.record(Event.CLOSURE_REVIEW_DUE, closing, told=len(told))
    return len(told)
