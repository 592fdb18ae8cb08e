"""The list of cases; a case's summary; its people and places."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from serac.agencies.models import Agency
from serac.cases import commands, policy
from serac.cases.lifecycle import Stage
from serac.cases.models import Case, Item
from serac.cases.queries import find_case, kinds_of, list_page, restricted_among
from serac.cases.schemas import ItemAnswers, PersonAnswers, SummaryAnswers, pairs
from serac.cases.views.contact import lead_name, risks_of
from serac.cases.views.frame import bp, case_page
from serac.cases.views.matches import laid_aside_of_case, matches_of_case
from serac.cases.words import DECONFLICTION, STAGES, Sign, contact_sign
from serac.core.clock import LONDON, day_in_words
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.core.web import Form, addresses, before_of, current_unit, go, needs, page
from serac.entities import commands as entities
from serac.entities.models import Business, Person, Place, Vehicle
from serac.entities.queries import Recorded, list_recorded, names_recorded
from serac.reference import current

PICTURE = "scoping.picture"
"""Where the items of a case are read: what agencies reply stands with what the team added."""


@dataclass(frozen=True)
class ListedCase:
    """A case as its list shows it: of a restricted one, only that it is."""

    title: str
    url: str
    meta: str
    status: Sign


@bp.route("/cases")
@needs(policy.list_cases)
def index() -> ResponseReturnValue:
    """Cases the reader may see, newest first."""
    unit = current_unit()
    stage = request.args.get("stage", "")
    stage = stage if stage in set(Stage) else ""
    before = before_of(request.args.get("before"))
    found = list_page(unit, stage=stage, before=before)
    restricted = restricted_among(unit, [case.compartment_id for case in found.rows])
    show = addresses("cases.show")
    rows = [
        _listed(unit, case, show(case.reference), restricted=case.compartment_id in restricted) for case in found.rows
    ]
    stages = [(one.value, sign.text) for one, sign in STAGES.items()]
    return page(
        "cases/index.html",
        shown=[case.id for case in found.rows],
        rows=rows,
        stages=stages,
        filters={"stage": stage} if stage else {},
        older=found.older,
        at_start=before is None,
    )


def _listed(unit: Unit, case: Case, url: str, *, restricted: bool) -> ListedCase:
    meta = f"{case.reference}. Opened {day_in_words(case.opened_at)}. {contact_sign(case, unit.now).text}"
    if restricted:
        return ListedCase("Restricted case", url, meta, Sign(STAGES[case.stage].text, "lock"))
    return ListedCase(case.title, url, meta, STAGES[case.stage])


@bp.route("/cases/<reference>")
@needs(policy.read, on=find_case)
def show(case: Case) -> ResponseReturnValue:
    """What is known of one case."""
    unit = current_unit()
    names = names_recorded(unit, case.compartment_id)
    kinds = [current().exploitation_kinds.label(code) for code in kinds_of(unit, case.compartment_id)]
    return case_page(
        "cases/show.html",
        case,
        shown=[case.id, *names],
        summary=case.summary,
        kinds=kinds,
        opened=case.opened_at,
        rule=current().contact_rules.get(case.contact_rule),
        lead=lead_name(unit, case),
        stands=DECONFLICTION[case.deconfliction],
        risks=risks_of(unit, case, names),
    )


def _names_in(recorded: Recorded) -> dict[uuid.UUID, str]:
    """What each person, place, vehicle and business of a case is called on its pages."""
    names = {person.id: person.name or person.description for person in recorded.people}
    names |= {place.id: place.address or place.postcode for place in recorded.places}
    names |= {vehicle.id: vehicle.plate or vehicle.description for vehicle in recorded.vehicles}
    return names | {business.id: business.name for business in recorded.businesses}


@bp.route("/cases/<reference>/summary", methods=["GET", "POST"])
@needs(policy.write, on=find_case)
def change_summary(case: Case) -> ResponseReturnValue:
    """Write what is known afresh."""
    initial = {"title": case.title, "summary": case.summary}
    form = Form(SummaryAnswers(), initial=initial, version=case.version)
    if form.sent_well():
        facts = form.data | {"seen_version": form.version}
        if form.attempt(lambda: commands.change_summary(current_unit(), case, **facts)):
            return go("cases.show", reference=case.reference)
    return case_page("cases/change_summary.html", case, form=form)


@bp.route("/cases/<reference>/items/new", methods=["GET", "POST"])
@needs(policy.write, on=find_case)
def add_item(case: Case) -> ResponseReturnValue:
    """Add a piece of information."""
    unit = current_unit()
    recorded = list_recorded(unit, case.compartment_id)
    names = _names_in(recorded)
    form = Form(ItemAnswers(), initial={"handling": next(h.code for h in current().handling if h.default)})
    if form.sent_well() and form.attempt(lambda: _add_item(unit, case, form.data, recorded)):
        return go(PICTURE, reference=case.reference)
    day = unit.now.astimezone(LONDON).date()
    return case_page(
        "cases/add_item.html",
        case,
        form=form,
        shown=recorded.ids,
        abouts=[(str(row_id), name) for row_id, name in names.items()],
        how_known=pairs(current().how_known, day),
        handling=[(h.code, h.label) for h in current().handling.offered(day)],
    )


def _add_item(unit: Unit, case: Case, answers: dict[str, Any], recorded: Recorded) -> Item:
    rows: list[Person | Place | Vehicle | Business] = [
        *recorded.people,
        *recorded.places,
        *recorded.vehicles,
        *recorded.businesses,
    ]
    about = next((row for row in rows if str(row.id) == answers["about"]), None)
    if answers["about"] and about is None:
        raise Invalid({"about": "Choose somebody or something in this case"})
    agency = unit.session.get(Agency, unit.actor.agencies[0]) if unit.actor.agencies else None
    facts = {"how_known": answers["how_known"], "handling": answers["handling"], "about": about, "agency": agency}
    return commands.add_item(unit, case, text=answers["what"], **facts)


@bp.route("/cases/<reference>/people")
@needs(policy.read, on=find_case)
def people(case: Case) -> ResponseReturnValue:
    """Who and what is in the case."""
    unit, reference = current_unit(), current()
    recorded, matches = list_recorded(unit, case.compartment_id), matches_of_case(unit, case)
    aside = laid_aside_of_case(unit, case)
    return case_page(
        "cases/people.html",
        case,
        shown=[*recorded.ids, *(row_id for one in (*matches, *(it.match for it in aside)) for row_id in one.ids)],
        matches=matches,
        aside=aside,
        people=[_person(person) for person in recorded.people],
        places=[(p.address or p.postcode, reference.place_kinds.label(p.kind), p.postcode) for p in recorded.places],
        vehicles=[(v.plate or "Plate not known", v.description) for v in recorded.vehicles],
        businesses=[(b.name, b.holds_council_contract) for b in recorded.businesses],
    )


@dataclass(frozen=True)
class ShownPerson:
    """Somebody as the page of a case shows them: the name waits for a tap."""

    name: str
    description: str
    phone: str
    child: bool
    meta: str


def _person(person: Person) -> ShownPerson:
    reference = current()
    age = reference.age_bands.get(person.age_band)
    return ShownPerson(
        person.name,
        person.description,
        person.phone,
        age.treated_as == "child",
        _sentences(
            reference.case_roles.label(person.role) if person.role != "not_known" else "Part in this case not known",
            age.label if person.age_band != "not_known" else "Age not known",
            reference.still_in_situation.label(person.still_there) if person.still_there != "not_known" else "",
        ),
    )


def _sentences(*parts: str) -> str:
    return " ".join(f"{part}." for part in parts if part)


@bp.route("/cases/<reference>/people/new", methods=["GET", "POST"])
@needs(policy.write, on=find_case)
def add_person(case: Case) -> ResponseReturnValue:
    """Write down somebody in the case."""
    unit = current_unit()
    form = Form(PersonAnswers())
    if form.sent_well():
        facts = form.data | {"still_there": form.data["still_there"] or "not_known"}
        if form.attempt(lambda: entities.add_person(unit, case, **facts)):
            return go("cases.people", reference=case.reference)
    day, reference = unit.now.astimezone(LONDON).date(), current()
    return case_page(
        "cases/add_person.html",
        case,
        form=form,
        roles=pairs(reference.case_roles, day),
        ages=[(age.code, age.label) for age in reference.age_bands.offered(day)],
        still=pairs(reference.still_in_situation, day),
    )
