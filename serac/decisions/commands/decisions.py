"""Recording a decision, which supersedes the one before; and dissent from it."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from serac.access import commands as access
from serac.agencies.models import Agency
from serac.agencies.queries import names_of
from serac.cases.commands import move_case
from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.core.actor import NOBODY
from serac.core.clock import LONDON, day_in_words
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid, MoveRefused, Text
from serac.core.unit import Unit, check_version, command
from serac.decisions import policy
from serac.decisions.commands.telling import (
    LONGEST,
    count_decision,
    counted,
    refuse_the_connected,
    rules_of,
    tell_chairs,
    tell_team,
    written,
)
from serac.decisions.lifecycle import CURRENT, DecisionState
from serac.decisions.models import Decision, Dissent
from serac.decisions.queries import (
    first_responders_of,
    has_stated_none,
    in_force_of,
    latest_number,
    leads_of,
    list_decisions,
    waiting_of,
)
from serac.reference import current

TOO_SOON = "Ask at least one agency before you decide: there is no shared picture yet."
BEATEN = "Somebody else recorded a decision while you were writing yours."
FIELDS = {
    "information": "What we know",
    "risk": "Risk",
    "policy": "Powers and policy",
    "options": "Options",
    "rationale": "Why",
    "wishes": "What they want",
    "why": "Why it changes",
}
_MISSING = {
    "information": "Enter what the decision rests on",
    "risk": "Enter who is at risk, of what, and how soon",
    "options": "Enter what else could be done, and why not",
    "rationale": "Enter why this is the right response",
}


class DecisionFacts(TypedDict, total=False):
    """What a decision says beside its response and rationale.

    Attributes:
        information, risk, policy, options, wishes: the joint decision model in words.
        criteria: codes of decision_criteria of this response. powers: codes of powers, in force today.
        lead, first_responder: agencies the case is open to, or the team's own. consulted: ids of agencies.
        reason: code of no_further_action_reasons. review_on: when that is looked at again.
        why: why it supersedes the decision before.
        no_connection: a chair says that they have no connection with anybody in the case.
    """

    information: str
    risk: str
    policy: str
    options: str
    wishes: str
    criteria: Collection[str]
    powers: Collection[str]
    lead: Agency | None
    first_responder: Agency | None
    consulted: Collection[uuid.UUID]
    reason: str
    review_on: dt.date | None
    why: str
    no_connection: bool


@command(may=policy.decide)
def decide(
    unit: Unit, case: Case, *, response: str, rationale: str, seen: int = 0, **facts: Unpack[DecisionFacts]
) -> Decision:
    """Record what a case is decided to need. It is in force at once, or once a chair confirms it where the partnership wants that.

    A decision in force is superseded and kept. What a chair must confirm is only changed with a chair's confirmation.

    Args:
        response: code of decision_responses.
        seen: the number of the last decision the writer has read; 0 where there was none.

    Raises:
        Conflict: somebody recorded a decision meanwhile; carries its words.
        Invalid: no agency was asked yet, or something the response needs is missing.
        NotPermitted: the writer has a connection with somebody in the case.
    """
    refuse_the_connected(unit, case)
    if latest_number(unit, case) != seen:
        raise _beaten(unit, case)
    if case.stage not in {Stage.SCOPING, Stage.DECIDED}:
        raise Invalid("A closed case is opened again first." if case.stage == Stage.CLOSED else TOO_SOON)
    before = in_force_of(unit, case)
    words = {"rationale": rationale} | {name: str(facts.get(name, "")) for name in FIELDS if name != "rationale"}
    _check(unit, case, response, words, facts, superseding=seen > 0 and (before or waiting_of(unit, case)) is not None)
    by_chair = unit.may(policy.chair, case)
    if by_chair:
        _without_connection(unit, case, stated=facts.get("no_connection", False))
    made = _made(unit, case, response, words, facts)
    made.number, made.by_chair = seen + 1, by_chair
    waits = not by_chair and bool({response, before.response if before else ""} & _confirmed(unit, case))
    made.state = DecisionState.WAITING if waits else DecisionState.IN_FORCE
    _replace(unit, waiting_of(unit, case), None if waits else before)
    _add(unit, case, made)
    unit.record(Event.DECISION_RECORDED, made, response=response, number=made.number, waits=waits)
    if waits:
        tell_chairs(unit, case, key=f"confirm:{made.id}", page="/confirm")
    else:
        come_into_force(unit, case, made)
    return made


def _confirmed(unit: Unit, case: Case) -> set[str]:
    return set(rules_of(unit, case).codes("decision.chair_confirms"))


def _without_connection(unit: Unit, case: Case, *, stated: bool) -> None:
    """A chair of another agency says so once; the case's own team was checked before it opened to them."""
    if unit.standing(case.compartment_id).team or has_stated_none(unit, case):
        return
    if not stated:
        raise Invalid({"no_connection": "Say that you have no connection with anybody in this case, or step aside"})
    access.state_connection(unit, case.compartment_id, answer="none")


