"""The gates of triage, and what keeps each person safe tonight: each saved alone, with who and when.

Which gates there are and what they ask is in config/gates.yaml; what an answer sets off is here.
"""

import uuid
from collections.abc import Callable
from typing import Any, TypedDict, Unpack

from sqlalchemy.exc import IntegrityError

from serac.agencies.models import Partnership
from serac.agencies.queries import names_of
from serac.alerts import policy
from serac.alerts.commands.triage import check_open, take_in_hand
from serac.alerts.commands.trust import close_to_all_but_the_contact
from serac.alerts.models import Alert, Gate, Tonight
from serac.alerts.queries.clocks import due_at
from serac.alerts.queries.triage import gates_of, is_child, people_to_plan, plans_of
from serac.core.actor import NOBODY
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid, Text
from serac.core.unit import Unit, check_version, command
from serac.entities.queries import list_people
from serac.reference import current
from serac.reference.subjects import GateQuestion
from serac.referrals.commands import make_referral
from serac.referrals.queries import list_referrals

TRUSTED, CHILD, DANGER = "trust.yes", "child.told", "danger.yes"
NOT_SENT = "not_sent"
TICKED = frozenset({"do_not_tell", "urgent_help"})


class GateFacts(TypedDict, total=False):
    """What an answer says beside itself, as far as the answer asks for it.

    Attributes:
        when, number, words, why: as somebody said them.
        reason: a code of overriding_wishes_reasons. decision: a code of care_act_decisions.
        do_not_tell: parent, carer and school are not told before the strategy discussion; then `why` says the reason.
    """

    when: str
    number: str
    words: str
    why: str
    reason: str
    decision: str
    do_not_tell: bool
    urgent_help: bool


@command(may=policy.triage)
def answer_gate(
    unit: Unit, alert: Alert, *, code: str, answer: str, seen_version: int | None = None, **facts: Unpack[GateFacts]
) -> Gate:
    """Answer a gate, or change its answer. Whoever answers one of an alert nobody has takes it in hand.

    A yes to danger or a child, or a concern about an adult, is recorded as a referral too, so that it is typed once and a
    reply is waited for. A yes to a position of trust closes the alert at once to all but the registered contact. What the
    alert itself says, or shows in whoever is written down in it, is denied only with a reason in words. Danger or a child
    found now runs by their own clock from now on.

    Args:
        seen_version: of the gate's row as the form showed it; 0 where it had none.

    Raises:
        Conflict: somebody else answered it meanwhile, or the alert is finished.
        Invalid: no such gate or answer, or something the answer asks for is missing.
    """
    check_open(alert)
    gate = gates_of(unit, alert).get(code)
    if gate is None:
        if seen_version:
            raise Conflict
        gate = Gate(compartment_id=alert.compartment_id, code=code)
    else:
        check_version(gate, seen_version, lambda: _texts(gate), by=lambda: _who(unit, gate.answered_by))
    kept = _check(code, answer, facts, denies=_denies(unit, alert, answer))
    gate.answer, gate.answered_by, gate.answered_at = answer, unit.actor.member_id or NOBODY, unit.now
    _put_in(gate, kept)
    _save(unit, gate, lambda: _taken(unit, gates_of(unit, alert).get(code)))
    take_in_hand(unit, alert)
    alert.child = alert.child or answer == CHILD
    alert.danger, alert.called_999 = alert.danger or answer == DANGER, alert.called_999 or answer == DANGER
    hasten(unit, alert)
    unit.session.flush()
    codes: dict[str, Any] = {"reason": gate.reason, "decision": gate.decision, "do_not_tell": gate.do_not_tell}
    unit.record(Event.GATE_ANSWERED, gate, gate=code, answer=answer, **{k: v for k, v in codes.items() if v})
    _refer(unit, alert, gate)
    if answer == TRUSTED:
        close_to_all_but_the_contact(unit, alert)
    return gate


def _put_in(gate: Gate, kept: GateFacts) -> None:
    gate.reason, gate.decision = kept.get("reason") or None, kept.get("decision") or None
    gate.do_not_tell, gate.urgent_help = kept.get("do_not_tell", False), kept.get("urgent_help", False)
    gate.when, gate.number = kept.get("when", ""), kept.get("number", "")
    gate.words, gate.why = kept.get("words", ""), kept.get("why", "")


