"""Partnerships: which a reader reaches, and what is in them."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from serac.agencies.models import Agency, Partnership, PartnershipAgency
from serac.core.actor import Authority
from serac.core.problems import NotFound
from serac.core.unit import Unit

EVERYWHERE = frozenset({Authority.OPERATOR, Authority.JOB})


def reach(unit: Unit) -> frozenset[uuid.UUID]:
    """The partnerships a reader may look into: their own, those above and within; not their sisters."""
    rows = unit.session.execute(select(Partnership.id, Partnership.parent_id)).all()
    if unit.actor.authority in EVERYWHERE:
        return frozenset(row.id for row in rows)
    parents = {row.id: row.parent_id for row in rows}
    own = set(unit.actor.partnerships)
    above = {one for start in own for one in _line(parents, start)}
    return frozenset(above | {one for one in parents if own & set(_line(parents, one))})


def _line(parents: dict[uuid.UUID, uuid.UUID | None], start: uuid.UUID | None) -> list[uuid.UUID]:
    """A partnership, its parent, and so on up; a ring, which no command makes, ends it."""
    line: list[uuid.UUID] = []
    while start is not None and start not in line:
        line.append(start)
        start = parents.get(start)
    return line


def tree_of(unit: Unit, partnership_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """A partnership, all it lies within and all within it: where somebody who holds a role in it may work."""
    rows = unit.session.execute(select(Partnership.id, Partnership.parent_id)).all()
    parents = {row.id: row.parent_id for row in rows}
    below = {one for one in parents if partnership_id in _line(parents, one)}
    return frozenset(below | set(_line(parents, partnership_id)))


def find_partnership(unit: Unit, slug: str) -> Partnership:
    """A partnership in reach.

    Raises:
        NotFound: unknown, or out of reach.
    """
    found = unit.session.scalar(select(Partnership).where(Partnership.slug == slug))
    if found is None or found.id not in reach(unit):
        raise NotFound
    return found


def list_partnerships(unit: Unit) -> Sequence[Partnership]:
    """Every partnership in reach, by name."""
    ids = reach(unit)
    statement = select(Partnership).where(Partnership.id.in_(ids), Partnership.until > unit.now)
    return unit.session.scalars(statement.order_by(Partnership.name, Partnership.id)).all()


def list_agencies_of(unit: Unit, partnership: Partnership) -> Sequence[tuple[Agency, PartnershipAgency]]:
    """The agencies in a partnership now, by name."""
    statement = (
        select(Agency, PartnershipAgency)
        .join(PartnershipAgency, PartnershipAgency.agency_id == Agency.id)
        .where(PartnershipAgency.partnership_id == partnership.id)
        .where(PartnershipAgency.since <= unit.now, PartnershipAgency.until > unit.now)
        .order_by(Agency.name, Agency.id)
    )
    return [(row[0], row[1]) for row in unit.session.execute(statement)]
