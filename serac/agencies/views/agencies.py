"""The directory, and one agency."""

import uuid
from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue

from serac.agencies import policy
from serac.agencies.commands import add_agency, change_agency, close_agency, join_partnership
from serac.agencies.models import Agency
from serac.agencies.queries import (
    find_agency,
    find_partnership,
    list_agencies,
    list_aliases,
    list_flags,
    list_partnerships,
    list_partnerships_of,
)
from serac.agencies.queries.agencies import PAGE, count_contact_points, find_agency_by_id, list_kinds, list_successors
from serac.agencies.schemas import AgencyAnswers, CloseAnswers, NewAgencyAnswers, OwnAgencyAnswers
from serac.agencies.views.blueprint import FLAGS, Item, bp, kinds_to_choose, label, lines
from serac.agencies.views.shown import contacts_shown, covers_shown, members_shown, missing_purposes
from serac.core.answers import Answers
from serac.core.clock import last_day
from serac.core.events import Event
from serac.core.problems import Invalid, NotFound
from serac.core.unit import Unit
from serac.core.web import Form, before_of, current_unit, go, needs, page
from serac.reference import current


@dataclass(frozen=True)
class AgencyRow:
    """An agency in the directory."""

    name: str
    slug: str
    kind: str
    contacts: int


@bp.route("/agencies")
@needs(policy.read_directory)
def index() -> ResponseReturnValue:
    """The directory of the reader's partnerships."""
    unit, kind = current_unit(), request.args.get("kind", "")
    start = before_of(request.args.get("older"))
    found = list(list_agencies(unit, kind=kind, after=start))
    more, found = len(found) > PAGE, found[:PAGE]
    counts = count_contact_points(unit, [agency.id for agency in found])
    kinds = current().agency_kinds
    rows = [AgencyRow(one.name, one.slug, label(kinds, one.kind), counts.get(one.id, 0)) for one in found]
    items = sorted(((code, label(kinds, code)) for code in list_kinds(unit)), key=lambda item: item[1].casefold())
    return page(
        "agencies/index.html",
        event=Event.LIST_SHOWN,
        shown=[one.id for one in found],
        rows=rows,
        kinds=items,
        kind=kind,
        older=found[-1].id if more else None,
        at_start=start is None,
        partnerships=[(one.name, one.slug) for one in list_partnerships(unit)],
        may_add=unit.may(policy.keep_agencies, None),
        may_approve=unit.may(policy.read_appointments, None),
    )


@bp.route("/agencies/new", methods=["GET", "POST"])
@needs(policy.keep_agencies)
def new() -> ResponseReturnValue:
    """Add an agency, and let it join a partnership at once."""
    unit, form = current_unit(), Form(NewAgencyAnswers())
    if form.sent_well():
        made = form.attempt(lambda: _add(unit, form))
        if made:
            return go("agencies.show", slug=made.slug)
    return page(
        "agencies/new.html",
        form=form,
        kinds=kinds_to_choose(unit.now),
        partnerships=_kept_partnerships(unit),
        agencies=[(one.slug, one.name) for one in list_agencies(unit, size=500)],
    )


def _kept_partnerships(unit: Unit) -> list[Item]:
    return [(one.slug, one.name) for one in list_partnerships(unit) if unit.may(policy.keep_partnership, one)]


def _add(unit: Unit, form: Form) -> Agency:
    data = dict(form.data)
    chosen, before = data.pop("partnership"), data.pop("predecessor")
    if chosen not in {slug for slug, _ in _kept_partnerships(unit)}:
        raise Invalid({"partnership": "Choose the partnership it joins"})
    predecessor = _agency(unit, before, "predecessor") if before else None
    made = add_agency(unit, None, predecessor=predecessor, **data | {"aliases": lines(data["aliases"])})
    join_partnership(unit, find_partnership(unit, chosen), agency=made)
    return made


def _agency(unit: Unit, slug: str, field: str) -> Agency:
    try:
        return find_agency(unit, slug)
    except NotFound:
        raise Invalid({field: "Choose an agency from the list"}) from None


