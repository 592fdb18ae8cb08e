"""The audit log: append-only, hash-chained with a key that is not in the database.

Sixteen chains, chosen by who acts, so that people do not queue for one head. Each entry's code covers the one before it;
the head of each chain is also appended to a file outside the database, so that a cut tail shows. Entries hold ids, codes and
field names, never narrative. If an entry cannot be written, nothing is shown and nothing is saved.
"""

import datetime as dt
import hmac
import json
import os
import uuid
import zlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Index, Text, UniqueConstraint, bindparam, insert, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from serac.core.actor import NOBODY, Actor
from serac.core.database import Base, Keyed, new_id
from serac.core.events import OVERSIGHT, Event
from serac.core.need_to_know import name_statement

CHAINS = 16
GENESIS = b"\0" * 32


class AuditEntry(Keyed, Base):
    """One thing somebody did or saw. Never changed, never deleted."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        UniqueConstraint("chain", "place"),
        Index("ix_audit_entry_at", "at", "id"),
        Index("ix_audit_entry_compartment", "compartment_id", "id"),
        Index("ix_audit_entry_member", "member_id", "id"),
    )
    chain: Mapped[int]
    place: Mapped[int]
    at: Mapped[dt.datetime]
    authority: Mapped[str] = mapped_column(Text)
    member_id: Mapped[uuid.UUID]
    event: Mapped[str] = mapped_column(Text)
    compartment_id: Mapped[uuid.UUID | None]
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[uuid.UUID | None]
    detail: Mapped[str] = mapped_column(Text)
    oversight: Mapped[bool]
    previous: Mapped[bytes]
    code: Mapped[bytes]


class ChainHead(Base):
    """Where a chain ends."""

    __tablename__ = "chain_head"
    chain: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int]
    code: Mapped[bytes]


@dataclass(frozen=True)
class Entry:
    """An entry before it has its place in a chain.

    Attributes:
        detail: codes, field names and ids only: {"shown": [...], "fields": [...], "page": "alerts.show", ...}.
    """

    event: Event
    compartment_id: uuid.UUID | None
    subject_kind: str
    subject_id: uuid.UUID | None
    detail: str


def in_detail(**codes: object) -> str:
    """The detail of an entry as stable JSON; what is empty is left out."""
    kept = {name: value for name, value in codes.items() if value not in (None, (), [], "")}
    return json.dumps(kept, default=str, sort_keys=True, separators=(",", ":")) if kept else "{}"


def code_of(key: bytes, previous: bytes, row: dict[str, object]) -> bytes:
    """The code of an entry: an HMAC over the code before it and every column, so that any change breaks the chain."""
    moment = row["at"]
    if not isinstance(moment, dt.datetime):
        raise TypeError("at")
    parts = [moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")]
    names = [
        "id",
        "chain",
        "place",
        "authority",
        "member_id",
        "event",
        "compartment_id",
        "subject_kind",
        "subject_id",
        "detail",
        "oversight",
    ]
    parts += [str(row[name]) for name in names]
    return hmac.digest(key, previous + "\x1f".join(parts).encode(), "sha256")


_LOG = Base.metadata.tables[AuditEntry.__tablename__]
_HEADS = Base.metadata.tables[ChainHead.__tablename__]
_HEAD = select(ChainHead.place, ChainHead.code).where(ChainHead.chain == bindparam("chain")).with_for_update()
_INSERT = insert(_LOG)
_MOVE = (
    update(_HEADS)
    .where(_HEADS.c.chain == bindparam("the_chain"))
    .values(place=bindparam("the_place"), code=bindparam("the_code"))
)
_COLUMNS = [column.name for column in _LOG.columns]
_TYPES = {name: _LOG.c[name].type for name in _COLUMNS}


def _both_at_once() -> object:
    """PostgreSQL: move the head and write the entry in one round trip."""
    moved = _MOVE.returning(_HEADS.c.chain).cte("moved")
    given = [bindparam(f"new_{name}", type_=_TYPES[name]) for name in _COLUMNS if name != "chain"]
    names = ["chain", *(name for name in _COLUMNS if name != "chain")]
    return insert(_LOG).inline().from_select(names, select(moved.c.chain, *given))


_BOTH = _both_at_once()
_NAMED = name_statement(
    "audit.append", "the log takes what every unit writes; it is read through the audit feature only"
)


def append(
    session: Session, actor: Actor, entries: Sequence[Entry], key: bytes, now: dt.datetime
) -> tuple[int, int, bytes]:
    """Write entries at the end of the actor's chain, within the transaction. Locks that chain until it ends.

    Returns:
        The chain, its new length and its new head, for the anchor outside.
    """
    member = actor.member_id or NOBODY
    chain = zlib.crc32(member.bytes) % CHAINS
    place, previous = session.execute(_HEAD, {"chain": chain}, execution_options=_NAMED).one()
    rows = []
    for entry in entries:
        place += 1
        row: dict[str, object] = {
            "id": new_id(), "chain": chain, "place": place, "at": now, "authority": str(actor.authority),
            "member_id": member, "event": str(entry.event), "compartment_id": entry.compartment_id,
            "subject_kind": entry.subject_kind, "subject_id": entry.subject_id, "detail": entry.detail,
            "oversight": entry.event in OVERSIGHT, "previous": previous,
        }  # fmt: skip
        previous = row["code"] = code_of(key, previous, row)
        rows.append(row)
    move = {"the_chain": chain, "the_place": place, "the_code": previous}
    if len(rows) == 1 and session.get_bind().dialect.name == "postgresql":
        values = {f"new_{name}": value for name, value in rows[0].items() if name != "chain"}
        session.execute(_BOTH, move | values, execution_options=_NAMED)  # type: ignore[call-overload]
    else:
        session.execute(_INSERT, rows, execution_options=_NAMED)
        session.execute(_MOVE, move, execution_options=_NAMED)
    return chain, place, previous


def anchor(file: Path | None, now: dt.datetime, chain: int, place: int, code: bytes) -> None:
    """Append a chain's head to the file outside the database: one short line, written in one call."""
    if file is None:
        return
    line = f"{now:%Y-%m-%dT%H:%M:%S.%fZ} {chain} {place} {code.hex()}\n"
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode("ascii"))
    finally:
        os.close(descriptor)


