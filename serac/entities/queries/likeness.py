"""Finding what may be the same as something: by tokens, then opened and compared. Always through the rule of the unit's actor."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select, union_all

from serac.access.models import Compartment
from serac.core.addresses import Address
from serac.core.crypto import Tampered
from serac.core.database import among
from serac.core.unit import Unit
from serac.entities.matching import BUSINESS, PERSON, PLACE, VEHICLE, Around, Likeness, Seen, compare, same_place
from serac.entities.models import Business, MatchDue, Person, Place, Token, Vehicle
from serac.reference import current

AT_ONCE = 8
"""Tokens asked for in one statement: it is the same text however many there are."""
MOST_OPENED = 60
"""Candidates opened and compared for one person or thing, those with the rarest tokens first."""
MODELS: Mapping[str, Any] = {PERSON: Person, PLACE: Place, VEHICLE: Vehicle, BUSINESS: Business}
Row = Person | Place | Vehicle | Business


@dataclass(frozen=True)
class Found:
    """Something that may be the same: the row, and why."""

    row: Row
    likeness: Likeness


def seen_of(row: Row) -> Seen:
    """A row as it is compared, its sealed words opened."""
    if isinstance(row, Person):
        return Seen(PERSON, name=row.name, phone=row.phone, ages=ages_of(row.age_band))
    if isinstance(row, Place):
        return Seen(PLACE, address=row.address, postcode=row.postcode)
    if isinstance(row, Vehicle):
        return Seen(VEHICLE, plate=row.plate)
    return Seen(BUSINESS, name=row.name)


def ages_of(age_band: str) -> tuple[int, int] | None:
    """The years of an age band, where it says any."""
    bands = current().age_bands
    band = bands.get(age_band) if age_band in bands else None
    return None if band is None or band.least is None or band.most is None else (band.least, band.most)


def find_alike(
    unit: Unit,
    seen: Seen,
    hashes: Collection[int],
    *,
    threshold: int,
    common: int,
    apart_from: Collection[uuid.UUID] = (),
    places: Sequence[Seen] = (),
    told_in: uuid.UUID | None = None,
) -> list[Found]:
    """What the actor may read that is like `seen`, likest first; nothing whose own matches have not been looked for yet.

    Args:
        hashes: the tokens it is found by.
        threshold: fewer points are not told. common: a token that more have says nothing alone.
        apart_from: compartments left out. places: where this person was seen.
        told_in: the partnership whose team is told. How common a name is says only what they may read.
    """
    ids = candidates(unit, hashes, common=common, apart_from=apart_from)
    rows = _opened(unit, MODELS[seen.kind], ids)
    scored = [Found(row, compare(seen, there)) for row, there in rows]
    if seen.kind == PERSON:
        common_name = _is_common(unit, scored, told_in)
        scored = _people_around(unit, seen, rows, scored, threshold=threshold, places=places, common=common_name)
    told = [one for one in scored if one.likeness.points >= threshold]
    return sorted(told, key=lambda one: (-one.likeness.points, one.row.compartment_id.bytes, one.row.id.bytes))


def candidates(
    unit: Unit,
    hashes: Collection[int],
    *,
    common: int,
    apart_from: Collection[uuid.UUID] = (),
    all_of_them: bool = False,
) -> Mapping[uuid.UUID, uuid.UUID]:
    """The subjects that share tokens, with their compartments: those with the rarest first.

    A token that more than `common` have says nothing alone. Left out, unless `all_of_them` are asked for, are the less
    likely, and compartments whose own matches have not been looked for yet.
    """
    weights: dict[uuid.UUID, float] = defaultdict(float)
    shared: dict[uuid.UUID, int] = defaultdict(int)
    compartments: dict[uuid.UUID, uuid.UUID] = {}
    for holders in _holders(unit, sorted(hashes), common + 1):
        rare = len(holders) <= common
        for compartment_id, subject_id in holders:
            if compartment_id not in apart_from:
                compartments[subject_id] = compartment_id
                weights[subject_id] += 1 / len(holders) if rare else 0
                shared[subject_id] += 1
    if all_of_them:
        return compartments
    known = [one for one in weights if weights[one] or shared[one] > 1]
    best = sorted(known, key=lambda one: (-weights[one], -shared[one], one.bytes))[: MOST_OPENED * 2]
    waiting = _still_due(unit, {compartments[one] for one in best})
    return {one: compartments[one] for one in best if compartments[one] not in waiting}


def _holders(unit: Unit, hashes: Iterable[int], most: int) -> Iterator[list[tuple[uuid.UUID, uuid.UUID]]]:
    """For each token that anybody has: the newest compartments and subjects that have it, `most` of them."""
    asked_for = list(hashes)
    for first in range(0, len(asked_for), AT_ONCE):
        batch = asked_for[first : first + AT_ONCE]
        padded = [*batch, *([batch[0]] * (AT_ONCE - len(batch)))]
        asked = {f"hash_{place}": one for place, one in enumerate(padded)} | {"most": most}
        found: dict[int, set[tuple[uuid.UUID, uuid.UUID]]] = defaultdict(set)
        for one, compartment_id, subject_id in unit.session.execute(_holding(), asked):
            found[one].add((compartment_id, subject_id))
        yield from (list(holders) for holders in found.values())


@cache
def _holding() -> Any:
    arms = []
    for place in range(AT_ONCE):
        arm = select(Token.hash, Token.compartment_id, Token.subject_id).where(Token.hash == bindparam(f"hash_{place}"))
        newest = arm.order_by(Token.compartment_id.desc(), Token.subject_id).limit(bindparam("most")).subquery()
        arms.append(select(newest.c.hash, newest.c.compartment_id, newest.c.subject_id))
    return union_all(*arms)


_ORDINARY = select(Compartment.partnership_id, Compartment.restricted).where(among(Compartment.id, "asked"))
_DUE = select(MatchDue.compartment_id).where(among(MatchDue.compartment_id, "asked"))


def _still_due(unit: Unit, compartment_ids: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Compartments not looked at yet: one of them might be a place of safety's, and nothing of it may be told."""
    return frozenset(unit.session.scalars(_DUE, {"asked": list(compartment_ids)})) if compartment_ids else frozenset()


