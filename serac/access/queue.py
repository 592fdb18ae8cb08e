"""What waits for a team, in the order it should be taken up: read along the team's own index in that order.

A list by danger and clock cannot follow the order of compartment_id, and asked as one statement it would try the rule on
everything that waits before it could sort. So, as in the walk, ids come first, a window at a time, and are then read through
the rule, which alone decides what is shown. Grants have no part in it: who does not triage here has nothing waiting here.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import Select, and_, bindparam, literal_column, or_, select, union_all

from serac.access.rule import found
from serac.access.walk import Tag, read
from serac.core.database import Id, Moment
from serac.core.need_to_know import name_statement
from serac.core.unit import Unit

Row = TypeVar("Row")
MOST = 1000
"""Ids in a window."""
_QUEUE = name_statement("access.queue", "yields ids and their place in the order; each is then read through the rule")


@dataclass(frozen=True)
class Order:
    """Columns a queue stands in: rows with `flag` first, then by `moment`, then by id.

    `aside`, where named, is a column of rows that stand elsewhere and are left out.
    There must be an index (partnership_id, state, flag, moment), with `aside` before the flag.
    """

    state: str
    flag: str
    moment: str
    aside: str = ""


@dataclass(frozen=True)
class _Place:
    """Where the page, or window, before ended."""

    flagged: bool
    moment: dt.datetime
    row_id: uuid.UUID


def page(
    unit: Unit,
    model: type[Row],
    order: Order,
    states: Sequence[str],
    filters: Mapping[str, Any] | None = None,
    *,
    size: int,
    after: Any = None,
    tag: Tag | None = None,
) -> list[Row]:
    """Up to `size` + 1 rows that wait in these states for the teams the actor is on, and that they may see.

    Args:
        filters: column name to value.
        after: the last row of the page before.
        tag: a further filter through a table of codes.

    Returns:
        One row more than `size` if there is another page. Their data keys are held.
    """
    rows: list[Row] = []
    place = _Place(getattr(after, order.flag), getattr(after, order.moment), after.id) if after is not None else None
    for ids in _windows(unit, model, order, tuple(states), dict(filters or {}), size * 8 // 5, place, tag):
        seen = {cast("Any", row).compartment_id: row for row in read(unit, model, ids, most=MOST)}
        rows += [seen[one] for one in ids if one in seen]
        if len(rows) > size:
            break
    return rows[: size + 1]


def _windows(
    unit: Unit,
    model: Any,
    order: Order,
    states: tuple[str, ...],
    filters: dict[str, Any],
    size: int,
    place: _Place | None,
    tag: Tag | None,
) -> Iterator[Sequence[uuid.UUID]]:
    """Windows of ids in order, each twice the last, until there are no more.

    Under a filter the flagged come first and the others only when those are used up: each may have to be looked for.
    """
    teams = unit.actor.teams
    values: dict[str, Any] = {f"team_{i}": team for i, team in enumerate(teams)}
    values |= {f"state_{i}": state for i, state in enumerate(states)}
    values |= {f"filter_{name}": value for name, value in filters.items()} | ({"queue_code": tag.code} if tag else {})
    for both in ((True,), (False,)) if tag or filters else ((True, False),):
        flags = tuple(flag for flag in both if place is None or place.flagged or not flag)
        more = bool(teams and flags)
        while more:
            shape = _Shape(model, order, len(teams), len(states), tuple(filters), size, tag.model if tag else None)
            where = {"queue_moment": place.moment, "queue_id": place.row_id} if place else {}
            asked = _in_order(shape, flags, place.flagged if place else None)
            window = unit.session.execute(asked, values | where, execution_options=_QUEUE).all()
            yield [row[0] for row in window]
            more = len(window) == size
            if window:
                place = _Place(window[-1][1], window[-1][2], window[-1][3])
                flags = tuple(flag for flag in flags if place.flagged or not flag)
            size = min(size * 2, MOST) if more else size


@dataclass(frozen=True)
class _Shape:
    """What a queue's statement is made from; the values come with each execution."""

    model: Any
    order: Order
    teams: int
    states: int
    filters: tuple[str, ...]
    size: int
    tag: Any

    def arm(self, team: int, state: int, *, flagged: bool, later: bool) -> Select[Any]:
        """One team's rows in one state, with or without the flag, along the index."""
        rows = self.model.__table__.alias()
        c, order = rows.c, self.order
        moment = c[order.moment]
        where = [c.partnership_id == bindparam(f"team_{team}", type_=Id), c[order.flag].is_(flagged)]
        where += [c[order.state] == bindparam(f"state_{state}", type_=c[order.state].type)]
        where += [c[order.aside].is_(False)] if order.aside else []
        where += [c[name] == bindparam(f"filter_{name}", type_=c[name].type) for name in self.filters]
        if self.tag is not None:
            tags = self.tag.__table__.alias()
            where.append(found(tags.c.compartment_id == c.compartment_id, tags.c.code == bindparam("queue_code")))
        if later:
            last, row_id = bindparam("queue_moment", type_=Moment()), bindparam("queue_id", type_=Id)
            where.append(and_(moment >= last, or_(moment > last, c.id > row_id)))
        wanted = c.compartment_id, c[order.flag].label("flag"), moment.label("moment"), c.id.label("row_id")
        arm = select(*wanted).where(*where).order_by(moment, c.id).limit(literal_column(str(self.size)))
        return select(arm.subquery())


@lru_cache(1000)
def _in_order(shape: _Shape, flags: tuple[bool, ...], after: bool | None) -> Select[Any]:  # noqa: FBT001
    """The queue as one statement, built once a shape. `after`: the flag of the row it goes on from; None from the start."""
    arms = [
        shape.arm(team, state, flagged=flagged, later=after is flagged)
        for flagged in flags
        for team in range(shape.teams)
        for state in range(shape.states)
    ]
    merged = union_all(*arms).subquery() if len(arms) > 1 else arms[0].subquery()
    c = merged.c
    return select(merged).order_by(c.flag.desc(), c.moment, c.row_id).limit(literal_column(str(shape.size)))
