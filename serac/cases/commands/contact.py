"""Deconfliction: asking the police contact, their answer, the contact rule after it, and danger that overrides it."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Compartment
from serac.access.queries import (
    find_compartment,
    list_exclusions,
    list_grants,
    list_restricted_readers,
    members_holding,
)
from serac.agencies.hours import rules_for
from serac.agencies.models import Agency, Member, Partnership
from serac.agencies.roles import OWN_TEAM
from serac.cases import policy
from serac.cases.commands.closed import check_not_closed
from serac.cases.contact import OPENING, OPERATION, only_records_checks
from serac.cases.lifecycle import Asked
from serac.cases.models import Case, ContactChange, Deconfliction
from serac.cases.queries import Person, PoliceContact, contacts_for, possible_leads, who_reads
from serac.core.actor import NOBODY
from serac.core.clock import FAR_FUTURE, LONDON, add_working_minutes
from serac.core.events import Event
from serac.core.facts import Counted
from serac.core.problems import Conflict, Invalid
from serac.core.unit import Unit, acts_for_the_service, check_version, command
from serac.reference import PartnershipRules, current

LONGEST = 4000
WAITING = "waiting"
CHECKS_ONLY = "records_only"
REPLACED = "This was asked or answered again since. Look at the case before you answer."


@command(may=policy.ask_police)
def ask_deconfliction(
    unit: Unit, case: Case, *, agency: Agency, what: str, purpose: str, categories: Collection[str], occasion: str = OPENING
) -> Deconfliction:  # fmt: skip
    """Ask the police contact whether anybody may go beyond their own records.

    They read the case to answer: where it is not open to their agency, asking opens it to them by name, on the agreement
    that covers it. What was asked before on the same occasion is replaced; asked before an operation, what holds now holds
    until the answer.

    Args:
        purpose, categories: what it is opened for and what it holds, where asking opens it.
        occasion: `opening`, or `operation`: again, before one goes.

    Raises:
        Invalid: nothing asked, nobody registered to ask who could read it, no agreement in force covers it, or it is closed.
    """
    check_not_closed(case)
    if not what.strip() or len(what) > LONGEST:
        raise Invalid(
            {"what": f"Use {LONGEST:,} characters or fewer" if what.strip() else "Enter what you want to know"}
        )
    contact = next((one for one in contacts_for(unit, case) if one.agency.id == agency.id), None)
    if contact is None or occasion not in {OPENING, OPERATION}:
        raise Invalid({"agency": "Choose a police agency that has registered somebody to ask"})
    people = _open_to(unit, case, contact, purpose, categories)
    for old in _in_force(unit, case, occasion):
        old.state = Asked.REPLACED
    asked = Deconfliction(compartment_id=case.compartment_id, partnership_id=case.partnership_id, agency_id=agency.id)
    asked.occasion, asked.state, asked.asked = occasion, Asked.WAITING, what.strip()
    asked.asked_by, asked.asked_at, asked.due_at = unit.actor.member_id or NOBODY, unit.now, _due_at(unit, case)
    unit.session.add(asked)
    if occasion == OPENING:
        case.deconfliction, case.contact_rule, case.contact_lead_id = WAITING, CHECKS_ONLY, None
    unit.session.flush()
    unit.record(Event.DECONFLICTION_ASKED, asked, agency=agency.id, occasion=occasion)
    for person in people:
        path = f"/cases/{case.reference}/contact"
        unit.notify("urgent", person.id, key=f"deconfliction:{asked.id}", path=path, about=case.compartment_id)
    return asked


def _rules(unit: Unit, case: Case) -> PartnershipRules:
    return rules_for(unit.session.get_one(Partnership, case.partnership_id).slug)


def _due_at(unit: Unit, case: Case) -> dt.datetime:
    rules = _rules(unit, case)
    minutes = rules.number("deconfliction.answer_working_hours") * 60
    return add_working_minutes(unit.now, minutes, opens=rules.time("hours.opens"), closes=rules.time("hours.closes"))


def _in_force(unit: Unit, case: Case, occasion: str) -> Sequence[Deconfliction]:
    asked = select(Deconfliction).where(Deconfliction.compartment_id == case.compartment_id)
    asked = asked.where(Deconfliction.occasion == occasion, Deconfliction.state != Asked.REPLACED)
    return unit.session.scalars(asked.order_by(Deconfliction.id)).all()


def _open_to(unit: Unit, case: Case, contact: PoliceContact, purpose: str, categories: Collection[str]) -> list[Person]:
    """Those of the people asked who read the case, after opening it to whoever did not; never to somebody kept out."""
    compartment, agency, people = find_compartment(unit, case.compartment_id), contact.agency, contact.people
    kept_out = {one.grantee_id for one in list_exclusions(unit, compartment.id)}
    listed = set(list_restricted_readers(unit, compartment.id))
    able = [
        one for one in people if not kept_out & {one.id, agency.id} and (one.id in listed or not compartment.restricted)
    ]
    if not able:
        raise Invalid({"agency": f"Nobody who is asked at {agency.name} may read this case. See who sees it first."})
    reads = who_reads(unit, case, contact)
    for person in able:
        if person.id not in reads:
            _open(unit, compartment, person, purpose, categories)
    return able


def _open(unit: Unit, compartment: Compartment, person: Person, purpose: str, categories: Collection[str]) -> None:
    reference = current()
    if purpose not in reference.sharing_purposes:
        raise Invalid({"purpose": "Choose what it is shared for"})
    if not categories or any(code not in reference.information_categories for code in categories):
        raise Invalid({"categories": "Choose what they will see"})
    member = unit.session.get_one(Member, person.id)
    relation = policy.POLICE_CONTACT
    try:
        access.grant_to_member(
            unit, compartment, member=member, relation=relation, purpose=purpose, categories=categories
        )
    except Invalid as refused:
        raise Invalid({"agency": next(iter(refused.errors.values()))}) from None


@command(may=policy.answer_police)
def answer_deconfliction(
    unit: Unit,
    asked: Deconfliction,
    *,
    answer: str,
    words: str = "",
    review_on: dt.date | None = None,
    contact_rule: str = "",
    lead: Agency | None = None,
    seen_version: int | None = None,
) -> Deconfliction:
    """Answer for the police: clear, hold or speak to me. A later answer replaces an earlier one, which stays to be read.

    Args:
        review_on: of a hold, until when. contact_rule: of "clear", what may be done now; lead: who leads, where it needs one.

    Raises:
        Conflict: it was asked or answered again meanwhile.
        Invalid: something the answer needs is missing.
    """
    if asked.state == Asked.REPLACED:
        raise Conflict(REPLACED)
    case = unit.session.scalars(select(Case).where(Case.compartment_id == asked.compartment_id)).one()
    _check_answer(unit, case, asked, answer, words, review_on, contact_rule, lead)
    check_version(asked, seen_version)
    clears = current().deconfliction_answers.get(answer).clears
    held = asked if asked.state == Asked.WAITING else _again(unit, asked)
    held.state, held.answer, held.words = Asked.ANSWERED, answer, words.strip()
    held.answered_by, held.answered_at = unit.actor.member_id, unit.now
    held.review_on = None if clears else review_on
    held.contact_rule, held.lead_id = (contact_rule if clears else CHECKS_ONLY), (lead.id if lead and clears else None)
    case.deconfliction, case.contact_rule, case.contact_lead_id = answer, held.contact_rule, held.lead_id
    unit.session.flush()
    counted = Counted("deconfliction.answered", case.partnership_id, unit.now, {"answer": answer})
    unit.record(Event.DECONFLICTION_ANSWERED, held, facts=[counted], answer=answer, contact_rule=held.contact_rule)
    _tell_team(unit, case, f"deconfliction-answer:{held.id}:{held.version}", first=held.asked_by)
    return held


def _again(unit: Unit, asked: Deconfliction) -> Deconfliction:
    """A further answer to the same question: a row of its own, so that the one before can still be read."""
    asked.state = Asked.REPLACED
    again = Deconfliction(compartment_id=asked.compartment_id, partnership_id=asked.partnership_id)
    again.agency_id, again.occasion, again.state, again.asked = (
        asked.agency_id,
        asked.occasion,
        Asked.WAITING,
        asked.asked,
    )
    again.asked_by, again.asked_at, again.due_at = asked.asked_by, asked.asked_at, asked.due_at
    unit.session.add(again)
    return again


def _check_answer(
    unit: Unit, case: Case, asked: Deconfliction, answer: str, words: str, review_on: dt.date | None, rule: str, lead: Agency | None
) -> None:  # fmt: skip
    answers, rules = current().deconfliction_answers, current().contact_rules
    if answer not in answers:
        raise Invalid({"answer": "Choose clear, hold or speak to me"})
    needs, errors = answers.get(answer), {}
    if needs.needs_words and not words.strip():
        errors["words"] = "Say what to wait for, or how to reach you"
    if len(words) > LONGEST:
        errors["words"] = f"Use {LONGEST:,} characters or fewer"
    if needs.needs_date and (review_on is None or review_on < unit.now.astimezone(LONDON).date()):
        errors["review_on"] = "Enter until when, today or later"
    if needs.clears and rule not in rules:
        errors["contact_rule"] = "Choose what may be done now"
    elif needs.clears and rules.get(rule).needs_lead:
        leads = {one.id for one in possible_leads(unit, case, asked.agency_id)}
        errors |= {} if lead is not None and lead.id in leads else {"lead": "Choose which agency leads"}
    if errors:
        raise Invalid(errors)


def _tell_team(unit: Unit, case: Case, key: str, first: uuid.UUID | None = None) -> None:
    """Tell whoever asked while they are on the team; else everybody on it."""
    team = members_holding(unit, OWN_TEAM, case.partnership_id)
    for member_id in [first] if first is not None and first in team else team:
        unit.notify("notice", member_id, key=key, path=f"/cases/{case.reference}/contact", about=case.compartment_id)


@command(may=policy.ask_police)
def set_contact_rule(
    unit: Unit, case: Case, *, rule: str, reason: str, lead: Agency | None = None, seen_version: int | None = None
) -> ContactChange:
    """Make the contact rule stricter than the police contact's answer allowed. Loosening it again takes a new answer.

    Raises:
        Conflict: somebody changed the case meanwhile.
        Invalid: no reason, an unknown or looser rule, or no lead where it needs one.
    """
    rules, errors = current().contact_rules, {}
    if rule not in rules or rules.get(rule).order < rules.get(case.contact_rule).order:
        errors["rule"] = "Choose a rule at least as strict as the one in force. Only the police contact loosens it."
    elif rules.get(rule).needs_lead and (lead is None or lead.id not in {one.id for one in possible_leads(unit, case)}):
        errors["lead"] = "Choose which agency leads"
    if not reason.strip():
        errors["reason"] = "Say why"
    if errors:
        raise Invalid(errors)
    check_version(case, seen_version)
    case.contact_rule = rule
    case.contact_lead_id = lead.id if lead and rules.get(rule).needs_lead else None
    made = _change(unit, case, rule, reason, FAR_FUTURE)
    unit.record(Event.CONTACT_RULE_SET, case, rule=rule)
    return made


@command(may=policy.ask_police)
def override_in_danger(unit: Unit, case: Case, *, reason: str, seen_version: int | None = None) -> ContactChange:
    """Record that immediate danger overrides the contact rule, for as many hours as the partnership has set.

    999 is rung first and needs no record. The police contact is told at once.

    Raises:
        Invalid: nothing said about the danger, or it needs no override.
    """
    if not reason.strip():
        raise Invalid({"reason": "Say what the danger is and what is being done"})
    if not only_records_checks(case, unit.now) and case.contact_rule == "open":
        raise Invalid({"reason": "Contact is allowed already: there is nothing to override"})
    check_version(case, seen_version)
    case.danger_until = unit.now + dt.timedelta(hours=_rules(unit, case).number("deconfliction.danger_hours"))
    made = _change(unit, case, "danger", reason, case.danger_until)
    unit.record(Event.CONTACT_RULE_OVERRIDDEN, case, until=case.danger_until.isoformat())
    path = f"/cases/{case.reference}/contact"
    for grant in list_grants(unit, case.compartment_id):
        if grant.relation == policy.POLICE_CONTACT:
            unit.notify("urgent", grant.grantee_id, key=f"danger:{made.id}", path=path, about=case.compartment_id)
    return made


def _change(unit: Unit, case: Case, rule: str, reason: str, until: dt.datetime) -> ContactChange:
    made = ContactChange(compartment_id=case.compartment_id, rule=rule, made_at=unit.now, until=until)
    made.made_by, made.reason = unit.actor.member_id or NOBODY, reason.strip()
    unit.session.add(made)
    unit.session.flush()
    return made


@command(may=acts_for_the_service)
def chase_deconfliction(unit: Unit, asked: Deconfliction) -> None:
    """Remind whoever was asked that the answer is due, and tell the team that it has not come. For the scheduler."""
    case = unit.session.scalars(select(Case).where(Case.compartment_id == asked.compartment_id)).one()
    contact = [one for one in contacts_for(unit, case) if one.agency.id == asked.agency_id]
    path = f"/cases/{case.reference}/contact"
    for person in (person for one in contact for person in one.people):
        unit.notify("reminder", person.id, key=f"chase:{asked.id}", path=path, about=case.compartment_id)
    _tell_team(unit, case, f"chase:{asked.id}", first=asked.asked_by)
    unit.record(Event.DECONFLICTION_CHASED, asked)


def check_beyond_records(unit: Unit, case: Case) -> None:
    """What every command that asks for more than a check of records calls first.

    Raises:
        Invalid: until the police contact says clear, or by the rule after it, only records checks can be asked for.
    """
    if only_records_checks(case, unit.now):
        raise Invalid({"what": "Records checks only, until the police contact has answered that it is clear"})
