"""The guides to each part: in the service, in the documents, beside the work."""

from __future__ import annotations

from html import unescape

import pytest
from flask import Flask

from serac.desk.guide import DUTY_OFFICER, GUIDES, PARTS, STEPS
from serac.reference import current
from tests.given import Given
from tests.house.sources import ROOT
from tests.raising import county

pytestmark = pytest.mark.pages

PAGES = {code: code for code in ("reporter", "coordinator", "handler", "spoc", "chair")} | {
    DUTY_OFFICER: "duty-officer"
}


@pytest.fixture
def visit(app: Flask, given: Given):
    """Open the service as somebody who has signed in."""
    county(given)
    return lambda name: given.sign_in(app.test_client(), name)


@pytest.mark.parametrize("code", PAGES)
def test_a_guide_says_every_step_in_the_words_of_the_reference_data_here_and_in_the_documents(visit, code):
    page = unescape(visit("priya").get(f"/guide/{code}").text)
    document = (ROOT / "docs" / f"{PAGES[code]}.md").read_text(encoding="utf-8")
    words = GUIDES[code] if code in GUIDES else PARTS[code][1]
    steps = [step for one in STEPS[code] for step in current().procedures.get(one).steps]
    assert len(steps) > 5
    for line in (*steps, *words.does, *words.never):
        assert line in page
        assert line in document


@pytest.mark.parametrize(
    ("name", "path", "guide"),
    [
        ("rhys", "/alerts/new", "reporter"),
        ("priya", "/alerts", "coordinator"),
        ("priya", "/duty-rota", DUTY_OFFICER),
        ("priya", "/guide", DUTY_OFFICER),
        ("priya", "/guide", "chair"),
        ("hana", "/requests", "handler"),
        ("hana", "/guide", "spoc"),
    ],
)
def test_a_guide_is_reached_from_where_the_work_is_done(visit, name, path, guide):
    assert f'href="/guide/{guide}"' in visit(name).get(path).text
