"""Whether words name somebody with an account: their full name, their last name beside where they work, their number. Pure.

Nobody is searched for: a few people who are about to read something are held against what it says (domain 5.2).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from serac.core.blind_index import numbers_in, telling_words, words_of
from serac.entities.names import ALIKE, words_alike

APART = 2
"""How many words further on the other half of a name may stand: "Tom J Ashdown", "Ashdown, Tom"."""
BESIDE = 8
"""How near to a last name the word for an employer stands, for the two to belong together."""
_CERTAIN = 90
_SAYS_LITTLE = frozenset({"council", "police", "housing", "health", "fire", "probation", "social", "children", "adult"})
"""Of an agency that is called by one of these words alone, the word in a text says nothing."""
_KINDS = (("council", "council"), ("police", "police"))
"""What an agency is called by people who do not know its name, by how its kind begins."""


@dataclass(frozen=True)
class Worker:
    """Somebody with an account, as they are compared: where they work by name, and the kinds of agency those are."""

    name: str
    phone: str = ""
    email: str = ""
    agencies: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """A text, read once for however many people are held against it."""

    text: str
    words: list[str] = field(init=False)
    numbers: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", words_of(self.text))
        object.__setattr__(self, "numbers", numbers_in(self.text))


def is_named(worker: Worker, said: Said) -> bool:
    """Whether a text names somebody: by telephone, e-mail, full name, or last name with an employer beside it."""
    if worker.phone and numbers_in(worker.phone) & said.numbers:
        return True
    if "@" in worker.email and worker.email.strip().casefold() in said.text.casefold():
        return True
    return full_name_in(worker.name, said) or _last_name_at_work(worker, said)


def full_name_in(name: str, said: Said) -> bool:
    """Whether the first and the last word of a name stand together in a text, in either order, as near as they are spelt."""
    wanted = words_of(name)
    if not wanted:
        return False
    if len(wanted) == 1:
        return wanted[0] in said.words
    first, last = _places(wanted[0], said.words, ALIKE), _places(wanted[-1], said.words, ALIKE)
    return any(0 < abs(one - other) <= APART for one in first for other in last)


def mentions(name: str, said: Said) -> bool:
    """Whether every telling word of an agency's or business's name stands in a text, close together."""
    wanted = telling_words(name)
    return bool(wanted) and not set(wanted) <= _SAYS_LITTLE and _near(wanted, said.words, range(len(said.words)))


def _last_name_at_work(worker: Worker, said: Said) -> bool:
    wanted = words_of(worker.name)
    if len(wanted) < 2:
        return False
    called = {word for kind in worker.kinds for start, word in _KINDS if kind.startswith(start)}
    for place in _places(wanted[-1], said.words, _CERTAIN):
        around = range(max(0, place - BESIDE), min(len(said.words), place + BESIDE + 1))
        if called & {said.words[one] for one in around}:
            return True
        if any(_near(telling_words(name), said.words, around) for name in worker.agencies):
            return True
    return False


def _near(wanted: Collection[str], words: list[str], around: Iterable[int]) -> bool:
    """Whether all wanted words stand within a stretch not much longer than themselves."""
    length, needed = len(wanted) + APART, {one.removesuffix("s") for one in wanted}
    bare = [one.removesuffix("s") for one in words]
    return any(needed <= set(bare[one : one + length]) for one in around if bare[one] in needed)


def _places(word: str, words: list[str], least: float) -> list[int]:
    """Where a word stands, or one that may be it."""
    known: dict[str, bool] = {}
    for one in words:
        if one not in known:
            known[one] = one == word or (words_alike(word, one) >= least)
    return [place for place, one in enumerate(words) if known[one]]
