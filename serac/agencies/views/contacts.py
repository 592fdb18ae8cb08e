"""How an agency is reached: contact points, and who stands in."""

import uuid
from typing import Any

from flask.typing import ResponseReturnValue

from serac.agencies import policy
from serac.agencies.commands import (
    add_contact_point,
    change_contact_point,
    end_contact_point,
    end_cover,
    set_cover,
)
from serac.agencies.models import Agency, ContactPoint, Cover, Member
from serac.agencies.purposes import SENSITIVE
from serac.agencies.queries import find_agency, find_contact_point, find_cover, find_member
from serac.agencies.queries.agencies import find_agency_by_id
from serac.agencies.schemas import contact_answers, cover_answers
from serac.agencies.views.blueprint import bp, label, offered
from serac.agencies.views.shown import people_to_choose
from serac.core.answers import Answers
from serac.core.clock import end_of, start_of
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page
from serac.reference import current


def _member(unit: Unit, chosen: str) -> Member | None:
    return find_member(unit, uuid.UUID(chosen)) if chosen else None


@bp.route("/agencies/<slug>/contact-points/new", methods=["GET", "POST"])
@needs(policy.keep_agency, on=find_agency)
def new_contact_point(agency: Agency) -> ResponseReturnValue:
    """Say where an agency is reached for a purpose, and by whom."""
    unit = current_unit()
    people = people_to_choose(unit, agency)
    form = Form(contact_answers([one for one, _ in people], new=True))
    name, slug = agency.name, agency.slug
    if form.sent_well():
        facts = form.data | {one: _member(unit, form.data[one]) for one in ("member", "deputy")}
        if form.attempt(lambda: add_contact_point(unit, agency, **facts)):
            return go("agencies.show", slug=slug, _anchor="contact-points")
    purposes = offered(current().contact_point_purposes, unit.now)
    if not unit.may(policy.keep_sensitive, agency):
        purposes = [item for item in purposes if item[0] != SENSITIVE]
    words: dict[str, Any] = {"name": name, "slug": slug, "people": people, "purposes": purposes}
    return page("agencies/new_contact_point.html", target=agency, form=form, **words)


@bp.route("/contact-points/<uuid:contact_id>/change", methods=["GET", "POST"])
@needs(policy.keep_contact_point, on=find_contact_point)
def change_contact(contact: ContactPoint) -> ResponseReturnValue:
    """Change a contact point, or end it."""
    unit = current_unit()
    agency = find_agency_by_id(unit, contact.agency_id)
    people = people_to_choose(unit, agency)
    initial = {"label": contact.label, "email": contact.email, "phone": contact.phone}
    initial |= {"member": str(contact.member_id), "deputy": str(contact.deputy_id or "")}
    form = Form(contact_answers([one for one, _ in people], new=False), initial=initial, version=contact.version)
    words: dict[str, Any] = {"name": agency.name, "slug": agency.slug, "people": people, "contact_id": contact.id}
    words |= {"purpose": label(current().contact_point_purposes, contact.purpose)}
    if form.sent_well():
        facts = form.data | {one: _member(unit, form.data[one]) for one in ("member", "deputy")}
        if form.attempt(lambda: change_contact_point(unit, contact, seen_version=form.version, **facts)):
            return go("agencies.show", slug=agency.slug, _anchor="contact-points")
    return page("agencies/change_contact.html", target=contact, form=form, **words)


@bp.route("/contact-points/<uuid:contact_id>/end", methods=["POST"])
@needs(policy.keep_contact_point, on=find_contact_point)
def end_contact(contact: ContactPoint) -> ResponseReturnValue:
    """A contact point ends."""
    unit = current_unit()
    slug = find_agency_by_id(unit, contact.agency_id).slug
    if Form(Answers()).sent_well():
        end_contact_point(unit, contact)
    return go("agencies.show", slug=slug, _anchor="contact-points")


@bp.route("/agencies/<slug>/cover/new", methods=["GET", "POST"])
@needs(policy.keep_agency, on=find_agency)
def new_cover(agency: Agency) -> ResponseReturnValue:
    """Say who stands in for whom, and when."""
    unit = current_unit()
    people = people_to_choose(unit, agency)
    form = Form(cover_answers([one for one, _ in people]))
    name, slug = agency.name, agency.slug
    if form.sent_well():
        data = form.data
        who: dict[str, Any] = {one: find_member(unit, uuid.UUID(data[one])) for one in ("away", "covering")}
        days: dict[str, Any] = {"since": start_of(data["first"]), "until": end_of(data["last"])}
        made = form.attempt(lambda: set_cover(unit, agency, **who, **days))
        if made:
            return go("agencies.show", slug=slug, _anchor="cover")
        form.errors = {"last" if name == "until" else name: said for name, said in form.errors.items()}
    return page("agencies/new_cover.html", target=agency, form=form, name=name, slug=slug, people=people)


@bp.route("/cover/<uuid:cover_id>/end", methods=["POST"])
@needs(policy.keep_agency, on=find_cover)
def end_stand_in(cover: Cover) -> ResponseReturnValue:
    """Somebody is back."""
    unit = current_unit()
    slug = find_agency_by_id(unit, cover.agency_id).slug
    if Form(Answers()).sent_well():
        end_cover(unit, cover)
    return go("agencies.show", slug=slug, _anchor="cover")
