"""Giving somebody a role: proposed by one person and, where it opens anything, approved by another (design rule 10)."""

from serac.agencies import policy
from serac.agencies.commands.members import check_works_for, lock_member
from serac.agencies.models import Agency, Appointment, Member, Partnership
from serac.agencies.ownership import APPOINTED
from serac.agencies.queries.appointments import appointments_of, is_only_holder
from serac.agencies.queries.members import works_within
from serac.agencies.roles import APART, HELD_IN_AGENCY, KEPT_FILLED, NEEDS_TWO_PEOPLE, ROLE_WORDS, Role
from serac.core.actor import NOBODY, OPERATOR, Authority
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid
from serac.core.unit import Unit, command


@command(may=policy.propose)
def propose_appointment(
    unit: Unit, member: Member, *, role: str, partnership: Partnership | None = None, agency: Agency | None = None
) -> Appointment:
    """Somebody is put forward for a role in a partnership or an agency.

    A role that opens nothing stands at once; any other gives nothing until a second person approves it.

    Raises:
        Invalid: unknown role; the wrong kind of place; they do not work there; they hold or wait for it already; or
            they hold a role that must be kept apart from it.
        NotPermitted: the place is not the proposer's to keep.
    """
    lock_member(unit, member)
    wanted = _known(role)
    _check_place(unit, member, wanted, partnership, agency)
    place_id = agency.id if agency else partnership.id if partnership else None
    held = appointments_of(unit, member.id)
    if any(one.role == wanted and (one.partnership_id or one.agency_id) == place_id for one in held):
        raise Invalid({"role": "They already hold this role here, or it is waiting for approval"})
    check_apart(wanted, [Role(one.role) for one in held])
    made = Appointment(
        member_id=member.id,
        role=str(wanted),
        partnership_id=partnership.id if partnership else None,
        agency_id=agency.id if agency else None,
        proposed_by=unit.actor.member_id or NOBODY,
        proposed_at=unit.now,
        since=unit.now,
        approved_at=None if wanted in NEEDS_TWO_PEOPLE else unit.now,
    )
    unit.session.add(made)
    unit.session.flush()
    unit.record(
        Event.APPOINTMENT_PROPOSED, made, member=member.id, role=role, place=place_id, waits=made.approved_at is None
    )
    return made


def _known(role: str) -> Role:
    if role not in set(Role):
        raise Invalid({"role": "Choose a role"})
    return Role(role)


def _check_place(
    unit: Unit, member: Member, role: Role, partnership: Partnership | None, agency: Agency | None
) -> None:
    if (agency is None) == (partnership is None) or (agency is not None) != (role in HELD_IN_AGENCY):
        where = "an agency" if role in HELD_IN_AGENCY else "a partnership"
        raise Invalid({"place": f"A {ROLE_WORDS[role]} is appointed in {where}"})
    if agency is not None:
        unit.require(policy.keep_agency, agency)
        check_works_for(unit, member, agency.id, "place")
    if partnership is not None:
        unit.require(policy.keep_partnership, partnership)
        if member.disabled_at is not None or not works_within(unit, member, partnership.id):
            raise Invalid({"place": "Choose a partnership their agency belongs to"})


def check_apart(wanted: Role, held: list[Role]) -> None:
    """Refuse roles that nobody may hold together: an administrator reads no case. Proposals count as held.

    Raises:
        Invalid: names both roles.
    """
    one, other = APART
    for role in held:
        if (wanted in one and role in other) or (wanted in other and role in one):
            words = f"{ROLE_WORDS[wanted]} and {ROLE_WORDS[role]}"
            raise Invalid({"role": f"Nobody may be {words}: whoever keeps accounts reads no case"})


@command(may=policy.approve)
def approve_appointment(unit: Unit, appointment: Appointment) -> Appointment:
    """A second person agrees, and the role is held from this moment. Features above may close what one person set up.

    Raises:
        Conflict: it was settled already.
        Invalid: they no longer work there, or hold a role that must be kept apart from it.
    """
    member = _settle(unit, appointment)
    if appointment.agency_id:
        check_works_for(unit, member, appointment.agency_id, "")
    elif not appointment.partnership_id or not works_within(unit, member, appointment.partnership_id):
        raise Invalid({"": "They no longer work for an agency of this partnership"})
    others = [Role(one.role) for one in appointments_of(unit, member.id) if one.id != appointment.id]
    check_apart(Role(appointment.role), others)
    appointment.approved_by, appointment.approved_at = unit.actor.member_id or OPERATOR, unit.now
    appointment.since = unit.now
    unit.record(Event.APPOINTMENT_APPROVED, appointment, member=member.id, role=appointment.role)
    for after, _ in APPOINTED:
        after(unit, appointment, member)
    return appointment


@command(may=policy.approve)
def refuse_appointment(unit: Unit, appointment: Appointment) -> None:
    """A second person says no. It can be proposed again.

    Raises:
        Conflict: it was settled already.
    """
    _settle(unit, appointment)
    appointment.refused_at = appointment.until = unit.now
    unit.record(Event.APPOINTMENT_REFUSED, appointment, member=appointment.member_id, role=appointment.role)


def _settle(unit: Unit, appointment: Appointment) -> Member:
    member = unit.session.get(Member, appointment.member_id)
    if member is None:
        raise Invalid("There is no such person")
    lock_member(unit, member)
    unit.session.refresh(appointment)
    if appointment.approved_at is not None or appointment.until <= unit.now:
        raise Conflict("Somebody has settled this already.")
    return member


@command(may=policy.end_appointment)
def end_appointment(unit: Unit, appointment: Appointment) -> None:
    """A role ends now, or a proposal is taken back.

    Raises:
        Conflict: it had ended already.
        Invalid: nobody else holds it, and the place cannot do without.
    """
    if appointment.until <= unit.now:
        raise Conflict("This has ended already.")
    in_force = appointment.approved_at is not None
    must_stay = in_force and Role(appointment.role) in KEPT_FILLED and unit.actor.authority is not Authority.OPERATOR
    if must_stay and is_only_holder(unit, appointment):
        words = ROLE_WORDS[Role(appointment.role)]
        raise Invalid({"": f"They are the only {words} here. Appoint somebody else first"})
    appointment.until = unit.now
    unit.record(Event.APPOINTMENT_ENDED, appointment, member=appointment.member_id, role=appointment.role)
