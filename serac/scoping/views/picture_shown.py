"""The shared picture in plain data, as its template draws it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from serac.cases.words import STAGES, Sign
from serac.core.clock import day_in_words
from serac.scoping.picture import Group, Known, Piece, Thing
from serac.scoping.picture_words import giver_in_words, meta_of, span_in_words
from serac.scoping.queries.picture_danger import EarlierCase
from serac.scoping.queries.picture_whole import Picture

SAME = {"person": "a person", "place": "a place", "vehicle": "a vehicle", "business": "a business"}


@dataclass(frozen=True)
class Earlier:
    """What an item said before it was corrected."""

    text: str
    until: str


@dataclass(frozen=True)
class ShownPiece:
    """An item: what it says, when that was, the line under it.

    Attributes:
        disagrees: whether another item shown here says otherwise. corrected: when it was. withdrawn: when it was taken back.
    """

    text: str
    meta: str
    about: str
    days: str
    disagrees: bool
    corrected: str
    withdrawn: str
    earlier: tuple[Earlier, ...]


@dataclass(frozen=True)
class ShownGroup:
    """A heading with its items. Of a person the name waits for a tap."""

    title: str
    thing: Thing | None
    pieces: tuple[ShownPiece, ...]


@dataclass(frozen=True)
class ShownDisagreement:
    """Two items beside each other: who gave each and what it says."""

    id: UUID
    words: str
    told: str
    sides: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ShownEarlier:
    """An earlier case and what it may have in common with this one."""

    reference: str
    url: str
    words: str
    stage: Sign


def shown_groups(groups: Sequence[Group], found: Picture) -> list[ShownGroup]:
    """Groups with their items. An item under a thing does not say again that it is about that."""
    names = {one.id: one.called for one in found.things}
    marked = {one for pair in found.disagreements for one in (pair.item_id, pair.other_id)}
    return [
        ShownGroup(
            group.title,
            group.thing,
            tuple(
                _piece(piece, marked, {} if _under_it_alone(group, piece) else names, group) for piece in group.pieces
            ),
        )
        for group in groups
    ]


def _under_it_alone(group: Group, piece: Piece) -> bool:
    return group.thing is not None and piece.item.about == {group.thing.id}


def _piece(piece: Piece, marked: Collection[UUID], names: Mapping[UUID, str], group: Group) -> ShownPiece:
    item = piece.item
    own = group.thing.id if group.thing else None
    others = [name for thing_id, name in names.items() if thing_id in item.about and thing_id != own]
    days = span_in_words(item)
    return ShownPiece(
        item.text,
        f"{meta_of(item)} Given {day_in_words(item.given_at)}.",
        ", ".join(others),
        "" if days == group.title else days,
        item.id in marked,
        _until(piece.earlier[0]) if piece.earlier else "",
        day_in_words(piece.withdrawn) if piece.withdrawn else "",
        tuple(Earlier(one.text, _until(one)) for one in piece.earlier),
    )


def _until(one: Known) -> str:
    return day_in_words(one.replaced_at) if one.replaced_at else ""


def shown_disagreements(found: Picture) -> list[ShownDisagreement]:
    """What was marked, with both items."""
    pieces = {piece.item.id: piece for piece in found.pieces}
    return [
        ShownDisagreement(
            one.id,
            one.words,
            f"Marked by {one.by} on {day_in_words(one.at)}.",
            tuple(_side(pieces[side]) for side in (one.item_id, one.other_id)),
        )
        for one in found.disagreements
    ]


def _side(piece: Piece) -> tuple[str, str]:
    return giver_in_words(piece.item), piece.item.text


def shown_earlier(earlier: Sequence[EarlierCase]) -> list[ShownEarlier]:
    """Earlier cases by their references: what they are called may be more than this page's readers should see."""
    return [
        ShownEarlier(
            one.reference,
            url_for("cases.show", reference=one.reference),
            f"Opened {day_in_words(one.opened_at)}. May be the same: {_same(one)}.",
            STAGES[one.stage],
        )
        for one in earlier
    ]


def _same(one: EarlierCase) -> str:
    return ", ".join(SAME[kind] for kind in one.kinds)
