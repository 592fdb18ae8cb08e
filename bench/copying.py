"""Rows into PostgreSQL by COPY, many at a time, straight into the tables the migrations made."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg
from psycopg import sql

AT_A_TIME = 20_000


class Copying:
    """Takes rows for any number of tables and writes them in blocks, always in the order of `tables`, parents first."""

    def __init__(self, connection: psycopg.Connection[Any], tables: tuple[Any, ...]) -> None:
        self._connection = connection
        self._columns = {table.__tablename__: list(table.__table__.c.keys()) for table in tables}
        self._defaults = {table.__tablename__: _defaults(table) for table in tables}
        self._rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in self._columns}
        self.written = dict.fromkeys(self._columns, 0)

    def add(self, model: Any, **values: Any) -> None:
        """One row; what has no value is as the model has it, or null."""
        name = model.__tablename__
        values = self._defaults[name] | values
        rows = self._rows[name]
        rows.append(tuple(map(values.get, self._columns[name])))
        if len(rows) >= AT_A_TIME:
            self.flush()

    def add_tokens(self, model: Any, hashes: frozenset[int], compartment_id: uuid.UUID, subject_id: uuid.UUID) -> None:
        """Many tokens of one subject: by far the most rows, so without names."""
        if self._columns[model.__tablename__] != ["hash", "compartment_id", "subject_id"]:
            raise ValueError("the columns of the tokens have changed")
        self._rows[model.__tablename__] += [(each, compartment_id, subject_id) for each in hashes]

    def flush(self) -> None:
        """Write whatever waits."""
        for name, rows in self._rows.items():
            if not rows:
                continue
            columns = sql.SQL(", ").join(map(sql.Identifier, self._columns[name]))
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), columns)
            with self._connection.cursor().copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
            self.written[name] += len(rows)
            rows.clear()


def _defaults(table: Any) -> dict[str, Any]:
    """What a column holds where nobody says."""
    columns = table.__table__.c
    return {column.key: column.default.arg for column in columns if column.default and column.default.is_scalar}
