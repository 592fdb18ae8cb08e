"""The chair: opening a case to them, confirming a decision or sending it back, stepping aside; and the review that falls due."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select

from serac.access import commands as access
from serac.access.queries import find_compartment
from serac.agencies.models import Member
from serac.cases.commands import check_not_closed
from serac.cases.models import Case
from serac.cases.queries import own_team
from serac.core.actor import NOBODY
from serac.core.clock import add_working_minutes
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid
from serac.core.unit import Unit, acts_for_the_service, check_version, command
from serac.decisions import policy
from serac.decisions.commands.decisions import come_into_force, supersede
from serac.decisions.commands.telling import (
    counted,
    refuse_the_connected,
    rules_of,
    tell,
    tell_chairs,
    written,
)
from serac.decisions.lifecycle import DecisionState
from serac.decisions.models import Decision
from serac.decisions.queries import chairs_of, has_stated_none, in_force_of, may_be_chair, waiting_of
from serac.reference import current

RELATION = "chair"


def case_of(unit: Unit, decision: Decision) -> Case:
    """The case of a decision."""
    return unit.session.scalars(select(Case).where(Case.id == decision.case_id)).one()


@command(may=policy.put_to_chair)
def put_to_chair(unit: Unit, case: Case, *, chair: Member, purpose: str, categories: Collection[str]) -> None:
    """Open a case to a chair, and tell them that something waits.

    Args:
        purpose: code of sharing_purposes. categories: codes of information_categories that the case holds.

    Raises:
        Invalid: not a chair who may read it, they read it already, an unknown code, or no agreement covers it.
    """
    check_not_closed(case)
    reference = current()
    errors = {}
    if purpose not in reference.sharing_purposes:
        errors["purpose"] = "Choose what it is shared for"
    if not categories or any(code not in reference.information_categories for code in categories):
        errors["categories"] = "Choose what they will see"
    if not may_be_chair(unit, case, chair.id):
        errors["chair"] = "Choose a chair who may read this case"
    elif any(one.id == chair.id and one.reads for one in chairs_of(unit, case)):
        errors["chair"] = "This case is open to them already"
    if errors:
        raise Invalid(errors)
    compartment = find_compartment(unit, case.compartment_id)
    try:
        facts = {"member": chair, "relation": RELATION, "purpose": purpose}
        grant = access.grant_to_member(unit, compartment, categories=categories, **facts)  # type: ignore[arg-type]
    except Invalid as refused:
        raise Invalid({"chair": next(iter(refused.errors.values()))}) from None
    unit.record(Event.PUT_TO_CHAIR, case, member=chair.id, grant=grant.id)
    waits = waiting_of(unit, case) is not None
    tell(unit, case, [chair.id], key=f"chair:{grant.id}", page="/confirm" if waits else "")


@command(may=policy.confirm)
def confirm_decision(
    unit: Unit, decision: Decision, *, no_connection: bool = False, words: str = "", seen_version: int | None = None
) -> Decision:
    """Confirm a decision: from now on it is in force, and the one before is superseded.

    Args:
        no_connection: the chair says that they have no connection with anybody in the case.

    Raises:
        Conflict: it no longer waits, or changed since it was read.
        Invalid: they did not say so.
        NotPermitted: they have said that they have one.
    """
    case = _settle(unit, decision, seen_version)
    if not unit.standing(case.compartment_id).team and not has_stated_none(unit, case):
        if not no_connection:
            raise Invalid({"no_connection": "Say that you have no connection with anybody in this case, or step aside"})
        access.state_connection(unit, case.compartment_id, answer="none")
    before = in_force_of(unit, case)
    if before is not None:
        supersede(unit, before)
        unit.session.flush()
    decision.state, decision.settled_words = DecisionState.IN_FORCE, words.strip()
    unit.record(Event.DECISION_CONFIRMED, decision, number=decision.number)
    come_into_force(unit, case, decision)
    return decision


@command(may=policy.confirm)
def send_back(unit: Unit, decision: Decision, *, words: str, seen_version: int | None = None) -> Decision:
    """Send a decision back to the team with a reason. Whatever was in force stays so.

    Raises:
        Conflict: it no longer waits, or changed since it was read.
        Invalid: no reason.
        NotPermitted: the chair has said that they have a connection.
    """
    case = _settle(unit, decision, seen_version)
    decision.settled_words = written(words, "words", "Enter why it goes back to the team")
    decision.state = DecisionState.SENT_BACK
    unit.record(Event.DECISION_SENT_BACK, decision, number=decision.number)
    ids = {person.id for person in own_team(unit, case.partnership_id)} | {decision.recorded_by}
    tell(unit, case, sorted(ids - {unit.actor.member_id}), key=f"sent-back:{decision.id}")
    return decision


def _settle(unit: Unit, decision: Decision, seen_version: int | None) -> Case:
    case = case_of(unit, decision)
    refuse_the_connected(unit, case)
    if decision.state != DecisionState.WAITING:
        raise Conflict("This decision no longer waits. Look at the case before you act.")
    check_version(decision, seen_version)
    decision.settled_by, decision.settled_at = unit.actor.member_id or NOBODY, unit.now
    return case


@command(may=policy.chair)
def step_aside(unit: Unit, case: Case) -> None:
    """A chair says that they have a connection with somebody in a case. It closes to them, and the team asks somebody else."""
    access.state_connection(unit, case.compartment_id, answer="conflict")
    told = [person.id for person in own_team(unit, case.partnership_id) if person.id != unit.actor.member_id]
    tell(unit, case, told, key=f"stepped-aside:{case.id}:{unit.actor.member_id}", page="/chair")
    unit.record(Event.CHAIR_STEPPED_ASIDE, case)
    access.give_up_own_grants(unit, case.compartment_id)
    unit.forget_standings()


@command(may=acts_for_the_service)
def remind_of_review(unit: Unit, decision: Decision) -> None:
    """Tell the case's own team that no further action is to be looked at again today."""
    case = case_of(unit, decision)
    told = [person.id for person in own_team(unit, case.partnership_id)]
    tell(unit, case, told, key=f"review:{decision.id}:{decision.review_on}")
    facts = [counted(unit, case, "decision.review_due", response=decision.response)]
    unit.record(Event.DECISION_REVIEW_DUE, decision, facts=facts, number=decision.number)


def confirm_due(unit: Unit, decision: Decision) -> dt.datetime:
    """By when a chair is expected to confirm a decision that waits, or to send it back."""
    rules = rules_of(unit, case_of(unit, decision))
    minutes = rules.number("decision.confirm_working_hours") * 60
    opens, closes = rules.time("hours.opens"), rules.time("hours.closes")
    return add_working_minutes(decision.recorded_at, minutes, opens=opens, closes=closes)


@command(may=acts_for_the_service)
def chase_chair(unit: Unit, decision: Decision) -> None:
    """Remind the chairs of a decision that waits for them, and tell the team that it still does."""
    case = case_of(unit, decision)
    reminded = tell_chairs(unit, case, key=f"confirm-late:{decision.id}", page="/confirm")
    told = [person.id for person in own_team(unit, case.partnership_id)]
    tell(unit, case, told, key=f"confirm-late:{decision.id}")
    unit.record(Event.DECISION_CHASED, decision, number=decision.number, chairs=reminded)
