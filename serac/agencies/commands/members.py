"""People: who works where, as what, with what training and clearance."""

import datetime as dt

from sqlalchemy import select

from serac.agencies import policy
from serac.agencies.models import Agency, Member, Membership, Training, Vetting
from serac.agencies.queries.appointments import holds_two_people_role
from serac.agencies.queries.members import membership_in
from serac.core.blind_index import email_hash
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.problems import Text as Shown
from serac.core.unit import Unit, check_version, command

TAKEN = "Somebody with this email address is already in the directory. To add an agency for them, use their own page"


def lock_member(unit: Unit, member: Member) -> None:
    """Let nobody else change what this person holds until this is done: two at once could each not see the other."""
    unit.session.flush()
    unit.session.get(Member, member.id, with_for_update=True)


def begin_membership(unit: Unit, member: Member, agency: Agency, job_title: str) -> Membership:
    """Write that somebody works for an agency from now on."""
    made = Membership(member_id=member.id, agency_id=agency.id, job_title=job_title, since=unit.now)
    unit.session.add(made)
    unit.session.flush()
    unit.record(Event.MEMBERSHIP_STARTED, made, member=member.id, agency=agency.id)
    return made


def check_works_for(unit: Unit, member: Member, agency_id: object, field: str) -> None:
    """Refuse to give something of an agency to somebody who does not work there, or whose account is closed.

    Raises:
        Invalid: at the field.
    """
    lock_member(unit, member)
    if member.disabled_at is not None or agency_id not in member.agency_ids:
        raise Invalid({field: "Choose somebody who works for this agency"})


@command(may=policy.keep_agency)
def add_member(unit: Unit, agency: Agency, *, name: str, email: str, job_title: str, phone: str = "") -> Member:
    """Somebody is entered as working for an agency. They hold no role, and can sign in only once invited.

    Somebody who left everywhere and comes back keeps their row; their account stays closed until it is opened again.

    Raises:
        Invalid: the agency has closed, or somebody with this address is already in the directory.
    """
    if not agency.is_in_force(unit.now):
        raise Invalid({"": "This agency has closed"})
    found = unit.session.scalar(select(Member).where(Member.email_hash == email_hash(unit.secrets, email)))
    if found is not None and (found.disabled_at is None or found.agency_ids):
        raise Invalid({"email": TAKEN})
    made = found or Member(added_at=unit.now, email_hash=email_hash(unit.secrets, email))
    made.name, made.email, made.phone = name, email, phone
    unit.session.add(made)
    unit.session.flush()
    begin_membership(unit, made, agency, job_title)
    unit.record(Event.MEMBER_ADDED, made, agency=agency.id, returned=found is not None)
    return made


@command(may=policy.keep_agency)
def start_membership(unit: Unit, agency: Agency, *, member: Member, job_title: str) -> Membership:
    """Somebody in the directory begins to work for a further agency.

    Raises:
        Invalid: they already do, or either is closed.
    """
    lock_member(unit, member)
    if not agency.is_in_force(unit.now) or member.disabled_at is not None:
        raise Invalid({"agency": "Choose an agency that has not closed, for somebody whose account is open"})
    if membership_in(unit, member.id, agency.id) is not None:
        raise Invalid({"agency": "They already work for this agency"})
    return begin_membership(unit, member, agency, job_title)


@command(may=policy.keep_member)
def change_member(
    unit: Unit,
    member: Member,
    *,
    name: str,
    phone: str = "",
    email: str | None = None,
    seen_version: int | None = None,
) -> Member:
    """Somebody's details change.

    Args:
        email: None leaves it. Who holds a role that takes two people keeps their address until a second person agrees
            (`propose_email`): whoever has the address can sign in as them.

    Raises:
        Conflict: somebody saved in between.
        Invalid: the address is taken, or takes two people.
    """
    lock_member(unit, member)
    saved = (Shown("name", "Name", member.name), Shown("phone", "Phone", member.phone))
    check_version(member, seen_version, lambda: saved)
    fields = ["name", "phone"]
    if email is not None and email_hash(unit.secrets, email) != member.email_hash:
        if holds_two_people_role(unit, member.id):
            raise Invalid({"email": "A second person has to agree to a new address for somebody with this role"})
        set_email(unit, member, email)
        fields.append("email")
    member.name, member.phone = name, phone
    unit.record(Event.MEMBER_CHANGED, member, fields=fields)
    return member


def set_email(unit: Unit, member: Member, email: str) -> None:
    """Write a new address.

    Raises:
        Invalid: somebody else has it.
    """
    hashed = email_hash(unit.secrets, email)
    other = unit.session.scalar(select(Member.id).where(Member.email_hash == hashed, Member.id != member.id))
    if other is not None:
        raise Invalid({"email": "Somebody else in the directory has this email address"})
    member.email, member.email_hash = email, hashed


@command(may=policy.keep_member)
def record_training(
    unit: Unit, member: Member, *, course: str, taken_on: dt.date, expires_on: dt.date | None = None
) -> Training:
    """Somebody has done a course.

    Raises:
        Invalid: the dates are the wrong way round, or it lies in the future.
    """
    _check_dates(unit, "taken_on", taken_on, expires_on)
    made = Training(member_id=member.id, course=course, taken_on=taken_on, expires_on=expires_on)
    unit.session.add(made)
    unit.record(Event.TRAINING_RECORDED, member, course=course, on=taken_on, expires=expires_on)
    return made


@command(may=policy.keep_member)
def record_vetting(
    unit: Unit, member: Member, *, level: str, cleared_on: dt.date, expires_on: dt.date | None = None
) -> Vetting:
    """Somebody was cleared.

    Raises:
        Invalid: the dates are the wrong way round, or it lies in the future.
    """
    _check_dates(unit, "cleared_on", cleared_on, expires_on)
    made = Vetting(member_id=member.id, level=level, cleared_on=cleared_on, expires_on=expires_on)
    unit.session.add(made)
    unit.record(Event.VETTING_RECORDED, member, level=level, on=cleared_on, expires=expires_on)
    return made


def _check_dates(unit: Unit, field: str, begins: dt.date, ends: dt.date | None) -> None:
    if begins > unit.now.date():
        raise Invalid({field: "Enter a date that is not in the future"})
    if ends is not None and ends <= begins:
        raise Invalid({"expires_on": "Enter a date after the first one"})
