"""What pages say of one thing, of nothing, of what is over; and what somebody types into an address."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from serac.audit.words import _EVENTS
from serac.core.answers import choice, is_offered_code
from serac.core.events import Event
from serac.core.references import as_stored
from serac.desk.sections import Row, Section
from tests.forms import fill
from tests.given import Given
from tests.raising import county, opened, raised, share, triaged

pytestmark = pytest.mark.pages


@pytest.fixture
def visit(app: Flask, given: Given) -> Any:
    """Open the service as somebody who has signed in."""
    return lambda name: given.sign_in(app.test_client(), name)


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_one_thing_is_said_as_one_and_a_reference_is_found_however_it_is_typed(given: Given, visit: Any) -> None:
    county(given)
    case = opened(given)
    share(given, case)
    hana = visit("hana")
    home = words_of(hana.get("/").text)
    assert "1 Case opened to you" in home
    assert "1 Cases" not in home
    reference = case.reference
    for typed in (reference.lower(), f" {reference}", reference.replace("-", "–")):
        assert hana.get(f"/cases/{typed}").status_code == 200
    assert visit("carys").get(f"/cases/{reference.lower()}").status_code == 404
    assert as_stored(f" {reference.lower()} ") == reference


def test_the_page_of_an_agency_names_the_roles_held_in_its_partnership_too(given: Given, visit: Any) -> None:
    county(given)
    page = words_of(visit("priya").get("/agencies/team").text)
    assert page.count("Co-ordinator") >= 2
    assert "None" not in page


def test_a_finished_alert_is_in_nobodys_hand_and_the_second_to_finish_it_is_led_back(given: Given, visit: Any) -> None:
    county(given)
    alert = triaged(given, raised(given))
    priya, path = visit("priya"), f"/alerts/{alert.reference}"
    shown = priya.get(path)
    assert "SC-7F3K9QM" in shown.text
    ends = {"outcome": "no_action", "close_reason": "not_exploitation", "close_words": "Checked with two agencies.",
        "look_again-day": "1", "look_again-month": "6", "look_again-year": "2026"}  # fmt: skip
    having = {"to": f"{path}/finish"}
    assert fill(priya, shown, path, having=having, **ends).status_code == 303
    after = words_of(priya.get(path).text)
    assert "You had it in hand." in after
    assert "You have it in hand." not in after
    late = fill(priya, shown, path, having=having, **ends | {"close_words": "Nobody was there."})
    assert late.status_code == 409
    assert "Nobody was there." in late.text
    assert f'<a class="govuk-link" href="{path}">Look at it as it is now</a>' in late.text
    assert "Outcome" not in words_of(late.text)
    assert "no_action" not in words_of(late.text)


def test_the_vocabulary_of_the_log_leaves_nothing_to_its_codes() -> None:
    assert [event for event in Event if event not in _EVENTS] == []
    one = Section("cases", "Cases opened to you", [Row(None, "A", None)])
    assert (one.word, Section("cases", "Cases opened to you", [], count=1, at_least=True).word) == (
        "Case opened to you",
        "Cases opened to you",
    )
    choice("Choose", ("signpost", "0f8e", "b7d1c2"))
    assert is_offered_code("signpost")
    assert not is_offered_code("0f8e")
