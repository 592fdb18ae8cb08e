"""What waits for somebody's own statement that they have no connection (domain 5.2): before it they are told that it waits, and no more."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from serac.access.models import Compartment, Grant
from serac.access.rule import opens_when_stated, to_actor
from serac.core.problems import NotFound
from serac.core.unit import Unit

MOST = 50


@dataclass(frozen=True)
class Waiting:
    """One thing that opens to the actor once they have stated no connection.

    Attributes:
        root_id: the compartment of the case. part_id: what the grant opens: the case, or a part of it.
        reference: of the case, where it is the case that opens.
    """

    grant_id: uuid.UUID
    agency_id: uuid.UUID
    root_id: uuid.UUID
    part_id: uuid.UUID
    reference: str | None
    relation: str
    purpose: str
    since: dt.datetime
    granted_by: uuid.UUID


def list_waiting(unit: Unit, relations: Sequence[str]) -> Sequence[Waiting]:
    """What was opened to the actor in these relations and waits for their statement, the last first: one for each case."""
    root = func.coalesce(Compartment.within_id, Compartment.id)
    asked = (
        select(Grant, root, Compartment.reference)
        .join(Compartment, Compartment.id == Grant.compartment_id)
        .where(Grant.relation.in_(relations), Grant.confirms, to_actor(Grant.grantee_id))
        .where(Grant.since <= unit.now, Grant.until > unit.now, opens_when_stated(Compartment.id))
        .order_by(Grant.since.desc(), Grant.id)
        .limit(MOST)
    )
    found: dict[uuid.UUID, Waiting] = {}
    for grant, root_id, reference in unit.session.execute(asked):
        opened = (grant.compartment_id, reference, grant.relation, grant.purpose, grant.since, grant.granted_by)
        if root_id not in found or (grant.compartment_id == root_id and found[root_id].part_id != root_id):
            found[root_id] = Waiting(grant.id, grant.grantee_id, root_id, *opened)
    return list(found.values())


def find_waiting(unit: Unit, grant_id: uuid.UUID, relations: Sequence[str]) -> Waiting:
    """One thing that waits for the actor's statement.

    Raises:
        NotFound: nothing of that kind waits for them: the same answer to everybody else, and once it is stated.
    """
    found = next((one for one in list_waiting(unit, relations) if one.grant_id == grant_id), None)
    if found is None:
        raise NotFound
    return found


def waits_for(unit: Unit, compartment_id: uuid.UUID) -> bool:
    """Whether a compartment opens to the actor once they have stated no connection."""
    asked = select(Compartment.id).where(Compartment.id == compartment_id, opens_when_stated(Compartment.id))
    return unit.session.scalar(asked) is not None
