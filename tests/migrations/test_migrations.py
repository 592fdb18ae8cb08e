"""The migrations make exactly the tables of the models, on both databases, and can be taken back with data in them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, select, text

from serac.access.roles import Role
from serac.core import schema
from serac.core.audit_log import CHAINS, GENESIS, ChainHead
from serac.core.database import Base, make_engine
from tests.given import Given
from tests.migrations.rows import fill, import_models
from tests.servers import create_database, drop_database

VERSION_TABLE = "alembic_version"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server, name = request.getfixturevalue("postgres_server"), f"test_{uuid.uuid4().hex[:16]}"
    yield create_database(server, name)
    drop_database(server, name)


@pytest.fixture
def empty(empty_url: str) -> Iterator[Engine]:
    import_models()
    engine = make_engine(empty_url)
    yield engine
    engine.dispose()


def revisions() -> list[str]:
    scripts = ScriptDirectory.from_config(schema._config())
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


def described(engine: Engine) -> dict[str, object]:
    """Everything the database says about its tables, in an order of our own."""
    found = inspect(engine)
    return {name: _table(found, name) for name in sorted(found.get_table_names()) if name != VERSION_TABLE}


def _table(found, name: str) -> dict[str, object]:
    columns = {c["name"]: (str(c["type"]), c["nullable"], c["default"]) for c in found.get_columns(name)}
    keys = found.get_pk_constraint(name)
    return {
        "columns": columns,
        "primary key": (keys["name"], keys["constrained_columns"]),
        "foreign keys": sorted(map(str, found.get_foreign_keys(name))),
        "unique": sorted((c["name"], c["column_names"]) for c in found.get_unique_constraints(name)),
        "checks": sorted((c["name"], c["sqltext"]) for c in found.get_check_constraints(name)),
        "indexes": sorted(
            (i["name"], i["column_names"], i["unique"], sorted((k, str(v)) for k, v in i["dialect_options"].items()))
            for i in found.get_indexes(name)
        ),
    }


def contents(engine: Engine, *, of: set[str] | None = None) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=str)
            for table in Base.metadata.sorted_tables
            if of is None or table.name in of
        }


def tables_in(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {VERSION_TABLE}


def test_there_is_one_line_of_migrations_in_the_order_of_their_numbers():
    scripts = ScriptDirectory.from_config(schema._config())
    assert len(scripts.get_heads()) == 1
    names = revisions()
    assert names == sorted(names)
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert {path.stem for path in (schema.MIGRATIONS / "versions").glob("*.py")} == set(names)


def test_the_migrations_make_exactly_the_tables_of_the_models(empty, empty_url):
    Base.metadata.create_all(empty)
    by_models = described(empty)
    Base.metadata.drop_all(empty)
    schema.upgrade(empty_url)
    assert described(empty) == by_models
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_index_of_grants_that_stand_on_no_agreement_is_a_partial_one(empty, empty_url):
    schema.upgrade(empty_url)
    indexes = {index["name"]: index for index in inspect(empty).get_indexes("access_grant")}
    condition = indexes["grant_unparted"]["dialect_options"][f"{empty.dialect.name}_where"]
    assert "party_id IS NULL" in str(condition)


def test_an_empty_audit_log_has_a_head_for_each_chain(empty, empty_url):
    schema.upgrade(empty_url)
    with empty.connect() as connection:
        heads = connection.execute(select(ChainHead.__table__)).all()
    assert sorted(heads) == [(chain, 0, GENESIS) for chain in range(CHAINS)]


def test_every_table_takes_a_row_and_gives_it_back(empty, empty_url):
    schema.upgrade(empty_url)
    with empty.begin() as connection:
        made = fill(connection)
    kept = contents(empty)
    for name, row in made.items():
        assert list(map(str, row.values())) in [list(map(str, each)) for each in kept[name]], name


def test_each_migration_taken_back_removes_its_own_tables_and_leaves_the_rows_of_the_others(empty, empty_url):
    before: dict[str, set[str]] = {}
    for name in revisions():
        before[name] = tables_in(empty)
        schema.upgrade(empty_url, name)
    with empty.begin() as connection:
        fill(connection)
    for name in reversed(revisions()):
        rows = contents(empty, of=before[name])
        previous = revisions()[revisions().index(name) - 1] if before[name] else "base"
        schema.downgrade(empty_url, previous)
        assert tables_in(empty) == before[name], name
        assert contents(empty, of=before[name]) == rows, name
    assert tables_in(empty) == set()


def test_up_down_and_up_again_with_what_a_partnership_holds(services, database_url, plain_engine):
    given = Given(services)
    given.agency("team", "council.modern_slavery")
    given.member("ann", "team", Role.COORDINATOR)
    given.agreement("team")
    made = described(plain_engine)
    with plain_engine.begin() as connection:
        for table in ("access_grant", "notice"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) is not None
    agencies = contents(plain_engine, of={"agency", "member", "appointment", "agreement", "agreement_party"})
    assert all(agencies.values())
    schema.downgrade(database_url, "0002_agreements")
    schema.upgrade(database_url)
    assert described(plain_engine) == made
    assert contents(plain_engine, of=set(agencies)) == agencies
    schema.downgrade(database_url, "base")
    schema.upgrade(database_url)
    assert described(plain_engine) == made
    assert not any(contents(plain_engine, of=set(agencies)).values())


def test_a_migration_that_fails_leaves_everything_as_it_was(empty, empty_url, monkeypatch):
    schema.upgrade(empty_url, "0002_agreements")
    made = described(empty)
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE data_key (in_the_way INTEGER)"))
    with pytest.raises(Exception, match="data_key"):
        schema.upgrade(empty_url)
    with empty.begin() as connection:
        connection.execute(text("DROP TABLE data_key"))
    assert described(empty) == made
    assert schema.current(empty) == "0002_agreements"


def test_migrating_again_does_nothing(empty, empty_url):
    schema.upgrade(empty_url)
    made = described(empty)
    schema.upgrade(empty_url)
    assert described(empty) == made
    assert schema.current(empty) == schema.head()
    assert all(each.done and each.summary for each in schema.status(empty_url))


def test_the_status_of_an_empty_database_says_that_nothing_is_done(empty_url):
    assert [each.name for each in schema.status(empty_url)] == revisions()
    assert not any(each.done for each in schema.status(empty_url))


def test_times_are_stored_to_the_microsecond_without_a_zone(empty, empty_url):
    schema.upgrade(empty_url)
    moment = dt.datetime(2026, 3, 5, 9, 0, 0, 123456, tzinfo=dt.UTC)
    lease = Base.metadata.tables["lease"]
    with empty.begin() as connection:
        connection.execute(lease.insert(), {"name": "x", "holder": "y", "until": moment})
        assert connection.scalar(select(lease.c.until)) == moment
        assert str(connection.scalar(text("SELECT until FROM lease"))).startswith("2026-03-05 09:00:00.123456")
