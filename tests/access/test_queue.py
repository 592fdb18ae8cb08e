"""The queue, in its own order and paged by key, against the oracle: the same alerts, danger first, then by the clock."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, select

from serac.access import queue
from serac.access.actors import actor_of
from serac.access.walk import Tag
from serac.alerts.models import Alert, AlertKind
from serac.core.unit import Services, Unit
from tests.access.population import KINDS, Population, populate
from tests.access.test_rule import expected

ORDER = queue.Order(state="state", flag="danger", moment="due_at")
WAITING = ("received", "in_triage")


@pytest.fixture(params=[1, 2])
def world(request: pytest.FixtureRequest, plain_engine: Engine) -> Population:
    made = populate(request.param)
    with plain_engine.begin() as connection:
        made.write(connection)
    return made


@pytest.fixture
def waiting(plain_engine: Engine) -> list[Any]:
    """Every alert there is, as plain rows, in the order of a queue."""
    with plain_engine.connect() as connection:
        rows = connection.execute(select(Alert.__table__)).all()
    return sorted(rows, key=lambda row: (not row.danger, row.due_at, row.id))


@pytest.fixture
def kinds(plain_engine: Engine) -> set[tuple[uuid.UUID, str]]:
    with plain_engine.connect() as connection:
        return {(row[0], row[1]) for row in connection.execute(select(AlertKind.compartment_id, AlertKind.code))}


def pages(
    unit: Unit, states: tuple[str, ...], filters: dict[str, Any], tag: Tag | None, size: int
) -> Iterator[uuid.UUID]:
    last = None
    while True:
        rows = queue.page(unit, Alert, ORDER, states, filters, size=size, after=last, tag=tag)
        yield from (row.id for row in rows[:size])
        if len(rows) <= size:
            return
        last = rows[size - 1]


@pytest.mark.parametrize("size", [4, 60])
def test_a_queue_paged_by_key_is_the_oracles_queue(
    world: Population, waiting: list[Any], kinds: Any, services: Services, plain_engine: Engine, size: int
) -> None:
    lengths = {}
    for name, member_id in world.members.items():
        seen = {row[0] for row in expected(plain_engine, member_id)}
        with Unit(services, lambda session, now: actor_of(session, member_id, now)) as unit:  # noqa: B023
            own = [row for row in waiting if row.compartment_id in seen and row.partnership_id in unit.actor.teams]
            for states in (WAITING, ("received",), ("opened", "received")):
                for filters, code in (({}, ""), ({"area": "a2"}, ""), ({}, KINDS[0]), ({"area": "a1"}, KINDS[1])):
                    wanted = [
                        row.id
                        for row in own
                        if row.state in states and filters.get("area", row.area) == row.area
                        if not code or (row.compartment_id, code) in kinds
                    ]
                    tag = Tag(AlertKind, code) if code else None
                    assert list(pages(unit, states, filters, tag, size)) == wanted, (name, states, filters, code)
                    lengths[name] = max(lengths.get(name, 0), len(wanted))
    assert lengths["officer of both"] > lengths["officer of the north"] > 30
    assert lengths["handler"] == lengths["nobody in particular"] == lengths["former officer"] == 0


def test_what_waits_says_at_once_which_of_it_is_restricted(world: Population, services: Services) -> None:
    member_id = world.members["officer of the north"]
    with Unit(services, lambda session, now: actor_of(session, member_id, now)) as unit:
        rows = queue.page(unit, Alert, ORDER, WAITING, size=25)
        said = {row.compartment_id: unit.restricted[row.compartment_id] for row in rows}
        assert said == {one: unit.standing(one).restricted for one in said}