@dataclass(frozen=True)
class Fault:
    """The first thing wrong with a chain.

    Attributes:
        chain, place: where; `entry_id` is None where the entry itself is missing.
        what: a plain sentence.
    """

    chain: int
    place: int
    entry_id: uuid.UUID | None
    what: str


_FROM_THE_START = -(2**31)
# An entry and the head of its chain come in one statement, so that what is written meanwhile is no fault.
_READ = (
    select(_LOG, _HEADS.c.place.label("head_place"), _HEADS.c.code.label("head_code"))
    .select_from(_LOG.outerjoin(_HEADS, _HEADS.c.chain == _LOG.c.chain))
    .where(_LOG.c.chain == bindparam("the_chain"), _LOG.c.place >= bindparam("first"))
    .order_by(_LOG.c.place, _LOG.c.id)
)
_STRAY = (
    select(_LOG.c.id, _LOG.c.chain, _LOG.c.place)
    .where(or_(_LOG.c.chain < 0, _LOG.c.chain >= CHAINS))
    .order_by(_LOG.c.chain, _LOG.c.place)
    .limit(1)
)


def verify(engine: Engine, key: bytes, anchor_file: Path | None) -> tuple[int, list[Fault]]:
    """Check every chain, entry by entry, against its head and against the anchor outside.

    Returns:
        How many entries were read, and the first fault of each broken chain (earliest place first).
    """
    with engine.connect() as connection:
        return verify_through(connection, key, anchor_file)


