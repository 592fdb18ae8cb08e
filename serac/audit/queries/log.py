"""The log as oversight reads it: of their own partnerships' compartments, and of administration by their own people."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import and_, false, or_, select
from sqlalchemy.sql.elements import ColumnElement

from serac.access.models import Compartment, Exclusion
from serac.access.rule import found
from serac.agencies.models import Membership, PartnershipAgency
from serac.audit.queries.people import people
from serac.audit.words import authority_in_words, event_in_words, subject_in_words
from serac.core.actor import NOBODY, OPERATOR, Actor, Permission
from serac.core.audit_reading import LOG, Line, before, entries
from serac.core.clock import LONDON
from serac.core.problems import NotFound
from serac.core.unit import Unit


@dataclass(frozen=True)
class Wanted:
    """Which entries are asked for; None is any."""

    event: str | None = None
    day: dt.date | None = None
    member_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Found:
    """One entry, ready to be shown.

    Attributes:
        what: what happened, in words; `on`: what it happened to; `shown`: how many rows it showed.
    """

    line: Line
    who: str
    agency: str
    what: str
    on: str
    shown: int


def list_entries(
    unit: Unit, wanted: Wanted, older_than: uuid.UUID | None = None, size: int = 50
) -> tuple[list[Found], uuid.UUID | None]:
    """A page of the log, newest first, and the key of the next page if there is one."""
    where = [_scope(unit.actor), *_asked(wanted)]
    if older_than is not None:
        last = _one(unit, older_than)
        where.append(before(last.at, last.id))
    lines = entries(unit.session, *where, most=size + 1)
    return _with_names(unit, lines[:size]), lines[size - 1].id if len(lines) > size else None


def find_entry(unit: Unit, entry_id: str) -> Found:
    """One entry; raises NotFound where it is not within the reader's partnerships."""
    try:
        wanted = uuid.UUID(entry_id)
    except ValueError:
        raise NotFound from None
    return _with_names(unit, [_one(unit, wanted)])[0]


def members_of_scope(unit: Unit) -> list[tuple[str, str]]:
    """(id, name and agency) of everybody of the reader's partnerships, by name: for the filter."""
    worked = select(Membership.member_id).where(Membership.agency_id.in_(_agencies(unit.actor)))
    found_people = people(unit, unit.session.scalars(worked).all())
    rows = [(str(key), ", ".join(filter(None, (one.name, one.agency())))) for key, one in found_people.items()]
    return sorted(rows, key=lambda row: (row[1].lower(), row[0]))


def _one(unit: Unit, entry_id: uuid.UUID) -> Line:
    lines = entries(unit.session, _scope(unit.actor), LOG.c.id == entry_id, most=1)
    if not lines:
        raise NotFound
    return lines[0]


def _scope(actor: Actor) -> ColumnElement[bool]:
    """Their partnerships' compartments; and what has none, done by their own people or the service. Deny wins."""
    places = list(actor.places(Permission.READ_AUDIT))
    if not places:
        return false()
    partnership = (
        select(Compartment.partnership_id).where(Compartment.id == LOG.c.compartment_id).scalar_subquery().in_(places)
    )
    by_ours = found(Membership.member_id == LOG.c.member_id, Membership.agency_id.in_(_agencies(actor)))
    administration = and_(LOG.c.compartment_id.is_(None), or_(LOG.c.member_id.in_([NOBODY, OPERATOR]), by_ours))
    themselves = [*actor.principals, *actor.agencies]
    kept_out = found(Exclusion.compartment_id == LOG.c.compartment_id, Exclusion.grantee_id.in_(themselves))
    return and_(or_(partnership, administration), ~kept_out)


def _agencies(actor: Actor) -> ColumnElement[uuid.UUID]:
    places = list(actor.places(Permission.READ_AUDIT))
    joined = select(PartnershipAgency.agency_id).where(PartnershipAgency.partnership_id.in_(places))
    return joined.scalar_subquery()


def _asked(wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.event:
        where.append(LOG.c.event == wanted.event)
    if wanted.member_id:
        where.append(LOG.c.member_id == wanted.member_id)
    if wanted.day:
        starts = dt.datetime.combine(wanted.day, dt.time(), LONDON)
        ends = dt.datetime.combine(wanted.day + dt.timedelta(days=1), dt.time(), LONDON)
        where += [LOG.c.at >= starts, LOG.c.at < ends]
    return where


def _with_names(unit: Unit, lines: list[Line]) -> list[Found]:
    known = people(unit, {line.member_id for line in lines})
    rows = []
    for line in lines:
        one = known.get(line.member_id)
        who, agency = (one.name, one.agency(line.at)) if one else (authority_in_words(line.authority), "")
        on = f"{subject_in_words(line.subject_kind)} {_short(line.subject_id)}" if line.subject_id else ""
        rows.append(Found(line, who, agency, event_in_words(line.event), on, len(line.detail.get("shown", ()))))
    return rows


def _short(key: uuid.UUID | None) -> str:
    return str(key)[-8:] if key else ""
