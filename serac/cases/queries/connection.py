"""The silent connection check of a case: who, of the people about to be shown it, may be connected to it (domain 5.2)."""

import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from serac.agencies.models import Agency, Member
from serac.cases.models import Case, Item
from serac.core.unit import Unit
from serac.entities.queries.connection import connections

MOST = 200


def connections_of(
    unit: Unit, case: Case, member_ids: Iterable[uuid.UUID], agencies: Iterable[Agency]
) -> Mapping[uuid.UUID, str]:
    """Of these people and agencies, those who may be connected to the case, and why in words. For its own team alone.

    Its people, businesses and places are compared, and its title, summary and items read for their names.
    """
    ids = set(member_ids)
    members = unit.session.scalars(select(Member).where(Member.id.in_(ids))).all() if ids else []
    items = select(Item).where(Item.within_id == case.compartment_id, Item.replaced_at.is_(None))
    rows = unit.session.scalars(items.order_by(Item.id.desc()).limit(MOST)).all() if members else []
    texts = [case.title, case.summary or "", *(one.text for one in rows)]
    return connections(unit, case.compartment_id, members, agencies, texts)
