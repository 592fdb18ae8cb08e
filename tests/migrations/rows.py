"""One row for every table, made from the types of its columns, whatever the features can do so far."""

from __future__ import annotations

import datetime as dt
import importlib
import itertools
import pkgutil
import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Connection, Date, Integer, LargeBinary, Table, Text

import serac
from serac.core.database import Base, Moment

SINCE, UNTIL = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2026, 12, 31, tzinfo=dt.UTC)
# What a check of the table asks for, beyond the types of its columns.
ASKED: dict[str, dict[str, Any]] = {
    "access_grant": {"gateway": "controller", "party_id": None, "override_id": None},
    "agency_flag": {"flag": "first_responder"},
    "case_action": {"refused_due_at": None},
    "compartment": {"follows": False},
    "appointment": {"agency_id": None, "role": "coordinator"},
}
WRITTEN_BY_THE_MIGRATION = {"chain_head"}
_numbers = itertools.count(1)


def import_models() -> None:
    """Every module that may hold a table, so that Base.metadata is whole."""
    for module in pkgutil.walk_packages(serac.__path__, "serac."):
        parts = module.name.split(".")
        if parts[1] == "core" or "models" in parts:
            importlib.import_module(module.name)


def fill(connection: Connection) -> dict[str, dict[str, Any]]:
    """Put one row into every table, parents first; gives the rows by table."""
    made: dict[str, dict[str, Any]] = {}
    for table in _tables():
        made[table.name] = {column.name: _value(table, column, made) for column in table.columns}
        connection.execute(table.insert(), made[table.name])
    return made


def _tables() -> Iterator[Table]:
    import_models()
    return (table for table in Base.metadata.sorted_tables if table.name not in WRITTEN_BY_THE_MIGRATION)


def _value(table: Table, column: Column[Any], made: dict[str, dict[str, Any]]) -> Any:
    asked = ASKED.get(table.name, {})
    if column.name in asked:
        return asked[column.name]
    for key in column.foreign_keys:
        if key.column.table.name in made:
            return made[key.column.table.name][key.column.name]
        if column.nullable:
            return None
    return _by_type(column)


def _by_type(column: Column[Any]) -> Any:
    if column.name in {"since", "until"}:
        return SINCE if column.name == "since" else UNTIL
    number = next(_numbers)
    values: tuple[tuple[type[Any], Any], ...] = (
        (Moment, SINCE),
        (Date, SINCE.date()),
        (Boolean, True),
        (JSON, ["code"]),
        (BigInteger, number + 2**40),
        (Integer, number),
        (LargeBinary, number.to_bytes(32, "big")),
        (Text, f"text {number}"),
    )
    for kind, value in values:
        if isinstance(column.type, kind):
            return value
    return uuid.uuid4()
