"""Generated people and places with known variants, and how well they find each other. Everybody is invented."""

from __future__ import annotations

import random
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select

from serac.access.commands import open_compartment
from serac.access.models import Compartment
from serac.core.jobs import job_unit
from serac.core.nicknames import ROOTS
from serac.core.references import new_reference
from serac.core.unit import Services, Unit
from serac.entities import commands as entities
from serac.entities.models import Match, MatchDue


def _listed(words: str) -> list[str]:
    return words.split()


FIRST = _listed(
    "Aleksander Andrew Anna Barbara Benjamin Bogdan Catherine Christopher Constantin Daniel Dimitri Elena Elizabeth Ewa Florin "
    "Gabriel George Grzegorz Ibrahim Ioana James Jennifer John Joseph Magdalena Marcin Margaret Maria Michael Mihaela Mohammed "
    "Natalia Nicholas Oleksandr Pawel Peter Robert Samuel Sergei Stanislaw Stephen Svetlana Tatiana Thomas Vasile Victoria "
    "Vladimir William Wojciech Yulia Amina Blessing Chidi Farid Hassan Thuy Minh Wei Zdravka Rosalind Kamal Lina Nadia Yusuf "
    "Tesfaye Almaz Binta Femi Ngozi Rajesh Sunita Parveen Arben Besnik Drita Valbona Katya Lyudmila Ruzha Stoyan Yordanka"
)
STEMS = _listed(
    "Petk Ivan Kowal Dragom Stoy Georg Todor Lup Mold Nicol Hor Kov Mel Shevch Bond Tkach Kuz Okaf Adeb Tesf Abdul Hass "
    "Khal Silv Alm Thorn Ash Whit Ald Fen Brad Wood Szyman Wisniew Cior Balan Munt Rus Grab Zaj Lewand Kaczm Yank Chern "
    "Dobr Velich Zhel Marchen Kravch Rybal Osman Ber Hox Shtyl Guz Thap Gurung Bhatt Iqb Chowdh Mukher Adeyem Nwos Mahlan"
)
ENDINGS = _listed("ova escu ski enko uk as yan or man son ley ton field er well ani aj ar ic idis")
STREETS = _listed(
    "Quillback Saltmarsh Thistledown Cobbler Lanternhill Fiddler Tanner Weaver Marlpit Osier Hobday Ferrier Cinder Bellman "
    "Candlemas Drover Fuller Gallow Harebell Ironbridge Juniper Kestrel Larkspur Mason Nettle Orchard Pinfold Quarry Raven Sallow"
)
TYPES = _listed("Street Road Lane Avenue Close Terrace Row Drive")
TOWNS = _listed("Kelderby Brackenford Ostbury Stainmoor Wexcombe Larkfield Thornhaven Millbeck")
BANDS = ("from_16_to_17", "from_18_to_24", "from_25_to_34", "from_35_to_44", "from_45_to_54", "not_known", "not_known")
SHORT = {
    "Street": "St",
    "Road": "Rd",
    "Lane": "Ln",
    "Avenue": "Ave",
    "Close": "Cl",
    "Terrace": "Tce",
    "Drive": "Dr",
    "Row": "Row",
}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
OTHERWISE = (
    ("w", "v"),
    ("y", "i"),
    ("sh", "sz"),
    ("ch", "cz"),
    ("k", "c"),
    ("ks", "x"),
    ("i", "y"),
    ("iu", "yu"),
    ("j", "y"),
)
Planted = dict[str, str]


@dataclass
class Quality:
    """What came of it: by kind of variant how many, how many found their own, and all that was suggested."""

    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    found: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    suggested: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    right: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    seconds: list[float] = field(default_factory=list)

    def recall(self, kind: str) -> float:
        """Of the variants, how many found what they are a variant of."""
        return self.found[kind] / self.asked[kind]

    @property
    def precision(self) -> float:
        """Of all that was suggested for the variants, how much was right."""
        return sum(self.right.values()) / max(1, sum(self.suggested.values()))

    def lines(self) -> Iterator[str]:
        """The figures as they are printed."""
        for kind in self.asked:
            right = self.right[kind] / max(1, self.suggested[kind])
            yield f"{kind:<34} {self.asked[kind]:>5} asked   recall {self.recall(kind):.3f}   precision {right:.3f}"
        ordered = sorted(self.seconds)
        middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
        yield f"precision of all {self.precision:.3f}; search for one: {middle * 1000:.0f} ms, 95th percentile {late * 1000:.0f} ms"


