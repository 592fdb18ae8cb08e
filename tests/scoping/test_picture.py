"""The shared picture: each reader exactly their own, and no trace of the rest."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from serac.agencies.models import Agency
from serac.alerts import commands as alerts
from serac.alerts.queries import find_alert
from serac.cases import commands as cases
from serac.cases.models import Case, Item
from serac.core.problems import Invalid, NotFound
from serac.entities import commands as entities
from serac.scoping.commands.picture import end_contradiction, make_copy, mark_contradiction
from serac.scoping.models import Contradiction, PictureCopy
from serac.scoping.queries.picture_whole import find_picture
from tests.counting import counted
from tests.entities.seeking import seek
from tests.forms import send
from tests.given import Given
from tests.paper import pages_of
from tests.raising import opened, raised, triaged
from tests.scoping.answering import HELD, ITEM, build_asked, corrected, held, on_team
from tests.scoping.painting import ask, build_painted, entities_of, give, give_as, planted

EVERYBODY = {"alpha", "foxtrot", "foxtrot-corrected", "golf"}
OWN = {
    "priya": EVERYBODY | {"bravo", "charlie", "delta", "echo", "golf-corrected"},
    "hana": EVERYBODY | {"bravo", "charlie", "delta"},
    "dev": EVERYBODY | {"bravo", "delta", "echo", "golf-corrected"},
    "vera": EVERYBODY | {"bravo-wider", "delta", "echo"},
    "ivor": EVERYBODY | {"bravo-wider"},
}

CANNOT = {
    "answer": "cannot_share",
    "reason": "live_investigation",
    "words": "Our lawyers say not yet",
    "why": "Others plan a visit",
}


@pytest.fixture
def painted(given: Given) -> Given:
    return given.once(build_painted)


@pytest.fixture
def visit(app: Flask, given: Given) -> Any:
    """Open the service as somebody who has signed in."""
    clients: dict[str, Any] = {}

    def as_(name: str) -> Any:
        if name not in clients:
            clients[name] = given.sign_in(app.test_client(), name)
        return clients[name]

    return as_


def path(given: Given, more: str = "") -> str:
    return f"/cases/{given.also['reference']}/picture{more}"


def test_each_reader_sees_exactly_their_own_picture_by_thing_and_by_time(painted: Given, visit: Any) -> None:
    for name, words in OWN.items():
        client = visit(name)
        for by in ("", "?by=time"):
            assert planted(client.get(path(painted, by)).text) == words, (name, by)
    assert visit("carys").get(path(painted)).status_code == 404


def test_what_is_hidden_leaves_no_trace(painted: Given, visit: Any) -> None:
    """The page of somebody is the same, byte for byte, once what they may not read was never given."""
    client = visit("ivor")
    ask(painted, {"police": None})
    before = [_steady(client.get(path(painted, by)).text) for by in ("", "?by=time")]
    give_as(painted, "police", "Planted hotel", audience="coordinators", about=("person", "place"))
    give_as(painted, "landlord", "Planted india", not_for_immigration=True, about=("person",))
    both = [painted.also["charlie"], painted.also["golf-corrected"]]
    with painted.as_("priya") as unit:
        case = unit.session.get_one(Case, painted.also["case"])
        mark_contradiction(unit, case, item_id=both[0], other_id=both[1], words="Planted juliett")
    ask(painted, {"housing": CANNOT, "landlord": None})
    assert [_steady(client.get(path(painted, by)).text) for by in ("", "?by=time")] == before


def _steady(page: str) -> str:
    return re.sub(r'(name="(csrf_token|idempotency_key)" value=)"[^"]*"', r"\1", page)


def test_what_the_team_marks_not_for_immigration_control_never_opens_to_it(painted: Given) -> None:
    with painted.as_("priya") as unit:
        case = unit.session.get_one(Case, painted.also["case"])
        facts = {"how_known": "saw_it", "handling": "not_for_immigration"}
        item = cases.add_item(unit, case, text="Her papers ran out", **facts)
        assert item.not_for_immigration
    for name, reads in {"priya": True, "hana": True, "vera": True, "ivor": False}.items():
        with painted.as_(name) as unit:
            assert (unit.session.get(Item, item.id) is not None) is reads, name


def test_a_correction_takes_its_place_and_what_it_said_before_is_kept(painted: Given, visit: Any) -> None:
    page = visit("dev").get(path(painted)).text
    items = {name: _item(page, f"Planted {name}") for name in ("foxtrot-corrected", "golf-corrected")}
    assert "Corrected 5 March 2026" in items["foxtrot-corrected"]
    assert "Planted foxtrot<" in items["foxtrot-corrected"]
    assert "Planted golf<" in items["golf-corrected"]
    assert "Taken back" not in page
    other = visit("vera").get(path(painted)).text
    assert "Taken back by whoever gave it on 5 March 2026: do not rely on it" in _item(other, "Planted golf")
    assert "Corrected" not in _item(other, "Planted golf")


def _item(page: str, words: str) -> str:
    return next(part.split("</div>\n")[0] for part in page.split('<div class="app-item">') if f"{words}<" in part)


def test_the_picture_says_who_gave_it_how_far_to_rely_on_it_and_what_may_be_done(painted: Given, visit: Any) -> None:
    page = visit("priya").get(path(painted)).text
    delta = _item(page, "Planted delta")
    assert "Police. From records (source untested; known indirectly)." in delta
    assert "Ask Police before using it; not for immigration control." in delta
    assert "Everyone else on the virtual team reads this." in delta
    assert "Everyone on the virtual team reads this." in _item(page, "Planted alpha")
    assert "About 41 Quillback Lane too." in delta
    assert "Source withheld. Seen or heard directly" in _item(page, "Planted alpha")
    assert page.index("Person 1") < page.index("Planted bravo") < page.index(">41 Quillback Lane<")
    assert "Treated as a child" in page
    assert page.count("Zdravka Petkanova") == 1
    assert '<details class="app-reveal"><summary>Show name' in page
    times = visit("priya").get(path(painted, "?by=time")).text
    assert times.index("6 January 2026") < times.index("Day not known") < times.index("Planted alpha")
    assert "About Person 1, 41 Quillback Lane." in _item(times, "Planted delta")


def test_two_items_that_disagree_are_marked_for_those_who_read_both_and_settled_again(
    painted: Given, visit: Any
) -> None:
    dev = visit("dev")
    items = {"one": str(painted.also["bravo"]), "other": str(painted.also["delta"])}
    wrong = send(dev, path(painted, "/disagree"), one=items["one"], other=items["one"], words="")
    assert wrong.status_code == 422
    hidden = send(dev, path(painted, "/disagree"), one=str(painted.also["charlie"]), other=items["other"], words="x")
    assert "Choose the first item" in hidden.text
    sent = send(dev, path(painted, "/disagree"), words="How many sleep there", **items)
    assert sent.status_code == 303
    for name in ("priya", "hana", "dev", "vera", "ivor"):
        assert ("How many sleep there" in visit(name).get(path(painted)).text) is (name in {"priya", "hana", "dev"})
    for name, reads in (("vera", False), ("hana", True)):
        with painted.as_(name) as unit:
            assert bool(unit.session.scalars(select(Contradiction)).all()) is reads
    assert send(visit("hana"), path(painted), having={"to": path(painted, "/agree")}).status_code == 303
    assert "How many sleep there" not in dev.get(path(painted)).text


def test_marking_is_about_items_one_reads_and_is_recorded_once(painted: Given) -> None:
    with painted.as_("vera") as unit:
        case = unit.session.get_one(Case, painted.also["case"])
        shown = find_picture(unit, case)
        ids = {"item_id": painted.also["delta"], "other_id": painted.also["echo"]}
        made_id = mark_contradiction(unit, case, **ids, words="Who pays the rent").id
        with pytest.raises(Invalid):
            mark_contradiction(unit, case, **ids, words="Again")
        assert {piece.item.id for piece in shown.pieces} >= set(ids.values())
    with painted.as_("hana") as unit, pytest.raises(NotFound):
        end_contradiction(unit, unit.session.get_one(Case, painted.also["case"]), contradiction_id=made_id)


def test_what_agencies_said_of_the_risk_stands_side_by_side_and_gaps_are_the_teams(painted: Given, visit: Any) -> None:
    item = ITEM | {"about": [("person", painted.also["person"]), ("place", painted.also["place"])]}
    said = HELD | {"risk_words": "Fights at night", "items": [item]}
    ask(
        painted,
        {"police": said, "housing": CANNOT | {"risk": "low", "risk_words": "Nobody sleeps there"}, "landlord": None},
    )
    page = visit("priya").get(path(painted)).text
    assert page.index("Fights at night") < page.index("Nobody sleeps there")
    table = re.sub("<[^>]+>", " ", page.split('aria-labelledby="answered">')[-1].split("</table>")[0])
    assert re.sub(r"\s+", " ", table).strip() == (
        "Asked about Held Nothing known Cannot share No reply yet Person 1 Police – Housing Landlord 41 Quillback Lane Police – Housing Landlord"
    )
    other = visit("vera").get(path(painted)).text
    assert other.index("Fights at night") < other.index("Nobody sleeps there")
    assert "Our lawyers say not yet" not in other
    assert "Who has answered about what" not in other
    border = visit("ivor").get(path(painted)).text
    assert "Fights at night" not in border
    assert "How each agency sees the risk" not in border


def test_a_threat_to_life_hazards_and_earlier_cases_are_said_to_whom_they_may_be(
    painted: Given, visit: Any, clock: Any
) -> None:
    alert = raised(painted)
    with painted.as_("priya") as unit:
        life = {"when": "8am", "words": "The duty inspector goes tonight"}
        alerts.answer_gate(unit, find_alert(unit, alert.reference), code="life", answer="life.yes", **life)
    triaged(painted, alert)
    with painted.as_("priya") as unit:
        case = unit.session.get_one(Case, painted.also["case"])
        here = find_alert(unit, alert.reference)
        alerts.join_alert(unit, here, case=case, items=[{"text": "They are threatened"}])
        entities.add_vehicle(unit, case, plate="ZZ61 QRV")
        cases.record_premises_risk(
            unit, case, hazards=["dogs"], lone_working="in_pairs", review_on=unit.now.date(), words="A dog in the yard",
            place=entities_of(unit, painted)[1],
        )  # fmt: skip
    own, other = visit("priya").get(path(painted)).text, visit("vera").get(path(painted)).text
    assert "Yes. The police were told. The duty inspector goes tonight" in own
    assert "duty inspector" not in other
    for page in (own, other):
        assert "A dog in the yard" in page
        assert "Earlier cases" not in page
    clock.forward(days=1)
    later = opened(painted)
    with painted.as_("priya") as unit:
        entities.add_vehicle(unit, unit.session.get_one(Case, later.id), plate="ZZ61 QRV")
    seek(painted)
    page = painted.sign_in(visit("priya").application.test_client(), "priya").get(f"/cases/{later.reference}/picture")
    assert f"{painted.also['reference']}</a>" in page.text
    assert "Opened 5 March 2026. May be the same: a vehicle." in page.text


def test_what_an_agency_replied_and_corrected_stands_in_the_picture_of_each_reader(given: Given, visit: Any) -> None:
    given.once(build_asked)
    on_team(given, "fire", "landlord")
    named = {"audience": "named", "agencies": [given.agencies["landlord"]], "about": [("person", given.also["woman"])]}
    item = held(given, **named, text="Planted alpha", sanitised="Planted bravo-wider")
    with given.as_("priya") as unit:
        reference = unit.session.get_one(Case, given.also["case"]).reference
    at = f"/cases/{reference}/picture"
    before = {name: visit(name).get(at).text for name in ("priya", "vera", "finn")}
    assert {name: planted(page) for name, page in before.items()} == {
        "priya": {"alpha"}, "vera": {"alpha"}, "finn": {"bravo-wider"},
    }  # fmt: skip
    for page in before.values():
        assert "Fire: one exit, locked at night" in page
    held_now = ITEM | named | {"text": "Planted charlie", "sanitised": "Planted delta", "replaces": item.id}
    corrected(given, **HELD, items=[held_now])
    for name, words in {
        "priya": {"charlie", "alpha"},
        "vera": {"charlie", "alpha"},
        "finn": {"delta", "bravo-wider"},
    }.items():
        page = visit(name).get(at).text
        assert planted(page) == words
        assert "Corrected 5 March 2026" in page
        assert "Taken back" not in page
    assert "Fire: one exit, locked at night" in visit("finn").get(at).text
    corrected(given, **CANNOT, risk="low", risk_words="The landlord made a second exit")
    assert "second exit" in visit("finn").get(at).text
    assert "locked at night" not in visit("finn").get(at).text
    corrected(given, answer="nothing_known")
    assert "second exit" not in visit("finn").get(at).text
    for name in (
        "finn",
        "vera",
    ):  # what is taken back for good closes to everybody but its giver and the team that asked
        assert planted(visit(name).get(at).text) == set()
    assert "Taken back by whoever gave it on 5 March 2026" in visit("priya").get(at).text


def test_a_numbered_copy_is_recorded_and_given_to_the_virtual_team_only(painted: Given, visit: Any) -> None:
    client = visit("hana")
    empty = client.get(path(painted, ".pdf"))
    assert (empty.status_code, empty.location) == (303, path(painted, "/copies"))
    made = send(client, path(painted, "/copies"))
    assert (made.status_code, made.location) == (303, path(painted, ".pdf"))
    paper = client.get(path(painted, ".pdf"))
    assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")
    assert paper.headers["Content-Disposition"] == 'attachment; filename="file.pdf"'
    for said in (b"pdfuaid:part>1", b"/StructTreeRoot", b"en-GB"):
        assert said in paper.data
    pages = pages_of(paper.data)
    assert planted("\n".join(pages)) == OWN["hana"] - {"foxtrot"}
    for number, text in enumerate(pages, start=1):
        assert text.count("OFFICIAL-SENSITIVE") == 2
        for said in ("Copy 1", "Hana. 5 March 2026", f"Page {number} of {len(pages)}"):
            assert said in text
    assert "Person 1 (Z.P.)" in pages[0]
    assert "Zdravka" not in "".join(pages)
    with painted.as_("priya") as unit:
        copy = unit.session.scalars(select(PictureCopy)).one()
        assert (copy.number, copy.member_id) == (1, painted.members["hana"])
        assert make_copy(unit, unit.session.get_one(Case, painted.also["case"])).number == 2
    assert "Copy 1" in visit("priya").get(path(painted, "/copies")).text
    assert "Copy 1" not in client.get(path(painted, "/copies")).text


def test_forty_items_take_few_statements_and_little_room(painted: Given, visit: Any) -> None:
    with painted.as_("dev") as unit:
        case = unit.session.get_one(Case, painted.also["case"])
        police = unit.session.get_one(Agency, painted.agencies["police"])
        for number in range(40):
            give(
                unit,
                case,
                text=f"Seen again on day {number}. " * 6,
                agency=police,
                about=entities_of(unit, painted)[:1],
            )
    with painted.as_("priya") as unit:
        case = unit.session.get_one(Case, painted.also["case"])
        entities.add_vehicle(unit, case, plate="ZZ61 QRV")
    ask(painted, {"police": HELD | {"items": [ITEM]}, "housing": None})
    for name in ("priya", "dev"):
        visit(name).get(path(painted))
        page, asked = counted(painted, visit(name), path(painted))
        assert len(asked) <= 15
        assert len(page) <= 60 * 1024