def verify_through(
    connection: Connection, key: bytes, anchor_file: Path | None, *, newest: int | None = None
) -> tuple[int, list[Fault]]:
    """As `verify`, on a connection that is already open.

    Args:
        newest: check about so many of the newest entries only, shared out over the chains; the entry before the
            first one checked is taken on trust. None: everything.
    """
    anchored = _read_anchor(anchor_file)
    heads = {head.chain: head for head in connection.execute(select(_HEADS), execution_options=_NAMED)}
    stray = connection.execute(_STRAY, execution_options=_NAMED).one_or_none()
    count, faults = 0, []
    if stray:
        faults.append(Fault(stray.chain, stray.place, stray.id, "it stands in a chain that does not exist"))
    for chain in range(CHAINS):
        head = heads.get(chain)
        first = head.place - newest // CHAINS if head and newest is not None else 0
        values = {"the_chain": chain, "first": first if first > 1 else _FROM_THE_START}
        found = connection.execute(_READ, values, execution_options={"stream_results": True, **_NAMED})
        reading = _Reading(chain, key, anchored.get(chain, {}), max(first, 1), head)
        with closing(found):
            fault = reading.go_through(row._asdict() for row in found)
        count += reading.read
        faults += [fault] if fault else []
    return count, sorted(faults, key=lambda f: (f.place, f.chain))


class _Reading:
    """One chain, read in order: where it stands, what came before, and what should come last."""

    def __init__(self, chain: int, key: bytes, anchored: dict[int, bytes], first: int, head: Any) -> None:
        self.chain, self.key, self.anchored = chain, key, anchored
        self.place, self.read = first - 1, 0
        self.previous: bytes | None = GENESIS if first == 1 else None
        self.end: tuple[int, bytes] | None = (head.place, head.code) if head else None

    def go_through(self, rows: Iterable[dict[str, Any]]) -> Fault | None:
        """The first fault, or None."""
        for row in rows:
            self.place, self.read = self.place + 1, self.read + 1
            what = self._wrong(row)
            if what:
                missing = row["place"] > self.place
                return Fault(self.chain, self.place, None if missing else row["id"], what)
            self.previous = row["code"]
            self.end = None if row["head_place"] is None else (row["head_place"], row["head_code"])
        return self._wrong_at_the_end()

    def _wrong(self, row: dict[str, Any]) -> str | None:
        if row["place"] != self.place:
            return "it is missing" if row["place"] > self.place else "it was put in between"
        if self.previous is not None and row["previous"] != self.previous:
            return "it does not follow the entry before it"
        if not hmac.compare_digest(code_of(self.key, row["previous"], row), row["code"]):
            return "it was changed after it was written"
        if self.anchored.get(self.place, row["code"]) != row["code"]:
            return "it differs from the copy kept outside the database"
        return None

    def _wrong_at_the_end(self) -> Fault | None:
        furthest = max(self.end[0] if self.end else 0, max(self.anchored, default=0))
        if self.place < furthest:
            cut = f"entries {self.place + 1} to {furthest} were cut off the end"
            return Fault(self.chain, self.place + 1, None, cut)
        if self.end is None:
            return Fault(self.chain, self.place, None, "the mark of where this chain ends is missing")
        if self.end != (self.place, self.previous if self.place else GENESIS):
            return Fault(self.chain, self.place, None, "the mark of where this chain ends was changed")
        return None


def _read_anchor(file: Path | None) -> dict[int, dict[int, bytes]]:
    found: dict[int, dict[int, bytes]] = {}
    if file is None or not file.exists():
        return found
    with file.open(encoding="ascii") as lines:
        for line in lines:
            parts = line.split()
            if len(parts) == 4:
                found.setdefault(int(parts[1]), {})[int(parts[2])] = bytes.fromhex(parts[3])
    return found


def first_heads() -> list[dict[str, object]]:
    """The rows of an empty log, one a chain: written by the migration that makes the table."""
    return [{"chain": chain, "place": 0, "code": GENESIS} for chain in range(CHAINS)]
