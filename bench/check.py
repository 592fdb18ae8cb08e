"""Every list against the oracle: the same rows in the same order, ten kinds of reader, four pages by key under each filter."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from bench.inside import Inside
from bench.oracle import Seen, seen_by
from bench.people import READERS, Reader
from serac.access.actors import actor_of
from serac.access.walk import Tag, page
from serac.alerts.models import Alert, AlertKind
from serac.cases.models import Case
from serac.core.unit import Unit

SIZE, PAGES = 25, 4
MOST = SIZE * PAGES
ALERT_FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"state": "opened"},
    {"state": "received"},
    {"area": "ostbury"},
    {"kind": "sexual.prostitution"},
    {"state": "opened", "area": "brackenford"},
    {"state": "opened", "area": "ostbury"},
    {"state": "opened", "kind": "domestic.servitude"},
    {"state": "opened", "area": "thornshire_county", "kind": "criminal.begging"},
)
QUEUE_FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"state": "received"},
    {"state": "in_triage"},
    {"area": "ostbury"},
    {"kind": "criminal.begging"},
    {"state": "received", "area": "thornshire_county"},
    {"state": "received", "area": "thornshire_county", "kind": "criminal.begging"},
)
CASE_FILTERS: tuple[dict[str, str], ...] = ({}, {"stage": "scoping"}, {"stage": "closed"})
Rows = list[tuple[uuid.UUID, str]]


@dataclass
class Compared:
    """What came of it."""

    lists: int = 0
    rows: int = 0
    different: list[str] = field(default_factory=list)

    def add(self, name: str, found: list[Any], wanted: list[Any]) -> None:
        """One list as the service gave it, and as it should be."""
        self.lists += 1
        self.rows += len(wanted)
        if found != wanted:
            first = next(
                (place for place, pair in enumerate(zip(found, wanted, strict=False)) if pair[0] != pair[1]), None
            )
            self.different.append(f"{name}: {len(found)} rows for {len(wanted)}, the first difference at {first}")


def compare(inside: Inside, engine: Engine) -> Compared:
    """Walks for all ten readers, pages for those who have them; those who have not are refused.

    Args:
        engine: the same database without any guard.
    """
    compared, now = Compared(), inside.services.clock.now()
    for reader in READERS:
        with seen_by(engine, reader.member_id, now) as seen:
            _walks(compared, inside, reader, seen, now)
            _pages(compared, inside, reader, seen)
    return compared


def _walks(compared: Compared, inside: Inside, reader: Reader, seen: Seen, now: dt.datetime) -> None:
    with Unit(inside.services, lambda session, _: actor_of(session, reader.member_id, now)) as unit:
        for filters in ALERT_FILTERS:
            wanted = [row[0] for row in seen.alerts(filters, MOST)]
            compared.add(f"{reader.name}, walk of alerts {filters}", _walk(unit, Alert, filters), wanted)
        for filters in CASE_FILTERS:
            wanted = [row[0] for row in seen.cases(filters, MOST)]
            compared.add(f"{reader.name}, walk of cases {filters}", _walk(unit, Case, filters), wanted)


def _walk(unit: Unit, model: Any, filters: Mapping[str, str]) -> list[uuid.UUID]:
    found: list[uuid.UUID] = []
    tag = Tag(AlertKind, filters["kind"]) if "kind" in filters else None
    plain = {name: value for name, value in filters.items() if name != "kind"}
    before = None
    for _ in range(PAGES):
        rows = page(unit, model, plain, size=SIZE, before=before, tag=tag)
        found += [row.compartment_id for row in rows[:SIZE]]
        if len(rows) <= SIZE:
            break
        before = rows[SIZE - 1].compartment_id
    return found


def _pages(compared: Compared, inside: Inside, reader: Reader, seen: Seen) -> None:
    opened = [filters for filters in ALERT_FILTERS if filters.get("state") == "opened"]
    lists = [("/alerts", "AL", filters, seen.queue(filters, MOST)) for filters in QUEUE_FILTERS]
    lists += [("/alerts", "AL", filters, seen.alerts(filters, MOST)) for filters in opened]
    lists += [("/cases", "SC", filters, seen.cases(filters, MOST)) for filters in CASE_FILTERS]
    for path, prefix, filters, wanted in lists:
        name = f"{reader.name}, {path} {filters}"
        if filters.get("area", reader.areas[0]) not in reader.areas:
            continue  # not one of their filters: their pages would show everything, and say so
        if reader.has_pages:
            compared.add(name, _followed(inside, reader, path, prefix, filters), [row[1] for row in wanted])
        else:
            compared.add(name, [inside.get(reader, path).status], [403])


def _followed(inside: Inside, reader: Reader, path: str, prefix: str, filters: Mapping[str, str]) -> list[str]:
    """The references on four pages, from each to the next by its own link."""
    found: list[str] = []
    address: str | None = (
        path + ("?" if filters else "") + "&".join(f"{name}={value}" for name, value in filters.items())
    )
    for _ in range(PAGES):
        if address is None:
            break
        shown = inside.get(reader, address)
        if shown.status != 200:
            return [f"answered {shown.status}"]
        found += shown.references(prefix)
        address = shown.next
    return found
