"""Somebody who has the database, and not the keys, learns no name, number, address or account from it."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from sqlalchemy import MetaData, inspect, select, text, update

from serac.alerts.models import Alert
from serac.alerts.queries import find_alert
from serac.cases.models import Case
from serac.core.crypto import Tampered
from serac.core.database import Base
from serac.core.keys import DataKey
from serac.entities.models import Person, Place
from serac.entities.queries import list_people
from tests.raising import PLANTED, county, opened, raised, share

PIECES = sorted(
    {
        *PLANTED.values(),
        "Zdravka",
        "Petkanova",
        "960417",
        "Quillback",
        "ZZ61QRV",
        "ZZ94QX",
        "1632960417",
        "mattresses",
        "Hana",
    }
)


def everything(engine) -> bytes:
    """Every value of every column of every table, as a dump would hold it, text and bytes alike."""
    meta = MetaData()
    meta.reflect(engine)
    found = []
    with engine.connect() as connection:
        for table in meta.sorted_tables:
            for row in connection.execute(select(table)):
                for value in row:
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    found += [raw, base64.b64encode(raw)]
    return b"\n".join(found)


def test_a_dump_holds_none_of_the_planted_names_phones_addresses_plates_or_narratives(
    given, plain_engine, database_url
):
    county(given)
    raised(given, attachment=("statement.txt", PLANTED["narrative"].encode()))
    case = opened(given, summary=PLANTED["narrative"], title=PLANTED["name"])
    share(given, case)
    dump = everything(plain_engine)
    if database_url.startswith("sqlite"):
        file = Path(database_url.removeprefix("sqlite:///"))
        dump += b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert b"alert" in dump
    lowered = dump.lower()
    for piece in PIECES:
        for form in (piece, piece.replace(" ", "")):
            assert form.lower().encode() not in lowered
            assert form.encode("utf-16-le") not in dump


def test_every_table_was_looked_at(plain_engine):
    assert set(Base.metadata.tables) <= set(inspect(plain_engine).get_table_names())


def test_a_sealed_value_moved_to_another_row_is_refused(given, plain_engine):
    county(given)
    alert = raised(given, people=[{"name": "One"}, {"name": "Two"}])
    with given.as_("priya") as unit:
        one, two = list_people(unit, alert.compartment_id)
        ids = one.id, two.id
    _copy(plain_engine, Person, "name_sealed", *ids)
    with given.as_("priya") as unit, pytest.raises(Tampered):
        _ = [person.name for person in list_people(unit, alert.compartment_id)]


def test_a_sealed_value_moved_to_another_column_is_refused(given, plain_engine):
    county(given)
    alert = raised(given)
    table = Alert.__table__
    with plain_engine.begin() as connection:
        connection.execute(update(table).where(table.c.id == alert.id).values(where_sealed=table.c.when_sealed))
    with given.as_("priya") as unit, pytest.raises(Tampered):
        _ = find_alert(unit, alert.reference).where


def test_a_sealed_value_moved_to_another_compartment_is_refused(given, plain_engine):
    county(given)
    alert, case = raised(given), opened(given)
    table = Place.__table__
    with plain_engine.begin() as connection:
        connection.execute(update(table).values(compartment_id=case.compartment_id))
    with given.as_("priya") as unit:
        place = unit.session.scalars(select(Place).where(Place.compartment_id == case.compartment_id)).one()
        with pytest.raises(Tampered):
            _ = place.address
    assert alert.compartment_id != case.compartment_id


def test_a_data_key_given_to_another_compartment_is_refused(given, plain_engine):
    county(given)
    one, two = opened(given), opened(given)
    table = DataKey.__table__
    with plain_engine.begin() as connection:
        wrapped = connection.scalar(select(table.c.wrapped).where(table.c.compartment_id == one.compartment_id))
        moved = update(table).where(table.c.compartment_id == two.compartment_id).values(wrapped=wrapped)
        connection.execute(moved)
    with given.as_("priya") as unit, pytest.raises(Tampered):
        _ = unit.session.scalars(select(Case).where(Case.id == two.id)).one().title


def _copy(engine, model, column: str, source, target) -> None:
    table = model.__table__
    with engine.begin() as connection:
        value = connection.scalar(select(table.c[column]).where(table.c.id == source))
        connection.execute(update(table).where(table.c.id == target).values({column: value}))


def test_the_tests_database_is_not_empty(plain_engine):
    with plain_engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM chain_head")) == 16
