"""Where somebody is kept safe is read by named people only, and what is said of that address suggests nothing to anyone."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from sqlalchemy import MetaData, func, select

from serac.audit.queries.looked import who_has_looked
from serac.core.audit_reading import LOG, entries
from serac.core.facts import Fact
from serac.core.outbox import Notice
from serac.core.problems import Invalid, NotPermitted
from serac.entities import commands as entities
from serac.entities.models import Match, PlaceOfSafety, Token
from serac.entities.queries import find_like
from serac.scheduler import Scheduler
from tests.entities.seeking import notices, seek, seen
from tests.raising import PLANTED, county, opened, partnership, raised

MANY = 50
STREETS = ("Saltmarsh", "Thistledown", "Cobblers", "Lanternhill", "Fiddlers")


def address(number: int) -> str:
    """One of fifty addresses, none of them real."""
    return (
        f"{number + 3} {STREETS[number % 5]} {'Row' if number % 2 else 'Lane'}, ZZ{number % 9 + 1} {number % 8 + 1}QS"
    )


def held(given, where: str, *readers: str, by: str = "priya", **facts):
    with given.as_(by) as unit:
        return entities.hold_place_of_safety(
            unit,
            partnership(unit, given),
            address=where,
            readers=[given.members[name] for name in readers or ("priya",)],
            provider="Northgate Support",
            **facts,
        )


def row_counts(engine) -> dict[str, int]:
    """How many rows there are of what an index, a count or a letter is made of."""
    meta = MetaData()
    meta.reflect(engine)
    with engine.connect() as connection:
        wanted = ("token", "match_found", "match_due", "place", "notice")
        return {name: connection.scalar(select(func.count()).select_from(meta.tables[name])) for name in wanted}


def raised_at(given, number: int, **facts):
    """An alert at one of the fifty, naming somebody and something that are in a case already."""
    return raised(given, where=address(number), **facts)


def test_fifty_places_of_safety_then_an_alert_at_each_suggests_nothing_to_anyone(given, plain_engine, caplog, settings):
    """No suggestion, and no trace in the index, the counts, the logs or the mail (domain 5.3)."""
    county(given)
    case = opened(given)
    with given.as_("priya") as unit:
        entities.add_person(unit, case, role="witness", age_band="adult", name=PLANTED["name"], phone=PLANTED["phone"])
        entities.add_vehicle(unit, case, plate=PLANTED["plate"])
    ordinary = raised(given, where="9 Weaver Street, ZZ9 9ZZ", people=[], plate="", business="")
    seek(given)
    for number in range(MANY):
        held(given, address(number), phone=f"01632 960{number:03d}")
    seek(given)
    before, facts = row_counts(plain_engine), _facts(given)
    caplog.set_level(logging.DEBUG)
    alerts = [raised_at(given, number) for number in range(MANY)]
    _deliver(given, caplog)

    after = row_counts(plain_engine)
    assert after["token"] == before["token"]
    assert after["match_found"] == before["match_found"]
    assert after["match_due"] == 0
    with given.operator() as unit:
        said = {one.compartment_id for one in unit.session.scalars(select(Match))}
        assert not said & {alert.compartment_id for alert in alerts}
        assert not unit.session.scalars(
            select(Token).where(Token.compartment_id.in_([a.compartment_id for a in alerts]))
        ).all()
    for alert in alerts:
        assert seen(given, "priya", alert.compartment_id) == seen(given, "tomas", alert.compartment_id) == []
    assert seen(given, "priya", case.compartment_id) == []
    assert notices(given, "priya") == notices(given, "tomas") == []
    for name in ("priya", "tomas"):
        with given.as_(name) as unit:
            place = partnership(unit, given)
            for number in (0, MANY - 1):
                assert list(find_like(unit, place, address=address(number))) == []
    assert _facts(given) - facts == MANY  # each alert is counted once, as any other is
    _nowhere(given, caplog, settings)
    _told_apart_by_nothing(given, alerts[0], ordinary)


def _facts(given) -> int:
    with given.operator() as unit:
        return unit.session.scalar(select(func.count()).select_from(Fact))


def _deliver(given, caplog) -> None:
    """The scheduler's own work, letters included."""
    for _ in range(3):
        Scheduler(given.services).tick()


def _nowhere(given, caplog, settings) -> None:
    """Neither the address nor that there is one stands in any log or letter."""
    mail = "".join(path.read_text(errors="replace") for path in Path(settings.mail_folder).rglob("*") if path.is_file())
    with given.operator() as unit:
        kept = [(one.event, json.dumps(one.detail)) for one in entries(unit.session, LOG.c.event != "", most=100_000)]
        posted = [(one.kind, one.path) for one in unit.session.scalars(select(Notice))]
    for text in (caplog.text, mail, str(kept), str(posted)):
        assert not [word for word in (*STREETS, "Northgate") if word.lower() in text.lower()]
    assert "safety" not in f"{mail}{caplog.text}".lower()
    assert not [
        event
        for event, detail in kept
        if "safety" in f"{event}{detail}" and event not in {"place_of_safety.held", "compartment.opened"}
    ]


