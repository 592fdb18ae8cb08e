"""What other agencies gave to the reader's by name, of cases that are not open to them: the items, and nothing else of the case."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from serac.access.models import Grant
from serac.access.queries import Waiting, find_waiting, list_waiting
from serac.access.rule import to_actor
from serac.agencies.models import Agency
from serac.cases.models import Case, Item
from serac.cases.policy import VIRTUAL_TEAM
from serac.core.keys import DataKey
from serac.core.unit import Unit
from serac.scoping.giving import NAMED
from serac.scoping.models import Request
from serac.scoping.picture import Piece, pieces_of
from serac.scoping.queries.picture import ReadItem, known_of

MOST = 50
OPENED = (VIRTUAL_TEAM, NAMED)
"""Relations in which something opens to an agency that was not asked anything."""


@dataclass(frozen=True)
class Shared:
    """An item given to the reader's agency by name. `request`: the reference of what they were asked about the case, or ""."""

    piece: Piece
    request: str


def shared_with(unit: Unit) -> Sequence[Shared]:
    """The items given by name to the agencies the actor handles for, the last first; those of cases open to them are there."""
    asked = (
        select(Item, Agency.name, DataKey.wrapped)
        .join(Grant, Grant.compartment_id == Item.compartment_id)
        .outerjoin(Agency, Agency.id == Item.agency_id)
        .outerjoin(DataKey, DataKey.compartment_id == Item.compartment_id)
        .where(Grant.relation == NAMED, to_actor(Grant.grantee_id), Grant.since <= unit.now, Grant.until > unit.now)
        .order_by(Item.id.desc())
        .limit(MOST)
    )
    rows = {item.id: (item, giver, wrapped) for item, giver, wrapped in unit.session.execute(asked)}
    roots = {item.within_id for item, _, _ in rows.values()}
    closed = roots - _open_cases(unit, roots)
    references = _requests(unit, closed)
    found, of = [], {}
    for item, giver, wrapped in rows.values():
        if item.within_id in closed:
            if wrapped is not None:
                unit.keys.offer(item.compartment_id, wrapped)
            found.append(known_of(ReadItem(item, giver or "", frozenset())))
            of[item.id] = references.get(item.within_id, "")
    pieces = sorted(pieces_of(found), key=lambda one: (one.item.given_at, one.item.id), reverse=True)
    return [Shared(piece, of[piece.item.id]) for piece in pieces]


def _open_cases(unit: Unit, roots: set[uuid.UUID]) -> set[uuid.UUID]:
    asked = select(Case.compartment_id).where(Case.compartment_id.in_(roots))
    return set(unit.session.scalars(asked)) if roots else set()


def _requests(unit: Unit, roots: set[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """What the reader's agency was asked about each of these cases, the last one."""
    asked = select(Request.within_id, Request.reference).where(
        Request.within_id.in_(roots), Request.agency_id.in_(unit.actor.principals)
    )
    return {row[0]: row[1] for row in unit.session.execute(asked.order_by(Request.id))} if roots else {}


def waiting_shared(unit: Unit) -> Sequence[Waiting]:
    """What opens once the actor has stated no connection, beside the cases they are asked about: there they state it."""
    found = list_waiting(unit, OPENED)
    asked = _requests(unit, {one.root_id for one in found})
    return [one for one in found if one.root_id not in asked]


def find_waiting_shared(unit: Unit, grant_id: uuid.UUID) -> Waiting:
    """One of those.

    Raises:
        NotFound: nothing waits for the actor under this.
    """
    return find_waiting(unit, grant_id, OPENED)


def case_of_shared(unit: Unit, waiting: Waiting) -> str | None:
    """The reference of the case, where it is open to the actor as a whole."""
    asked = select(Case.reference).where(Case.compartment_id == waiting.root_id)
    return unit.session.scalars(asked).one_or_none()
