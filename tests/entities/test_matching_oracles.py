"""Nothing hidden is told by suggestions, search, counts, refusals or time: against a model written apart, on both databases."""

from __future__ import annotations

import re
import statistics
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given as generated
from hypothesis import settings as examples
from hypothesis import strategies as st

from serac.access import commands as access
from serac.access.models import Compartment
from serac.alerts.queries import find_alert
from serac.entities.queries import find_like, likeness, list_matches
from serac.reference import PartnershipRules
from tests.conftest import FULL
from tests.entities.seeking import notices, seek, seen, two_counties
from tests.forms import send
from tests.given import Given
from tests.raising import partnership, raised

PLATES = ("ZZ61 QRV", "YY17 KLM", "XX08 BCD")
HOME, SOUTH = "thornshire", "southmoor"
TEAMS = {HOME: ("priya", "tomas"), SOUTH: ("vera",)}
READERS = (*TEAMS[HOME], *TEAMS[SOUTH], "hana", "dev", "omar", "rosa", "rhys")


@dataclass
class Told:
    """An alert of the model: where it was sent, the plate it names, who is on its list (None: not restricted), who is kept out."""

    place: str
    plate: str
    listed: tuple[str, ...] | None = None
    excluded: tuple[str, ...] = ()
    compartment_id: uuid.UUID = field(default=uuid.UUID(int=0))

    def open_to(self, name: str) -> bool:
        """The rule, as the domain says it."""
        return name in TEAMS[self.place] and name not in self.excluded and (self.listed is None or name in self.listed)


def alerts() -> st.SearchStrategy[list[Told]]:
    """A handful of alerts, some restricted, some with somebody kept out."""
    here = st.builds(
        Told,
        place=st.just(HOME),
        plate=st.sampled_from(PLATES),
        listed=st.sampled_from((None, None, ("priya",), ("tomas",), ("priya", "tomas"))),
        excluded=st.sampled_from(((), (), (), ("tomas",))),
    )
    there = st.builds(
        Told, place=st.just(SOUTH), plate=st.sampled_from(PLATES), listed=st.sampled_from((None, None, ("vera",)))
    )
    return st.lists(st.one_of(here, here, there), min_size=2, max_size=7)


def build(given: Given, world: list[Told]) -> None:
    """Raise them in turn, restrict, keep out, and let the service look after each second one."""
    for number, one in enumerate(world):
        by = "rhys" if one.place == HOME else "rosa"
        facts = {"plate": one.plate, "people": [], "where": "Somewhere", "business": "", "area": "not_known"}
        one.compartment_id = raised(given, by, one.place, **facts).compartment_id
        governor = (one.listed or TEAMS[one.place])[0]
        with given.as_(governor) as unit:
            compartment = unit.session.get_one(Compartment, one.compartment_id)
            for name in one.excluded:
                if name != governor:
                    access.exclude(unit, compartment, grantee_id=given.members[name], reason="linked_person")
            if one.listed is not None:
                access.restrict(unit, compartment, readers=[given.members[name] for name in one.listed])
        one.excluded = tuple(name for name in one.excluded if name != governor)
        if number % 2:
            seek(given)
    seek(given)


@examples(max_examples=40 if FULL else 5)
@generated(world=alerts())
def test_every_reader_is_shown_exactly_what_matches_in_what_they_may_read(given, world):
    fresh = two_counties(Given(given.services, kept=given.kept))
    build(fresh, world)
    for name in READERS:
        for one in world:
            _check_shown(fresh, name, one, world)
        _check_found(fresh, name, world)


def _check_shown(given: Given, name: str, one: Told, world: list[Told]) -> None:
    shown = seen(given, name, one.compartment_id)
    alike = [other for other in world if other is not one and other.plate == one.plate]
    expected = {other.compartment_id for other in alike if one.open_to(name) and other.open_to(name)}
    assert {match.compartment_id for match in shown if not match.told} == expected
    told = {match.compartment_id for match in shown if match.told}
    might = {
        other.compartment_id
        for other in alike
        if one.open_to(name)
        and other.place != one.place
        and other.listed is None
        and world.index(other) > world.index(one)
    }
    assert told == might
    for match in shown:
        assert match.told == (match.reference == "") == (match.opened_at is None)


def _check_found(given: Given, name: str, world: list[Told]) -> None:
    for plate in PLATES:
        with given.as_(name) as unit:
            found = find_like(unit, partnership(unit, given, SOUTH if name == "vera" else HOME), plate=plate)
            assert {one.compartment_id for one in found} == {
                one.compartment_id for one in world if one.plate == plate and one.open_to(name)
            }


def about(given: Given, plate: str):
    return raised(given, plate=plate, people=[], business="", where="Somewhere")


@dataclass
class Pair:
    """Two alerts tomas may read: one of which matches something he may not, and one of which matches nothing."""

    hidden: str
    plain: str
    hidden_plate: str = PLATES[0]
    plain_plate: str = PLATES[1]


