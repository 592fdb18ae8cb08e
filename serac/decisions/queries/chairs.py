"""Who may chair a case, to whom of them it is open, and who has said that they have a connection."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from serac.access.models import ConnectionStatement
from serac.access.queries import (
    find_compartment,
    list_exclusions,
    list_restricted_readers,
    members_holding,
)
from serac.agencies.models import Member
from serac.agencies.roles import Role
from serac.cases.models import Case
from serac.cases.queries import own_team, team_of
from serac.core.unit import Unit

CHAIRS = (Role.CHAIR, Role.DEPUTY_CHAIR)
CONFLICT, NONE = "conflict", "none"


@dataclass(frozen=True)
class Chair:
    """A chair or deputy chair of a case's partnership. `reads`: the case is open to them now."""

    id: uuid.UUID
    name: str
    reads: bool


def _stated(unit: Unit, case: Case, member_id: uuid.UUID | None) -> str:
    asked = select(ConnectionStatement.answer).where(
        ConnectionStatement.compartment_id == case.compartment_id, ConnectionStatement.member_id == member_id
    )
    return unit.session.scalar(asked) or ""


def has_conflict(unit: Unit, case: Case) -> bool:
    """Whether the actor has said that they have a connection with somebody in the case."""
    return _stated(unit, case, unit.actor.member_id) == CONFLICT


def has_stated_none(unit: Unit, case: Case) -> bool:
    """Whether the actor has said that they have none."""
    return _stated(unit, case, unit.actor.member_id) == NONE


def _conflicted(unit: Unit, case: Case) -> set[uuid.UUID]:
    asked = select(ConnectionStatement.member_id).where(
        ConnectionStatement.compartment_id == case.compartment_id, ConnectionStatement.answer == CONFLICT
    )
    return set(unit.session.scalars(asked))


def chairs_of(unit: Unit, case: Case) -> Sequence[Chair]:
    """The chairs of a case's partnership by name, without those who have a connection or are kept out."""
    ids = set(members_holding(unit, CHAIRS, case.partnership_id)) - _conflicted(unit, case)
    ids -= {one.grantee_id for one in list_exclusions(unit, case.compartment_id)}
    if not ids:
        return []
    reads = {person.id for one in team_of(unit, case).open_to for person in one.people}
    reads |= {person.id for person in own_team(unit, case.partnership_id)}
    if find_compartment(unit, case.compartment_id).restricted:
        reads &= set(list_restricted_readers(unit, case.compartment_id))
    members = unit.session.scalars(select(Member).where(Member.id.in_(ids)))
    found = [Chair(member.id, member.name, member.id in reads) for member in members]
    return sorted(found, key=lambda one: (one.name.lower(), one.id))


def may_be_chair(unit: Unit, case: Case, member_id: uuid.UUID) -> bool:
    """Whether a case can be put to somebody: a chair who is not kept out, and of a restricted case on its list."""
    if all(one.id != member_id for one in chairs_of(unit, case)):
        return False
    compartment = find_compartment(unit, case.compartment_id)
    return not compartment.restricted or member_id in list_restricted_readers(unit, compartment.id)
