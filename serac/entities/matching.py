"""Whether two people, places, vehicles or businesses, each written down by somebody else, may be the same. Pure.

A match only suggests: it carries its reasons in words, and somebody joins or dismisses it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from serac.core.blind_index import Address, numbers_in, plain_plate, telling_words
from serac.entities.names import NOTHING_ALIKE, NameLikeness, compare_names, compare_words

PERSON, PLACE, VEHICLE, BUSINESS = "person", "place", "vehicle", "business"
WIDE = 15
"""An age band of more years than this says too little to be compared."""
CLOSE_YEARS = 5
WHOLE_PLATE = 6
SHORTEST_PART = 3


@dataclass(frozen=True)
class Seen:
    """Somebody or something as it was written down. `ages`: least and most years, where that was said."""

    kind: str
    name: str = ""
    phone: str = ""
    ages: tuple[int, int] | None = None
    address: str = ""
    postcode: str = ""
    plate: str = ""


@dataclass(frozen=True)
class Around:
    """What is known around two people. `common`: many have this name; `near`: seen at one place, or (False) in other areas."""

    common: bool = False
    near: bool | None = None


@dataclass(frozen=True)
class Likeness:
    """How likely two are the same: 0 to 100, and the codes of the reasons, the telling one first."""

    points: int
    reasons: tuple[str, ...]

    @property
    def in_words(self) -> str:
        """The reasons as a sentence without its full stop."""
        return in_words(self.reasons)


NONE: Final = Likeness(0, ())
REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "same_phone": "The same phone number",
        "same_name": "The same name",
        "same_single_name": "The same single name",
        "one_letter": "A name like it: one letter different",
        "two_letters": "A name like it: two letters different",
        "written_otherwise": "The same name written another way",
        "sounds_alike": "A name that sounds like it",
        "nickname": "A nickname of the same name",
        "initial": "The same initial",
        "single_name": "only one name is known",
        "part_of_name": "part of the name",
        "other_order": "the names in another order",
        "same_age": "the same age",
        "near_age": "about the same age",
        "other_age": "but another age",
        "common_name": "but many have this name",
        "near_place": "seen at the same place",
        "other_place": "but in another area",
        "other_name": "but another name",
        "same_address": "The same address",
        "same_building": "The same building, another flat or unit",
        "same_postcode": "The same postcode",
        "same_number_street": "The same number and street",
        "like_address": "An address like it",
        "other_number": "but another number",
        "other_postcode": "but another postcode",
        "other_town": "perhaps in another town",
        "same_plate": "The same number plate",
        "plate_one_letter": "A number plate like it: one letter or number different",
        "part_of_plate": "Part of the same number plate",
        "same_business": "A business of the same name",
        "like_business": "A business with a name like it",
        "ordinary_words": "but only in words that many use",
    }
)
"""Every reason by its code. Those that begin with a capital letter can stand first."""


def in_words(reasons: Sequence[str]) -> str:
    """The reasons as a sentence without its full stop: "A name like it: one letter different; about the same age"."""
    words = [REASONS[code] for code in reasons if code in REASONS]
    told = [word if place == 0 else word[:1].lower() + word[1:] for place, word in enumerate(words)]
    sentence = "; ".join(told)
    return sentence[:1].upper() + sentence[1:]


def compare(one: Seen, other: Seen, around: Around | None = None) -> Likeness:
    """How likely two of one kind are the same."""
    if one.kind != other.kind:
        return NONE
    if one.kind == PERSON:
        return _people(one, other, around or Around())
    return {PLACE: _places, VEHICLE: _vehicles, BUSINESS: _businesses}[one.kind](one, other)


def _people(one: Seen, other: Seen, around: Around) -> Likeness:
    names = compare_names(one.name, other.name)
    phones = bool(numbers_in(one.phone) & numbers_in(other.phone))
    points = names.points * 0.8
    reasons = list(names.reasons)
    if names.reasons:
        for change, code in _beside(one, other, around):
            points += change
            reasons.append(code)
    if phones:
        named = bool(one.name.strip() and other.name.strip())
        points = max(points + 20, 90) if names.reasons or not named else 72
        reasons = ["same_phone", *reasons, *([] if names.reasons or not named else ["other_name"])]
    return _likeness(points, reasons)


def _beside(one: Seen, other: Seen, around: Around) -> list[tuple[int, str]]:
    """What speaks for and against, beside the names."""
    found = _ages(one.ages, other.ages)
    if around.near is not None:
        found.append((10, "near_place") if around.near else (-12, "other_place"))
    if around.common and not around.near:
        found.append((-12, "common_name"))
    return found


def _ages(one: tuple[int, int] | None, other: tuple[int, int] | None) -> list[tuple[int, str]]:
    if one is None or other is None or max(one[1] - one[0], other[1] - other[0]) > WIDE:
        apart = max(one[0] - other[1], other[0] - one[1]) if one and other else 0
        return [(-30, "other_age")] if apart > CLOSE_YEARS else []
    apart = max(one[0] - other[1], other[0] - one[1])
    if one == other or apart <= 0:
        return [(10, "same_age")]
    return [(5, "near_age")] if apart <= CLOSE_YEARS else [(-30, "other_age")]


def same_place(one: Seen, other: Seen) -> Likeness:
    """Whether two places are one, whatever else is known: for places of safety too."""
    return _places(one, other)


def _places(one: Seen, other: Seen) -> Likeness:
    first, second = Address.read(one.address, one.postcode), Address.read(other.address, other.postcode)
    street = first.door != "" and first.door == second.door and _one_street(first, second)
    if first.postcodes & second.postcodes:
        return _in_one_postcode(first, second, street=street)
    if first.postcodes and second.postcodes:
        slip = any(OSA.distance(a, b) == 1 for a in first.postcodes for b in second.postcodes)
        town = bool(_share(set(first.words[1:]), set(second.words[1:])))
        points = 78 if slip else 62 if town else 40
        return Likeness(points, ("same_number_street", "other_postcode")) if street else NONE
    if street:
        towns = set(first.words[1:]), set(second.words[1:])
        if all(towns) and not _share(*towns):
            return Likeness(48, ("same_number_street", "other_town"))
        return Likeness(86 if all(towns) else 74, ("same_number_street",))
    if (first.door and second.door and first.door != second.door) or _other_way(first, second):
        return NONE
    if len(_share(set(first.words), set(second.words))) >= 2:
        alike = fuzz.token_set_ratio(" ".join(first.words), " ".join(second.words))
        return Likeness(64, ("like_address",)) if alike >= 85 else NONE
    return NONE


def _in_one_postcode(first: Address, second: Address, *, street: bool) -> Likeness:
    if first.door and second.door:
        if first.door != second.door:
            return Likeness(40, ("same_postcode", "other_number"))
        if first.flat and second.flat and first.flat != second.flat:
            return Likeness(76, ("same_building",))
        return Likeness(97 if street else 92, ("same_address",))
    if _share(set(first.words), set(second.words)):
        return Likeness(80, ("same_postcode", "like_address"))
    return Likeness(66, ("same_postcode",))


def _one_street(first: Address, second: Address) -> bool:
    named = bool(first.words and second.words)
    return named and not _other_way(first, second) and _near(first.words[0], second.words[0])


def _other_way(first: Address, second: Address) -> bool:
    """Mill Lane is not Mill Road."""
    return bool(first.ways and second.ways and not first.ways & second.ways)


def _share(one: set[str], other: set[str]) -> set[str]:
    """The words of one that the other has too, or has with a slip."""
    return {word for word in one if any(_near(word, there) for there in other)}


def _near(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= 4 and OSA.distance(one, other, score_cutoff=1) == 1)


def _vehicles(one: Seen, other: Seen) -> Likeness:
    first, second = plain_plate(one.plate), plain_plate(other.plate)
    short, long = sorted((first, second), key=len)
    if len(short) < SHORTEST_PART:
        return NONE
    if short == long:
        return Likeness(98 if len(short) >= WHOLE_PLATE else 80, ("same_plate",))
    if len(short) < WHOLE_PLATE and short in long:
        return Likeness(44 + 8 * (len(short) - 2), ("part_of_plate",))
    if len(long) >= WHOLE_PLATE and OSA.distance(short, long, score_cutoff=1) == 1:
        return Likeness(76, ("plate_one_letter",))
    return NONE


ORDINARY: Final = frozenset({
    "hand", "car", "wash", "valeting", "nails", "nail", "bar", "beauty", "salon", "cleaning", "cleaners",
    "takeaway", "kebab", "pizza", "grill", "restaurant", "cafe", "farm", "foods", "food", "shop", "store", "house",
    "hotel", "care", "home", "homes", "recruitment", "staffing", "labour", "solutions", "group", "massage", "spa",
    "barbers", "barber", "building", "construction", "contractors", "transport", "logistics",
})  # fmt: skip
"""Words of trade that say what a business does and not which it is."""


def _businesses(one: Seen, other: Seen) -> Likeness:
    first, second = telling_words(one.name), telling_words(other.name)
    own, others = [w for w in first if w not in ORDINARY], [w for w in second if w not in ORDINARY]
    if not own or not others:
        same = sorted(first) == sorted(second)
        return Likeness(46, ("same_business", "ordinary_words")) if same and first else NONE
    names = compare_words(own, others)
    whole = names.points if len(own) > 1 or len(others) > 1 else names.points * _alone(names)
    if whole < 75:
        return NONE
    if sorted(first) == sorted(second):
        return Likeness(94, ("same_business",))
    trade = set(first) & set(second) - set(own)
    return _likeness(whole * 0.8 + (6 if trade else 0), ["like_business"])


def _alone(names: NameLikeness) -> float:
    """One telling word is as much as most businesses have: it is not taken down as a person's single name is."""
    if names is NOTHING_ALIKE:
        return 0
    if names.reasons == ("same_single_name",):
        return 100 / 65
    return 1 / 0.6 if "single_name" in names.reasons else 1


def _likeness(points: float, reasons: Sequence[str]) -> Likeness:
    return Likeness(max(0, min(100, round(points))), tuple(reasons))
