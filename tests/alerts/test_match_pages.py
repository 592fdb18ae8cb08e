"""Matches and the search as people see them, through the door they use."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from serac.entities import commands as entities
from serac.entities.models import Match
from tests.entities.seeking import seek, two_counties
from tests.forms import send
from tests.raising import PLANTED, county, opened, raised, share
from tests.watch import WATCH

pytestmark = pytest.mark.pages

MATCHES = 'id="matches"'


@pytest.fixture
def visit(app: Flask, given):
    """Open the service as somebody who has signed in."""
    return lambda name: given.sign_in(app.test_client(), name)


def section(page: str) -> str:
    """The part of a page that holds the matches, as words."""
    plain = re.sub(r"<[^>]+>", " ", page.split(MATCHES, 1)[-1].split("</section>", maxsplit=1)[0])
    return re.sub(r"\s+", " ", plain)


def with_plate(given, case):
    with given.as_("priya") as unit:
        entities.add_vehicle(unit, case, plate=PLANTED["plate"])
    return case


def test_the_triage_page_says_what_matches_and_why(given, visit):
    county(given)
    older, newer = raised(given), raised(given, plate="ZZ6I QRV")
    seek(given)
    page = visit("priya").get(f"/alerts/{newer.reference}").text
    shown = section(page)
    for words in (older.reference, "Strong match", "the same number plate", "the same address", "ZZ6I QRV"):
        assert words in shown
    assert f'href="/alerts/{older.reference}"' in page
    assert "Show name here" in shown


def test_a_match_is_laid_aside_with_a_reason_and_suggested_to_nobody_after(given, visit):
    county(given)
    older, newer = raised(given), raised(given)
    seek(given)
    client = visit("priya")
    page = client.get(f"/alerts/{newer.reference}").text
    link = re.search(r'href="(/alerts/[^"]+/matches/[^"]+/dismiss)"', page).group(1)
    wrong = send(client, link)
    assert wrong.status_code == 422
    assert "Choose why they are not the same" in wrong.text
    done = send(client, link, reason="common")
    assert done.status_code == 303
    assert done.location.endswith(f"/alerts/{newer.reference}#matches")
    for reference in (older.reference, newer.reference):
        assert "/dismiss" not in client.get(f"/alerts/{reference}").text
    assert "settled already" not in client.get(f"/alerts/{newer.reference}").text
    assert client.get(link).status_code == 200


def test_what_was_laid_aside_stands_in_a_list_with_who_and_why_and_can_be_taken_back(given, visit):
    county(given)
    older, newer = raised(given), raised(given)
    seek(given)
    client, here, there = visit("priya"), f"/alerts/{newer.reference}", f"/alerts/{older.reference}"
    link = re.search(r'href="(/alerts/[^"]+/matches/[^"]+/dismiss)"', client.get(here).text).group(1)
    bare = send(client, link, reason="other", words="  ")
    assert bare.status_code == 422
    assert "Write why they are not the same" in bare.text
    send(client, link, reason="other", words="Her sister uses the same van.")
    shown = section(client.get(here).text)
    for words in ("Laid aside: 1 match", older.reference, "Priya", "another reason", "Her sister uses the same van."):
        assert words in shown
    other_side = client.get(there).text
    assert newer.reference in section(other_side)
    assert "Her sister" not in other_side
    back = send(client, there, having={"to": link_again(other_side)})
    assert back.location == f"{there}#matches"
    for path in (here, there):
        page = client.get(path).text
        assert "/dismiss" in page
        assert "Laid aside" not in section(page)
    assert "Her sister" not in client.get(here).text
    with given.as_("priya") as unit:
        assert {row.state for row in unit.session.scalars(select(Match)).all()} == {"open"}


def link_again(page: str) -> str:
    return re.search(r'action="(/[^"]+/matches/[^"]+/again)"', page).group(1)


def test_a_case_shows_its_own_team_what_matches_and_its_agencies_nothing(given, visit):
    county(given)
    case = with_plate(given, opened(given))
    share(given, case)
    alert = raised(given)
    seek(given)
    team = visit("priya")
    page = team.get(f"/cases/{case.reference}/people").text
    assert alert.reference in section(page)
    hana = visit("hana")
    agency = hana.get(f"/cases/{case.reference}/people").text
    assert MATCHES not in agency
    assert alert.reference not in agency
    link = re.search(r'href="(/cases/[^"]+/matches/[^"]+/dismiss)"', page).group(1)
    assert hana.get(link).status_code == 404
    done = send(team, link, reason="other", words="Sold years ago.")
    assert done.location.endswith(f"/cases/{case.reference}/people#matches")
    aside = team.get(f"/cases/{case.reference}/people").text
    assert "/dismiss" not in aside
    assert "Sold years ago." in section(aside)
    assert "Sold years ago." not in hana.get(f"/cases/{case.reference}/people").text
    assert hana.post(link_again(aside)).status_code in {400, 404}
    assert send(team, f"/cases/{case.reference}/people", having={"to": link_again(aside)}).status_code == 303
    assert "/dismiss" in team.get(f"/cases/{case.reference}/people").text


def test_a_team_that_is_only_told_sees_whom_to_ring_and_no_reference(given, visit):
    two_counties(given)
    older = raised(given)
    newer = raised(given, "rosa", "southmoor", area="not_known")
    seek(given)
    shown = section(visit("priya").get(f"/alerts/{older.reference}").text)
    assert "An alert sent to Southmoor names" in shown
    assert "the same number plate" in shown
    assert newer.reference not in shown
    assert older.reference not in visit("vera").get(f"/alerts/{newer.reference}").text


def test_a_search_asks_by_post_finds_and_says_where(given, visit):
    county(given)
    alert = raised(given)
    seek(given)
    client = visit("priya")
    empty = send(client, "/alerts/search")
    assert empty.status_code == 422
    assert "Enter something to look for" in empty.text
    found = send(client, "/alerts/search", name="petkanva zdravka")
    assert found.status_code == 200
    assert alert.reference in found.text
    assert "A name like it: one letter different" in found.text
    none = send(client, "/alerts/search", plate="QQ99 QQQ")
    assert "Nothing like it is recorded where you may read" in none.text


def test_a_search_stands_in_no_address(given, visit):
    county(given)
    client = visit("priya")
    with WATCH.apart():  # by hand: no page of ours leads there
        asked = client.get("/alerts/search?name=Petkanova")
    assert "Petkanova" not in asked.text
    assert 'method="post"' in asked.text


@pytest.mark.parametrize("name", ["hana", "rhys", "omar"])
def test_only_the_team_searches(given, visit, name):
    county(given)
    client = visit(name)
    assert client.get("/alerts/search").status_code == 403
