"""Which items are shown to a reader of any part of them: a text for wider readers never beside the full one, corrections folded."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid

import pytest

from serac.core.actor import Actor, Authority, Permission, Standing
from serac.scoping import policy
from serac.scoping.picture import AskedAbout, Known, Thing, answered_about, by_thing, numbered, pieces_of

OTHER = uuid.UUID(int=5)
NOW = dt.datetime(2026, 3, 5, 8, tzinfo=dt.UTC)
IDS = {name: uuid.UUID(int=number) for number, name in enumerate(("full", "wider", "new full", "new wider"), start=1)}


def known(name: str, **more: object) -> Known:
    usual = {"giver": "Police", "agency_id": uuid.UUID(int=99), "how_known": "saw_it", "grade_source": "2"}
    usual |= {"grade_information": "A", "handling": "share", "audience": "team", "not_for_immigration": False}
    return Known(id=IDS.get(name, uuid.uuid4()), text=name, given_at=NOW, **(usual | more))


ITEMS = {
    "full": known("full", replaced_at=NOW),
    "wider": known("wider", replaced_at=NOW, sanitises_id=IDS["full"]),
    "new full": known("new full", replaces_id=IDS["full"]),
    "new wider": known("new wider", replaces_id=IDS["wider"], sanitises_id=IDS["new full"]),
}
SUBSETS = [names for size in range(5) for names in itertools.combinations(ITEMS, size)]


@pytest.mark.parametrize("names", SUBSETS, ids=", ".join)
def test_one_item_with_its_correction_and_both_wider_texts_is_shown_once(names: tuple[str, ...]) -> None:
    shown = pieces_of(ITEMS[name] for name in names)
    texts = [text for piece in shown for text in (piece.item.text, *(one.text for one in piece.earlier))]
    assert len(texts) == len(set(texts))
    for full, wider in (("full", "wider"), ("new full", "new wider")):
        assert not (full in texts and wider in texts)
        assert (full in texts) == (full in names)
        assert (wider in texts) == (wider in names and full not in names)
    holding = [piece for piece in shown if not piece.withdrawn]
    assert [piece.item.text for piece in holding] == [n for n in ("new full", "new wider") if n in names][:1]
    if "wider" in names and holding:
        assert len(shown) == 1


def test_people_are_numbered_without_a_gap_and_every_item_stands_somewhere() -> None:
    things = numbered([Thing(uuid.uuid4(), kind, kind) for kind in ("place", "person", "vehicle", "person")])
    assert [one.called for one in things] == ["Person 1", "Person 2", "place", "vehicle"]
    pieces = pieces_of([known("a", about=frozenset({things[1].id})), known("b", about=frozenset({uuid.uuid4()}))])
    groups = by_thing(pieces, things)
    assert [(g.title, [p.item.text for p in g.pieces]) for g in groups if g.pieces] == [
        ("Person 2", ["a"]),
        ("The case as a whole", ["b"]),
    ]


def test_a_copy_is_for_the_team_and_the_virtual_team_not_for_whoever_looks_in_an_emergency() -> None:
    reader = Actor(Authority.PERSON, NOW, OTHER, permissions=frozenset({(Permission.READ_CASE, OTHER)}))
    standings = {"team": Standing(team=True), "virtual_team": Standing(relations=frozenset({"virtual_team"}))}
    standings |= {each: Standing(relations=frozenset({each})) for each in ("emergency_duty", "police_contact", "chair")}
    may = {name for name, standing in standings.items() if policy.export_picture(reader, None, standing)}
    assert may == {"team", "virtual_team"}


def test_an_agency_asked_twice_counts_by_what_it_holds_then_by_what_is_open() -> None:
    thing, other = Thing(uuid.uuid4(), "place", "Farm"), Thing(uuid.uuid4(), "place", "House")
    police = uuid.UUID(int=99)

    def asked(name: str, answer: str | None, *, late: bool = False, agency: uuid.UUID = OTHER) -> AskedAbout:
        return AskedAbout(uuid.uuid4(), agency, name, frozenset({thing.id}), answer, late)

    rows = [
        asked("Police", "information_held", agency=police),
        asked("Fire", "nothing_known"),
        asked("Fire", None),
        asked("Housing", None, late=True),
        asked("Tax", "cannot_share"),
    ]
    (line,) = answered_about(rows, [thing, other], pieces_of([known("a", about=frozenset({thing.id}))]))
    assert (line.held, line.waiting, line.late, line.cannot, line.nothing) == (
        ("Police",), ("Fire",), ("Housing",), ("Tax",), ()
    )  # fmt: skip
    (line,) = answered_about(rows[:1], [thing], pieces_of([known("b")]))
    assert line.held == ("Police",), "what it said of nobody by name may be about all of it"
    (line,) = answered_about(rows[:1], [thing], pieces_of([known("c", about=frozenset({other.id}))]))
    assert line.nothing == ("Police",)
