"""Lists: walk an index in the order of compartment_id, then read what was found through the rule.

No single WHERE serves both the officer who sees everything and the one who sees twenty things (docs/performance.md). So a
*walk* yields a window of compartment ids, newest first: one arm for each team the actor is on, walking the rows' own index,
and one for each way a grant may open something to them, walking the grants. The walk knows nothing of restriction or
exclusion; it can be wrong only by naming too many. What it names is read through the rule, which alone decides what is shown.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import Select, bindparam, func, literal_column, select, union
from sqlalchemy.sql.elements import ColumnElement

from serac.access.models import Compartment, Grant
from serac.access.rule import found
from serac.core.actor import Actor
from serac.core.database import Id, Moment, among
from serac.core.keys import DataKey
from serac.core.need_to_know import name_statement
from serac.core.unit import Unit

Row = TypeVar("Row")
_WALK = name_statement("access.walk", "yields ids in list order and nothing else; each is then read through the rule")
_grants = Grant.__table__


@dataclass(frozen=True)
class Tag:
    """A filter on a table of codes beside the rows, such as kinds of exploitation: (partnership_id, code, compartment_id)."""

    model: Any
    code: str


def page(
    unit: Unit,
    model: type[Row],
    filters: Mapping[str, Any] | None = None,
    *,
    size: int,
    before: uuid.UUID | None = None,
    tag: Tag | None = None,
    mine: bool = False,
) -> list[Row]:
    """Up to `size` + 1 rows of a protected model that the actor may see, newest compartment first.

    Args:
        filters: column name to value; each needs an index that begins partnership_id, column.
        before: the compartment_id of the last row of the page before.
        tag: a further filter through a table of codes.
        mine: only what is granted to the person themselves, such as a reporter's own receipts.

    Returns:
        One row more than `size` if there is another page. Their data keys are held.
    """
    rows: list[Row] = []
    if not unit.actor.is_somebody:
        return rows
    for ids in _windows(unit, model, dict(filters or {}), size * 8 // 5, before, tag, mine=mine):
        rows += read(unit, model, ids, most=size + 1)
        if len(rows) > size:
            break
    return rows[: size + 1]


def count_up_to(
    unit: Unit, model: Any, filters: Mapping[str, Any] | None = None, *, cap: int, tag: Tag | None = None
) -> int:
    """How many such rows the actor may see, counted no further than `cap`."""
    counted = 0
    if not unit.actor.is_somebody:
        return counted
    for ids in _windows(unit, model, dict(filters or {}), cap + cap // 2, None, tag, mine=False):
        counted += unit.session.scalar(_count_of(model), {"ids": ids}) or 0 if ids else 0
        if counted >= cap:
            break
    return min(counted, cap)


def _windows(
    unit: Unit,
    model: Any,
    filters: dict[str, Any],
    first: int,
    before: uuid.UUID | None,
    tag: Tag | None,
    *,
    mine: bool,
) -> Iterator[Sequence[uuid.UUID]]:
    """Windows of ids, newest first, each twice the last, until there are no more."""
    size = first
    while True:
        statement, values = _newest(unit.actor, model, filters, size, before, tag, mine=mine)
        ids: Sequence[uuid.UUID] = unit.session.scalars(cast("Any", statement), values, execution_options=_WALK).all()
        yield ids
        if len(ids) < size:
            return
        before, size = ids[-1], min(size * 2, 1000)


def _newest(
    actor: Actor,
    model: Any,
    filters: dict[str, Any],
    size: int,
    before: uuid.UUID | None,
    tag: Tag | None,
    *,
    mine: bool,
) -> tuple[Select[tuple[uuid.UUID]], dict[str, Any]]:
    only = filters.get("partnership_id")
    teams = () if mine else tuple(team for team in actor.teams if only in (None, team))
    agencies = () if mine else actor.principals[1:]
    gateways = () if mine else tuple(way for way in actor.gateways if only in (None, way[2]))
    shape = (len(teams), len(agencies), len(gateways))
    statement = _arms(model, shape, tuple(filters), size, tag.model if tag else None, paged=before is not None)
    values: dict[str, Any] = {"walk_now": actor.now, "walk_before": before, "walk_member": actor.member_id}
    values |= {f"filter_{name}": value for name, value in filters.items()}
    values |= {f"team_{i}": team for i, team in enumerate(teams)}
    values |= {f"agency_{i}": agency for i, agency in enumerate(agencies)}
    for i, (agency, party, _) in enumerate(gateways):
        values |= {f"grantee_{i}": agency, f"party_{i}": party}
    if tag:
        values["walk_code"] = tag.code
    return statement, values


@dataclass(frozen=True)
class _Shape:
    """One walk's tables and conditions, shared by its arms."""

    model: Any
    filters: tuple[str, ...]
    size: int
    tag: Any
    paged: bool

    def wanted(self, rows: Any, *, but_tag: bool = False) -> list[ColumnElement[bool]]:
        """The filters on a row, the tag among them unless its table is what is walked."""
        conditions = [rows.c[name] == bindparam(f"filter_{name}", type_=rows.c[name].type) for name in self.filters]
        if self.tag is not None and not but_tag:
            tags = self.tag.__table__.alias()
            conditions.append(
                found(tags.c.compartment_id == rows.c.compartment_id, tags.c.code == bindparam("walk_code"))
            )
        return conditions

    def older(self, column: Any) -> list[ColumnElement[bool]]:
        """Only what comes after the page before."""
        return [column < bindparam("walk_before", type_=Id)] if self.paged else []

    def team(self, number: int) -> Any:
        """The rows of one partnership, along their own index (or the tag's)."""
        rows = self.model.__table__
        team = bindparam(f"team_{number}", type_=Id)
        if self.tag is None:
            key = rows.c.compartment_id
            return select(key.label("id")).where(rows.c.partnership_id == team, *self.wanted(rows), *self.older(key))
        tags = self.tag.__table__
        key = tags.c.compartment_id
        tagged = (tags.c.partnership_id == team, tags.c.code == bindparam("walk_code"))
        look_up = found(rows.c.compartment_id == key, *self.wanted(rows, but_tag=True)) if self.filters else None
        return select(key.label("id")).where(*tagged, *self.older(key), *([] if look_up is None else [look_up]))

    def granted(self, *under: Any, grants: Any) -> Any:
        """What grants open, along the grants' index, looking up each row."""
        rows = self.model.__table__
        key = grants.c.compartment_id
        row = (
            select(literal_column("1"))
            .select_from(rows)
            .where(rows.c.compartment_id == key, *self.wanted(rows))
            .correlate(grants)
            .limit(literal_column("1"))
            .scalar_subquery()
        )
        in_time = grants.c.until > bindparam("walk_now", type_=Moment())
        return select(key.label("id")).where(*under, in_time, *self.older(key), row.is_not(None)).distinct()