@bp.route("/agencies/<slug>")
@needs(policy.read_directory, on=find_agency)
def show(agency: Agency) -> ResponseReturnValue:
    """One agency: names, places, how it is reached, and for those near it, who works there."""
    unit = current_unit()
    contacts, people = contacts_shown(unit, agency), members_shown(unit, agency)
    return page(
        "agencies/show.html",
        target=agency,
        form=Form(Answers()),
        shown=[*(one.id for one in contacts), *(one.id for one in people)],
        slug=agency.slug,
        name=agency.name,
        kind=label(current().agency_kinds, agency.kind),
        closed_on=None if agency.is_in_force(unit.now) else last_day(agency.until),
        facts=_facts(unit, agency),
        contacts=contacts,
        missing=missing_purposes(unit, agency),
        covers=covers_shown(unit, agency) if unit.may(policy.read_people, agency) else [],
        people=people,
        may_see_people=unit.may(policy.read_people, agency),
        may_keep=unit.may(policy.keep_agency, agency) and agency.is_in_force(unit.now),
        may_manage=unit.may(policy.manage_agency, agency) and agency.is_in_force(unit.now),
    )


def _facts(unit: Unit, agency: Agency) -> dict[str, object]:
    """Names, flags and places, as plain values."""
    before = _linked(unit, agency.predecessor_id)
    return {
        "aliases": [alias.name for alias in list_aliases(unit, agency)],
        "flags": [
            (FLAGS[flag.flag], flag.since, None if flag.is_in_force(unit.now) else flag.until)
            for flag in list_flags(unit, agency)
        ],
        "partnerships": [(one.name, one.slug, place.own_team) for one, place in list_partnerships_of(unit, agency)],
        "predecessor": before,
        "successors": [(one.name, one.slug) for one in list_successors(unit, agency)],
    }


def _linked(unit: Unit, agency_id: uuid.UUID | None) -> tuple[str, str] | None:
    if agency_id is None:
        return None
    try:
        found = find_agency_by_id(unit, agency_id)
    except NotFound:
        return None
    return found.name, found.slug


@bp.route("/agencies/<slug>/change", methods=["GET", "POST"])
@needs(policy.keep_agency, on=find_agency)
def change(agency: Agency) -> ResponseReturnValue:
    """Change an agency's names and, for administrators, its kind and flags."""
    unit = current_unit()
    manages = unit.may(policy.manage_agency, agency)
    flags = {flag.flag for flag in list_flags(unit, agency, ended=False)}
    initial = {"name": agency.name, "kind": agency.kind}
    initial |= {"aliases": "\n".join(alias.name for alias in list_aliases(unit, agency))}
    initial |= {flag: "yes" if flag in flags else "" for flag in FLAGS}
    form = Form(AgencyAnswers() if manages else OwnAgencyAnswers(), initial=initial, version=agency.version)
    name, slug = agency.name, agency.slug
    if form.sent_well():
        data = form.data | {"aliases": lines(form.data["aliases"])}
        if form.attempt(lambda: change_agency(unit, agency, seen_version=form.version, **data)):
            return go("agencies.show", slug=slug)
    kinds = kinds_to_choose(unit.now)
    return page("agencies/change.html", target=agency, form=form, name=name, slug=slug, kinds=kinds, may_manage=manages)


@bp.route("/agencies/<slug>/close", methods=["GET", "POST"])
@needs(policy.manage_agency, on=find_agency)
def close(agency: Agency) -> ResponseReturnValue:
    """Close an agency."""
    unit, form = current_unit(), Form(CloseAnswers())
    name, slug = agency.name, agency.slug
    others = [(one.slug, one.name) for one in list_agencies(unit, size=500) if one.id != agency.id]
    people = len(members_shown(unit, agency))
    if form.sent_well():
        closed = form.attempt(lambda: _close(unit, agency, form.data["successor"]))
        if closed:
            return go("agencies.show", slug=slug)
    return page("agencies/close.html", target=agency, form=form, name=name, slug=slug, agencies=others, people=people)


def _close(unit: Unit, agency: Agency, successor: str) -> bool:
    close_agency(unit, agency, successor=_agency(unit, successor, "successor") if successor else None)
    return True
