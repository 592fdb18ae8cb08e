"""The shared picture, as thinking: which of the items a reader may read are shown, in what order, and where it has gaps.

It is given what the rule let through and knows nothing of what it did not: no count, no number and no order here depends on
anything hidden. A text for wider readers looks like any other item, so that nobody can tell that there is more behind it.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

KINDS = ("person", "place", "vehicle", "business")
"""What an item can be about, in the order of the page."""


@dataclass(frozen=True)
class Known:
    """One item as it was read.

    Attributes:
        about: ids of the things it is about. sanitises_id, replaces_id, replaced_at: as in cases.models.Item.
    """

    id: uuid.UUID
    text: str
    giver: str
    agency_id: uuid.UUID | None
    how_known: str
    grade_source: str
    grade_information: str
    handling: str
    audience: str
    not_for_immigration: bool
    given_at: dt.datetime
    happened_from: dt.date | None = None
    happened_to: dt.date | None = None
    about: frozenset[uuid.UUID] = frozenset()
    sanitises_id: uuid.UUID | None = None
    replaces_id: uuid.UUID | None = None
    replaced_at: dt.datetime | None = None
    reply_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Piece:
    """An item as the picture shows it.

    Attributes:
        earlier: what it said before it was corrected, the latest first. withdrawn: when its giver took it back, or None.
    """

    item: Known
    earlier: tuple[Known, ...] = ()

    @property
    def withdrawn(self) -> dt.datetime | None:
        """Since when it no longer holds, where nothing that this reader may read took its place."""
        return self.item.replaced_at


def pieces_of(items: Iterable[Known]) -> list[Piece]:
    """The items a reader is shown, each once: not the text for wider readers where they read the full one; corrections folded in.

    One that was corrected by something they do not read stands alone, as taken back.
    """
    known = {item.id: item for item in items}
    full = full_of(known.values())
    before = _corrected(known, full)
    shown = {item.id: item for item in known.values() if item.id not in full}
    chains = {one: _chain(one, before) for one in shown}
    folded = {one for chain in chains.values() for one in chain}
    return [Piece(item, tuple(known[then] for then in chains[one])) for one, item in shown.items() if one not in folded]


def full_of(items: Iterable[Known]) -> dict[uuid.UUID, uuid.UUID]:
    """Of each text for wider readers, the full item, where the reader reads that too."""
    items = list(items)
    ids = {one.id for one in items}
    return {one.id: one.sanitises_id for one in items if one.sanitises_id is not None and one.sanitises_id in ids}


def _corrected(known: Mapping[uuid.UUID, Known], full: Mapping[uuid.UUID, uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """From each item shown to the one shown before it: by way of the full text where that is what the reader reads."""
    wider = {one.sanitises_id: one.id for one in known.values()}
    before = {}
    for item in known.values():
        former = item.replaces_id if item.replaces_id in known else wider.get(item.replaces_id)
        if item.replaces_id is not None and former is not None:
            now, then = full.get(item.id, item.id), full.get(former, former)
            if now != then:
                before[now] = then
    return before


def _chain(item_id: uuid.UUID, before: Mapping[uuid.UUID, uuid.UUID]) -> list[uuid.UUID]:
    chain: list[uuid.UUID] = []
    while item_id in before and before[item_id] not in chain:
        item_id = before[item_id]
        chain.append(item_id)
    return chain


@dataclass(frozen=True)
class Thing:
    """A person, place, vehicle or business as the picture names it.

    Attributes:
        called: what it goes by on a page: a person by a number among those this reader is shown, the others by their name.
        name: a person's, which waits for a tap; empty where it is not known. words: what else is known of it.
    """

    id: uuid.UUID
    kind: str
    called: str
    name: str = ""
    words: str = ""
    child: bool = False
    contract: bool = False


def numbered(things: Sequence[Thing]) -> list[Thing]:
    """Things in the order of the page, people numbered from 1: no number is ever left out."""
    people = [one for one in things if one.kind == KINDS[0]]
    named = [replace(one, called=f"Person {number}") for number, one in enumerate(people, start=1)]
    return named + [one for kind in KINDS[1:] for one in things if one.kind == kind]


@dataclass(frozen=True)
class Group:
    """A heading of the picture and what stands under it. `thing` is None for the case as a whole, and for a time."""

    title: str
    pieces: tuple[Piece, ...]
    thing: Thing | None = None


def by_thing(pieces: Sequence[Piece], things: Sequence[Thing]) -> list[Group]:
    """One group for each thing, in its order, then what is about the case as a whole. An item about two stands under both."""
    groups = [Group(one.called, _dated(p for p in pieces if one.id in p.item.about), one) for one in things]
    ids = {one.id for one in things}
    rest = _dated(p for p in pieces if not p.item.about & ids)
    return [*groups, Group("The case as a whole", rest)] if rest else groups


def by_time(pieces: Sequence[Piece], in_words: Mapping[uuid.UUID, str]) -> list[Group]:
    """One group for each day or span that items speak of, the first first; then those whose day is not known, as they came."""
    dated = _dated(p for p in pieces if _day(p.item))
    groups: list[Group] = []
    for piece in dated:
        title = in_words[piece.item.id]
        if groups and groups[-1].title == title:
            groups[-1] = replace(groups[-1], pieces=(*groups[-1].pieces, piece))
        else:
            groups.append(Group(title, (piece,)))
    rest = _dated(p for p in pieces if not _day(p.item))
    return [*groups, Group("Day not known", rest)] if rest else groups


def _day(item: Known) -> dt.date | None:
    return item.happened_from or item.happened_to


def _dated(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """By the day they speak of where it is known, then by when they were given."""
    return tuple(
        sorted(pieces, key=lambda p: (_day(p.item) or dt.date.max, p.item.happened_to or dt.date.max, p.item.given_at, p.item.id))
    )  # fmt: skip


@dataclass(frozen=True)
class AskedAbout:
    """What one agency was asked about, and what became of it, as far as the reader may see the request.

    Attributes:
        answer: code of its reply, or None. late: it is past the time it was due, or silence was recorded.
        named: ids of the things that were named to it.
    """

    request_id: uuid.UUID
    agency_id: uuid.UUID
    agency: str
    named: frozenset[uuid.UUID]
    answer: str | None
    late: bool


@dataclass(frozen=True)
class Answered:
    """Of one thing: which agencies hold something, know nothing, cannot share, and have not replied (late or not yet)."""

    thing: Thing
    held: tuple[str, ...]
    nothing: tuple[str, ...]
    cannot: tuple[str, ...]
    late: tuple[str, ...]
    waiting: tuple[str, ...]


ORDER = ("held", "waiting", "late", "cannot", "nothing")
"""Of an agency asked twice, what counts: first what it holds, then what is still open, then what it said."""


def answered_about(asked: Sequence[AskedAbout], things: Sequence[Thing], pieces: Sequence[Piece]) -> list[Answered]:
    """One line for each thing that any agency was asked about, in the order of the things.

    What an agency holds and said of nobody and nothing by name may be about all of it: it is never shown to know nothing.
    """
    standing = [p.item for p in pieces if not p.withdrawn]
    holds = {(item.agency_id, thing_id) for item in standing for thing_id in item.about}
    of_all = {item.agency_id for item in standing if not item.about}
    lines = []
    for thing in things:
        said: dict[str, str] = {}
        for one in asked:
            if thing.id in one.named:
                loose = one.answer == "information_held" and one.agency_id in of_all
                stands = _stands(one, held=loose or (one.agency_id, thing.id) in holds)
                said[one.agency] = min(said.get(one.agency, stands), stands, key=ORDER.index)
        if said:
            by = {state: tuple(sorted(name for name, s in said.items() if s == state)) for state in ORDER}
            lines.append(Answered(thing, **by))
    return lines


def _stands(one: AskedAbout, *, held: bool) -> str:
    if held:
        return "held"
    if one.answer is None:
        return "late" if one.late else "waiting"
    return "cannot" if one.answer == "cannot_share" else "nothing"