def _told_apart_by_nothing(given, at_one, ordinary) -> None:
    """The log of an alert at a place of safety reads as that of any other."""
    with given.operator() as unit:
        events = [
            [
                one.event
                for one in entries(
                    unit.session, LOG.c.compartment_id == alert.compartment_id, LOG.c.authority == "job", most=99
                )
            ]
            for alert in (at_one, ordinary)
        ]
    assert events[0] == events[1] == ["match.sought"]


@pytest.mark.parametrize(
    "way",
    [
        "41 Quillback Lane, ZZ9 4QX",
        "41 quilback ln zz94qx",
        "Flat 2, 41 Quillback Lane ZZ9 4QX",
        "ZZ9 4QX",
        "41 Quillback Lane",
        "41 Quillback Lane, Ostbury ZZ1 1AB",
    ],
)
def test_however_the_address_is_written_it_is_known(given, way):
    county(given)
    held(given, "41 Quillback Lane, ZZ9 4QX")
    older = raised(given, where="2 Other Street")
    alert = raised(given, where=way)
    seek(given)
    assert seen(given, "priya", alert.compartment_id) == seen(given, "priya", older.compartment_id) == []


def test_what_was_said_before_the_place_was_held_is_taken_out_of_the_index(given):
    county(given)
    older, newer = raised(given), raised(given)
    other = raised(given, where="2 Other Street, ZZ1 1ZZ")
    seek(given)
    assert len(seen(given, "priya", newer.compartment_id)) == 2
    held(given, PLANTED["address"])
    seek(given)
    for alert in (older, newer, other):
        assert seen(given, "priya", alert.compartment_id) == []
    with given.operator() as unit:
        left = set(unit.session.scalars(select(Token.compartment_id)))
    assert left == {other.compartment_id}


def test_of_a_case_only_the_place_itself_is_taken_out(given):
    county(given)
    case = opened(given)
    with given.as_("priya") as unit:
        entities.add_place(unit, case, kind="dwelling", address=PLANTED["address"])
        entities.add_vehicle(unit, case, plate=PLANTED["plate"])
    held(given, PLANTED["address"])
    alert = raised(given, where="2 Other Street, ZZ1 1ZZ")
    seek(given)
    (match,) = seen(given, "priya", alert.compartment_id)
    assert [why.words for why in match.why] == ["The same number plate"]


def test_a_new_phone_school_or_practice_matches_nothing_either(given):
    county(given)
    held(given, "3 Far Street, ZZ1 1QS", phone=PLANTED["phone"], school="Larkrise School, 7 Elm Road, ZZ2 2QS")
    facts = {"where": "Somewhere", "plate": "", "business": ""}
    phone = [raised(given, people=[{"description": "A man", "phone": PLANTED["phone"]}], **facts) for _ in range(2)]
    school = [raised(given, people=[], **(facts | {"where": "Larkrise School, Elm Road, ZZ2 2QS"})) for _ in range(2)]
    seek(given)
    for alert in (*phone, *school):
        assert seen(given, "priya", alert.compartment_id) == []


def test_only_the_people_named_read_it(given):
    county(given)
    row = held(given, "3 Far Street, ZZ1 1QS", "tomas")
    reads = {}
    for name in ("priya", "tomas", "hana", "dev", "omar"):
        with given.as_(name) as unit:
            reads[name] = [one.address for one in unit.session.scalars(select(PlaceOfSafety))]
    assert {name for name, found in reads.items() if found} == {"tomas"}
    assert reads["tomas"] == ["3 Far Street, ZZ1 1QS"]
    with given.as_("tomas") as unit:
        assert unit.standing(row.compartment_id).restricted


def test_it_stands_in_who_has_looked_of_nothing_else(given):
    county(given)
    case, alert = opened(given), raised(given, where="3 Far Street, ZZ1 1QS")
    before = {}
    for compartment_id in (case.compartment_id, alert.compartment_id):
        with given.as_("priya") as unit:
            before[compartment_id] = who_has_looked(unit, compartment_id).rows
    held(given, "3 Far Street, ZZ1 1QS")
    seek(given)
    for compartment_id, rows in before.items():
        with given.as_("priya") as unit:
            assert who_has_looked(unit, compartment_id).rows == rows


@pytest.mark.parametrize("facts", [{"where": " "}, {"readers": ()}, {"readers": ("hana",)}])
def test_it_is_held_only_with_an_address_and_people_of_the_team(given, facts):
    county(given)
    readers = [given.members[name] for name in facts.get("readers", ("priya",))]
    with given.as_("priya") as unit, pytest.raises(Invalid):
        entities.hold_place_of_safety(
            unit,
            partnership(unit, given),
            address=facts.get("where", "3 Far Street"),
            readers=readers,
            provider="Northgate",
        )


def test_nobody_but_the_team_holds_one(given):
    county(given)
    with given.as_("hana") as unit, pytest.raises(NotPermitted):
        entities.hold_place_of_safety(
            unit,
            partnership(unit, given),
            address="3 Far Street",
            readers=[given.members["priya"]],
            provider="Northgate",
        )