def slip(r: random.Random, text: str) -> str:
    """One typing error in a word of four letters or more: left out, doubled, another, or two the wrong way round."""
    words = text.split()
    at = r.choice([place for place, word in enumerate(words) if len(word) >= 4])
    word, here = words[at], r.randrange(len(words[at]))
    ways = (
        word[:here] + word[here + 1 :],
        word[:here] + r.choice(LETTERS) + word[here:],
        word[:here] + r.choice(LETTERS) + word[here + 1 :],
        word[:here] + word[here + 1 : here + 2] + word[here] + word[here + 2 :],
    )
    words[at] = r.choice([way for way in ways if way.lower() != word.lower()])
    return " ".join(words)


def otherwise(r: random.Random, name: str) -> str:
    """The name as another alphabet's spelling would have it; as it is where nothing of it is written otherwise."""
    ways = [rule for rule in OTHERWISE if rule[0] in name[1:]]
    for written, instead in r.sample(ways, min(len(ways), 2)):
        name = name[0] + name[1:].replace(written, instead, 1)
    return name


def nickname(r: random.Random, name: str) -> str:
    """The name with a short form of the first name."""
    first, rest = name.split(" ", 1)
    forms = sorted(form for form, roots in ROOTS.items() if first.lower() in roots)
    return f"{r.choice(forms).capitalize()} {rest}" if forms else name


def turned(_: random.Random, name: str) -> str:
    """The family name first."""
    first, rest = name.split(" ", 1)
    return f"{rest} {first}"


def person(r: random.Random) -> Planted:
    """Somebody, with an age perhaps."""
    return {"name": f"{r.choice(FIRST)} {r.choice(STEMS)}{r.choice(ENDINGS)}", "age_band": r.choice(BANDS)}


