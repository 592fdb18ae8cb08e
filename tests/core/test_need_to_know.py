"""Ways around need to know, each tried on both databases: refused, or answered as if the hidden thing did not exist."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine, delete, exists, func, insert, literal, select, text, union_all, update
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import aliased
from sqlalchemy.sql import literal_column

from serac.access.commands import end_grant, grant_to_agency, open_compartment
from serac.access.models import Compartment, Grant
from serac.access.roles import Role
from serac.agencies.models import Agency
from serac.core.actor import Actor, Authority, nobody
from serac.core.audit_log import AuditEntry
from serac.core.events import Event
from serac.core.need_to_know import HiddenCompartment, Unscoped, WriteOutsideCommand
from serac.core.unit import Services, Unit, command
from serac.entities.models import Person
from tests.given import Given

SECRET = "Zebedee Quillfeather"


@command(may=lambda actor, target, grant: True)
def record_people(unit: Unit, partnership_id: uuid.UUID, *, names: list[str]) -> uuid.UUID:
    """A compartment with people in it, as a command of a feature would make it."""
    compartment = open_compartment(unit, partnership_id, kind="case")
    for name in names:
        unit.session.add(Person(compartment_id=compartment.id, role="potential_victim", age_band="adult", name=name))
    unit.record(Event.CASE_OPENED, compartment)
    return compartment.id


@command(may=lambda actor, target, grant: True)
def write_anything(unit: Unit, _: None, *, work: Callable[[Unit], object]) -> object:
    """A command whose body a test chooses: permission is not what stops it."""
    unit.record(Event.CASE_CHANGED)
    return work(unit)


@dataclass
class Scene:
    """A handler with one open compartment; another compartment hidden from them."""

    services: Services
    given: Given
    open_id: uuid.UUID
    hidden_id: uuid.UUID
    hidden_person: uuid.UUID
    grant_id: uuid.UUID

    def handler(self) -> Unit:
        return self.given.as_("amir")


@pytest.fixture
def scene(services: Services, given: Given) -> Scene:
    given.agency("council-team", "council.modern_slavery")
    given.agency("kelderby-housing", "council.housing_standards")
    given.member("priya", "council-team", Role.COORDINATOR)
    given.member("amir", "kelderby-housing", Role.HANDLER)
    given.agreement("kelderby-housing")
    with given.as_("priya") as unit:
        open_id = record_people(unit, given.partnerships["thornshire"], names=["Opal Finch"])
        hidden_id = record_people(unit, given.partnerships["thornshire"], names=[SECRET])
    with given.as_("priya") as unit:
        from_open = unit.session.get(Compartment, open_id)
        housing = given.agencies["kelderby-housing"]
        agency = unit.session.get(Agency, housing)
        grant = grant_to_agency(
            unit, from_open, agency=agency, relation="virtual_team", purpose="disrupt", categories=["identity"]
        )
        hidden = unit.session.scalars(select(Person.id).where(Person.compartment_id == hidden_id)).one()
        return Scene(services, given, open_id, hidden_id, hidden, grant.id)


@pytest.fixture
def handler(scene: Scene) -> Iterator[Unit]:
    with scene.handler() as unit:
        yield unit


def test_a_handler_reads_what_their_agency_was_granted_and_nothing_else(handler: Unit, scene: Scene) -> None:
    people = handler.session.scalars(select(Person)).all()
    assert [(person.name, person.compartment_id) for person in people] == [("Opal Finch", scene.open_id)]
    assert handler.session.get(Person, scene.hidden_person) is None
    assert handler.session.scalar(select(func.count()).select_from(Person)) == 1


def test_nobody_reads_nothing(scene: Scene) -> None:
    with Unit(scene.services, nobody(scene.services.clock.now())) as unit:
        assert unit.session.scalars(select(Person)).all() == []


TABLE = Person.__table__
REFUSED = {
    "a plain table": lambda s: s.execute(select(TABLE)).all(),
    "a plain column": lambda s: s.execute(select(TABLE.c.id)).all(),
    "a count of a plain column": lambda s: s.scalar(select(func.count(TABLE.c.id))),
    "a maximum of a plain column": lambda s: s.scalar(select(func.max(TABLE.c.name_sealed))),
    "select_from a plain table": lambda s: s.scalar(select(func.count()).select_from(TABLE)),
    "text": lambda s: s.execute(text("select * from person")).all(),
    "text in a where": lambda s: s.scalars(select(Person.id).where(text("exists (select 1 from person)"))).all(),
    "text in an order": lambda s: s.scalars(select(Person.id).order_by(text("(select count(*) from person)"))).all(),
    "a literal column": lambda s: s.scalars(select(literal_column("(select count(*) from person)"))).all(),
    "from_statement": lambda s: s.scalars(select(Person).from_statement(text("select * from person"))).all(),
    "from_statement of a plain select": lambda s: s.scalars(select(Person).from_statement(select(TABLE))).all(),
    "a plain where": lambda s: s.scalars(select(Compartment.id).where(TABLE.c.compartment_id == Compartment.id)).all(),
    "a plain subquery": lambda s: s.scalars(
        select(Compartment.id).where(Compartment.id.in_(select(TABLE.c.compartment_id)))
    ).all(),
    "a plain subquery beside an entity": lambda s: s.scalars(
        select(Person.id).where(exists(select(literal(1)).select_from(TABLE)))
    ).all(),
    "a plain where beside an entity": lambda s: s.scalars(
        select(Person.id).where(exists(select(literal(1)).select_from(TABLE).where(TABLE.c.role == "x")))
    ).all(),
    "an alias of a plain table": lambda s: s.scalars(select(TABLE.alias().c.id)).all(),
    "an alias of a plain table, counted": lambda s: s.scalar(select(func.count()).select_from(TABLE.alias())),
    "a join of plain tables": lambda s: s.scalar(
        select(func.count()).select_from(
            TABLE.join(Compartment.__table__, TABLE.c.compartment_id == Compartment.__table__.c.id)
        )
    ),
    "a plain table inside a subquery": lambda s: s.scalar(
        select(func.count()).select_from(select(func.count()).select_from(TABLE).subquery())
    ),
    "a join to a plain table": lambda s: s.scalar(
        select(func.count()).select_from(Compartment).join(TABLE, literal(True))
    ),
    "the audit log, by entity": lambda s: s.scalars(select(AuditEntry)).all(),
    "the audit log, beside an entity": lambda s: s.scalars(
        select(Person.id).where(exists().where(AuditEntry.subject_id == Person.id))
    ).all(),
    "a union with a plain select": lambda s: s.scalars(union_all(select(Person.id), select(TABLE.c.id))).all(),
    "the session's own connection": lambda s: s.connection().execute(text("select id from person")).all(),
    "the session's own connection, by entity": lambda s: s.connection().execute(select(Person.id)).all(),
    "the driver itself": lambda s: s.connection().exec_driver_sql("select id from person").all(),
    "the audit log": lambda s: s.connection().execute(text("select * from audit_entry")).all(),
    "the data keys": lambda s: s.connection().execute(text("select * from data_key")).all(),
}


@pytest.mark.parametrize("way", REFUSED)
def test_a_read_that_does_not_ask_the_rule_is_refused(handler: Unit, way: str) -> None:
    with pytest.raises(Unscoped):
        REFUSED[way](handler.session)


other = aliased(Person)
SCOPED = {
    "by entity": lambda s: s.scalars(select(Person.id)).all(),
    "an alias": lambda s: s.scalars(select(other.id)).all(),
    "a subquery": lambda s: s.scalars(select(select(Person.id).subquery().c.id)).all(),
    "a common table expression": lambda s: s.scalars(select(select(Person.id).cte().c.id)).all(),
    "a join with an explicit ON": lambda s: s.scalars(
        select(Person.id).join(Compartment, Compartment.id == Person.compartment_id)
    ).all(),
    "a union by entity": lambda s: s.scalars(union_all(select(Person.id), select(other.id).where(False))).all(),
    "in_ of an entity's subquery": lambda s: s.scalars(select(Person.id).where(Person.id.in_(select(other.id)))).all(),
}


@pytest.mark.parametrize("way", SCOPED)
def test_a_read_by_entity_gives_only_what_is_visible(handler: Unit, scene: Scene, way: str) -> None:
    found = SCOPED[way](handler.session)
    assert len(found) == 1
    assert scene.hidden_person not in found


ASKED = {
    "exists": lambda wanted: exists().where(wanted),
    "a correlated exists": lambda wanted: exists().where(Person.compartment_id == Compartment.id, wanted),
    "a select's exists": lambda wanted: select(Person.id).where(wanted).exists(),
    "an exists of one": lambda wanted: exists(select(literal(1)).select_from(Person).where(wanted)),
    "a scalar count": lambda wanted: select(func.count()).select_from(Person).where(wanted).scalar_subquery() > 0,
    "a scalar count without a FROM": lambda wanted: select(func.count()).where(wanted).scalar_subquery() > 0,
    "an in_": lambda wanted: Compartment.id.in_(select(Person.compartment_id).where(wanted)),
    "an alias": lambda wanted: exists().where(other.id == Person.id, wanted),
}


@pytest.mark.parametrize("way", ASKED)
def test_a_question_does_not_tell_about_a_hidden_row(handler: Unit, scene: Scene, way: str) -> None:
    def compartments_if(wanted: Any) -> list[uuid.UUID]:
        return list(handler.session.scalars(select(Compartment.id).where(ASKED[way](wanted))))

    assert scene.open_id in compartments_if(Person.compartment_id == scene.open_id)
    assert compartments_if(Person.compartment_id == scene.hidden_id) == []


def test_writing_outside_a_command_is_refused(handler: Unit) -> None:
    person = handler.session.scalars(select(Person)).one()
    person.role = "witness"
    with pytest.raises(WriteOutsideCommand):
        handler.session.flush()


def test_a_bulk_write_of_protected_rows_is_refused_even_in_a_command(scene: Scene) -> None:
    for statement in (update(Person).values(role="witness"), delete(Person), insert(Person).values(role="witness")):
        with scene.handler() as unit, pytest.raises(Unscoped):
            write_anything(unit, None, work=lambda u, it=statement: u.session.execute(it))


def test_insert_from_select_is_refused(scene: Scene) -> None:
    copied = insert(Person).from_select(
        ["id", "version", "compartment_id", "role", "age_band", "still_there"],
        select(
            TABLE.c.compartment_id, literal(1), literal(scene.open_id, TABLE.c.compartment_id.type), TABLE.c.role,
            TABLE.c.age_band, TABLE.c.still_there,
        ),
    )  # fmt: skip
    with scene.handler() as unit, pytest.raises(Unscoped):
        write_anything(unit, None, work=lambda u: u.session.execute(copied))
    plain = "insert into person (id, version, compartment_id, role, age_band, still_there) select id, 1, id, 'x', 'x', 'x' from person"
    with scene.handler() as unit, pytest.raises(Unscoped):
        write_anything(unit, None, work=lambda u: u.session.connection().exec_driver_sql(plain))


def test_a_row_cannot_be_put_into_a_hidden_compartment(scene: Scene) -> None:
    def plant(unit: Unit) -> None:
        unit.session.add(Person(compartment_id=scene.hidden_id, role="witness", age_band="adult"))

    with scene.handler() as unit, pytest.raises(HiddenCompartment):
        write_anything(unit, None, work=plant)


def test_a_row_cannot_be_moved_to_a_hidden_compartment(scene: Scene) -> None:
    def move(unit: Unit) -> None:
        unit.session.scalars(select(Person)).one().compartment_id = scene.hidden_id

    with scene.handler() as unit, pytest.raises(HiddenCompartment):
        write_anything(unit, None, work=move)


def test_what_wider_authority_loaded_is_not_reachable_from_a_persons_unit(scene: Scene) -> None:
    wider = Actor(Authority.JOB, scene.services.clock.now())
    with Unit(scene.services, wider) as job:
        assert job.session.get(Person, scene.hidden_person) is not None
        job.session.commit()
    with scene.handler() as unit:
        assert unit.session.get(Person, scene.hidden_person) is None
        assert unit.session is not job.session


def test_the_actor_of_a_unit_cannot_be_widened_by_a_person(handler: Unit) -> None:
    with pytest.raises(AttributeError):
        handler.actor.teams = (uuid.uuid4(),)  # type: ignore[misc]


def test_a_row_cannot_be_refreshed_after_its_grant_ended(scene: Scene) -> None:
    with scene.handler() as unit:
        person = unit.session.scalars(select(Person)).one()
        unit.session.commit()
        with scene.given.as_("priya") as officer:
            compartment = officer.session.get(Compartment, scene.open_id)
            end_grant(officer, compartment, grant=officer.session.get(Grant, scene.grant_id))
    with scene.handler() as later:
        later.session.add(person)
        with pytest.raises(InvalidRequestError):
            later.session.refresh(person)


def test_attributes_expired_after_a_grant_ended_do_not_come_back(scene: Scene) -> None:
    with scene.handler() as unit:
        person = unit.session.scalars(select(Person)).one()
        unit.session.expunge(person)
    with scene.given.as_("priya") as officer:
        end_grant(
            officer, officer.session.get(Compartment, scene.open_id), grant=officer.session.get(Grant, scene.grant_id)
        )
    with scene.handler() as later:
        later.session.add(person)
        later.session.expire(person)
        with pytest.raises(InvalidRequestError):
            _ = person.role


def test_a_hidden_row_written_by_core_around_the_flush_is_refused(scene: Scene) -> None:
    values = {
        "id": uuid.uuid4(),
        "version": 1,
        "compartment_id": scene.hidden_id,
        "role": "x",
        "age_band": "x",
        "still_there": "x",
    }
    with scene.handler() as unit, pytest.raises(Unscoped):
        write_anything(unit, None, work=lambda u: u.session.connection().execute(insert(TABLE).values(**values)))


def test_the_guard_is_on_every_engine_but_the_migrations(services: Services, plain_engine: Engine) -> None:
    with services.engine.connect() as connection, pytest.raises(Unscoped):
        connection.execute(text("select count(*) from person"))
    with plain_engine.connect() as connection:
        assert connection.execute(text("select count(*) from person")).scalar() == 0