@cache
def _by_id(model: Any) -> Any:
    return select(model).where(among(model.id, "asked"))


@cache
def _by_compartment(model: Any) -> Any:
    return select(model).where(among(model.compartment_id, "asked"))


def _opened(unit: Unit, model: Any, ids: Mapping[uuid.UUID, uuid.UUID]) -> list[tuple[Row, Seen]]:
    """Rows with what they say, as far as their keys have not been shredded; the rarest `MOST_OPENED`."""
    wanted = list(ids)[:MOST_OPENED]
    if not wanted:
        return []
    rows = unit.session.scalars(_by_id(model), {"asked": wanted}).all()
    unit.keys.hold({row.compartment_id for row in rows})
    return [(row, seen) for row in rows if (seen := _seen(row)) is not None]


def _seen(row: Row) -> Seen | None:
    try:
        return seen_of(row)
    except Tampered:  # its key was shredded: nothing of it can be compared, or told
        return None


MANY = 5
"""A name that more people than this have here is common: it says less."""


def _is_common(unit: Unit, scored: Sequence[Found], told_in: uuid.UUID | None) -> bool:
    """Whether many have this very name: counted without what the team that is told may not read, or it would tell of that."""
    named = {one.row.compartment_id for one in scored if one.likeness.reasons[:1] == ("same_name",)}
    if told_in is None or len(named) <= MANY:
        return len(named) > MANY
    rows = unit.session.execute(_ORDINARY, {"asked": list(named)})
    return sum(1 for place_id, restricted in rows if place_id == told_in and not restricted) > MANY


def _people_around(
    unit: Unit,
    seen: Seen,
    rows: list[tuple[Row, Seen]],
    scored: list[Found],
    *,
    threshold: int,
    places: Sequence[Seen],
    common: bool,
) -> list[Found]:
    """The same people compared again, with how common the name is and where they were seen."""
    hopeful = [
        (row, there) for (row, there), one in zip(rows, scored, strict=True) if one.likeness.points >= threshold - 12
    ]
    near = _near(unit, {row.compartment_id for row, _ in hopeful}, places)
    return [Found(row, compare(seen, there, Around(common, near.get(row.compartment_id)))) for row, there in hopeful]


def _near(unit: Unit, compartment_ids: Collection[uuid.UUID], places: Sequence[Seen]) -> dict[uuid.UUID, bool | None]:
    """Of some compartments, whether a place in them is one of these (or, False, that all lie in other postal areas)."""
    if not places or not compartment_ids:
        return {}
    there: dict[uuid.UUID, list[Seen]] = defaultdict(list)
    for row in unit.session.scalars(_by_compartment(Place), {"asked": list(compartment_ids)}):
        seen = _seen(row)
        if seen is not None:
            there[row.compartment_id].append(seen)
    return {one: _are_near(places, others) for one, others in there.items()}


NEAR = 60
"""Points from which two places are taken for one."""


def _are_near(places: Sequence[Seen], others: Sequence[Seen]) -> bool | None:
    if any(same_place(one, other).points >= NEAR for one in places for other in others):
        return True
    own, theirs = ({area for one in some for area in _areas(one)} for some in (places, others))
    return False if own and theirs and not own & theirs else None


def _areas(place: Seen) -> set[str]:
    """The postal areas of a place: the letters its postcodes begin with."""
    codes = Address.read(place.address, place.postcode).postcodes
    return {code[:2] if code[1].isalpha() else code[:1] for code in codes}
