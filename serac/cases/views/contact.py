"""Before a visit: the contact rule, what the police contact was asked and answered, and what is known of the premises."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from serac.agencies.models import Agency
from serac.agencies.queries import names_of
from serac.agreements.sharing import may_share
from serac.cases import commands, policy
from serac.cases.contact import OPENING, OPERATION, in_danger, only_records_checks
from serac.cases.lifecycle import Asked
from serac.cases.models import Case, ContactChange, Deconfliction, PremisesRisk
from serac.cases.queries import (
    PoliceContact,
    contacts_for,
    find_case,
    find_deconfliction,
    list_contact_changes,
    list_deconflictions,
    list_premises_risks,
    possible_leads,
    who_reads,
)
from serac.cases.schemas import (
    AskPoliceAnswers,
    ContactRuleAnswers,
    DangerAnswers,
    PoliceAnswers,
    PremisesAnswers,
    pairs,
)
from serac.cases.views.frame import bp, case_page
from serac.cases.views.leaving_out import linked_words
from serac.cases.words import DECONFLICTION, Sign
from serac.core.clock import LONDON, day_in_words, moment_in_words
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs
from serac.entities.queries import list_places
from serac.reference import current

OCCASIONS = {OPENING: "Before anybody goes beyond their own records", OPERATION: "Again, before an operation"}


@dataclass(frozen=True)
class ShownQuestion:
    """One time the police contact was asked, as the page shows it."""

    sign: Sign
    agency: str
    occasion: str
    asked: str
    asked_by: str
    asked_at: str
    words: str
    answered: str
    allows: str
    until: str
    answer_url: str
    replaced: bool


@dataclass(frozen=True)
class ShownRisk:
    """What a visitor to one place must know."""

    place: str
    hazards: list[str]
    lone_working: str
    words: str
    meta: str
    late: bool
    url: str


@bp.route("/cases/<reference>/contact")
@needs(policy.read, on=find_case)
def contact(case: Case) -> ResponseReturnValue:
    """What may be done now, and why."""
    unit = current_unit()
    questions, changes = list_deconflictions(unit, case), list_contact_changes(unit, case)
    risks, places = list_premises_risks(unit, case), list_places(unit, case.compartment_id)
    held = {place.id: place.address or place.postcode for place in places}
    names = names_of(
        unit, [one for q in questions for one in (q.asked_by, q.answered_by)] + [c.made_by for c in changes]
    )
    agencies = _agencies(unit, [key for one in questions for key in (one.agency_id, one.lead_id)])
    return case_page(
        "cases/contact.html",
        case,
        shown=[*(q.id for q in questions), *(c.id for c in changes), *(r.id for r in risks), *held],
        rule=current().contact_rules.get(case.contact_rule),
        danger=in_danger(case, unit.now),
        checks_only=only_records_checks(case, unit.now),
        lead=lead_name(unit, case),
        stands=DECONFLICTION[case.deconfliction],
        questions=[_question(unit, case, one, names, agencies) for one in questions],
        changes=[_change(one, names) for one in changes],
        risks=[_risk(unit, case, one, held) for one in risks],
        **_may(unit, case),
    )


def _may(unit: Unit, case: Case) -> dict[str, Any]:
    may_ask = unit.may(policy.ask_police, case)
    strict = current().contact_rules.get(case.contact_rule).checks_only
    return {
        "may_ask": may_ask,
        "may_tighten": may_ask and not strict,
        "may_override": may_ask and not in_danger(case, unit.now) and case.contact_rule != "open",
        "may_record": unit.may(policy.record_premises, case),
    }


def lead_name(unit: Unit, case: Case) -> str:
    """The agency that leads, under a rule that needs one."""
    agency = unit.session.get(Agency, case.contact_lead_id) if case.contact_lead_id else None
    return agency.name if agency else ""


def risks_of(unit: Unit, case: Case, places: Mapping[uuid.UUID, str]) -> list[ShownRisk]:
    """What a visitor must know, for a panel beside the contact rule. `places`: what each place of the case is called."""
    return [_risk(unit, case, one, places) for one in list_premises_risks(unit, case)]


def _agencies(unit: Unit, ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    wanted = {one for one in ids if one}
    found = unit.session.scalars(select(Agency).where(Agency.id.in_(wanted))) if wanted else ()
    return {agency.id: agency.name for agency in found}


def _question(
    unit: Unit, case: Case, one: Deconfliction, names: Mapping[uuid.UUID, str], agencies: Mapping[uuid.UUID, str]
) -> ShownQuestion:
    told, allows = "", ""
    if one.answered_at is not None and one.answered_by is not None:
        told = f"{names.get(one.answered_by, 'Somebody')}, {moment_in_words(one.answered_at)}"
        rule = current().contact_rules.get(one.contact_rule or "records_only")
        lead = agencies.get(one.lead_id, "") if one.lead_id else ""
        allows = f"{rule.label}: {lead}" if lead else rule.label
    replaced = one.state == Asked.REPLACED
    may = not replaced and unit.may(policy.answer_police, one)
    return ShownQuestion(
        DECONFLICTION[one.answer or ("waiting" if not replaced else "not_asked")]
        if one.answer or not replaced
        else Sign("Asked again since", "none", "quiet"),
        agencies.get(one.agency_id, "The police"),
        OCCASIONS[one.occasion],
        one.asked,
        names.get(one.asked_by, "Somebody"),
        moment_in_words(one.asked_at),
        one.words,
        told,
        allows,
        day_in_words(one.review_on) if one.review_on else "",
        url_for("cases.answer_police", reference=case.reference, deconfliction_id=one.id) if may else "",
        replaced,
    )


def _change(one: ContactChange, names: Mapping[uuid.UUID, str]) -> tuple[str, str, str]:
    rules = current().contact_rules
    until = f" until {moment_in_words(one.until)}" if one.rule == "danger" else ""
    what = "Overridden by danger" + until if one.rule == "danger" else f"Made stricter: {rules.label(one.rule)}"
    return what, one.reason, f"{names.get(one.made_by, 'Somebody')}, {moment_in_words(one.made_at)}"


def _risk(unit: Unit, case: Case, one: PremisesRisk, places: Mapping[uuid.UUID, str]) -> ShownRisk:
    reference, today = current(), unit.now.astimezone(LONDON).date()
    late = one.review_on < today
    meta = f"Recorded {day_in_words(one.recorded_at)}. {'Was to be' if late else 'To be'} looked at again {day_in_words(one.review_on)}."
    return ShownRisk(
        places.get(one.place_id, "A place") if one.place_id else "The case as a whole",
        [reference.premises_hazards.label(code) for code in one.hazards],
        reference.lone_working.label(one.lone_working),
        one.words,
        meta,
        late,
        url_for("cases.premises", reference=case.reference),
    )


@bp.route("/cases/<reference>/contact/ask", methods=["GET", "POST"])
@needs(policy.ask_police, on=find_case)
def ask_police(case: Case) -> ResponseReturnValue:
    """Ask the police contact: who by name is asked, and what it opens to them, stands on the page."""
    unit = current_unit()
    contacts = contacts_for(unit, case)
    form = Form(AskPoliceAnswers(), initial=_usual(contacts))
    if form.sent_well() and form.attempt(lambda: _ask(unit, case, form, contacts)):
        return go("cases.contact", reference=case.reference)
    day, reference = unit.now.astimezone(LONDON).date(), current()
    return case_page(
        "cases/ask_police.html",
        case,
        form=form,
        contacts=[_offered(unit, case, one) for one in contacts],
        **linked_words(unit, case, [p for one in contacts for p in one.people], [one.agency for one in contacts]),
        occasions=list(OCCASIONS.items()),
        purposes=[(p.code, p.label) for p in reference.sharing_purposes.offered(day) if p.on_by_default],
        all_categories=pairs(reference.information_categories, day),
    )


def _offered(unit: Unit, case: Case, one: PoliceContact) -> tuple[str, str, str, bool]:
    """A police agency to ask: who by name, whether they read the case already, and on what it would open to them."""
    reads = who_reads(unit, case, one)
    names = ", ".join(person.name for person in one.people)
    if all(person.id in reads for person in one.people):
        return one.agency.slug, one.agency.name, f"{names}. The case is open to them already.", True
    usual = _usual([one])
    sharing = may_share(
        unit,
        partnership_id=case.partnership_id,
        agency_id=one.agency.id,
        purpose=usual["purpose"],
        categories=frozenset(usual["categories"]),
    )
    under = f" Under {sharing.why}" if sharing.allowed else f" {sharing.why}"
    return one.agency.slug, one.agency.name, f"{names}. Asking opens this case to them by name.{under}", False


def _usual(contacts: Any) -> dict[str, Any]:
    return {
        "agency": contacts[0].agency.slug if len(contacts) == 1 else "",
        "occasion": OPENING,
        "purpose": "prevent_detect_crime",
        "categories": ["identity", "intelligence"],
    }


def _ask(unit: Unit, case: Case, form: Form, contacts: Any) -> Deconfliction:
    found: PoliceContact | None = next((one for one in contacts if one.agency.slug == form.data["agency"]), None)
    if found is None:
        raise Invalid({"agency": "Choose who to ask"})
    return commands.ask_deconfliction(unit, case, **form.data | {"agency": found.agency})


@bp.route("/cases/<reference>/contact/<uuid:deconfliction_id>/answer", methods=["GET", "POST"])
@needs(policy.answer_police, on=find_deconfliction)
def answer_police(asked: Deconfliction) -> ResponseReturnValue:
    """Answer for the police: clear, hold or speak to me."""
    unit = current_unit()
    case = unit.session.scalars(select(Case).where(Case.compartment_id == asked.compartment_id)).one()
    leads = {agency.slug: agency for agency in possible_leads(unit, case, asked.agency_id)}
    form = Form(PoliceAnswers(), initial={"contact_rule": "", "lead": ""}, version=asked.version)
    if form.sent_well():
        facts = form.data | {"lead": leads.get(form.data["lead"]), "review_on": form.data.get("review_on")}
        facts["seen_version"] = form.version
        if form.attempt(lambda: commands.answer_deconfliction(unit, asked, **facts)):
            return go("cases.contact", reference=case.reference)
    day, names = unit.now.astimezone(LONDON).date(), names_of(unit, [asked.asked_by])
    return case_page(
        "cases/answer_police.html",
        case,
        form=form,
        shown=[asked.id],
        asked=asked.asked,
        occasion=OCCASIONS[asked.occasion],
        asked_by=names.get(asked.asked_by, "Somebody"),
        asked_at=asked.asked_at,
        answers=pairs(current().deconfliction_answers, day),
        rules=[(rule.code, rule.label, rule.does) for rule in current().contact_rules.offered(day)],
        leads=[(slug, agency.name) for slug, agency in leads.items()],
    )


@bp.route("/cases/<reference>/contact/rule", methods=["GET", "POST"])
@needs(policy.ask_police, on=find_case)
def contact_rule(case: Case) -> ResponseReturnValue:
    """Make the contact rule stricter."""
    unit, rules = current_unit(), current().contact_rules
    leads = {agency.slug: agency for agency in possible_leads(unit, case)}
    now, offered = rules.get(case.contact_rule), rules.offered(unit.now.astimezone(LONDON).date())
    stricter = [one for one in offered if one.order > now.order and (leads or not one.needs_lead)]
    form = Form(ContactRuleAnswers(), version=case.version)
    if stricter and form.sent_well():
        facts = form.data | {"lead": leads.get(form.data["lead"]), "seen_version": form.version}
        if form.attempt(lambda: commands.set_contact_rule(unit, case, **facts)):
            return go("cases.contact", reference=case.reference)
    return case_page(
        "cases/contact_rule.html",
        case,
        form=form,
        in_force=(now.label, now.does),
        rules=[(rule.code, rule.label, rule.does) for rule in stricter],
        leads=[(slug, agency.name) for slug, agency in leads.items()],
    )


@bp.route("/cases/<reference>/contact/danger", methods=["GET", "POST"])
@needs(policy.ask_police, on=find_case)
def danger(case: Case) -> ResponseReturnValue:
    """Record that immediate danger overrides the contact rule."""
    unit = current_unit()
    form = Form(DangerAnswers(), version=case.version)
    if form.sent_well():
        facts = form.data | {"seen_version": form.version}
        if form.attempt(lambda: commands.override_in_danger(unit, case, **facts)):
            return go("cases.contact", reference=case.reference)
    return case_page("cases/danger.html", case, form=form)


@bp.route("/cases/<reference>/contact/premises", methods=["GET", "POST"])
@needs(policy.record_premises, on=find_case)
def premises(case: Case) -> ResponseReturnValue:
    """Record what a visitor must know first."""
    unit = current_unit()
    places = {str(place.id): place for place in list_places(unit, case.compartment_id)}
    form = Form(PremisesAnswers(), initial={"review_on": unit.now.astimezone(LONDON).date() + dt.timedelta(days=28)})
    if form.sent_well() and form.attempt(lambda: _record(unit, case, form, places)):
        return go("cases.contact", reference=case.reference)
    day = unit.now.astimezone(LONDON).date()
    return case_page(
        "cases/premises.html",
        case,
        form=form,
        shown=[place.id for place in places.values()],
        places=[(key, place.address or place.postcode) for key, place in places.items()],
        hazards=pairs(current().premises_hazards, day),
        lone_working=pairs(current().lone_working, day),
    )


def _record(unit: Unit, case: Case, form: Form, places: Mapping[str, Any]) -> PremisesRisk:
    wanted = form.data.pop("place")
    if wanted and wanted not in places:
        raise Invalid({"place": "Choose a place of this case"})
    return commands.record_premises_risk(unit, case, place=places.get(wanted), **form.data)
