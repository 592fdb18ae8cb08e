"""Many rows from one place at once: whether there are, and which groups of them wait for a team.

As in the walk and the queue, a statement here yields a number or a group's mark and nothing of any row; the rows of a
group are then read through the rule, which alone decides what is shown.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, cast, func, literal_column, select, union_all

from serac.core.database import Id, Moment
from serac.core.need_to_know import name_statement
from serac.core.unit import Unit

_COUNT = name_statement(
    "access.crowd", "says whether a network is above its rate, to the form it is sent by, and nothing else"
)
_GROUPS = name_statement(
    "access.crowds", "yields the marks of groups that wait; each one's rows are read through the rule"
)


def is_above(unit: Unit, model: Any, partnership_id: uuid.UUID, network: int, *, since: dt.datetime, most: int) -> bool:
    """Whether `most` rows or more came from this network to this partnership since then.

    The model has partnership_id, network and received_at, with an index of the three.
    """
    values = {"here": partnership_id, "network": network, "since": since}
    found = unit.session.scalar(_count(model, most), values, execution_options=_COUNT)
    return int(found or 0) >= most


def waiting(unit: Unit, model: Any, states: Sequence[str], *, most: int) -> list[int]:
    """The marks of groups whose rows wait in these states for the teams the actor is on: those in danger first, then by the clock.

    The model has crowd, crowded, danger, due_at, with an index (partnership_id, state, crowd, danger, due_at).
    """
    teams = unit.actor.teams
    if not teams or not states:
        return []
    values: dict[str, Any] = {f"team_{i}": team for i, team in enumerate(teams)}
    values |= {f"state_{i}": state for i, state in enumerate(states)}
    asked = _groups(model, len(teams), len(states), most)
    return [int(row[0]) for row in unit.session.execute(asked, values, execution_options=_GROUPS)]


@lru_cache
def _count(model: Any, most: int) -> Select[Any]:
    c = model.__table__.alias().c
    found = (
        select(c.id)
        .where(c.partnership_id == bindparam("here", type_=Id), c.network == bindparam("network"))
        .where(c.received_at > bindparam("since", type_=Moment()))
        .limit(literal_column(str(most)))
    )
    return select(func.count()).select_from(found.subquery())


@lru_cache
def _groups(model: Any, teams: int, states: int, most: int) -> Select[Any]:
    arms = []
    for team in range(teams):
        for state in range(states):
            c = model.__table__.alias().c
            arm = select(c.crowd, cast(c.danger, Integer).label("danger"), c.due_at).where(
                c.partnership_id == bindparam(f"team_{team}", type_=Id),
                c.state == bindparam(f"state_{state}", type_=c.state.type),
                c.crowd.is_not(None),
                c.crowded.is_(True),
            )
            arms.append(arm)
    rows = union_all(*arms).subquery() if len(arms) > 1 else arms[0].subquery()
    order = func.max(rows.c.danger).desc(), func.min(rows.c.due_at), rows.c.crowd
    return select(rows.c.crowd).group_by(rows.c.crowd).order_by(*order).limit(literal_column(str(most)))
