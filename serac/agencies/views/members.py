"""People: who somebody is, where they work, what they hold, and what they are trained and cleared for."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from flask.typing import ResponseReturnValue

from serac.agencies import policy
from serac.agencies.commands import (
    add_member,
    change_member,
    propose_email,
    record_training,
    record_vetting,
    start_membership,
)
from serac.agencies.models import Agency, Member
from serac.agencies.queries import (
    appointments_of,
    find_agency,
    find_member,
    holds_two_people_role,
    list_agencies,
    memberships_of,
    names_of_places,
    records_of,
)
from serac.agencies.schemas import (
    MemberAnswers,
    MembershipAnswers,
    NewMemberAnswers,
    TrainingAnswers,
    VettingAnswers,
)
from serac.agencies.views.blueprint import bp, label, offered
from serac.agencies.views.shown import due_of, role_words
from serac.core.answers import Answers
from serac.core.blind_index import email_hash
from serac.core.problems import Invalid, NotFound
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page
from serac.reference import current


@dataclass(frozen=True)
class RoleShown:
    """A role somebody holds or waits for."""

    id: uuid.UUID
    words: str
    place: str
    since: dt.datetime
    waiting: bool
    may_end: bool


@dataclass(frozen=True)
class WorkShown:
    """An agency somebody works for."""

    agency: str
    slug: str
    job: str
    since: dt.datetime
    may_end: bool


@bp.route("/agencies/<slug>/people/new", methods=["GET", "POST"])
@needs(policy.keep_agency, on=find_agency)
def new_member(agency: Agency) -> ResponseReturnValue:
    """Enter somebody as working for an agency."""
    unit, form = current_unit(), Form(NewMemberAnswers())
    name, slug = agency.name, agency.slug
    if form.sent_well():
        made = form.attempt(lambda: add_member(unit, agency, **form.data))
        if made:
            return go("agencies.member", member_id=made.id)
    return page("agencies/new_member.html", target=agency, form=form, name=name, slug=slug)


@bp.route("/people/<uuid:member_id>")
@needs(policy.read_directory, on=find_member)
def member(somebody: Member) -> ResponseReturnValue:
    """One person of the directory."""
    unit = current_unit()
    records = records_of(unit, somebody)
    may_keep = unit.may(policy.keep_member, somebody)
    may_read = unit.may(policy.read_record, somebody)
    return page(
        "agencies/member.html",
        target=somebody,
        form=Form(Answers()),
        member_id=somebody.id,
        name=somebody.name,
        email=somebody.email if may_read else None,
        phone=somebody.phone,
        closed=somebody.disabled_at,
        works=_works(unit, somebody),
        roles=_roles(unit, somebody),
        due=due_of(records, unit.now),
        training=[(label(current().training_courses, t.course), t.taken_on, t.expires_on) for t in records.training],
        vetting=[(label(current().vetting_levels, v.level), v.cleared_on, v.expires_on) for v in records.vetting],
        may_keep=may_keep,
        may_read=may_read,
        may_propose=unit.may(policy.propose, somebody) and somebody.disabled_at is None,
    )


def _works(unit: Unit, somebody: Member) -> list[WorkShown]:
    return [
        WorkShown(agency.name, agency.slug, one.job_title, one.since, may_end=unit.may(policy.keep_agency, one))
        for one, agency in memberships_of(unit, somebody)
        if unit.may(policy.read_people, agency) or somebody.id == unit.actor.member_id
    ]


def _roles(unit: Unit, somebody: Member) -> list[RoleShown]:
    held = appointments_of(unit, somebody.id)
    places = names_of_places(unit, held)
    return [
        RoleShown(
            one.id,
            role_words(one),
            places[one.id],
            one.since,
            waiting=one.approved_at is None,
            may_end=unit.may(policy.end_appointment, one),
        )
        for one in held
    ]


@bp.route("/people/<uuid:member_id>/change", methods=["GET", "POST"])
@needs(policy.keep_member, on=find_member)
def change_person(somebody: Member) -> ResponseReturnValue:
    """Change somebody's details. A new address of somebody whose role takes two people waits for a second person."""
    unit = current_unit()
    two = holds_two_people_role(unit, somebody.id)
    initial = {"name": somebody.name, "email": somebody.email, "phone": somebody.phone}
    form = Form(MemberAnswers(), initial=initial, version=somebody.version)
    name, member_id = somebody.name, somebody.id
    if form.sent_well():
        done = form.attempt(lambda: _change(unit, somebody, form, two=two))
        if done:
            return go("agencies.member", member_id=member_id)
    return page("agencies/change_person.html", target=somebody, form=form, name=name, member_id=member_id, two=two)