def asked_as(answer: str, field: str) -> str:
    """The name of a question's field in the gate's form: two answers of a gate may ask for the same."""
    return f"{answer.partition('.')[2]}_{field}"


def hasten(unit: Unit, alert: Alert) -> None:
    """Danger or a child found now runs by its own clock from now on; a clock that is shorter already stays."""
    if not (alert.danger or alert.child):
        return
    place = unit.session.get_one(Partnership, alert.partnership_id)
    alert.due_at = min(alert.due_at, due_at(place, unit.now, danger=alert.danger, child=alert.child))


def _save(unit: Unit, row: Gate | Tonight, taken: Callable[[], Conflict]) -> None:
    """Write a row of which there is one: somebody else who wrote theirs in the same moment was first."""
    try:
        with unit.session.begin_nested():
            unit.session.add(row)
            unit.session.flush()
    except IntegrityError:
        raise taken() from None


def _taken(unit: Unit, row: Gate | Tonight | None) -> Conflict:
    """Somebody else's row was first: with what it says, as far as it can be read already."""
    if row is None:
        return Conflict()
    texts = _texts(row) if isinstance(row, Gate) else _plan_texts(row)
    by = row.answered_by if isinstance(row, Gate) else row.planned_by
    return Conflict(current=texts, version=row.version, saved_by=_who(unit, by))


def _who(unit: Unit, member_id: uuid.UUID) -> str:
    return names_of(unit, [member_id]).get(member_id, "")


def _denies(unit: Unit, alert: Alert, answer: str) -> bool:
    """Whether this answer denies what the alert says, what somebody answered before, or the age of somebody in it."""
    if answer == "child.no":
        return alert.child or any(is_child(one.age_band) for one in list_people(unit, alert.compartment_id))
    return {"danger.no": alert.danger, "trust.no": alert.position_of_trust}.get(answer, False)


def _check(code: str, answer: str, facts: GateFacts, *, denies: bool) -> GateFacts:
    """What the answer asks for, trimmed; anything else that was sent is left out."""
    answers = current().gate_answers
    if answer not in answers or answers.get(answer).gate != code:
        raise Invalid({"answer": "Choose an answer"})
    kept: GateFacts = {}
    errors: dict[str, str] = {}
    for question in current().gate_questions:
        if question.answer != answer:
            continue
        value = facts.get(question.field)
        value = value.strip() if isinstance(value, str) else value
        if value:
            kept[question.field] = value
        elif question.needed or (denies and question.missing):
            errors[question.field] = question.missing or "Answer this"
    errors |= _wrong(kept)
    if errors:
        raise Invalid({asked_as(answer, name): words for name, words in errors.items()})
    return kept


def _wrong(kept: GateFacts) -> dict[str, str]:
    """What does not go together, by field."""
    reasons, decisions, errors = current().overriding_wishes_reasons, current().care_act_decisions, {}
    reason, decision = kept.get("reason"), kept.get("decision")
    if kept.get("do_not_tell") and not kept.get("why"):
        errors["why"] = "Say why they must not be told"
    if reason and reason not in reasons:
        errors["reason"] = "Choose from the list"
    elif reason and reasons.get(reason).describe and not kept.get("why"):
        errors["why"] = "Say why you go against what they want"
    if decision and decision not in decisions:
        errors["decision"] = "Choose what the council has decided"
    return errors


def _texts(gate: Gate) -> list[Text]:
    """What is saved now, and what is not, for the page that shows it beside what the second officer typed."""
    answers = {one.code: one.label for one in current().gate_answers if one.gate == gate.code}
    said = [Text("answer", "Answer", answers[gate.answer], gate.answer, answers)]
    return said + [_text(gate, one) for one in current().gate_questions if one.answer in answers]


