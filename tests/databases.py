"""A fresh database for every test, quickly: emptied and filled again instead of made anew.

Making a PostgreSQL database takes half a second, and building a partnership with its people through commands as long
again. So each process keeps one PostgreSQL database, and what has been built once is kept as rows (PostgreSQL) or as a
file (SQLite), and put back for the next test that starts from the same place.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from abc import ABC, abstractmethod
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from serac.core import schema
from tests.servers import create_database, drop_database, libpq

SHAPE = """
SELECT md5(string_agg(c.relname || '.' || a.attname || ' ' || a.atttypid || ' ' || a.attnotnull, ',' ORDER BY c.relname, a.attnum))
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped AND a.attnum > 0
"""
VACUUM_EVERY = 40
"""Rows that were deleted are still read past; so many tests later they are swept up."""

Rows = dict[str, bytes]


class Database(ABC):
    """One database that holds what the test that runs now has put there."""

    url: str

    @abstractmethod
    def keep(self, name: str) -> None:
        """Remember everything in it under a name."""

    @abstractmethod
    def put_back(self, name: str) -> None:
        """Make it hold what was kept under this name, and nothing else."""

    @abstractmethod
    def keeps(self, name: str) -> bool:
        """Is anything kept under this name?"""

    def away(self) -> None:  # noqa: B027  a file needs nothing
        """The test is over."""


class SqliteDatabase(Database):
    """A file in the test's own folder; what is kept are files too."""

    def __init__(self, folder: Path, kept: Path) -> None:
        self.file, self._kept = folder / "serac.db", kept
        self.url = f"sqlite:///{self.file}"

    def keeps(self, name: str) -> bool:
        return (self._kept / name).exists()

    def keep(self, name: str) -> None:
        with closing(sqlite3.connect(self.file)) as here, closing(sqlite3.connect(self._kept / name)) as there:
            here.backup(there)

    def put_back(self, name: str) -> None:
        if not self.file.exists():
            shutil.copy(self._kept / name, self.file)
            return
        with closing(sqlite3.connect(self._kept / name)) as there, closing(sqlite3.connect(self.file)) as here:
            there.backup(here)


class PostgresDatabase(Database):
    """One database for all tests of this process; what is kept are rows in memory."""

    def __init__(self, server: str, worker: str) -> None:
        self._server, self._name = server, f"test_{worker}_{os.getpid()}"
        self._kept: dict[str, Rows] = {}
        self._used = 0
        self._make()

    def _make(self) -> None:
        self.url = create_database(self._server, self._name)
        self._address = libpq(make_url(self.url))
        schema.upgrade(self.url)
        with psycopg.connect(self._address) as connection:
            names = connection.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            ).fetchall()
            self._tables = [str(row[0]) for row in names]
            self._shape = connection.execute(SHAPE).fetchone()

    def keeps(self, name: str) -> bool:
        return name in self._kept

    def keep(self, name: str) -> None:
        rows: Rows = {}
        with psycopg.connect(self._address) as connection, connection.cursor() as cursor:
            for table in self._tables:
                with cursor.copy(sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(sql.Identifier(table))) as copy:
                    rows[table] = b"".join(bytes(part) for part in copy)
        empty = min((len(data) for data in rows.values()), default=0)  # a head and an end, and no row between them
        self._kept[name] = {table: data for table, data in rows.items() if len(data) > empty}

    def put_back(self, name: str) -> None:
        with psycopg.connect(self._address) as connection, connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # no foreign keys, no triggers while it is filled
            cursor.execute(
                sql.SQL(";").join(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in self._tables)
            )
            for table, data in self._kept[name].items():
                with cursor.copy(sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(sql.Identifier(table))) as copy:
                    copy.write(data)

    def away(self) -> None:
        """End what is still connected; made anew where the test changed the tables themselves."""
        self._used += 1
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            changed = connection.execute(SHAPE).fetchone() != self._shape
            if not changed and self._used % VACUUM_EVERY == 0:
                connection.execute("VACUUM")
        if changed:
            self._make()

    def drop(self) -> None:
        """The run is over."""
        drop_database(self._server, self._name)
