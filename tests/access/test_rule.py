"""The access rule, in every shape of query, against SQL written apart from it: the same ids in the same order."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, exists, func, select, text
from sqlalchemy.orm import aliased

from serac.access.actors import actor_of
from serac.access.models import Compartment
from serac.access.walk import Tag, count_up_to, page
from serac.alerts.models import Alert, AlertKind
from serac.core.unit import Services, Unit
from serac.entities.models import Person
from tests.access.population import KINDS, NOW, Population, populate

ORACLE = """
with handled as (
  select a.agency_id as id from appointment a
  join membership w on w.member_id = a.member_id and w.agency_id = a.agency_id and w.since <= :now and w.until > :now
  where a.member_id = :member and a.role in ('spoc', 'deputy_spoc', 'handler')
    and a.approved_at is not null and a.since <= :now and a.until > :now),
team as (
  select partnership_id as id from appointment
  where member_id = :member and role = 'coordinator' and approved_at is not null and since <= :now and until > :now),
me as (select id from member where id = :member and disabled_at is null),
mine as (select id from me union select handled.id from handled, me),
opened as (
  select c.id from compartment c, team, me where c.partnership_id = team.id
  union
  select g.compartment_id from access_grant g join mine on mine.id = g.grantee_id
  left join agreement_party p on p.id = g.party_id
  where g.since <= :now and g.until > :now and (g.party_id is null or (p.since <= :now and p.until > :now and exists (
    select 1 from membership w where w.member_id = :member and w.agency_id = p.agency_id and w.since <= :now and w.until > :now))))
select c.id, a.state, a.area, a.danger from compartment c join opened o on o.id = c.id join alert a on a.compartment_id = c.id
where not exists (select 1 from exclusion x where x.compartment_id = c.id and x.grantee_id in (select id from mine))
  and (not c.restricted or exists (select 1 from restricted_reader r, me where r.compartment_id = c.id and r.member_id = me.id))
