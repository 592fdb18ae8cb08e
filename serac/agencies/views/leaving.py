"""Somebody leaves an agency: everything they hold, and who takes it over."""

import uuid
from typing import Any

from flask.typing import ResponseReturnValue

from serac.agencies import policy
from serac.agencies.commands import end_membership
from serac.agencies.models import Member, Membership
from serac.agencies.queries import find_member, find_membership, list_held
from serac.agencies.queries.agencies import find_agency_by_id
from serac.agencies.schemas import leaving_answers
from serac.agencies.views.blueprint import bp, offered
from serac.agencies.views.shown import people_to_choose
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page
from serac.reference import current


@bp.route("/people/<uuid:member_id>/leaving/<slug>", methods=["GET", "POST"])
@needs(policy.keep_agency, on=find_membership)
def leave(membership: Membership) -> ResponseReturnValue:
    """Record that somebody leaves, naming who follows in each thing they hold."""
    unit = current_unit()
    somebody, agency = find_member(unit, membership.member_id), find_agency_by_id(unit, membership.agency_id)
    held = list_held(unit, membership)
    people = people_to_choose(unit, agency, but=somebody.id)
    form = Form(leaving_answers(held, [one for one, _ in people]))
    words: dict[str, Any] = {
        "name": somebody.name,
        "member_id": somebody.id,
        "agency": agency.name,
        "slug": agency.slug,
    }
    last = somebody.agency_ids == {agency.id}
    if form.sent_well() and form.attempt(lambda: _leave(unit, membership, form)):
        return go("agencies.show", slug=agency.slug, _anchor="people")
    return page(
        "agencies/leave.html",
        target=membership,
        form=form,
        held=[one for one in held if not one.hidden],
        people=people,
        reasons=offered(current().leaving_agency_reasons, unit.now),
        last=last,
        **words,
    )


def _leave(unit: Unit, membership: Membership, form: Form) -> Member:
    chosen = {key: value for key, value in form.data.items() if key != "reason"}
    successors = {key: find_member(unit, uuid.UUID(value)) if value else None for key, value in chosen.items()}
    return end_membership(unit, membership, successors=successors, reason=form.data["reason"])
