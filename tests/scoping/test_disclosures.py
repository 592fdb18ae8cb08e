"""Whoever gave something sees for ever what, to whom and why; and how their agency answered."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from serac.scoping.queries.scorecard import scorecards
from tests.given import Given
from tests.scoping.answering import HELD, ITEM, build_asked, held, replied


@pytest.fixture
def county(given: Given) -> Given:
    return given.once(build_asked)


def test_the_log_says_what_was_given_to_whom_and_why_and_words_only_to_those_without_connection(
    county: Given, app: Flask
) -> None:
    held(county, audience="named", agencies=[county.agencies["fire"]])
    seen = county.sign_in(app.test_client(), "sam").get("/disclosures").text
    for words in (ITEM["text"], HELD["why"], "Fire", "they have not been asked", "Agreement", "Finn"):
        assert words in seen
    unstated = county.sign_in(app.test_client(), "hana").get("/disclosures").text
    assert "Information" in unstated
    assert ITEM["text"] not in unstated
    assert HELD["why"] not in unstated
    other = county.sign_in(app.test_client(), "finn").get("/disclosures").text
    assert "has shared nothing here yet" in other
    assert county.sign_in(app.test_client(), "tomas").get("/disclosures").status_code == 403


def test_the_scorecard_counts_in_time_late_and_unanswered(county: Given, app: Flask, clock: Any) -> None:
    with county.as_("sam") as unit:
        (card,) = scorecards(unit)
        assert (card.asked, card.waiting, card.silent) == (1, 1, 0)
    clock.forward(days=30)
    with county.as_("sam") as unit:
        (card,) = scorecards(unit)
        assert (card.waiting, card.silent) == (0, 1)
    replied(county, answer="nothing_known")
    with county.as_("sam") as unit:
        (card,) = scorecards(unit)
        assert (card.asked, card.in_time, card.late, card.nothing) == (1, 0, 1, 1)
    page = county.sign_in(app.test_client(), "sam").get("/scorecard").text
    assert "Answered late" in page