order by c.id desc
"""


def expected(engine: Engine, member_id: uuid.UUID) -> list[tuple[uuid.UUID, str, str]]:
    """What the oracle says a member sees, newest first: (compartment, state, area)."""
    sqlite = engine.dialect.name == "sqlite"
    now: Any = NOW.replace(tzinfo=None)
    values = {"member": member_id.bytes if sqlite else member_id, "now": f"{now}.000000" if sqlite else now}
    with engine.connect() as connection:
        rows = connection.execute(text(ORACLE), values).all()
    return [(uuid.UUID(bytes=row[0]) if sqlite else row[0], row[1], row[2]) for row in rows]


@pytest.fixture(params=[1, 2])
def world(request: pytest.FixtureRequest, plain_engine: Engine) -> Population:
    made = populate(request.param)
    with plain_engine.begin() as connection:
        made.write(connection)
    return made


@pytest.fixture
def acting(services: Services, world: Population) -> Iterator[Any]:
    units: list[Unit] = []

    def act(name: str) -> Unit:
        unit = Unit(services, lambda session, now: actor_of(session, world.members[name], now))
        units.append(unit)
        return unit

    yield act
    for unit in units:
        unit.session.close()


def pages(unit: Unit, size: int, filters: dict[str, Any], tag: Tag | None = None) -> list[uuid.UUID]:
    """Every page of a list, by key."""
    found: list[uuid.UUID] = []
    before = None
    while True:
        rows = page(unit, Alert, filters, size=size, before=before, tag=tag)
        found += [row.compartment_id for row in rows[:size]]
        if len(rows) <= size:
            return found
        before = rows[size - 1].compartment_id


def test_everybody_sees_exactly_what_the_oracle_says(world: Population, acting: Any, plain_engine: Engine) -> None:
    sizes = {}
    for name, member_id in world.members.items():
        wanted = expected(plain_engine, member_id)
        unit = acting(name)
        found = unit.session.scalars(select(Alert.compartment_id).order_by(Alert.compartment_id.desc())).all()
        assert list(found) == [row[0] for row in wanted], name
        sizes[name] = len(found)
        unit.session.close()
    assert sizes["officer of the north"] > 50
    assert sizes["handler"] > 10
    assert sizes["disabled officer"] == sizes["handler who left"] == 0 or sizes["disabled officer"] == 0
    assert sizes["former officer"] == sizes["officer until now"] or sizes["officer until now"] < 30


def test_a_list_paged_by_key_is_the_oracles_list(world: Population, acting: Any, plain_engine: Engine) -> None:
    for name, member_id in world.members.items():
        wanted, unit = expected(plain_engine, member_id), acting(name)
        for filters in ({}, {"state": "received"}, {"area": "a2"}, {"state": "opened", "area": "a1"}):
            columns = ["state", "area"]
            kept = [row[0] for row in wanted if all(row[1 + columns.index(k)] == v for k, v in filters.items())]
            assert pages(unit, 7, filters) == kept, (name, filters)
            assert count_up_to(unit, Alert, filters, cap=21) == min(21, len(kept)), (name, filters)
        unit.session.close()


def test_a_list_by_kind_is_the_oracles_list(world: Population, acting: Any, plain_engine: Engine) -> None:
    with plain_engine.connect() as connection:
        tagged = {(row[0], row[1]) for row in connection.execute(select(AlertKind.compartment_id, AlertKind.code))}
    for name, member_id in world.members.items():
        wanted, unit = expected(plain_engine, member_id), acting(name)
        for code in KINDS:
            for filters in ({}, {"state": "received"}):
                kept = [row[0] for row in wanted if (row[0], code) in tagged and row[1] in filters.get("state", row[1])]
                assert pages(unit, 9, filters, Tag(AlertKind, code)) == kept, (name, code, filters)
        unit.session.close()


def test_every_other_shape_of_query_agrees(world: Population, acting: Any, plain_engine: Engine) -> None:
    other = aliased(Alert)
    for name, member_id in world.members.items():
        wanted = {row[0] for row in expected(plain_engine, member_id)}
        session = acting(name).session
        assert session.scalar(select(func.count()).select_from(Alert)) == len(wanted), name
        assert set(session.scalars(select(other.compartment_id))) == wanted, name
        assert session.scalar(select(func.count()).select_from(select(Alert.id).cte())) == len(wanted), name
        grouped = session.execute(select(Alert.state, func.count()).group_by(Alert.state)).all()
        assert sum(count for _, count in grouped) == len(wanted), name
        with_people = select(Alert.compartment_id).where(exists().where(Person.compartment_id == Alert.compartment_id))
        assert set(session.scalars(with_people)) == wanted, name
        joined = select(Person.compartment_id).join(Alert, Alert.compartment_id == Person.compartment_id)
        assert set(session.scalars(joined)) == wanted, name
        asked = world.compartments[:40]
        got = {c for c in asked if session.scalars(select(Alert).where(Alert.compartment_id == c)).one_or_none()}
        assert got == wanted & set(asked), name
        session.close()


def test_a_standing_is_what_the_rule_says(world: Population, acting: Any, plain_engine: Engine) -> None:
    for name, member_id in world.members.items():
        wanted = {row[0] for row in expected(plain_engine, member_id)}
        unit = acting(name)
        for compartment_id in world.compartments[:60]:
            standing = unit.standing(compartment_id)
            assert bool(standing) is (compartment_id in wanted), name
            if standing:
                place = unit.session.get(Compartment, compartment_id)
                assert standing.partnership_id == place.partnership_id
                assert standing.team is (place.partnership_id in unit.actor.teams)
        unit.session.close()


def test_access_begins_and_ends_at_the_second(
    world: Population, services: Services, clock: Any, plain_engine: Engine
) -> None:
    """The population is full of things that begin and end exactly now; a microsecond before, the answer differs."""
    name = "officer until now"
    with Unit(services, lambda session, now: actor_of(session, world.members[name], now)) as unit:
        at_the_second = set(unit.session.scalars(select(Alert.compartment_id)))
    clock.set("2026-03-05T08:59:59.999999+00:00")
    with Unit(services, lambda session, now: actor_of(session, world.members[name], now)) as unit:
        just_before = set(unit.session.scalars(select(Alert.compartment_id)))
    assert len(just_before) > len(at_the_second) + 50
