"""The PostgreSQL server of a run and the databases on it: commits to disk, as the service's own would."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.engine import make_url

from serac.core import schema
from serac.core.crypto import Secrets
from tests.servers import create_database, libpq, start_postgres

KEPT = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
}
"""What a service's own server would say, but for checkpoints, which are kept out of the minutes that are timed."""
MOST_BUFFERS = 2048
SHOWN = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")


def key(name: str) -> bytes:
    """A key of the benchmark: fixed, so that a database kept from one run is readable in the next. It protects nobody."""
    return hashlib.sha256(f"serac benchmark {name}".encode()).digest()


SECRETS = Secrets(key("data"), key("index"), key("audit"), key("secret").hex().encode())


def _buffers() -> str:
    """A quarter of this machine's memory, at most 2 GB."""
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return f"{max(128, min(MOST_BUFFERS, megabytes // 4))}MB"


@contextmanager
def server() -> Iterator[str]:
    """The address of a server: the one named in SERAC_TEST_POSTGRES_URL, else one of our own until the block ends."""
    with start_postgres({**KEPT, "shared_buffers": _buffers()}) as url:
        yield url


def settings_of(url: str) -> dict[str, str]:
    """What the server says of itself."""
    with psycopg.connect(libpq(make_url(url))) as connection:
        found = {name: connection.execute(f"SHOW {name}").fetchone() for name in SHOWN}
    return {name: str(row[0]) for name, row in found.items() if row}


def made_for(url: str, name: str) -> str:
    """What a database on the server was made for, or nothing where there is none: the comment we left on it."""
    with psycopg.connect(libpq(make_url(url)), autocommit=True) as connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
    return str(found[0] or "") if found else ""


def address(url: str, name: str) -> str:
    """The address of a database on the server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def mark(url: str, words: str) -> None:
    """Leave a comment on a database that says what it was made for."""
    address = make_url(url)
    with psycopg.connect(libpq(address), autocommit=True) as connection:
        comment = psycopg.sql.SQL("COMMENT ON DATABASE {} IS {}")
        connection.execute(comment.format(psycopg.sql.Identifier(address.database or ""), psycopg.sql.Literal(words)))


def empty_database(url: str, name: str) -> str:
    """A new, empty database."""
    return create_database(url, name)


def database_with_tables(url: str, name: str) -> str:
    """A new database with the tables that the migrations make."""
    made = create_database(url, name)
    schema.upgrade(made)
    return made
