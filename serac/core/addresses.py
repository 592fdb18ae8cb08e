"""An address as it is compared: postcodes, the number on the door, the words that tell one street from another. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Self

POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})\b", re.IGNORECASE)
_DOOR = re.compile(r"[0-9]{1,5}[a-z]?")
_WITHIN = frozenset({"flat", "unit", "apartment", "apt", "room", "block", "floor", "suite", "plot", "pitch"})
_WAYS = {
    "street": "street", "st": "street", "road": "road", "rd": "road", "avenue": "avenue", "ave": "avenue", "av": "avenue",
    "lane": "lane", "ln": "lane", "drive": "drive", "dr": "drive", "close": "close", "cl": "close", "court": "court",
    "ct": "court", "gardens": "gardens", "gdns": "gardens", "square": "square", "sq": "square", "place": "place",
    "pl": "place", "crescent": "crescent", "cres": "crescent", "terrace": "terrace", "tce": "terrace", "row": "row",
    "way": "way", "mews": "mews", "walk": "walk", "rise": "rise", "grove": "grove",
}  # fmt: skip
"""What kind of street: Mill Lane is not Mill Road."""
_SAYS_LITTLE = frozenset({
    "park", "hill", "estate", "house", "the", "at", "in", "on", "of", "off", "by", "near", "next", "to", "behind", "above",
    "opposite", "and", "a", "old", "new", "back", "front", "number", "no", "corner", "end", "with", "from", "it", "is",
    "there", "somewhere", "around", *_WAYS,
})  # fmt: skip


@dataclass(frozen=True)
class Address:
    """What is compared of an address.

    Attributes:
        postcodes: full ones, without spaces. door: the number of the house, with its letter; flat: within it.
        words: what tells it from others, in order: usually the street first, then the town.
        ways: the kinds of street named: street, lane.
    """

    postcodes: frozenset[str]
    door: str
    flat: str
    words: tuple[str, ...]
    ways: frozenset[str]

    @classmethod
    def read(cls, address: str, postcode: str = "") -> Self:
        """Take an address apart as somebody wrote it down."""
        text = f"{address} {postcode}"
        codes = frozenset(f"{out}{inward}".upper() for out, inward in POSTCODE.findall(text))
        parts = _plain(POSTCODE.sub(" ", text))
        numbers, words = _sorted_out(parts)
        ways = frozenset(_WAYS[part] for part in parts if part in _WAYS)
        return cls(codes, numbers.get("door", ""), numbers.get("flat", ""), words, ways)


def _plain(text: str) -> list[str]:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", re.sub(r"['\u2019]", "", bare)).split()


def _sorted_out(parts: list[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The numbers, and the telling words beginning with the one after the door's number: that is the street."""
    numbers: dict[str, str] = {}
    words: list[str] = []
    within, street = False, 0
    for part in parts:
        if part in _WITHIN:
            within = True
            continue
        if _DOOR.fullmatch(part) or (within and len(part) == 1):
            name = "flat" if within else "door"
            street = len(words) if name == "door" and name not in numbers else street
            numbers.setdefault(name, part)
        elif part not in _SAYS_LITTLE and len(part) > 2:
            words.append(part)
        within = False
    return numbers, tuple(dict.fromkeys(words[street:] + words[:street]))