@lru_cache(1000)
def _arms(
    model: Any, shape: tuple[int, int, int], filters: tuple[str, ...], size: int, tag: Any, *, paged: bool
) -> Select[tuple[uuid.UUID]]:
    """The walk as one statement, built once a shape."""
    walk = _Shape(model, filters, size, tag, paged)
    teams, agencies, gateways = shape
    found_by = [walk.team(i) for i in range(teams)]
    own = _grants.alias("own_grant")
    found_by.append(walk.granted(own.c.grantee_id == bindparam("walk_member", type_=Id), grants=own))
    for i in range(agencies):
        grants = _grants.alias(f"unparted_{i}")
        to = grants.c.grantee_id == bindparam(f"agency_{i}", type_=Id)
        found_by.append(walk.granted(to, grants.c.party_id.is_(None), grants=grants))
    for i in range(gateways):
        grants = _grants.alias(f"parted_{i}")
        to = grants.c.grantee_id == bindparam(f"grantee_{i}", type_=Id)
        found_by.append(walk.granted(to, grants.c.party_id == bindparam(f"party_{i}", type_=Id), grants=grants))
    most: ColumnElement[Any] = literal_column(str(size))
    limited = [select(arm.order_by(literal_column("id").desc()).limit(most).subquery().c[0]) for arm in found_by]
    merged = (union(*limited) if len(limited) > 1 else limited[0]).subquery().c[0]
    return select(merged).order_by(merged.desc()).limit(most)


def read(unit: Unit, model: type[Row], ids: Sequence[uuid.UUID], *, most: int) -> list[Row]:
    """The newest rows of a window that the actor may see; their data keys and what is restricted come with them."""
    rows: list[Row] = []
    for row, wrapped, restricted in (
        unit.session.execute(_rows_of(cast("Any", model), most), {"ids": ids}) if ids else ()
    ):
        rows.append(row)
        unit.keys.offer(row.compartment_id, wrapped)
        unit.restricted[row.compartment_id] = restricted
    return rows


@lru_cache
def _rows_of(model: Any, most: int) -> Any:
    return (
        select(model, DataKey.wrapped, Compartment.restricted)
        .join(DataKey, DataKey.compartment_id == model.compartment_id)
        .join(Compartment, Compartment.id == model.compartment_id)
        .where(among(model.compartment_id, "ids"))
        .order_by(model.compartment_id.desc())
        .limit(most)
    )


@lru_cache
def _count_of(model: Any) -> Any:
    return select(func.count()).select_from(model).where(among(model.compartment_id, "ids"))
