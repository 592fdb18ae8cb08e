"""What alerts say: a seeded generator of realistic lengths and repetitions. Everybody and every place is invented."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass

TOWNS = (
    "Kelderby", "Brackenford", "Ostbury", "Nether Hallow", "Stainmoor", "Wexcombe", "Larkfield", "Thornhaven",
    "Millbeck", "Aldersyke", "Cross Fell End", "Harrowgate Moor", "Penrudd", "Saltersgate", "Winterby", "Yarrowdale",
)  # fmt: skip
AREAS = ("kelderby", "brackenford", "ostbury", "thornshire_county")
SITES = {
    "car wash": "car_wash", "nail bar": "nail_bar", "farm": "farm", "restaurant": "restaurant", "building site": "building_site",
    "care home": "care", "takeaway": "restaurant", "warehouse": "factory", "terraced house": "dwelling", "shared house": "shared_house",
}  # fmt: skip
KINDS = {
    "labour.forced": "forced work", "labour.wages_taken": "wages taken", "domestic.servitude": "domestic servitude",
    "criminal.county_lines": "county lines", "sexual.prostitution": "sexual exploitation", "criminal.cuckooing": "cuckooing",
    "criminal.cannabis": "cannabis growing", "criminal.begging": "forced begging",
}  # fmt: skip


def _listed(words: str) -> list[str]:
    return words.split()


FIRST = _listed(
    "Amina Blessing Chi Daniel Elena Farid Grace Hassan Ioana Jakub Kamal Lina Minh Nadia Omar Petra Rosa Samir Thuy Viktor Wei "
    "Yusuf Zofia Adam Beth"
)
LAST = _listed(
    "Nguyen Popescu Kowalski Ahmed Okafor Silva Tran Hussain Dragan Novak Smith Jones Khan Petrov Mensah Haile Le Pham Costa Rahman"
)
WORDS = _listed(
    "the of and to in a was for on with at by an from that her his they were about after during before under control passport "
    "debt wages accommodation transport telephone manager victim witness officer support interview statement safeguarding referral "
    "consent risk assessment threat injury hospital school landlord neighbour visitor money cash vehicle registration address night "
    "evening weekend shift hours food isolation language interpreter appointment follow-up plan outreach refuge solicitor disclosure "
    "indicator bruise fearful withdrawn escorted locked door keys gang member family cousin online account message photograph "
    "payment bank card document identity visa border travel agency recruiter promise contract deduction rent overcrowded mattress"
)
BEGINNINGS, ENDINGS = _listed("b ch d f g h j k l m n p r s sh t v w z"), _listed("a e i o u an en or el")


def paragraph(r: random.Random, sentences: int) -> str:
    """So many sentences of eight to eighteen words."""
    return " ".join(" ".join(r.choices(WORDS, k=r.randint(8, 18))).capitalize() + "." for _ in range(sentences))


class Names:
    """Names as they are spread in life: a few very common (the commonest about a twentieth), a long tail."""

    def __init__(self, r: random.Random) -> None:
        syllables = [a + b for a in BEGINNINGS for b in ENDINGS]
        self._random = r
        self._first, self._first_weights = self._pool(FIRST, syllables, 1500, 3)
        self._last, self._last_weights = self._pool(LAST, syllables, 20_000, 4)

    def _pool(self, begin: list[str], syllables: list[str], size: int, most: int) -> tuple[list[str], list[float]]:
        names = list(begin)
        while len(names) < size:
            names.append("".join(self._random.choices(syllables, k=self._random.randint(2, most))).capitalize())
        return names, list(itertools.accumulate(1 / (place + 3) for place in range(size)))

    def one(self) -> str:
        """A first name and a last."""
        first = self._random.choices(self._first, cum_weights=self._first_weights)[0]
        return f"{first} {self._random.choices(self._last, cum_weights=self._last_weights)[0]}"


@dataclass(frozen=True)
class Story:
    """What one alert is about."""

    title: str
    account: str
    kinds: tuple[str, ...]
    area: str
    place_kind: str
    address: str
    postcode: str
    name: str
    age: int


def story(r: random.Random, names: Names) -> Story:
    """One alert: three to nine sentences of account, one or two kinds, a place, a person."""
    kinds = tuple(
        sorted(set(r.choices(tuple(KINDS), weights=(20, 15, 18, 12, 14, 10, 6, 5), k=1 + (r.random() < 0.25))))
    )
    town, site, name, age = r.choice(TOWNS), r.choice(tuple(SITES)), names.one(), r.randint(14, 63)
    opening = f"Report about {name}, aged {age}, at a {site} in {town}. It may be {KINDS[kinds[0]]}. "
    postcode = (
        f"ZZ{r.randrange(1, 99)} {r.randrange(10)}{r.choice('ABDEFGHJLNP')}{r.choice('QRSTUWXYZ')}"
        if r.random() < 0.6
        else ""
    )
    return Story(
        title=f"{KINDS[kinds[0]].capitalize()}: {site}, {town}",
        account=opening + paragraph(r, r.randint(3, 9)),
        kinds=kinds,
        area=r.choices(AREAS, weights=(40, 30, 20, 10))[0],
        place_kind=SITES[site],
        address=f"{r.randrange(1, 240)} {r.choice(TOWNS)} Road, {town}",
        postcode=postcode,
        name=name,
        age=age,
    )
