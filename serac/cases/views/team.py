"""Who by name sees a case: adding an agency after a look at who and under what, overrides, keeping somebody out."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from serac.access import commands as access
from serac.access.models import Exclusion, Grant
from serac.access.queries import (
    find_compartment,
    is_open_to,
    list_exclusions,
    list_narrowings,
    list_restricted_readers,
)
from serac.agencies.models import Agency
from serac.agreements.models import AgreementParty
from serac.agreements.sharing import may_share, of_immigration_control
from serac.cases import commands, policy
from serac.cases.commands.team import TO_STATE, VIRTUAL_TEAM
from serac.cases.models import Case
from serac.cases.queries import (
    Person,
    Team,
    agencies_to_add,
    find_case,
    find_exclusion,
    find_team_grant,
    own_team,
    people_to_keep_out,
    team_of,
)
from serac.cases.queries.team import handlers_by_agency
from serac.cases.schemas import ExcludeAnswers, OverrideAnswers, ShareAnswers, pairs
from serac.cases.views.frame import bp, case_page
from serac.cases.views.leaving_out import linked_words
from serac.core.answers import Answers, first_errors
from serac.core.clock import LONDON, day_in_words
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs
from serac.reference import current


@dataclass(frozen=True)
class KeptOut:
    """Somebody kept out, as the own team alone is told."""

    name: str
    reason: str
    words: str
    since: str
    url: str


@bp.route("/cases/<reference>/team")
@needs(policy.read, on=find_case)
def team(case: Case) -> ResponseReturnValue:
    """Who by name sees this case, and under which agreement."""
    unit = current_unit()
    found = team_of(unit, case)
    own = own_team(unit, case.partnership_id)
    restricted = find_compartment(unit, case.compartment_id).restricted
    readers = set(list_restricted_readers(unit, case.compartment_id)) if restricted else set()
    gone = {one.grantee_id for one in list_exclusions(unit, case.compartment_id)}
    gone |= {p.id for one in found.members if one.expelled for p in one.people}
    everybody = {p.id: p for p in (*own, *(p for one in found.members for p in one.people)) if p.id not in gone}
    return case_page(
        "cases/team.html",
        case,
        team=found,
        form=Form(Answers()),
        members=found.members,
        own=[person for person in own if person.id not in gone],
        own_out=[person for person in own if person.id in gone],
        listed=[everybody[r].name for r in everybody if r in readers] if restricted else None,
        readers=readers & everybody.keys(),
        kept_out=_kept_out(unit, case, found, own),
        shown=[one.grant_id for one in found.members],
    )


def _kept_out(unit: Unit, case: Case, found: Team, own: tuple[Person, ...]) -> list[KeptOut]:
    names = {p.id: p.name for one in found.members for p in (*one.people, *one.kept_out)}
    names |= {p.id: p.name for p in own}
    excluded = list_exclusions(unit, case.compartment_id)
    agencies = {
        one.grantee_id: unit.session.get(Agency, one.grantee_id) for one in excluded if one.grantee_id not in names
    }
    names |= {one: agency.name for one, agency in agencies.items() if agency}
    said = {one.grantee_id: one.words for one in reversed(list_narrowings(unit, case.compartment_id)) if one.words}
    return [
        KeptOut(
            names.get(one.grantee_id, "Somebody no longer on the team"),
            current().exclusion_reasons.label(one.reason),
            said.get(one.grantee_id, ""),
            day_in_words(one.since),
            url_for("cases.let_back", reference=case.reference, grantee_id=one.grantee_id),
        )
        for one in excluded
    ]


@bp.route("/cases/<reference>/team/add")
@needs(policy.share, on=find_case)
def add_agency(case: Case) -> ResponseReturnValue:
    """Choose an agency, what for and how much. Nothing is granted here."""
    unit = current_unit()
    form = Form(ShareAnswers(), initial=_from_address())
    return case_page("cases/add_agency.html", case, form=form, **_choices(unit, case))


def _from_address() -> dict[str, Any]:
    return {
        "agency": request.args.get("agency", ""),
        "purpose": request.args.get("purpose", ""),
        "categories": request.args.getlist("categories"),
    }


def _choices(unit: Unit, case: Case) -> dict[str, Any]:
    already = {one.grantee_id for one in team_of(unit, case).members if one.relation == VIRTUAL_TEAM}
    day, reference = unit.now.astimezone(LONDON).date(), current()
    purposes = [(p.code, p.label, p.hint) for p in reference.sharing_purposes.offered(day) if p.on_by_default]
    return {
        "agencies": _offered(unit, case, already),
        "purposes": purposes,
        "all_categories": pairs(reference.information_categories, day),
    }


@bp.route("/cases/<reference>/team/check", methods=["GET", "POST"])
@needs(policy.share, on=find_case)
def check_agency(case: Case) -> ResponseReturnValue:
    """Before anything is granted: who by name, what, and under which agreement, or why it cannot be shared."""
    unit = current_unit()
    form = Form(ShareAnswers(), initial=_from_address())
    if not form.sent:
        form.errors = _problems(form)
    agency = _agency_to_add(unit, case, form.values["agency"])
    if form.sent_well() and agency is not None:
        facts = {"agency": agency, "purpose": form.data["purpose"], "categories": form.data["categories"]}
        if form.attempt(lambda: commands.add_to_virtual_team(unit, case, confirms=True, **facts)):
            return go("cases.team", reference=case.reference)
    if agency is None or form.errors:
        form.errors |= {} if agency else {"agency": "Choose an agency"}
        return case_page("cases/add_agency.html", case, form=form, **_choices(unit, case))
    return case_page("cases/check_agency.html", case, form=form, **_check(unit, case, agency, form))


def _problems(form: Form) -> dict[str, str]:
    """What is wrong with answers that came in the address, one sentence a field."""
    try:
        form.schema.load(form.values)
    except ValidationError as error:
        return first_errors(error)
    return {}


def _agency_to_add(unit: Unit, case: Case, slug: str) -> Agency | None:
    return next((one for one in agencies_to_add(unit, case.partnership_id, ()) if one.slug == slug), None)


def _check(unit: Unit, case: Case, agency: Agency, form: Form) -> dict[str, Any]:
    reference = current()
    purpose, categories = form.values["purpose"], form.values["categories"]
    sharing = may_share(
        unit,
        partnership_id=case.partnership_id,
        agency_id=agency.id,
        purpose=purpose,
        categories=frozenset(categories),
    )
    party = unit.session.get(AgreementParty, sharing.party_id) if sharing.party_id else None
    return _readers(unit, case, agency) | {
        "agency": agency.name,
        "sharing": sharing,
        "until": party.until if party else None,
        "sees": [reference.information_categories.label(code) for code in categories],
        "purpose": reference.sharing_purposes.label(purpose),
        "change_url": url_for(
            "cases.add_agency", reference=case.reference, agency=agency.slug, purpose=purpose, categories=categories
        ),
        "override_url": url_for("cases.override", reference=case.reference, agency=agency.slug),
        "keep_out_url": url_for("cases.exclude", reference=case.reference, agency=agency.slug),
    }


def _readers(unit: Unit, case: Case, agency: Agency) -> dict[str, Any]:
    """Who by name at an agency could read the case: its handlers without those kept out, and of a restricted case its list."""
    restricted = find_compartment(unit, case.compartment_id).restricted
    kept_out = {one.grantee_id for one in list_exclusions(unit, case.compartment_id)}
    listed = set(list_restricted_readers(unit, case.compartment_id))
    handlers = handlers_by_agency(unit, [agency.id]).get(agency.id, ())
    people = [p for p in handlers if not kept_out & {p.id, agency.id} and (p.id in listed or not restricted)]
    return linked_words(unit, case, people, [agency]) | {
        "people": [person.name for person in people],
        "handlers": len(handlers),
        "kept_out": [p.name for p in handlers if kept_out & {p.id, agency.id}],
        "restricted": restricted,
    }


@bp.route("/cases/<reference>/team/override", methods=["GET", "POST"])
@needs(policy.override, on=find_case)
def override(case: Case) -> ResponseReturnValue:
    """Open a case where no agreement covers it: on a ground, with a reason and an end, told to governance."""
    unit = current_unit()
    form = Form(OverrideAnswers(), initial={"agency": request.args.get("agency", "")})
    agency = _agency_to_add(unit, case, form.values["agency"])
    compartment = find_compartment(unit, case.compartment_id)
    if form.sent_well():
        facts = {name: form.data[name] for name in ("ground", "reason", "hours")}
        facts |= {"agency": agency, "relation": VIRTUAL_TEAM, "confirms": True, "path": TO_STATE}
        if agency is None:
            form.errors = {"agency": "Choose an agency"}
        elif form.attempt(lambda: access.record_override(unit, compartment, **facts)):
            return go("cases.team", reference=case.reference)
    elif agency is not None and not form.sent and is_open_to(unit, compartment, agency.id):
        form.errors = {"agency": f"This is open to {agency.name} already"}
    if "agency" in form.errors:
        agency = None
    return case_page("cases/override.html", case, form=form, **_override_words(unit, case, agency))


def _override_words(unit: Unit, case: Case, agency: Agency | None) -> dict[str, Any]:
    """What the page says: the grounds, who could read, and the agencies the case is not open to now."""
    day = unit.now.astimezone(LONDON).date()
    grounds = [
        (ground.code, ground.label, f"{ground.explain}. Up to {ground.longest_hours} hours.")
        for ground in current().override_grounds.offered(day)
    ]
    open_now = {one.grantee_id for one in team_of(unit, case).members if not one.closed}
    words = {"agencies": _offered(unit, case, open_now), "agency": agency.name if agency else ""}
    return (_readers(unit, case, agency) if agency else {}) | words | {"grounds": grounds}


def _offered(unit: Unit, case: Case, already: Collection[uuid.UUID]) -> list[tuple[str, str]]:
    """For a list: the agencies a case can be opened to, never immigration control (domain 5.4)."""
    found = agencies_to_add(unit, case.partnership_id, already)
    return [(one.slug, one.name) for one in found if not of_immigration_control(one.kind)]


@bp.route("/cases/<reference>/team/<uuid:grant_id>/remove", methods=["POST"])
@needs(policy.share, on=find_team_grant)
def remove_agency(grant: Grant) -> ResponseReturnValue:
    """Close the case to an agency from now."""
    unit, reference = current_unit(), str((request.view_args or {})["reference"])
    commands.remove_from_virtual_team(unit, find_case(unit, reference), grant=grant)
    return go("cases.team", reference=reference)


@bp.route("/cases/<reference>/team/keep-out", methods=["GET", "POST"])
@needs(policy.share, on=find_case)
def exclude(case: Case) -> ResponseReturnValue:
    """Keep a person or a whole agency out, silently."""
    unit = current_unit()
    found = team_of(unit, case)
    asked = _agency_to_add(unit, case, request.args.get("agency", ""))
    also = handlers_by_agency(unit, [asked.id]).get(asked.id, ()) if asked else ()
    people = people_to_keep_out(unit, case, found, also)
    gone = {one.grantee_id for one in list_exclusions(unit, case.compartment_id)}
    agencies = [(a.id, a.name) for a in agencies_to_add(unit, case.partnership_id, gone)]
    offered = {person.id for person in people} | {agency_id for agency_id, _ in agencies}
    form = Form(ExcludeAnswers())
    if form.sent_well():
        if form.data["grantee"] not in offered:
            form.errors = {"grantee": "Choose who to keep out"}
        else:
            compartment = find_compartment(unit, case.compartment_id)
            facts = {name: form.data[name] for name in ("reason", "words")} | {"grantee_id": form.data["grantee"]}
            if form.attempt(lambda: access.exclude(unit, compartment, **facts)):
                return go("cases.team", reference=case.reference)
    items: list[tuple[str | None, str]] = [(str(person.id), person.name) for person in people]
    items += [(str(agency_id), f"Everybody at {name}") for agency_id, name in agencies]
    day = unit.now.astimezone(LONDON).date()
    reasons = pairs(current().exclusion_reasons, day)
    return case_page("cases/exclude.html", case, team=found, form=form, grantees=items, reasons=reasons)


@bp.route("/cases/<reference>/team/<uuid:grantee_id>/let-back", methods=["POST"])
@needs(policy.share, on=find_exclusion)
def let_back(exclusion: Exclusion) -> ResponseReturnValue:
    """Let somebody back to whatever else opens the case to them."""
    unit, reference = current_unit(), str((request.view_args or {})["reference"])
    compartment = find_compartment(unit, exclusion.compartment_id)
    access.stop_excluding(unit, compartment, grantee_id=exclusion.grantee_id)
    return go("cases.team", reference=reference)
