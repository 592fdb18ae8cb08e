"""Partnerships, how they nest, and which agencies are in them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from serac.agencies import policy
from serac.agencies.commands import change_partnership, form_partnership, join_partnership, leave_partnership
from serac.agencies.models import Agency, Partnership
from serac.agencies.queries import (
    find_agency,
    find_partnership,
    list_agencies,
    list_agencies_of,
    list_partnerships,
)
from serac.agencies.schemas import JoinAnswers, NewPartnershipAnswers, PartnershipAnswers
from serac.agencies.views.blueprint import bp, label
from serac.core.answers import Answers
from serac.core.events import Event
from serac.core.problems import Invalid, NotFound
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page
from serac.reference import current


@dataclass(frozen=True)
class Branch:
    """A partnership and those within it."""

    name: str
    slug: str
    current: bool
    within: "tuple[Branch, ...]"


def tree(partnerships: Sequence[Partnership], here: uuid.UUID | None = None) -> tuple[Branch, ...]:
    """Partnerships as they nest; one whose parent is out of reach stands at the top."""
    known = {one.id for one in partnerships}

    def below(parent_id: uuid.UUID | None) -> tuple[Branch, ...]:
        children = [one for one in partnerships if (one.parent_id if one.parent_id in known else None) == parent_id]
        return tuple(Branch(one.name, one.slug, one.id == here, below(one.id)) for one in children)

    return below(None)


@bp.route("/partnerships")
@needs(policy.read_directory)
def partnerships() -> ResponseReturnValue:
    """The partnerships in reach."""
    found = list_partnerships(current_unit())
    shown = [one.id for one in found]
    return page("agencies/partnerships.html", event=Event.LIST_SHOWN, shown=shown, branches=tree(found))


@bp.route("/partnerships/<slug>")
@needs(policy.read_directory, on=find_partnership)
def partnership(place: Partnership) -> ResponseReturnValue:
    """One partnership: where it lies, and which agencies are in it."""
    unit = current_unit()
    members, kinds = list_agencies_of(unit, place), current().agency_kinds
    may_keep = unit.may(policy.keep_partnership, place)
    return page(
        "agencies/partnership.html",
        target=place,
        shown=[agency.id for agency, _ in members],
        name=place.name,
        slug=place.slug,
        branches=tree(list_partnerships(unit), place.id),
        agencies=[(one.name, one.slug, label(kinds, one.kind), at.since, at.own_team) for one, at in members],
        may_keep=may_keep,
        form=Form(Answers()),
    )


@bp.route("/partnerships/<slug>/change", methods=["GET", "POST"])
@needs(policy.keep_partnership, on=find_partnership)
def change_place(place: Partnership) -> ResponseReturnValue:
    """Change a partnership's name."""
    unit, name, slug = current_unit(), place.name, place.slug
    form = Form(PartnershipAnswers(), initial={"name": name}, version=place.version)
    if form.sent_well() and form.attempt(
        lambda: change_partnership(unit, place, seen_version=form.version, **form.data)
    ):
        return go("agencies.partnership", slug=slug)
    return page("agencies/change_place.html", target=place, form=form, name=name, slug=slug)


@bp.route("/partnerships/<slug>/within", methods=["GET", "POST"])
@needs(policy.keep_partnership, on=find_partnership)
def within(place: Partnership) -> ResponseReturnValue:
    """Form a partnership within another."""
    unit, form, name, slug = current_unit(), Form(NewPartnershipAnswers()), place.name, place.slug
    if form.sent_well():
        made = form.attempt(lambda: form_partnership(unit, None, parent=place, **form.data))
        if made:
            return go("agencies.partnership", slug=made.slug)
    return page("agencies/within.html", target=place, form=form, name=name, slug=slug)


@bp.route("/partnerships/<slug>/join", methods=["GET", "POST"])
@needs(policy.keep_partnership, on=find_partnership)
def join(place: Partnership) -> ResponseReturnValue:
    """Let an agency join a partnership."""
    unit, form, name, slug = current_unit(), Form(JoinAnswers()), place.name, place.slug
    there = {agency.id for agency, _ in list_agencies_of(unit, place)}
    others = [one for one in list_agencies(unit, size=500) if one.id not in there]
    items = [(one.slug, one.name) for one in others if unit.may(policy.manage_agency, one)]
    if form.sent_well() and form.attempt(
        lambda: join_partnership(unit, place, agency=_agency(unit, form.data["agency"]))
    ):
        return go("agencies.partnership", slug=slug)
    return page("agencies/join.html", target=place, form=form, name=name, slug=slug, agencies=items)


def _agency(unit: Unit, slug: str) -> Agency:
    try:
        return find_agency(unit, slug)
    except NotFound:
        raise Invalid({"agency": "Choose an agency from the list"}) from None


@bp.route("/partnerships/<slug>/leave", methods=["GET", "POST"])
@needs(policy.keep_partnership, on=find_partnership)
def depart(place: Partnership) -> ResponseReturnValue:
    """Let an agency leave a partnership."""
    unit, form, name, slug = current_unit(), Form(JoinAnswers()), place.name, place.slug
    items = [(agency.slug, agency.name) for agency, at in list_agencies_of(unit, place) if not at.own_team]
    if form.sent_well() and form.attempt(lambda: _depart(unit, place, form.data["agency"])):
        return go("agencies.partnership", slug=slug)
    return page("agencies/depart.html", target=place, form=form, name=name, slug=slug, agencies=items)


def _depart(unit: Unit, place: Partnership, slug: str) -> bool:
    leave_partnership(unit, place, agency=_agency(unit, slug))
    return True
