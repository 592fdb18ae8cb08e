"""Reading the audit log. One statement, which reaches no other protected table; its caller says who may read what.

Only serac.audit imports this (a test holds it): every other feature writes to the log and never reads it.
"""

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Result, Select, select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import TableClause

from serac.core.audit_log import AuditEntry
from serac.core.need_to_know import Unscoped, name_statement, protected_tables

LOG = AuditEntry.metadata.tables[AuditEntry.__tablename__]
"""The log's table: for the conditions handed to `entries`."""
_NAMED = name_statement("audit.read", "the log is scoped by the audit feature, which says whose which entries are")
_COLUMNS = (
    LOG.c.id, LOG.c.at, LOG.c.authority, LOG.c.member_id, LOG.c.event, LOG.c.compartment_id, LOG.c.subject_kind,
    LOG.c.subject_id, LOG.c.detail, LOG.c.oversight, LOG.c.chain, LOG.c.place,
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One entry as it is read back. `detail` holds codes, field names and ids."""

    id: uuid.UUID
    at: dt.datetime
    authority: str
    member_id: uuid.UUID
    event: str
    compartment_id: uuid.UUID | None
    subject_kind: str
    subject_id: uuid.UUID | None
    detail: dict[str, Any]
    oversight: bool
    chain: int
    place: int


def entries(session: Session, *where: ColumnElement[bool], most: int) -> list[Line]:
    """Entries for which all of `where` holds, newest first (by time, then id), no more than `most`.

    Raises:
        Unscoped: a condition looks into another protected table.
    """
    statement = select(*_COLUMNS).where(*where).order_by(LOG.c.at.desc(), LOG.c.id.desc()).limit(most)
    return [Line(**{**row._asdict(), "detail": json.loads(row.detail)}) for row in _execute(session, statement)]


def distinct(session: Session, column: ColumnElement[Any], *where: ColumnElement[bool]) -> frozenset[Any]:
    """The different values of one column among the entries for which all of `where` holds. Raises as `entries`."""
    return frozenset(row[0] for row in _execute(session, select(column).where(*where).distinct()))


def _execute(session: Session, statement: Select[Any]) -> Result[Any]:
    tables = {element.name for element in visitors.iterate(statement) if isinstance(element, TableClause)}
    others = tables & protected_tables() - {LOG.name}
    if others:
        raise Unscoped(f"the log's statement looks into {', '.join(sorted(others))}")
    return session.execute(statement, execution_options=_NAMED)


def before(at: dt.datetime, entry_id: uuid.UUID) -> ColumnElement[bool]:
    """Only what comes after this entry in the order of `entries`."""
    key = tuple_(LOG.c.at, LOG.c.id)
    return key < tuple_(at, entry_id, types=[LOG.c.at.type, LOG.c.id.type])
