"""What the pages of the directory show: plain values, read before the unit ends."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from serac.agencies import policy
from serac.agencies.models import Agency, Appointment, Cover, Member, Membership
from serac.agencies.purposes import SENSITIVE
from serac.agencies.queries import (
    list_contact_points,
    list_cover,
    list_members,
    names_of,
)
from serac.agencies.queries.appointments import appointments_for
from serac.agencies.queries.members import Records, records_of_agency
from serac.agencies.roles import ROLE_WORDS, Role
from serac.agencies.views.blueprint import Item, label
from serac.core.clock import LONDON, day_in_words, last_day
from serac.core.unit import Unit
from serac.reference import current

SOON = dt.timedelta(days=60)
"""A date is called due this long before it passes."""


@dataclass(frozen=True)
class ContactShown:
    """A contact point as its page shows it. `cover`: who stands in today, in words."""

    id: uuid.UUID
    purpose: str
    label: str
    email: str
    phone: str
    holder: str
    deputy: str
    cover: str
    sensitive: bool
    may_keep: bool


@dataclass(frozen=True)
class CoverShown:
    """A stand-in, by its days."""

    id: uuid.UUID
    away: str
    covering: str
    first: dt.date
    last: dt.date
    now: bool


@dataclass(frozen=True)
class Due:
    """A date to look at: expired, or soon to be."""

    words: str
    late: bool


@dataclass(frozen=True)
class MemberShown:
    """Somebody in a list of people."""

    id: uuid.UUID
    name: str
    job: str
    roles: str
    due: tuple[Due, ...]
    closed: bool


def contacts_shown(unit: Unit, agency: Agency) -> list[ContactShown]:
    """An agency's contact points, those most needed first."""
    points, covers = list_contact_points(unit, agency), _covers_now(unit, agency)
    names = names_of(unit, [p.member_id for p in points] + [p.deputy_id for p in points] + [*covers.values()])
    order = [entry.code for entry in current().contact_point_purposes]
    keeps, keeps_sensitive = unit.may(policy.keep_agency, agency), unit.may(policy.keep_sensitive, agency)
    found = []
    for point in sorted(points, key=lambda p: order.index(p.purpose) if p.purpose in order else len(order)):
        stand_in = covers.get(point.member_id)
        found.append(
            ContactShown(
                point.id,
                label(current().contact_point_purposes, point.purpose),
                point.label,
                point.email,
                point.phone,
                names.get(point.member_id, ""),
                names.get(point.deputy_id, "") if point.deputy_id else "",
                names.get(stand_in, "") if stand_in else "",
                sensitive=point.purpose == SENSITIVE,
                may_keep=keeps_sensitive if point.purpose == SENSITIVE else keeps,
            )
        )
    return found


def missing_purposes(unit: Unit, agency: Agency) -> list[str]:
    """The contact points every agency is asked for and this one has not given: for those who keep it."""
    if not unit.may(policy.keep_agency, agency) or not agency.is_in_force(unit.now):
        return []
    held = {point.purpose for point in list_contact_points(unit, agency)}
    if not unit.may(policy.read_sensitive, agency):
        held.add(SENSITIVE)
    day = unit.now.astimezone(LONDON).date()
    wanted = [entry for entry in current().contact_point_purposes.offered(day) if entry.needed]
    return [entry.label for entry in wanted if entry.code not in held]


def _covers_now(unit: Unit, agency: Agency) -> dict[uuid.UUID, uuid.UUID]:
    return {cover.away_id: cover.covering_id for cover in list_cover(unit, agency) if cover.is_in_force(unit.now)}


def covers_shown(unit: Unit, agency: Agency) -> list[CoverShown]:
    """Who stands in, now and later."""
    covers = list_cover(unit, agency)
    names = names_of(unit, [one for cover in covers for one in (cover.away_id, cover.covering_id)])
    return [_cover(unit, cover, names) for cover in covers]


def _cover(unit: Unit, cover: Cover, names: dict[uuid.UUID, str]) -> CoverShown:
    first, last = cover.since.astimezone(LONDON).date(), last_day(cover.until)
    away, covering = names[cover.away_id], names[cover.covering_id]
    return CoverShown(cover.id, away, covering, first, last, now=cover.is_in_force(unit.now))


def members_shown(unit: Unit, agency: Agency) -> list[MemberShown]:
    """Who works for an agency, with roles; what is due only for its keepers."""
    records, members = records_of_agency(unit, agency), list_members(unit, agency)
    roles = appointments_for(unit, agency.id, [member.id for member, _ in members])
    return [_member(unit, member, job, roles, records) for member, job in members]


def _member(
    unit: Unit, member: Member, membership: Membership, roles: Sequence[Appointment], records: dict[uuid.UUID, Records]
) -> MemberShown:
    held = [one for one in roles if one.member_id == member.id]
    words = ", ".join(role_words(one) for one in held)
    due = tuple(due_of(records[member.id], unit.now)) if member.id in records else ()
    return MemberShown(member.id, member.name, membership.job_title, words, due, closed=member.disabled_at is not None)


def role_words(appointment: Appointment) -> str:
    """A role in words, and that it waits."""
    words = ROLE_WORDS[Role(appointment.role)]
    return words if appointment.approved_at else f"{words} (waiting for approval)"


def due_of(records: Records, now: dt.datetime) -> list[Due]:
    """What has expired or soon will, of the latest of each course and level."""
    today = now.astimezone(LONDON).date()
    latest: dict[str, tuple[str, dt.date | None]] = {}
    for course in sorted(records.training, key=lambda one: one.taken_on):
        latest[f"t {course.course}"] = (label(current().training_courses, course.course), course.expires_on)
    for cleared in sorted(records.vetting, key=lambda one: one.cleared_on):
        latest[f"v {cleared.level}"] = (label(current().vetting_levels, cleared.level), cleared.expires_on)
    found = []
    for words, expires in latest.values():
        if expires is not None and expires <= today + SOON:
            late = expires < today
            found.append(Due(f"{words}: {'ended' if late else 'ends'} {day_in_words(expires)}", late=late))
    return sorted(found, key=lambda one: (not one.late, one.words))


def people_to_choose(unit: Unit, agency: Agency, *, but: uuid.UUID | None = None) -> list[Item]:
    """Who works for an agency and can sign in, as items of a choice."""
    return [
        (str(member.id), f"{member.name}, {membership.job_title}")
        for member, membership in list_members(unit, agency)
        if member.disabled_at is None and member.id != but
    ]