def _check(
    unit: Unit, case: Case, response: str, words: Mapping[str, str], facts: DecisionFacts, *, superseding: bool
) -> None:
    """Everything that is missing or wrong, at once."""
    reference = current()
    if response not in reference.decision_responses:
        raise Invalid({"response": "Choose what is decided"})
    kind = reference.decision_responses.get(response)
    errors = {name: missing for name, missing in _MISSING.items() if not words[name].strip()}
    errors |= {name: f"Use {LONGEST:,} characters or fewer" for name in FIELDS if len(words[name]) > LONGEST}
    if superseding and not words["why"].strip():
        errors["why"] = "Enter why the decision before no longer holds"
    errors |= _wrong_choices(unit, case, response, facts)
    if kind.needs_lead and facts.get("lead") is None:
        errors["lead"] = "Choose which agency leads"
    if kind.needs_criteria and not facts.get("criteria"):
        errors["criteria"] = "Choose at least one reason for this response"
    if kind.needs_review:
        errors |= _wrong_review(unit, case, facts)
    if errors:
        raise Invalid(errors)


def _wrong_choices(unit: Unit, case: Case, response: str, facts: DecisionFacts) -> dict[str, str]:
    reference, errors = current(), {}
    of_this = {one.code for one in reference.decision_criteria if one.response == response}
    if set(facts.get("criteria", ())) - of_this:
        errors["criteria"] = "Choose from the reasons for this response"
    powers = {power.code for power in reference.powers.offered(unit.now.astimezone(LONDON).date())}
    if set(facts.get("powers", ())) - powers:
        errors["powers"] = "Choose powers that are in force today"
    possible = {agency.id for agency in leads_of(unit, case)}
    lead, first_responder = facts.get("lead"), facts.get("first_responder")
    if lead is not None and lead.id not in possible:
        errors["lead"] = "Choose an agency this case is open to"
    if first_responder is not None and first_responder.id not in {one.id for one in first_responders_of(unit, case)}:
        errors["first_responder"] = "Choose an agency that may refer people"
    if set(facts.get("consulted", ())) - possible:
        errors["consulted"] = "Choose agencies this case is open to"
    return errors


def _wrong_review(unit: Unit, case: Case, facts: DecisionFacts) -> dict[str, str]:
    """No further action has a reason, and a day on which it is looked at again: by the partnership's rule at the latest."""
    errors = {}
    if facts.get("reason", "") not in current().no_further_action_reasons:
        errors["reason"] = "Choose why nothing more is done for now"
    today, day = unit.now.astimezone(LONDON).date(), facts.get("review_on")
    last = latest_review(unit, case)
    if day is None:
        errors["review_on"] = "Enter when this is looked at again"
    elif not today < day <= last:
        errors["review_on"] = f"Enter a date after today and no later than {day_in_words(last)}"
    return errors


def latest_review(unit: Unit, case: Case) -> dt.date:
    """The last day on which no further action may be looked at again."""
    days = rules_of(unit, case).number("decision.review_days")
    return unit.now.astimezone(LONDON).date() + dt.timedelta(days=days)


