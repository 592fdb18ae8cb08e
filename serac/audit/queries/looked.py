"""Who has looked: shown to a compartment's own team and chairs. Those who govern never appear in it (domain 5.2)."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from serac.access.roles import Role
from serac.agencies.models import Appointment
from serac.audit.policy import see_who_looked
from serac.audit.queries.people import people
from serac.audit.words import looked_in_words
from serac.core.actor import Authority
from serac.core.audit_reading import LOG, Line, before, distinct, entries
from serac.core.clock import LONDON
from serac.core.events import Event
from serac.core.problems import NotFound, NotPermitted
from serac.core.unit import Unit

GOVERNING = (Role.GOVERNANCE_OFFICER, Role.CALDICOTT_GUARDIAN, Role.LEGAL_ADVISER)


@dataclass(frozen=True)
class Looked:
    """What one person did with it on one day (London).

    Attributes:
        first, last: when, aware; `what`: in words, each once, in the order in which they first happened.
    """

    name: str
    agency: str
    day: dt.date
    first: dt.datetime
    last: dt.datetime
    what: tuple[str, ...]


@dataclass(frozen=True)
class LookedPage:
    """A page of it, newest day first. `older` is the key of the next page, `entry_ids` what was read for this one."""

    rows: tuple[Looked, ...]
    older: uuid.UUID | None
    entry_ids: tuple[uuid.UUID, ...]


def who_has_looked(
    unit: Unit, compartment_id: uuid.UUID, *, older_than: uuid.UUID | None = None, size: int = 200
) -> LookedPage:
    """Who has opened or changed what is in a compartment, by person and day.

    Raises:
        NotFound: the actor may not see the compartment (for a restricted one: is not on its list).
        NotPermitted: they may see it and are neither on its own team nor a chair of it.
    """
    standing = unit.standing(compartment_id)
    if not standing:
        raise NotFound
    if not see_who_looked(unit.actor, None, standing):
        raise NotPermitted
    of_it = (LOG.c.compartment_id == compartment_id, LOG.c.authority == str(Authority.PERSON), ~LOG.c.oversight)
    where = list(of_it)
    if older_than is not None:
        last = entries(unit.session, *of_it, LOG.c.id == older_than, most=1)
        if not last:
            raise NotFound
        where.append(before(last[0].at, last[0].id))
    lines = entries(unit.session, *where, most=size + 1)
    older = lines[size - 1].id if len(lines) > size else None
    seen = _without_those_who_govern(unit, lines[:size])
    return LookedPage(_by_person_and_day(unit, seen), older, tuple(line.id for line in seen))


def _without_those_who_govern(unit: Unit, lines: list[Line]) -> list[Line]:
    held = (
        select(Appointment.member_id, Appointment.since, Appointment.until)
        .where(Appointment.member_id.in_({line.member_id for line in lines}), Appointment.approved_at.is_not(None))
        .where(Appointment.role.in_([str(role) for role in GOVERNING]))
    )
    governs = unit.session.execute(held).all()
    return [line for line in lines if not any(m == line.member_id and s <= line.at < u for m, s, u in governs)]


def _by_person_and_day(unit: Unit, lines: list[Line]) -> tuple[Looked, ...]:
    known = people(unit, {line.member_id for line in lines})
    groups: dict[tuple[dt.date, uuid.UUID], list[Line]] = {}
    for line in reversed(lines):
        groups.setdefault((line.at.astimezone(LONDON).date(), line.member_id), []).append(line)
    rows = []
    for (day, member_id), done in groups.items():
        one = known.get(member_id)
        what = dict.fromkeys(looked_in_words(line.event, str(line.detail.get("page", ""))) for line in done)
        name, agency = (one.name, one.agency(done[0].at)) if one else ("Somebody who has left", "")
        rows.append(Looked(name, agency, day, done[0].at, done[-1].at, tuple(what)))
    return tuple(sorted(rows, key=lambda row: (row.last, row.name), reverse=True))


def have_looked(unit: Unit, compartment_ids: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Which of these compartments the actor has opened a page of, ever: their own entries and nobody else's."""
    if not compartment_ids or unit.actor.member_id is None:
        return frozenset()
    own = LOG.c.member_id == unit.actor.member_id
    opened = (own, LOG.c.compartment_id.in_(compartment_ids), LOG.c.event == str(Event.PAGE_SHOWN))
    return distinct(unit.session, LOG.c.compartment_id, *opened)