def _text(gate: Gate, question: GateQuestion) -> Text:
    name, lists = asked_as(question.answer, question.field), current()
    kept = getattr(gate, question.field) if question.answer == gate.answer else None
    if question.field in TICKED:
        labels = {"yes": "Yes", "": "No"}
        return Text(name, question.label, labels["yes" if kept else ""], "yes" if kept else "", labels)
    if question.field in {"reason", "decision"}:
        entries = lists.overriding_wishes_reasons if question.field == "reason" else lists.care_act_decisions
        labels = {one.code: one.label for one in entries}
        return Text(name, question.label, labels.get(kept or "", ""), kept or "", labels)
    return Text(name, question.label, kept or "")


def _refer(unit: Unit, alert: Alert, gate: Gate) -> None:
    """What the answer tells was done is a referral too: once of each kind, however often the answer is changed."""
    makes = current().gate_answers.get(gate.answer).makes
    if makes is None or gate.decision == NOT_SENT:
        return
    if any(one.kind == makes for one in list_referrals(unit, [alert.compartment_id])):
        return
    said = "" if makes == "adult_safeguarding" else gate.words
    told: dict[str, Any] = {"do_not_tell": True, "why": gate.why} if gate.do_not_tell else {}
    make_referral(unit, alert, kind=makes, when=gate.when, number=gate.number, said=said, **told)


@command(may=policy.triage)
def plan_tonight(
    unit: Unit,
    alert: Alert,
    *,
    person_id: uuid.UUID = NOBODY,
    plan: str = "",
    who: str = "",
    by_when: str = "",
    know: str = "",
    nobody_else: bool = False,
    seen_version: int | None = None,
) -> Tonight:
    """Say what keeps one person safe tonight, who does it, by when, and how we will know that it happened.

    Args:
        person_id: a person of the alert; NOBODY for whoever is there and not named.
        nobody_else: of those not named only: nobody else is known of, so there is nothing to plan.
        seen_version: of the plan's row as the form showed it; 0 where there was none.

    Raises:
        Conflict: somebody else planned it meanwhile, or the alert is finished.
        Invalid: the person is not of this alert, or what, who or when is missing.
    """
    check_open(alert)
    nobody_else = nobody_else and person_id == NOBODY
    _check_plan(unit, alert, person_id, {"plan": plan, "who": who, "by_when": by_when}, nobody_else=nobody_else)
    row = plans_of(unit, alert).get(person_id)
    if row is None:
        if seen_version:
            raise Conflict
        row = Tonight(compartment_id=alert.compartment_id, person_id=person_id)
    else:
        check_version(row, seen_version, lambda: _plan_texts(row), by=lambda: _who(unit, row.planned_by))
    row.planned_by, row.planned_at, row.nobody_else = unit.actor.member_id or NOBODY, unit.now, nobody_else
    row.plan, row.who, row.by_when, row.know = plan.strip(), who.strip(), by_when.strip(), know.strip()
    _save(unit, row, lambda: _taken(unit, plans_of(unit, alert).get(person_id)))
    take_in_hand(unit, alert)
    unit.record(Event.TONIGHT_PLANNED, row, nobody_else=nobody_else)
    return row


SENDER = "Whoever sent this is at risk themselves. Say what keeps them safe tonight"
_PLANNED = {"plan": "Say what keeps them safe tonight", "who": "Enter who does it", "by_when": "Enter by when"}


def _check_plan(unit: Unit, alert: Alert, person_id: uuid.UUID, said: dict[str, str], *, nobody_else: bool) -> None:
    written = list_people(unit, alert.compartment_id)
    people = {person.id for person in written}
    if nobody_else and alert.about_me and not people_to_plan(written):
        raise Invalid({"plan": SENDER})
    if person_id != NOBODY and person_id not in people:
        raise Invalid({"plan": "Choose somebody in this alert"})
    errors = {name: words for name, words in _PLANNED.items() if not said[name].strip()}
    if errors and not nobody_else:
        raise Invalid(errors)


def _plan_texts(row: Tonight) -> list[Text]:
    return [
        Text("plan", "What keeps them safe tonight", row.plan),
        Text("who", "Who does it", row.who),
        Text("by_when", "By when", row.by_when),
        Text("know", "How we will know", row.know),
    ]
