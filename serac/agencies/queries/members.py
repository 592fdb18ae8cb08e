"""The people who work in agencies. Names are sealed, so lists are sorted here, not by the database."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from serac.agencies import policy
from serac.agencies.models import Agency, Member, Membership, Partnership, Training, Vetting
from serac.agencies.queries.agencies import find_agency, find_agency_by_id
from serac.agencies.queries.partnerships import list_partnerships, tree_of
from serac.core.problems import NotFound
from serac.core.unit import Unit


@dataclass(frozen=True)
class Records:
    """A member's training and vetting, latest first."""

    training: tuple[Training, ...]
    vetting: tuple[Vetting, ...]


def find_member(unit: Unit, member_id: uuid.UUID) -> Member:
    """Somebody who works for an agency whose people the reader may see, or the reader.

    Raises:
        NotFound: unknown, or works only where the reader may not look.
    """
    found = unit.session.get(Member, member_id)
    if found is None:
        raise NotFound
    if found.id == unit.actor.member_id or any(_reads_people_of(unit, one) for one in sorted(found.agency_ids)):
        return found
    raise NotFound


def _reads_people_of(unit: Unit, agency_id: uuid.UUID) -> bool:
    try:
        return unit.may(policy.read_people, find_agency_by_id(unit, agency_id))
    except NotFound:
        return False


def find_membership(unit: Unit, member_id: uuid.UUID, slug: str) -> Membership:
    """That somebody works for an agency now.

    Raises:
        NotFound: they do not, or the reader may not know.
    """
    agency, member = find_agency(unit, slug), find_member(unit, member_id)
    found = membership_in(unit, member.id, agency.id)
    if found is None or not _reads_people_of(unit, agency.id):
        raise NotFound
    return found


def membership_in(unit: Unit, member_id: uuid.UUID, agency_id: uuid.UUID) -> Membership | None:
    """Somebody's membership of an agency now, if they have one."""
    return unit.session.scalar(
        select(Membership)
        .where(Membership.member_id == member_id, Membership.agency_id == agency_id)
        .where(Membership.since <= unit.now, Membership.until > unit.now)
        .order_by(Membership.id)
        .limit(1)
    )


def memberships_of(unit: Unit, member: Member) -> Sequence[tuple[Membership, Agency]]:
    """The agencies somebody works for now, by name."""
    statement = (
        select(Membership, Agency)
        .join(Agency, Agency.id == Membership.agency_id)
        .where(Membership.member_id == member.id, Membership.since <= unit.now, Membership.until > unit.now)
        .order_by(Agency.name, Membership.id)
    )
    return [(row[0], row[1]) for row in unit.session.execute(statement)]


def list_members(unit: Unit, agency: Agency) -> Sequence[tuple[Member, Membership]]:
    """Who works for an agency now, by name: empty where the reader may not see its people."""
    return who_works_for(unit, agency.id) if unit.may(policy.read_people, agency) else []


def who_works_for(unit: Unit, agency_id: uuid.UUID) -> Sequence[tuple[Member, Membership]]:
    """Who works for an agency now, by name. For commands: asks no policy."""
    rows = unit.session.execute(
        select(Member, Membership)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.agency_id == agency_id, Membership.since <= unit.now, Membership.until > unit.now)
    )
    return sorted(((row[0], row[1]) for row in rows), key=lambda pair: (pair[0].name.casefold(), pair[0].id))


def names_of(unit: Unit, member_ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Names by id. The caller has found the row that names them."""
    wanted = {one for one in member_ids if one is not None}
    if not wanted:
        return {}
    members = unit.session.scalars(select(Member).where(Member.id.in_(wanted)).order_by(Member.id))
    return {member.id: member.name for member in members}


def records_of(unit: Unit, member: Member) -> Records:
    """Training and vetting, latest first; empty where the reader may not see them."""
    if not unit.may(policy.read_record, member):
        return Records((), ())
    training = select(Training).where(Training.member_id == member.id).order_by(Training.taken_on.desc(), Training.id)
    vetting = select(Vetting).where(Vetting.member_id == member.id).order_by(Vetting.cleared_on.desc(), Vetting.id)
    return Records(tuple(unit.session.scalars(training)), tuple(unit.session.scalars(vetting)))


def records_of_agency(unit: Unit, agency: Agency) -> dict[uuid.UUID, Records]:
    """Training and vetting of everybody who works for an agency, by member: for its keepers."""
    if not unit.may(policy.keep_agency, agency):
        return {}
    ids = [member.id for member, _ in who_works_for(unit, agency.id)]
    training = list(unit.session.scalars(select(Training).where(Training.member_id.in_(ids)).order_by(Training.id)))
    vetting = list(unit.session.scalars(select(Vetting).where(Vetting.member_id.in_(ids)).order_by(Vetting.id)))
    return {
        one: Records(tuple(t for t in training if t.member_id == one), tuple(v for v in vetting if v.member_id == one))
        for one in ids
    }


def works_within(unit: Unit, member: Member, partnership_id: uuid.UUID, *, without: uuid.UUID | None = None) -> bool:
    """Whether somebody works for an agency of a partnership, of one it lies in or of one within it.

    Args:
        without: leave this agency out, because they are leaving it.
    """
    tree = tree_of(unit, partnership_id)
    agencies = unit.session.scalars(
        select(Agency).where(Agency.id.in_(member.agency_ids - {without})).order_by(Agency.id)
    )
    return any(agency.partnerships & tree for agency in agencies)


def appointable(unit: Unit, member: Member) -> tuple[list[Agency], list[Partnership]]:
    """Where the reader may put somebody forward: agencies they work for, and partnerships their agencies belong to."""
    agencies = [agency for _, agency in memberships_of(unit, member) if unit.may(policy.keep_agency, agency)]
    kept = [one for one in list_partnerships(unit) if unit.may(policy.keep_partnership, one)]
    return agencies, [one for one in kept if works_within(unit, member, one.id)]
