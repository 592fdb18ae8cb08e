"""Roles: put forward by one person, approved by another. And new addresses, which take two people as well."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from serac.agencies import policy
from serac.agencies.commands import (
    approve_appointment,
    approve_email,
    end_appointment,
    propose_appointment,
    refuse_appointment,
    refuse_email,
)
from serac.agencies.models import Appointment, EmailChange, Member
from serac.agencies.ownership import warnings_for
from serac.agencies.queries import (
    appointable,
    find_agency,
    find_appointment,
    find_email_change,
    find_member,
    find_partnership,
    list_email_changes,
    list_waiting,
    names_of,
    names_of_places,
)
from serac.agencies.roles import HELD_IN_AGENCY, NEEDS_TWO_PEOPLE, ROLE_WORDS, Role
from serac.agencies.schemas import RoleAnswers
from serac.agencies.views.blueprint import Item, bp
from serac.core.actor import NOBODY
from serac.core.answers import Answers
from serac.core.problems import Invalid, NotFound
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page

OPERATOR_WORDS = "whoever operates the service"


@dataclass(frozen=True)
class Waiting:
    """A proposal that waits for a second person. `email` is set where it is a new address.

    `warning`: what else approving it does, for who may approve it.
    """

    id: uuid.UUID
    member_id: uuid.UUID
    name: str
    what: str
    place: str
    email: str
    by: str
    at: dt.datetime
    may_approve: bool
    warning: str = ""


@bp.route("/appointments")
@needs(policy.read_appointments)
def appointments() -> ResponseReturnValue:
    """What waits for a second person: for those who may be it, and those who proposed."""
    unit = current_unit()
    roles, addresses = _roles_waiting(unit, list_waiting(unit)), _addresses_waiting(unit, list_email_changes(unit))
    shown = [one.id for one in (*roles, *addresses)]
    return page("agencies/appointments.html", shown=shown, form=Form(Answers()), roles=roles, addresses=addresses)


def _by(names: dict[uuid.UUID, str], proposed_by: uuid.UUID) -> str:
    return OPERATOR_WORDS if proposed_by == NOBODY else names.get(proposed_by, "")


def _roles_waiting(unit: Unit, waiting: Sequence[Appointment]) -> list[Waiting]:
    names = names_of(unit, [one for row in waiting for one in (row.member_id, row.proposed_by)])
    places = names_of_places(unit, waiting)
    mine = {row.id for row in waiting if unit.may(policy.approve, row)}
    warnings = warnings_for(unit, [row.member_id for row in waiting if row.id in mine])
    return [
        Waiting(
            row.id,
            row.member_id,
            names.get(row.member_id, ""),
            ROLE_WORDS[Role(row.role)],
            places[row.id],
            "",
            _by(names, row.proposed_by),
            row.proposed_at,
            may_approve=row.id in mine,
            warning=warnings.get(row.member_id, "") if row.id in mine else "",
        )
        for row in waiting
    ]


def _addresses_waiting(unit: Unit, waiting: Sequence[EmailChange]) -> list[Waiting]:
    names = names_of(unit, [one for row in waiting for one in (row.member_id, row.proposed_by)])
    return [
        Waiting(
            row.id,
            row.member_id,
            names.get(row.member_id, ""),
            "new email address",
            "",
            row.email,
            _by(names, row.proposed_by),
            row.proposed_at,
            may_approve=unit.may(policy.approve_email, row),
        )
        for row in waiting
    ]


@bp.route("/people/<uuid:member_id>/appointments/new", methods=["GET", "POST"])
@needs(policy.propose, on=find_member)
def propose(somebody: Member) -> ResponseReturnValue:
    """Put somebody forward for a role."""
    unit, form = current_unit(), Form(RoleAnswers())
    name, member_id = somebody.name, somebody.id
    agencies, partnerships = places_to_choose(unit, somebody)
    if form.sent_well():
        made = form.attempt(lambda: _propose(unit, somebody, form))
        if made:
            return go("agencies.member", member_id=member_id, _anchor="roles")
    allowed = [role for role in Role if (agencies if role in HELD_IN_AGENCY else partnerships)]
    return page(
        "agencies/propose.html",
        target=somebody,
        form=form,
        name=name,
        member_id=member_id,
        roles=[(str(role), ROLE_WORDS[role].capitalize(), _hint(role)) for role in allowed],
        places=[*agencies, *partnerships],
    )


def _hint(role: Role) -> str:
    where = "In an agency" if role in HELD_IN_AGENCY else "In a partnership"
    return f"{where}. {'A second person approves it' if role in NEEDS_TWO_PEOPLE else 'Begins at once'}"


def places_to_choose(unit: Unit, somebody: Member) -> tuple[list[Item], list[Item]]:
    """Where the reader may put somebody forward: agencies, then partnerships, as items of a choice."""
    agencies, partnerships = appointable(unit, somebody)
    return (
        [(f"agency:{one.slug}", one.name) for one in agencies],
        [(f"partnership:{one.slug}", f"{one.name} (partnership)") for one in partnerships],
    )


def _propose(unit: Unit, somebody: Member, form: Form) -> Appointment:
    kind, _, slug = form.data["place"].partition(":")
    try:
        agency = find_agency(unit, slug) if kind == "agency" else None
        partnership = find_partnership(unit, slug) if kind == "partnership" else None
    except NotFound:
        raise Invalid({"place": "Choose where they hold it"}) from None
    return propose_appointment(unit, somebody, role=form.data["role"], agency=agency, partnership=partnership)


@bp.route("/appointments/<uuid:appointment_id>/approve", methods=["POST"])
@needs(policy.approve, on=find_appointment)
def approve(appointment: Appointment) -> ResponseReturnValue:
    """Agree that somebody holds a role."""
    if Form(Answers()).sent_well():
        approve_appointment(current_unit(), appointment)
    return go("agencies.appointments")


@bp.route("/appointments/<uuid:appointment_id>/refuse", methods=["POST"])
@needs(policy.approve, on=find_appointment)
def refuse(appointment: Appointment) -> ResponseReturnValue:
    """Say no to somebody's holding a role."""
    if Form(Answers()).sent_well():
        refuse_appointment(current_unit(), appointment)
    return go("agencies.appointments")


@bp.route("/appointments/<uuid:appointment_id>/end", methods=["POST"])
@needs(policy.end_appointment, on=find_appointment)
def end(appointment: Appointment) -> ResponseReturnValue:
    """End a role, or take a proposal back."""
    member_id = appointment.member_id
    if Form(Answers()).sent_well():
        end_appointment(current_unit(), appointment)
    return go("agencies.member", member_id=member_id, _anchor="roles")


@bp.route("/appointments/addresses/<uuid:change_id>/approve", methods=["POST"])
@needs(policy.approve_email, on=find_email_change)
def approve_address(change: EmailChange) -> ResponseReturnValue:
    """Agree to somebody's new address."""
    if Form(Answers()).sent_well():
        approve_email(current_unit(), change)
    return go("agencies.appointments")


@bp.route("/appointments/addresses/<uuid:change_id>/refuse", methods=["POST"])
@needs(policy.settle_email, on=find_email_change)
def refuse_address(change: EmailChange) -> ResponseReturnValue:
    """Say no to somebody's new address, or take the proposal back."""
    if Form(Answers()).sent_well():
        refuse_email(current_unit(), change)
    return go("agencies.appointments")
