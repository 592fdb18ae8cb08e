"""What may be the same as something in a compartment, as far as this reader may know; and looking before something new is opened."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select

from serac.access.models import Compartment
from serac.agencies.models import Partnership
from serac.core import blind_index
from serac.core.database import Id, among
from serac.core.events import Event
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.entities.matching import BUSINESS, PERSON, PLACE, VEHICLE, Likeness, Seen, in_words
from serac.entities.models import Match
from serac.entities.queries.likeness import Found, find_alike
from serac.entities.queries.recorded import names_recorded
from serac.reference import PartnershipRules, current

OPEN, JOINED, DISMISSED = "open", "joined", "dismissed"
_IN_STATE = (
    select(Match)
    .where(Match.compartment_id == bindparam("asked", type_=Id), Match.state == bindparam("state"))
    .order_by(Match.points.desc(), Match.id)
    .limit(bindparam("most"))
)
_BETWEEN = (
    select(Match)
    .where(Match.compartment_id == bindparam("one", type_=Id), Match.other_id == bindparam("other", type_=Id))
    .order_by(Match.id)
)
_COMPARTMENTS = select(Compartment).where(among(Compartment.id, "asked"))
_PARTNERSHIPS = select(Partnership.id, Partnership.name).where(among(Partnership.id, "asked"))
MOST_READ = 200
MOST_SHOWN = 10


@dataclass(frozen=True)
class Why:
    """One reason: what it is about on the reader's own side, and the reason in words."""

    kind: str
    called: str
    words: str


@dataclass(frozen=True)
class Matched:
    """Another alert or case that may be about the same, likest first in a list of them.

    Attributes:
        match_id: the likest of its matches, by which it is joined or dismissed; ids: all of them.
        told: only that something matches may be known (reference and opened_at say nothing then); by whom: `partnership`.
        kind: alert or case. points: 0 to 100.
    """

    match_id: uuid.UUID
    ids: tuple[uuid.UUID, ...]
    compartment_id: uuid.UUID
    kind: str
    reference: str
    partnership: str
    opened_at: dt.datetime | None
    told: bool
    points: int
    why: tuple[Why, ...] = field(default=())


def rules_in(partnership: Partnership) -> PartnershipRules:
    """The rules of a partnership; the national ones where it has none of its own."""
    reference = current()
    return reference.partnerships.get(partnership.slug, reference.national)


def list_matches(unit: Unit, compartment_id: uuid.UUID) -> Sequence[Matched]:
    """What may be the same as what is in a compartment, likest first: only what this reader may see or be told.

    Where the team may not see the other side, it is said only where that side may be told of.
    An alert that was joined to a case listed here too is left out: the case speaks for it.
    """
    groups = _groups(unit, compartment_id, OPEN)
    ids = {one.compartment_id for one, _, _ in groups}
    shown = [one for one, other, _ in groups if other.joined_id not in ids]
    return sorted(shown, key=lambda one: (-one.points, one.match_id.bytes))[:MOST_SHOWN]


@dataclass(frozen=True)
class LaidAside:
    """What somebody of this side's team said is not about the same, with why (code, and words if it was said on this side)."""

    matched: Matched
    reason: str
    words: str
    by: uuid.UUID | None
    at: dt.datetime


def list_laid_aside(unit: Unit, compartment_id: uuid.UUID) -> Sequence[LaidAside]:
    """What was laid aside, the latest first: only what this reader may see or be told, as in `list_matches`."""
    found = [
        LaidAside(matched, row.reason or "", row.words, row.settled_by, row.settled_at or unit.now)
        for matched, _, row in _groups(unit, compartment_id, DISMISSED)
    ]
    return sorted(found, key=lambda one: (one.at, one.matched.match_id.bytes), reverse=True)


def _groups(unit: Unit, compartment_id: uuid.UUID, state: str) -> list[tuple[Matched, Compartment, Match]]:
    """The matches of a compartment in a state, one for each alert or case on the other side, with that side and the likest row."""
    asked = {"asked": compartment_id, "state": state, "most": MOST_READ}
    rows = unit.session.scalars(_IN_STATE, asked).all()
    if not rows:
        return []
    others, named = _others(unit, rows), names_recorded(unit, compartment_id)
    groups: dict[uuid.UUID, list[Match]] = {}
    for row in rows:
        groups.setdefault(row.other_id, []).append(row)
    places = dict(unit.session.execute(_PARTNERSHIPS, {"asked": [o.partnership_id for o in others.values()]}).all())
    return [
        (_matched(unit, matches, others[one], places[others[one].partnership_id], named), others[one], matches[0])
        for one, matches in groups.items()
    ]


def _others(unit: Unit, rows: Sequence[Match]) -> Mapping[uuid.UUID, Compartment]:
    ids = list({row.other_id for row in rows})
    unit.know(ids)
    return {one.id: one for one in unit.session.scalars(_COMPARTMENTS, {"asked": ids})}


