"""Everything an agency ever gave, for its own named handlers, whatever became of its agreement since."""

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import and_, or_, select

from serac.access.models import ConnectionStatement
from serac.agencies.models import Agency
from serac.cases.models import Item
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.scoping.models import Disclosure

SHOWN = 25


def disclosures_made(unit: Unit, *, before: uuid.UUID | None = None) -> Sequence[Disclosure]:
    """What the agencies the actor handles for gave, the last first, one more than a page if there is another page.

    Args:
        before: the id of the last one of the page before.

    Raises:
        NotFound: there is no such disclosure of theirs.
    """
    asked = select(Disclosure).where(Disclosure.agency_id.in_(unit.actor.principals))
    if before is not None:
        last = unit.session.scalars(asked.where(Disclosure.id == before)).one_or_none()
        if last is None:
            raise NotFound
        earlier = and_(Disclosure.made_at == last.made_at, Disclosure.id < last.id)
        asked = asked.where(or_(Disclosure.made_at < last.made_at, earlier))
    rows = unit.session.scalars(asked.order_by(Disclosure.made_at.desc(), Disclosure.id.desc()).limit(SHOWN + 1)).all()
    unit.keys.hold({one.compartment_id for one in rows})
    return rows


def stated_cases(unit: Unit, disclosures: Sequence[Disclosure]) -> frozenset[uuid.UUID]:
    """Of the cases something was given in, those with nobody of which the reader has a connection, as they stated."""
    asked = select(ConnectionStatement.compartment_id).where(
        ConnectionStatement.member_id == unit.actor.member_id,
        ConnectionStatement.answer == "none",
        ConnectionStatement.compartment_id.in_({one.within_id for one in disclosures}),
    )
    return frozenset(unit.session.scalars(asked)) if disclosures else frozenset()


def items_disclosed(unit: Unit, disclosures: Sequence[Disclosure]) -> Mapping[uuid.UUID, Item]:
    """The items that were given, by id: of cases with which the reader has stated that they have no connection."""
    stated = stated_cases(unit, disclosures)
    ids = [one.subject_id for one in disclosures if one.what == "item" and one.within_id in stated]
    asked = select(Item).where(Item.id.in_(ids))
    rows = unit.session.scalars(asked).all() if ids else []
    unit.keys.hold({one.compartment_id for one in rows})
    return {one.id: one for one in rows}


def names_of_recipients(unit: Unit, disclosures: Sequence[Disclosure]) -> Mapping[str, str]:
    """The agencies something was given to, by id as the record keeps it."""
    ids = {uuid.UUID(one) for row in disclosures for one in row.recipients}
    rows = unit.session.execute(select(Agency.id, Agency.name).where(Agency.id.in_(ids))) if ids else ()
    return {str(row[0]): row[1] for row in rows}
