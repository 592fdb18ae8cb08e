"""The tables: made and changed by migrations/, in one transaction, by one process at a time, unguarded."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event

from serac.core.database import make_engine

MIGRATIONS = Path(__file__).parents[2] / "migrations"
_ALONE = 0x5E4AC  # the number of our advisory lock on PostgreSQL


class BrokenReferences(Exception):
    """A migration would leave rows that point at nothing; it was undone."""


@dataclass(frozen=True)
class Revision:
    """One migration, in order. `done`: this database has it."""

    name: str
    summary: str
    done: bool


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("prepend_sys_path", str(MIGRATIONS.parent))
    config.set_main_option("path_separator", "newline")
    return config


def head() -> str:
    """The newest migration there is."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    return found or ""


def current(engine: Engine) -> str:
    """The newest migration this database has; empty where it has none."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def status(url: str) -> list[Revision]:
    """Every migration, oldest first, and whether the database has it."""
    scripts = ScriptDirectory.from_config(_config())
    engine = make_engine(url)
    done = {each.revision for each in scripts.iterate_revisions(current(engine) or "base", "base")}
    engine.dispose()
    return [Revision(s.revision, s.doc, s.revision in done) for s in reversed(list(scripts.walk_revisions()))]


def upgrade(url: str, to: str = "head") -> None:
    """Make or change the tables, up to a migration. All of it or nothing."""
    with _alone(url) as connection:
        command.upgrade(_config(connection), to)


def downgrade(url: str, to: str) -> None:
    """Take migrations back, down to one (`base`: all of them, with everything in the tables)."""
    with _alone(url) as connection:
        command.downgrade(_config(connection), to)


@contextmanager
def _alone(url: str) -> Iterator[Connection]:
    """A connection in a transaction that no other migration shares; on SQLite rows may move without their parents."""
    engine = make_engine(url)
    try:
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _without_foreign_keys)
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ALONE})")
            yield connection
            if engine.dialect.name == "sqlite":
                _check_references(connection)
    finally:
        engine.dispose()


def _without_foreign_keys(connection: Any, _: object) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")  # a table made anew is dropped first; checked before the commit


def _check_references(connection: Connection) -> None:
    broken = sorted({str(row[0]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")})
    if broken:
        raise BrokenReferences(", ".join(broken))