def _change(unit: Unit, somebody: Member, form: Form, *, two: bool) -> Member:
    data = dict(form.data)
    moved = email_hash(unit.secrets, data["email"]) != somebody.email_hash
    if two and moved:
        email = data.pop("email")
        if not unit.may(policy.propose, somebody):
            raise Invalid({"email": "Somebody else has to propose a new address for you"})
        change_member(unit, somebody, seen_version=form.version, **data)
        propose_email(unit, somebody, email=email)
        return somebody
    return change_member(unit, somebody, seen_version=form.version, **data)


@bp.route("/people/<uuid:member_id>/training", methods=["GET", "POST"])
@needs(policy.keep_member, on=find_member)
def training(somebody: Member) -> ResponseReturnValue:
    """Record a course somebody has done."""
    unit, form = current_unit(), Form(TrainingAnswers())
    name, member_id = somebody.name, somebody.id
    if form.sent_well() and form.attempt(lambda: record_training(unit, somebody, **form.data)):
        return go("agencies.member", member_id=member_id, _anchor="training")
    courses = offered(current().training_courses, unit.now)
    words: dict[str, Any] = {"name": name, "member_id": member_id, "courses": courses}
    return page("agencies/training.html", target=somebody, form=form, **words)


@bp.route("/people/<uuid:member_id>/vetting", methods=["GET", "POST"])
@needs(policy.keep_member, on=find_member)
def vetting(somebody: Member) -> ResponseReturnValue:
    """Record somebody's clearance."""
    unit, form = current_unit(), Form(VettingAnswers())
    name, member_id = somebody.name, somebody.id
    if form.sent_well() and form.attempt(lambda: record_vetting(unit, somebody, **form.data)):
        return go("agencies.member", member_id=member_id, _anchor="vetting")
    levels = offered(current().vetting_levels, unit.now)
    return page("agencies/vetting.html", target=somebody, form=form, name=name, member_id=member_id, levels=levels)


@bp.route("/people/<uuid:member_id>/agencies", methods=["GET", "POST"])
@needs(policy.keep_member, on=find_member)
def further_agency(somebody: Member) -> ResponseReturnValue:
    """Somebody begins to work for a further agency."""
    unit, form = current_unit(), Form(MembershipAnswers())
    name, member_id = somebody.name, somebody.id
    mine = somebody.agency_ids
    others = [one for one in list_agencies(unit, size=500) if one.id not in mine and unit.may(policy.keep_agency, one)]
    items = [(one.slug, one.name) for one in others]
    if form.sent_well():
        made = form.attempt(lambda: _join(unit, somebody, form))
        if made:
            return go("agencies.member", member_id=member_id)
    words: dict[str, Any] = {"name": name, "member_id": member_id, "agencies": items}
    return page("agencies/further_agency.html", target=somebody, form=form, **words)


def _join(unit: Unit, somebody: Member, form: Form) -> object:
    try:
        agency = find_agency(unit, form.data["agency"])
    except NotFound:
        raise Invalid({"agency": "Choose an agency from the list"}) from None
    return start_membership(unit, agency, member=somebody, job_title=form.data["job_title"])
