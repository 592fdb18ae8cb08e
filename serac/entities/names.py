"""Whether two names may be one person's: spelling, transliteration, nicknames, a slip of the finger, the order. Pure."""

from dataclasses import dataclass
from itertools import pairwise

import jellyfish
from rapidfuzz.distance import OSA

from serac.core.blind_index import words_of
from serac.core.nicknames import ROOTS

SHORTEST_SLIPPED = 4
LONG_WORD = 7
ALIKE = 82
"""From this many points on, one word of a name may be the other: as it sounds, or nearer."""
_FOLDS = (
    ("shch", "S"), ("tsch", "C"), ("tch", "C"), ("sch", "S"), ("dzh", "J"), ("dj", "J"), ("cz", "C"), ("ch", "C"),
    ("sz", "S"), ("sh", "S"), ("zh", "Z"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("ts", "c"), ("tz", "c"),
    ("ck", "k"), ("qu", "k"), ("q", "k"), ("x", "ks"), ("w", "v"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ae", "a"),
    ("c", "k"), ("j", "i"), ("y", "i"), ("dz", "z"),
)  # fmt: skip
"""How other alphabets and languages are written down in ours: what is often written either way is made one."""


@dataclass(frozen=True)
class NameLikeness:
    """How like two names are: 0 to 100, and the codes that say why, the telling one first."""

    points: float = 0
    reasons: tuple[str, ...] = ()


NOTHING_ALIKE = NameLikeness()


def compare_names(one: str, other: str) -> NameLikeness:
    """How likely two names, as they were written down, are the same person's or business's."""
    first, second = words_of(one), words_of(other)
    return compare_words(first, second)


def compare_words(first: list[str], second: list[str]) -> NameLikeness:
    """The same, of names already in words."""
    if not first or not second:
        return NOTHING_ALIKE
    if first == second:
        return NameLikeness(100, ("same_name",)) if len(first) > 1 else NameLikeness(65, ("same_single_name",))
    if "".join(first) == "".join(second):
        return NameLikeness(96, ("written_otherwise",))
    few, many = sorted((first, second), key=len)
    pairs = _paired(few, many)
    if len(pairs) < len(few):
        return NOTHING_ALIKE
    return _weighed(few, many, pairs)


def _weighed(few: list[str], many: list[str], pairs: list[tuple[int, int, float, str]]) -> NameLikeness:
    points = sum(pair[2] for pair in pairs) / len(pairs)
    changed = sum(1 for pair in pairs if pair[3])
    reasons = list(dict.fromkeys(pair[3] for pair in sorted(pairs, key=lambda pair: pair[2]) if pair[3]))
    points *= 0.94 ** max(0, changed - 1)
    if len(many) > len(few):
        points *= 0.92 if len(few) > 1 else 0.5
        reasons.append("part_of_name")
    elif len(few) == 1:
        points *= 0.6
        reasons.append("single_name")
    if any(later[1] < earlier[1] for earlier, later in pairwise(sorted(pairs))):
        points -= 3
        reasons.append("other_order")
    return NameLikeness(points, tuple(reasons))


def _paired(few: list[str], many: list[str]) -> list[tuple[int, int, float, str]]:
    """Each word of the shorter name with the word of the longer that is most like it, likest first, none used twice."""
    all_pairs = [(i, j, *_alike(one, other)) for i, one in enumerate(few) for j, other in enumerate(many)]
    all_pairs.sort(key=lambda pair: (-pair[2], abs(pair[0] - pair[1]), pair[0]))
    used: set[int] = set()
    taken: dict[int, tuple[int, int, float, str]] = {}
    for pair in all_pairs:
        if pair[2] and pair[0] not in taken and pair[1] not in used:
            taken[pair[0]] = pair
            used.add(pair[1])
    return list(taken.values())


def words_alike(one: str, other: str) -> float:
    """How likely two words are one name, 0 to 100."""
    return _alike(one, other)[0]


def _alike(one: str, other: str) -> tuple[float, str]:
    """How like two words are, 0 to 100, and why (empty where they are the same)."""
    if one == other:
        return 100, ""
    if written_alike(one) == written_alike(other):
        return 94, "written_otherwise"
    if _roots(one) & _roots(other):
        return 92, "nickname"
    return _slipped(one, other, OSA.distance(one, other, score_cutoff=2))


def _slipped(one: str, other: str, slips: int) -> tuple[float, str]:
    """How like two words are that are not one in any spelling: by slips of the finger, by their sound, by an initial."""
    shortest, longest = sorted((len(one), len(other)))
    if slips == 1 and shortest > 1:
        return (90 if longest >= SHORTEST_SLIPPED else 65), "one_letter"
    if _sound_alike(one, other):
        return ALIKE, "sounds_alike"
    if slips == 2 and shortest >= LONG_WORD:
        return 74, "two_letters"
    return (62, "initial") if shortest == 1 and one[0] == other[0] else (0, "")


def _sound_alike(one: str, other: str) -> bool:
    if not (one.isascii() and other.isascii()) or jellyfish.metaphone(one) != jellyfish.metaphone(other):
        return False
    return jellyfish.jaro_winkler_similarity(one, other) >= 0.8


def _roots(word: str) -> frozenset[str]:
    return ROOTS.get(word, frozenset()) | {word}


def written_alike(word: str) -> str:
    """A word as it would be whichever way it was written down in our letters: Yuliia, Iulia and Julia are one."""
    folded = word
    for written, meant in _FOLDS:
        folded = folded.replace(written, meant)
    folded = folded.replace("iii", "i").replace("ie", "e")
    once = folded[:1] + "".join(later for earlier, later in pairwise(folded) if later != earlier)
    return f"{once[:-1]}v" if once.endswith("f") else once
