"""Places of safety: held by named people only, and kept out of everything else (domain 5.3).

Nothing of one is ever a token. What was reported at one keeps no token either, so that it suggests nothing to anyone.
"""

import uuid
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import bindparam, delete, or_, select

from serac.access.commands import open_compartment
from serac.access.models import Compartment
from serac.access.queries import members_holding
from serac.agencies.models import Partnership
from serac.agencies.roles import OWN_TEAM
from serac.core.actor import NOBODY
from serac.core.blind_index import address_tokens, numbers_in, phone_tokens
from serac.core.crypto import Tampered
from serac.core.database import Id, among
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.unit import Unit, command
from serac.entities import policy
from serac.entities.matching import PLACE, Seen, same_place
from serac.entities.models import Match, MatchDue, PlaceOfSafety, Token
from serac.entities.queries import Recorded, candidates, list_recorded, seen_of

SAME = 60
"""Points from which a place is taken for a place of safety; the same number and street is, whatever postcode or town was given."""
EVERY_ONE = 100_000
_COMPARTMENTS = select(Compartment).where(among(Compartment.id, "asked")).order_by(Compartment.id)
_WHERE_HELD = select(PlaceOfSafety).where(PlaceOfSafety.compartment_id == bindparam("asked", type_=Id))
_HELD = select(PlaceOfSafety).order_by(PlaceOfSafety.id)


@command(may=policy.hold)
def hold_place_of_safety(
    unit: Unit,
    partnership: Partnership,
    *,
    address: str,
    readers: Collection[uuid.UUID],
    provider: str,
    phone: str = "",
    school: str = "",
    practice: str = "",
) -> PlaceOfSafety:
    """Hold where somebody is kept safe, for named people only. The default is not to hold it at all.

    Args:
        readers: members of the team; nobody else ever reads it. provider: who runs it.
        phone, school, practice: what is new for the person there, kept as closely.

    Raises:
        Invalid: no address or provider; nobody is named, or somebody who is not on the team.
    """
    team = set(members_holding(unit, OWN_TEAM, partnership.id))
    wrong = {
        "address": "" if address.strip() else "Enter the address",
        "provider": "" if provider.strip() else "Enter who runs it",
        "readers": "" if readers and set(readers) <= team else "Choose who may read it, from your team",
    }
    errors = {name: sentence for name, sentence in wrong.items() if sentence}
    if errors:
        raise Invalid(errors)
    compartment = open_compartment(unit, partnership.id, kind="place_of_safety", readers=readers)
    held = PlaceOfSafety(compartment_id=compartment.id, held_at=unit.now, held_by=unit.actor.member_id or NOBODY)
    held.address, held.provider, held.phone = address.strip(), provider.strip(), phone.strip()
    held.school, held.practice = school.strip(), practice.strip()
    unit.session.add(held)
    unit.session.add(MatchDue(subject_id=held.id, compartment_id=compartment.id, at=unit.now))
    unit.session.flush()
    unit.record(Event.PLACE_OF_SAFETY_HELD, held)
    return held


def withhold_within(unit: Unit, compartment: Compartment, recorded: Recorded) -> frozenset[uuid.UUID]:
    """Take from the index what a compartment says of a place of safety. Part of the scheduler's search for matches.

    An alert at one is taken out whole: anybody named in it would lead there. Of a case only the place itself is,
    and whoever has a telephone that is held with one.

    Returns:
        The rows that match nothing.
    """
    held = _held(unit)
    if not held:
        return frozenset()
    safe = [Seen(PLACE, address=text) for one in held for text in (one.address, one.school, one.practice) if text]
    homes = [Seen(PLACE, address=one.address) for one in held]
    phones = frozenset(number for one in held for number in numbers_in(one.phone))
    places = [(place.id, seen_of(place)) for place in recorded.places]
    hidden = {place_id for place_id, seen in places if _is_one(seen, safe)}
    hidden |= {person.id for person in recorded.people if phones & numbers_in(person.phone)}
    if compartment.kind == "alert" and any(_is_one(seen, homes) for _, seen in places):
        hidden = set(recorded.ids)
    _take_out(unit, compartment.id, hidden)
    return frozenset(hidden)


def withhold_around(unit: Unit, compartment_id: uuid.UUID) -> None:
    """Take from the index what is already said elsewhere of a place of safety that is newly held."""
    for held in unit.session.scalars(_WHERE_HELD, {"asked": compartment_id}).all():
        hashes = phone_tokens(unit.secrets, held.phone)
        for text in (held.address, held.school, held.practice):
            hashes |= address_tokens(unit.secrets, text)
        ids = list(set(candidates(unit, hashes, common=EVERY_ONE, all_of_them=True).values()))
        for one in unit.session.scalars(_COMPARTMENTS, {"asked": ids}).all():
            withhold_within(unit, one, list_recorded(unit, one.id))


def _held(unit: Unit) -> Sequence[PlaceOfSafety]:
    """Every place of safety whose key has not been shredded."""
    rows = unit.session.scalars(_HELD).all()
    unit.keys.hold({row.compartment_id for row in rows})
    return [row for row in rows if _opens(row)]


def _opens(row: PlaceOfSafety) -> bool:
    try:
        return bool(row.address)
    except Tampered:
        return False


def _is_one(seen: Seen, places: Iterable[Seen]) -> bool:
    return any(
        found.points >= SAME or "same_number_street" in found.reasons
        for found in (same_place(seen, one) for one in places)
    )


def _take_out(unit: Unit, compartment_id: uuid.UUID, subject_ids: Collection[uuid.UUID]) -> None:
    for subject_id in subject_ids:
        unit.session.execute(
            delete(Token).where(Token.compartment_id == compartment_id, Token.subject_id == subject_id)
        )
        unit.session.execute(
            delete(Match).where(or_(Match.subject_id == subject_id, Match.other_subject_id == subject_id))
        )
