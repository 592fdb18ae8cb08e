"""Before anything is sent: who by name would see what, under which agreement, and who may be connected (domain 5.2)."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from serac.access.models import Exclusion
from serac.access.queries import find_compartment, list_exclusions, list_restricted_readers
from serac.agencies.models import Agency
from serac.agreements.sharing import Sharing, may_share
from serac.cases.models import Case
from serac.cases.queries.connection import connections_of
from serac.cases.queries.team import Person, handlers_by_agency
from serac.core.unit import Unit
from serac.scoping.models import Request, Round
from serac.scoping.queries.rounds import agencies_of, briefs_of, named_in, planned_in


@dataclass(frozen=True)
class Reader:
    """Somebody who would see a request. `linked`: how they may be connected to the case, or nothing."""

    id: uuid.UUID
    name: str
    linked: str


@dataclass(frozen=True)
class Readers:
    """An agency's named handlers: who would read, who is kept out, and who is not on a restricted case's list."""

    people: tuple[Person, ...] = ()
    kept_out: tuple[Person, ...] = ()
    off_list: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Checked:
    """One planned request, as its co-ordinator sees it before it goes.

    Attributes:
        words: what it asks; names: what it names. sharing: whether an agreement covers it, and which or why not.
        linked: how the agency itself may be connected, or nothing.
    """

    request: Request
    agency: Agency
    words: str
    names: tuple[str, ...]
    readers: tuple[Reader, ...]
    kept_out: tuple[str, ...]
    off_list: tuple[str, ...]
    sharing: Sharing
    linked: str


def readers_of(unit: Unit, case: Case, agency_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Readers]:
    """Who at each agency could read a part of the case that is opened to it. For the own team and the service."""
    compartment = find_compartment(unit, case.compartment_id)
    excluded = select(Exclusion.grantee_id).where(Exclusion.compartment_id == case.compartment_id)
    gone = set(unit.session.scalars(excluded))
    listed = set(list_restricted_readers(unit, case.compartment_id)) if compartment.restricted else set()
    found = {}
    for agency_id, people in handlers_by_agency(unit, agency_ids).items():
        kept_out = tuple(one for one in people if gone & {one.id, agency_id})
        off_list = tuple(one for one in people if compartment.restricted and one.id not in listed)
        left = tuple(one for one in people if one not in kept_out and one not in off_list)
        found[agency_id] = Readers(left, kept_out, off_list)
    return found


def check_requests(unit: Unit, case: Case, row: Round) -> Sequence[Checked]:
    """Every planned request of a round, by the name of its agency."""
    planned = planned_in(unit, row)
    agencies, briefs, named = agencies_of(unit, planned), briefs_of(unit, planned), named_in(unit, planned)
    readers = readers_of(unit, case, agencies)
    linked = _linked(unit, case, agencies, readers)
    found = []
    for one in planned:
        seen = readers.get(one.agency_id, Readers())
        people = tuple(Reader(person.id, person.name, linked.get(person.id, "")) for person in seen.people)
        names = tuple(thing.words for thing in named[one.id])
        out, off = tuple(p.name for p in seen.kept_out), tuple(p.name for p in seen.off_list if p not in seen.kept_out)
        agency, words, why = agencies[one.agency_id], briefs[one.id].words, linked.get(one.agency_id, "")
        found.append(Checked(one, agency, words, names, people, out, off, covers(unit, one), why))
    return sorted(found, key=lambda one: (one.agency.name.lower(), one.request.id))


def is_kept_out(unit: Unit, row: Request) -> bool:
    """Whether the whole agency is kept out of the case: it is not asked at all, and nothing tells it."""
    return any(one.grantee_id == row.agency_id for one in list_exclusions(unit, row.within_id))


def covers(unit: Unit, row: Request) -> Sharing:
    """Whether an agreement in force covers what a request holds, for its purpose, and its agency is not kept out."""
    if is_kept_out(unit, row):
        why = "This agency is kept out of the case. Take it out of the round."
        return Sharing(allowed=False, party_id=None, agreement_title="", agreement_reference="", why=why)
    return may_share(
        unit, partnership_id=row.partnership_id, agency_id=row.agency_id, purpose=row.purpose,
        categories=frozenset(row.categories),
    )  # fmt: skip


def _linked(
    unit: Unit, case: Case, agencies: Mapping[uuid.UUID, Agency], readers: Mapping[uuid.UUID, Readers]
) -> Mapping[uuid.UUID, str]:
    ids = {person.id for one in readers.values() for person in one.people}
    return connections_of(unit, case, ids, agencies.values())


def fingerprint(checked: Iterable[Checked]) -> str:
    """Of everything a co-ordinator saw before sending: if it is another one by then, they look again."""
    seen = [
        [one.request.id, one.request.version, one.sharing.party_id, *sorted(str(person.id) for person in one.readers)]
        for one in checked
    ]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:24]