def pair(given: Given) -> Pair:
    """The hidden one is restricted to priya, and was there first."""
    two_counties(given)
    secret = about(given, PLATES[0])
    with given.as_("priya") as unit:
        compartment = unit.session.get_one(Compartment, secret.compartment_id)
        access.restrict(unit, compartment, readers=[given.members["priya"]])
    hidden, plain = about(given, PLATES[0]), about(given, PLATES[1])
    seek(given)
    assert len(seen(given, "priya", hidden.compartment_id)) == 1
    return Pair(hidden.reference, plain.reference)


@pytest.fixture
def tomas(app: Flask, given) -> Callable[[], FlaskClient]:
    """He is on the team, and not on the list."""
    return lambda: given.sign_in(app.test_client(), "tomas")


def blank(text: str, *own: str) -> str:
    """A page without what is another at every look: references, ids, keys, tokens, and the words that are its own."""
    for word in own:
        text = text.replace(word, "OWN")
    text = re.sub(r"AL-[0-9A-Z]+", "REFERENCE", text)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", text)
    text = re.sub(r'(name="(?:csrf_token|idempotency_key)" value=")[^"]+', r"\1KEY", text)
    return re.sub(r"Request [0-9A-Za-z-]+|[0-9a-f]{12,}", "NUMBER", text)


def test_how_many_hidden_ones_there_are_changes_neither_a_search_nor_a_reason(given, monkeypatch):
    """A token or a name is common by what the reader may read: else "many have this name" would tell of the hidden."""
    two_counties(given)
    monkeypatch.setattr(likeness, "MANY", 2)
    person = {"plate": "", "business": "", "where": "Somewhere", "people": [{"name": "Maria Popescu"}]}
    hidden = [raised(given, **person) for _ in range(4)]
    for alert in hidden:
        with given.as_("priya") as unit:
            compartment = unit.session.get_one(Compartment, alert.compartment_id)
            access.restrict(unit, compartment, readers=[given.members["priya"]])
    older, newer = raised(given, **person), raised(given, **person)
    seek(given)
    (match,) = seen(given, "tomas", newer.compartment_id)
    assert (match.compartment_id, [why.words for why in match.why]) == (older.compartment_id, ["The same name"])
    monkeypatch.setattr(PartnershipRules, "number", lambda self, code: 2 if code == "matching.common_token" else 50)
    with given.as_("tomas") as unit:
        found = find_like(unit, partnership(unit, given), name="Maria Popescu")
        assert {one.compartment_id for one in found} == {older.compartment_id, newer.compartment_id}


def test_the_page_of_an_alert_reads_the_same_whether_something_hidden_matches_or_nothing_does(given, tomas):
    two, client = pair(given), tomas()
    one = client.get(f"/alerts/{two.hidden}").text
    other = client.get(f"/alerts/{two.plain}").text
    assert blank(one, two.hidden_plate) == blank(other, two.plain_plate)


def test_queue_home_and_inbox_count_nothing_hidden(given, tomas):
    two = pair(given)
    client = tomas()
    for page in ("/alerts", "/", "/inbox"):
        shown = client.get(page)
        if shown.status_code == 200:
            assert shown.text.count(two.hidden) == shown.text.count(two.plain)
    assert notices(given, "tomas") == []


def test_a_search_reads_the_same_whether_something_hidden_is_found_or_nothing_more(given, tomas):
    two = pair(given)
    client = tomas()
    one = send(client, "/alerts/search", plate=two.hidden_plate).text
    other = send(client, "/alerts/search", plate=two.plain_plate).text
    assert blank(one, two.hidden_plate) == blank(other, two.plain_plate)


def test_a_hidden_match_is_refused_as_an_unknown_one_is(given, tomas):
    two = pair(given)
    with given.as_("priya") as unit:
        (match,) = list_matches(unit, find_alert(unit, two.hidden).compartment_id)
    client = tomas()
    hidden = client.get(f"/alerts/{two.hidden}/matches/{match.match_id}/dismiss")
    unknown = client.get(f"/alerts/{two.hidden}/matches/{uuid.uuid4()}/dismiss")
    other = client.get(f"/alerts/{two.plain}/matches/{match.match_id}/dismiss")
    assert hidden.status_code == unknown.status_code == other.status_code == 404
    assert hidden.data == unknown.data == other.data


@pytest.mark.full
def test_two_hundred_pairs_of_pages_and_searches_take_as_long_with_something_hidden_as_without(given, tomas):
    """The median gap is at most 10 ms, for the triage page, for a search, and for a page that only lists."""
    two, client = pair(given), tomas()
    asked: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "page": (lambda: client.get(f"/alerts/{two.hidden}"), lambda: client.get(f"/alerts/{two.plain}")),
        "search": (lambda: _searched(client, two.hidden_plate), lambda: _searched(client, two.plain_plate)),
    }
    for name, (with_hidden, without) in asked.items():
        gaps = []
        for number in range(200):
            first, second = (with_hidden, without) if number % 2 else (without, with_hidden)
            took = {first: _timed(first), second: _timed(second)}
            gaps.append(took[with_hidden] - took[without])
        assert abs(statistics.median(gaps)) <= 0.010, name


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _searched(client: FlaskClient, plate: str) -> None:
    assert send(client, "/alerts/search", plate=plate).status_code == 200
