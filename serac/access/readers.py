"""Whom a compartment is open to at this moment, by the rule itself: for the service's own work, which passes things on.

The one place where a unit asks as somebody else: only a job's, only for less than it may see itself, only whether one
compartment opens. A second unit would see neither what the job has just written nor, on SQLite, get a transaction beside it.
"""

import uuid
from collections.abc import Iterable

from sqlalchemy import bindparam, select

from serac.access.actors import actor_of
from serac.access.models import Compartment
from serac.access.rule import visible
from serac.core.actor import Authority
from serac.core.database import Id
from serac.core.problems import NotPermitted
from serac.core.unit import Unit

_OPEN = select(Compartment.id).where(Compartment.id == bindparam("asked", type_=Id), visible(Compartment.id))


def who_reads(unit: Unit, compartment_id: uuid.UUID, member_ids: Iterable[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of these people to whom a compartment is open now.

    Raises:
        NotPermitted: somebody other than the service asks.
    """
    service = unit.actor
    if service.authority is not Authority.JOB:
        raise NotPermitted
    found = set()
    try:
        for member_id in dict.fromkeys(member_ids):
            unit.actor = actor_of(unit.session, member_id, unit.now)
            if unit.session.scalar(_OPEN, {"asked": compartment_id}) is not None:
                found.add(member_id)
    finally:
        unit.actor = service
    return frozenset(found)