def _matched(
    unit: Unit, matches: Sequence[Match], other: Compartment, place: str, named: Mapping[uuid.UUID, str]
) -> Matched:
    told = not unit.standing(other.id)
    why = dict.fromkeys(_why(one, named, told=told) for one in matches)
    points = min(100, matches[0].points + 4 * (len({one.kind for one in matches}) - 1))
    return Matched(
        matches[0].id,
        tuple(one.id for one in matches),
        other.id,
        other.kind,
        "" if told else other.reference or "",
        place,
        None if told else other.opened_at,
        told,
        points,
        tuple(why),
    )


_NAMES_IT = {
    PERSON: "somebody who may be the same person",
    PLACE: "what may be the same place",
    VEHICLE: "what may be the same vehicle",
    BUSINESS: "what may be the same business",
}
_EXACTLY = {
    "same_plate": "the same number plate",
    "same_address": "the same address",
    "same_phone": "the same phone number",
    "same_business": "a business of the same name",
}


def _why(match: Match, named: Mapping[uuid.UUID, str], *, told: bool) -> Why:
    reasons = match.reasons.split()
    words = _EXACTLY.get(reasons[0], _NAMES_IT[match.kind]) if told else in_words(reasons)
    return Why(match.kind, named.get(match.subject_id, ""), words)


def find_match(unit: Unit, compartment_id: uuid.UUID, match_id: uuid.UUID) -> Match:
    """A match of a compartment.

    Raises:
        NotFound: hidden, unknown, or of another compartment.
    """
    found = unit.session.scalars(
        select(Match).where(Match.id == match_id, Match.compartment_id == compartment_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def matches_between(unit: Unit, one: uuid.UUID, other: uuid.UUID) -> Sequence[Match]:
    """The matches of one compartment with another that this reader may know of, on that side."""
    return unit.session.scalars(_BETWEEN, {"one": one, "other": other}).all()


@dataclass(frozen=True)
class Like:
    """Something already recorded that is like what was asked for, in an alert or case the reader may read.

    Attributes:
        what: alert or case, with its reference. called: how it is written there.
    """

    kind: str
    subject_id: uuid.UUID
    compartment_id: uuid.UUID
    what: str
    reference: str
    opened_at: dt.datetime
    called: str
    likeness: Likeness


def find_like(
    unit: Unit,
    partnership: Partnership,
    *,
    name: str = "",
    phone: str = "",
    address: str = "",
    plate: str = "",
    business: str = "",
) -> Sequence[Like]:
    """Look for what is recorded already, before something new is opened: likest first, only in what the reader may read.

    Recorded in the audit log as a search, with the ids found and none of the words.
    """
    found = [
        one
        for seen, hashes in _asked(unit, name, phone, address, plate, business)
        for one in _search(unit, partnership, seen, hashes)
    ]
    ids = list({one.row.compartment_id for one in found})
    where = {one.id: one for one in unit.session.scalars(_COMPARTMENTS, {"asked": ids})} if ids else {}
    named = _called(unit, ids)
    asked_by = {"name": name, "phone": phone, "address": address, "plate": plate, "business": business}
    unit.record(
        Event.SEARCHED,
        partnership,
        shown=[one.row.id for one in found],
        by=[field_name for field_name, words in asked_by.items() if words.strip()],
    )
    likes = [
        _like(one, where[one.row.compartment_id], named) for one in found if where[one.row.compartment_id].reference
    ]
    return sorted(likes, key=lambda one: (-one.likeness.points, one.subject_id.bytes))[:MOST_FOUND]


MOST_FOUND = 30


def _asked(
    unit: Unit, name: str, phone: str, address: str, plate: str, business: str
) -> Sequence[tuple[Seen, frozenset[int]]]:
    secrets = unit.secrets
    asked = [
        (
            Seen(PERSON, name=name, phone=phone),
            blind_index.name_tokens(secrets, name) | blind_index.phone_tokens(secrets, phone),
        ),
        (Seen(PLACE, address=address), blind_index.address_tokens(secrets, address)),
        (Seen(VEHICLE, plate=plate), blind_index.plate_tokens(secrets, plate)),
        (Seen(BUSINESS, name=business), blind_index.business_tokens(secrets, business)),
    ]
    return [(seen, hashes) for seen, hashes in asked if hashes]


def _search(unit: Unit, partnership: Partnership, seen: Seen, hashes: Collection[int]) -> Sequence[Found]:
    """A search is by one who knows what they look for, so less is enough than for a suggestion."""
    rules = rules_in(partnership)
    least = min(rules.number("matching.threshold"), LEAST_SEARCHED)
    return find_alike(unit, seen, hashes, threshold=least, common=rules.number("matching.common_token"))


LEAST_SEARCHED = 35


def _called(unit: Unit, compartment_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    named: dict[uuid.UUID, str] = {}
    for one in compartment_ids:
        named |= names_recorded(unit, one)
    return named


def _like(found: Found, compartment: Compartment, named: Mapping[uuid.UUID, str]) -> Like:
    row = found.row
    kind = {"person": PERSON, "place": PLACE, "vehicle": VEHICLE, "business": BUSINESS}[row.__tablename__]
    return Like(
        kind,
        row.id,
        row.compartment_id,
        compartment.kind,
        compartment.reference or "",
        compartment.opened_at,
        named.get(row.id, ""),
        found.likeness,
    )