def _made(unit: Unit, case: Case, response: str, words: Mapping[str, str], facts: DecisionFacts) -> Decision:
    reviewed = current().decision_responses.get(response).needs_review
    made = Decision(compartment_id=case.compartment_id, case_id=case.id, response=response)
    made.criteria, made.powers = sorted(set(facts.get("criteria", ()))), sorted(set(facts.get("powers", ())))
    made.consulted = sorted({str(one) for one in facts.get("consulted", ())})
    lead, first_responder = facts.get("lead"), facts.get("first_responder")
    made.lead_id, made.first_responder_id = lead.id if lead else None, first_responder.id if first_responder else None
    made.reason, made.review_on = (facts.get("reason"), facts.get("review_on")) if reviewed else (None, None)
    made.recorded_by, made.recorded_at = unit.actor.member_id or NOBODY, unit.now
    made.file_fingerprint = current().fingerprint("decision_responses")
    for name in FIELDS:
        setattr(made, name, words[name].strip())
    return made


def _replace(unit: Unit, *decisions: Decision | None) -> None:
    """These give way to the one being recorded. Written before it, because one at most is in force."""
    for one in decisions:
        if one is not None:
            supersede(unit, one)
    unit.session.flush()


def supersede(unit: Unit, decision: Decision) -> None:
    """A later decision takes this one's place; it is kept."""
    check_version(decision, None)
    decision.state, decision.superseded_at = DecisionState.SUPERSEDED, unit.now
    unit.record(Event.DECISION_SUPERSEDED, decision, number=decision.number)


def _add(unit: Unit, case: Case, made: Decision) -> None:
    """Write it, unless somebody else wrote the decision of this number in the same moment."""
    try:
        with unit.session.begin_nested():
            unit.session.add(made)
            unit.session.flush()
    except IntegrityError:
        raise _beaten(unit, case) from None


def _beaten(unit: Unit, case: Case) -> Conflict:
    """What is saved now, for the page that shows both."""
    last = next(iter(list_decisions(unit, case)), None)
    if last is None:
        return Conflict(BEATEN, version=0)
    texts = [Text(name, label, getattr(last, name)) for name, label in FIELDS.items() if name != "why"]
    by = names_of(unit, [last.recorded_by]).get(last.recorded_by, "")
    return Conflict(BEATEN, current=texts, version=last.number, saved_by=by, saved_at=last.recorded_at)


def come_into_force(unit: Unit, case: Case, decision: Decision) -> None:
    """What follows once a decision counts: the case is decided, it is counted, and everybody on the case is told."""
    decision.in_force_at = unit.now
    move_case(unit, case, Stage.DECIDED)
    facts = [count_decision(unit, case, decision)]
    unit.record(Event.CASE_CHANGED, decision, facts=facts, response=decision.response)
    tell_team(unit, case, key=f"decision:{decision.id}")


@command(may=policy.take_part)
def add_dissent(unit: Unit, decision: Decision, *, agency: Agency, role: str, words: str) -> Dissent:
    """Record that an agency does not agree with a decision. It is shown by role and agency to whoever reads the case.

    Args:
        role: a code of roles that the person holds.

    Raises:
        Invalid: no words, or not an agency or a role of theirs.
        MoveRefused: the decision no longer counts.
    """
    if decision.state not in CURRENT:
        raise MoveRefused
    if agency.id not in unit.actor.agencies:
        raise Invalid({"agency": "Choose an agency you work for"})
    if role not in unit.actor.roles:
        raise Invalid({"role": "Choose a role you hold"})
    said = written(words, "words", "Enter what your agency does not agree with, and why")
    dissent = Dissent(compartment_id=decision.compartment_id, decision_id=decision.id, agency_id=agency.id, role=role)
    dissent.said_by, dissent.said_at, dissent.words = unit.actor.member_id or NOBODY, unit.now, said
    unit.session.add(dissent)
    unit.session.flush()
    case = unit.session.scalars(select(Case).where(Case.id == decision.case_id)).one()
    facts = [counted(unit, case, "decision.dissent", agency=str(agency.id), response=decision.response)]
    unit.record(Event.DISSENT_RECORDED, dissent, facts=facts, decision=decision.id, agency=agency.id, role=role)
    tell_team(unit, case, key=f"dissent:{dissent.id}")
    return dissent
