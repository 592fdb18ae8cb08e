"""The database: engine, base class, types. Portable between SQLite and PostgreSQL."""

import datetime as dt
import select
import sqlite3
import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

import psycopg
from sqlalchemy import (
    ARRAY,
    Boolean,
    DateTime,
    Dialect,
    Engine,
    LargeBinary,
    MetaData,
    Table,
    Uuid,
    any_,
    bindparam,
    create_engine,
    event,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.sql import coercions, roles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeDecorator
from uuid_utils.compat import uuid7

from serac.core.clock import UTC

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> uuid.UUID:
    """A new identifier that sorts by the time it was made (UUID version 7)."""
    return uuid7()


MOST_PREPARED = 500
"""Statements a connection to PostgreSQL keeps prepared: about as many as all pages together ask."""


class BlobId(TypeDecorator[uuid.UUID]):
    """An identifier as sixteen bytes on SQLite, so that it sorts as PostgreSQL's uuid does."""

    impl, cache_ok = LargeBinary(16), True

    def process_bind_param(self, value: uuid.UUID | None, dialect: Dialect) -> bytes | None:
        return None if value is None else value.bytes

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> uuid.UUID | None:
        return None if value is None else uuid.UUID(bytes=value)


Id = Uuid().with_variant(BlobId(), "sqlite")


class Moment(TypeDecorator[dt.datetime]):
    """An aware time, stored without zone in UTC. A naive time is refused."""

    impl, cache_ok = DateTime(timezone=False), True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class among(ColumnElement[bool]):  # noqa: N801  a function of SQL, as `func` and `case` are
    """Whether an id is one of those given: among(Case.id, "asked"), executed with {"asked": [ids]}.

    PostgreSQL takes them as one array, so that the statement is the same however many there are: prepared once, not once a number.

    Args:
        column: of ids.
        parameter: the name they are given by.
        given: finds them at each execution, for a parameter no caller gives.
    """

    inherit_cache = True
    type = Boolean()
    _traverse_internals: Any = (
        ("column", InternalTraversal.dp_clauseelement),
        ("parameter", InternalTraversal.dp_string),
    )

    def __init__(self, column: Any, parameter: str, given: Callable[[], Sequence[uuid.UUID]] | None = None) -> None:
        self.column, self.parameter, self.given = (
            coercions.expect(roles.ExpressionElementRole, column),
            parameter,
            given,
        )


@compiles(among)
def _write_among(element: Any, compiler: Any, **options: Any) -> str:
    ids = bindparam(element.parameter, type_=Id, expanding=True, callable_=element.given)
    return str(compiler.process(element.column.in_(ids), **options))


@compiles(among, "postgresql")
def _write_among_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    ids = bindparam(element.parameter, type_=ARRAY(Uuid()), callable_=element.given)
    return str(compiler.process(element.column == any_(ids), **options))


class Base(DeclarativeBase):
    """Every table. Rows get their id when made, so that what is encrypted can be bound to it."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {uuid.UUID: Id, dt.datetime: Moment(), bytes: LargeBinary()}

    def __init__(self, **values: Any) -> None:
        first = {name: values.pop(name) for name in ("id", "compartment_id") if name in values}
        if hasattr(type(self), "id") and "id" not in first:
            first["id"] = new_id()
        for name, value in (first | values).items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no {name}")
            setattr(self, name, value)

    def __repr__(self) -> str:  # ids only: a row must not print a person into a log
        return f"<{type(self).__name__} {self.__dict__.get('id', '')}>"


def table_of(model: type[Base]) -> Table:
    """The table of a mapped class, for the few statements that are written without the ORM."""
    return cast("Table", model.__table__)


class Keyed:
    """A row with an id of its own."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)


class Versioned:
    """A row that a form can change: the form carries the version it was shown.

    Two forms are told apart by `check_version`; two transactions at once by the database: an update names the version it
    read, and finds no row if somebody moved it on meanwhile (StaleDataError, which a command answers as Conflict).
    """

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version, "version_id_generator": False}


def make_engine(url: str | URL, **options: Any) -> Engine:
    """An engine with the settings the service depends on.

    SQLite: write-ahead log, FULL sync, foreign keys, and every transaction begins IMMEDIATE (deferred ones lose updates
    silently). PostgreSQL: one plan for every actor, and no parallel workers for a page's small statements.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, **options)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        return engine
    arguments = {
        "options": "-c plan_cache_mode=force_generic_plan -c max_parallel_workers_per_gather=0 -c timezone=UTC",
        "prepare_threshold": 1,
        "connect_timeout": 5,
    }
    engine = create_engine(address, connect_args=arguments, **options)
    event.listen(engine, "connect", _keep_statements)
    event.listen(engine, "checkout", _check_it_answers)
    return engine


def _keep_statements(connection: Any, _: object) -> None:
    connection.prepared_max = MOST_PREPARED


def _check_it_answers(connection: Any, *_: object) -> None:
    """Before a pooled connection is used again: has the server hung up meanwhile? A fresh one is then made.

    A server that goes away says so, and that can be seen without asking it anything; only a connection with something
    to read is asked. (Asking each time would be one trip to the database more for every page.)
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN | select.POLLERR | select.POLLHUP)
    if not waiting.poll(0):
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error:
        raise DisconnectionError from None


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin event speaks for us
    for setting in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=20000",
        "cache_size=-65536",
    ):
        connection.execute(f"PRAGMA {setting}")
