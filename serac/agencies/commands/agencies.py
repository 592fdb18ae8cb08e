"""Adding, changing and closing agencies."""

from collections.abc import Collection

from sqlalchemy import select

from serac.agencies import policy
from serac.agencies.commands.members import begin_membership
from serac.agencies.commands.partnerships import check_slug, leave_partnership
from serac.agencies.models import (
    Agency,
    AgencyAlias,
    AgencyFlag,
    Appointment,
    ContactPoint,
    Cover,
    Member,
    Partnership,
)
from serac.agencies.ownership import OWNERSHIPS
from serac.agencies.queries.agencies import list_aliases, list_flags
from serac.agencies.queries.members import membership_in, who_works_for
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.problems import Text as Shown
from serac.core.unit import Unit, check_version, command

FIRST_RESPONDER, DUTY_TO_NOTIFY = "first_responder", "duty_to_notify"


@command(may=policy.keep_agencies)
def add_agency(
    unit: Unit,
    _: None,
    *,
    slug: str,
    name: str,
    kind: str,
    predecessor: Agency | None = None,
    aliases: Collection[str] = (),
    first_responder: bool = False,
    duty_to_notify: bool = False,
) -> Agency:
    """An organisation, or a part of one that is asked on its own, enters the directory. It lies nowhere until it joins.

    Raises:
        Invalid: the name for addresses is malformed or taken.
    """
    check_slug(unit, Agency, slug)
    if predecessor is not None and predecessor.places:
        unit.require(policy.manage_agency, predecessor)
    made = Agency(slug=slug, name=name, kind=kind, since=unit.now)
    made.predecessor_id = predecessor.id if predecessor else None
    unit.session.add(made)
    unit.session.flush()
    _set_aliases(unit, made, aliases)
    _set_flag(unit, made, FIRST_RESPONDER, on=first_responder)
    _set_flag(unit, made, DUTY_TO_NOTIFY, on=duty_to_notify)
    unit.record(Event.AGENCY_ADDED, made, kind=kind, predecessor=made.predecessor_id)
    return made


@command(may=policy.keep_agency)
def change_agency(
    unit: Unit,
    agency: Agency,
    *,
    name: str,
    aliases: Collection[str] = (),
    kind: str | None = None,
    first_responder: bool | None = None,
    duty_to_notify: bool | None = None,
    seen_version: int | None = None,
) -> Agency:
    """An agency's names, kind or flags change. Flags and aliases are dated: what held before stays known.

    Args:
        kind, first_responder, duty_to_notify: None leaves them as they are; only administrators may change them.

    Raises:
        Conflict: somebody saved in between.
    """
    managed = {"kind": kind, FIRST_RESPONDER: first_responder, DUTY_TO_NOTIFY: duty_to_notify}
    if any(value is not None for value in managed.values()):
        unit.require(policy.manage_agency, agency)
    before = "\n".join(one.name for one in list_aliases(unit, agency))
    check_version(
        agency, seen_version, lambda: [Shown("name", "Name", agency.name), Shown("aliases", "Other names", before)]
    )
    agency.name, agency.kind = name, kind or agency.kind
    _set_aliases(unit, agency, aliases)
    for flag in (FIRST_RESPONDER, DUTY_TO_NOTIFY):
        if managed[flag] is not None:
            _set_flag(unit, agency, flag, on=bool(managed[flag]))
    unit.record(
        Event.AGENCY_CHANGED, agency, fields=["name", "aliases", *(f for f, v in managed.items() if v is not None)]
    )
    return agency


def _set_aliases(unit: Unit, agency: Agency, wanted: Collection[str]) -> None:
    names = {name.strip() for name in wanted if name.strip()} - {agency.name}
    held = list_aliases(unit, agency)
    for alias in held:
        if alias.name not in names:
            alias.until = unit.now
    for name in sorted(names - {alias.name for alias in held}):
        unit.session.add(AgencyAlias(agency_id=agency.id, name=name, since=unit.now))


def _set_flag(unit: Unit, agency: Agency, flag: str, *, on: bool) -> None:
    held = [one for one in list_flags(unit, agency, ended=False) if one.flag == flag]
    if on and not held:
        unit.session.add(AgencyFlag(agency_id=agency.id, flag=flag, since=unit.now))
    for one in held:
        if not on:
            one.until = unit.now


@command(may=policy.manage_agency)
def close_agency(unit: Unit, agency: Agency, *, successor: Agency | None = None) -> None:
    """An agency ends: its places, contact points, roles, agreements with it. Its people go to its successor, or leave.

    Raises:
        Invalid: it has closed already; or somebody there still holds work that has to be handed over first.
    """
    if not agency.is_in_force(unit.now):
        raise Invalid({"": "This agency has closed already"})
    if successor is not None:
        unit.require(policy.manage_agency, successor)
        if successor.id == agency.id or not successor.is_in_force(unit.now):
            raise Invalid({"successor": "Choose an agency that goes on"})
    _check_nothing_is_left(unit, agency)
    for partnership in unit.session.scalars(select(Partnership).where(Partnership.id.in_(agency.partnerships))).all():
        leave_partnership(unit, partnership, agency=agency)
    for row in _dated_rows(unit, agency):
        row.end(unit.now)
    people = [member for member, _ in who_works_for(unit, agency.id)]
    for member in people:
        _move(unit, member, agency, successor)
    agency.end(unit.now)
    agency.version += 1
    if successor is not None:
        successor.predecessor_id = agency.id
    unit.record(Event.AGENCY_CLOSED, agency, successor=successor.id if successor else None, people=len(people))


def _check_nothing_is_left(unit: Unit, agency: Agency) -> None:
    """Work of the features above must be handed over first; what the directory itself holds ends with the agency."""
    for member, membership in who_works_for(unit, agency.id):
        for find, _ in OWNERSHIPS.values():
            if any(held.required or held.blocked for held in find(unit, membership)):
                raise Invalid({"": f"{member.name} still holds work of this agency. Record their leaving first"})


def _dated_rows(unit: Unit, agency: Agency) -> list[ContactPoint | Cover | Appointment | AgencyFlag]:
    found: list[ContactPoint | Cover | Appointment | AgencyFlag] = []
    for model in (ContactPoint, Cover, Appointment, AgencyFlag):
        found += unit.session.scalars(select(model).where(model.agency_id == agency.id, model.until > unit.now))
    return found


def _move(unit: Unit, member: Member, agency: Agency, successor: Agency | None) -> None:
    membership = membership_in(unit, member.id, agency.id)
    if membership is None:
        return
    membership.end(unit.now)
    if successor is not None and membership_in(unit, member.id, successor.id) is None:
        begin_membership(unit, member, successor, membership.job_title)
    unit.session.flush()
    if not member.agency_ids:
        member.disabled_at = unit.now