def place(r: random.Random, number: int) -> Planted:
    """An address of its own: eight houses share a postcode."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    block = number // 8
    postcode = f"ZZ{block % 9 + 1} {block // 9 % 9 + 1}{letters[block // 81 % 20]}{letters[block // 1620 % 20]}"
    street = STREETS[block % len(STREETS)]
    return {
        "number": str(1 + number % 8 * 7 + r.randrange(7)), "street": f"{street} {TYPES[block // 30 % 8]}",
        "town": TOWNS[block // 240 % 8], "postcode": postcode,
    }  # fmt: skip


def written(one: Planted) -> str:
    """An address in full."""
    return f"{one['number']} {one['street']}, {one['town']} {one['postcode']}"


def shortened(_: random.Random, one: Planted) -> str:
    """As somebody in a hurry writes it."""
    street, kind = one["street"].split(" ")
    return f"{one['number']} {street} {SHORT[kind]} {one['postcode'].replace(' ', '').lower()}"


def without_postcode(_: random.Random, one: Planted) -> str:
    """By street and town."""
    return f"{one['number']} {one['street']}, {one['town']}"


def slip_in_street(r: random.Random, one: Planted) -> str:
    """With a typing error in the street, and no postcode."""
    street, kind = one["street"].split(" ")
    return f"{one['number']} {slip(r, street)} {kind}, {one['town']}"


def other_order(_: random.Random, one: Planted) -> str:
    """The postcode first."""
    return f"{one['postcode']}, {one['town']}, {one['number']} {one['street']}"


PEOPLE_WAYS: dict[str, Callable[[random.Random, str], str]] = {
    "one typing error in a name": slip, "written in another alphabet's way": otherwise, "a nickname": nickname,
    "the names in another order": turned,
}  # fmt: skip
PLACE_WAYS: dict[str, Callable[[random.Random, Planted], str]] = {
    "an address shortened": shortened, "an address without postcode": without_postcode,
    "a typing error in the street": slip_in_street, "an address in another order": other_order,
}  # fmt: skip


@dataclass
class Many:
    """The compartments planted: what lies in each is somebody's or some place's number, the same for its variants."""

    services: Services
    partnership_id: uuid.UUID
    whose: dict[uuid.UUID, int] = field(default_factory=dict)
    way: dict[uuid.UUID, str] = field(default_factory=dict)

    def plant(self, facts: Iterable[tuple[int, str, dict[str, Any]]]) -> list[uuid.UUID]:
        """Write each down in a compartment of its own. `facts`: whose number, which way, and what is said."""
        made: list[uuid.UUID] = []
        waiting = list(facts)
        for first in range(0, len(waiting), 200):
            with job_unit(self.services) as unit, unit.frame(), unit.command("plant"):
                made += [self._one(unit, *one) for one in waiting[first : first + 200]]
        return made

    def _one(self, unit: Unit, whose: int, way: str, said: dict[str, Any]) -> uuid.UUID:
        compartment = open_compartment(unit, self.partnership_id, kind="alert", reference=new_reference("AL"))
        if "name" in said:
            entities.add_person(unit, compartment, role="not_known", **{"age_band": "not_known"} | said)
        else:
            entities.add_place(unit, compartment, kind="dwelling", address=said["address"])
        self.whose[compartment.id], self.way[compartment.id] = whose, way
        return compartment.id

    def settle(self) -> None:
        """What was planted so far has been looked at."""
        with job_unit(self.services) as unit, unit.frame(), unit.command("settle"):
            unit.session.execute(delete(MatchDue))
            unit.recorded += 1

    def seek(self, compartment_ids: Iterable[uuid.UUID], quality: Quality) -> None:
        """Let the service look for what matches these, and count what it suggests."""
        ids = list(compartment_ids)
        for one in ids:
            began = time.perf_counter()
            with job_unit(self.services) as unit:
                entities.seek_matches(unit, unit.session.get_one(Compartment, one))
            quality.seconds.append(time.perf_counter() - began)
        with job_unit(self.services) as unit:
            for one in ids:
                self._count(unit, one, quality)

    def _count(self, unit: Unit, one: uuid.UUID, quality: Quality) -> None:
        kind = self.way[one]
        others = unit.session.scalars(select(Match.other_id).where(Match.compartment_id == one)).all()
        right = [other for other in others if self.whose.get(other) == self.whose[one]]
        quality.asked[kind] += 1
        quality.found[kind] += bool(right)
        quality.suggested[kind] += len(others)
        quality.right[kind] += len(right)


def measure(services: Services, partnership_id: uuid.UUID, *, people: int, places: int, variants: int) -> Quality:
    """Plant so many people and places, then so many variants of each kind, and see what they find.

    The variants say the same age as they were planted with, none, or the one beside it.
    """
    r, many, quality = random.Random(2026), Many(services, partnership_id), Quality()
    everybody = [person(r) for _ in range(people)]
    everywhere = [place(r, number) for number in range(places)]
    many.plant((number, "planted", dict(one)) for number, one in enumerate(everybody))
    many.plant((people + number, "planted", {"address": written(one)}) for number, one in enumerate(everywhere))
    many.settle()
    asked: list[tuple[int, str, dict[str, Any]]] = []
    for kind, way in PEOPLE_WAYS.items():
        varied = ((number, way(r, everybody[number]["name"])) for number in r.sample(range(people), people))
        told = [(number, name) for number, name in varied if name != everybody[number]["name"]][:variants]
        asked += [(number, kind, {"name": name, "age_band": _aged(r, everybody[number])}) for number, name in told]
    for kind, put in PLACE_WAYS.items() if places else ():
        chosen = r.sample(range(places), min(places, variants))
        asked += [(people + number, kind, {"address": put(r, everywhere[number])}) for number in chosen]
    made = many.plant(asked)
    many.seek(made, quality)
    return quality


def _aged(r: random.Random, one: Planted) -> str:
    band = one["age_band"]
    if band == "not_known" or r.random() < 0.3:
        return "not_known"
    place_of = BANDS.index(band)
    return band if r.random() < 0.7 else BANDS[min(4, place_of + 1)]
