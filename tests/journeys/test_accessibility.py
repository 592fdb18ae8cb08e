"""axe finds nothing, on any page, with script and without, on a phone and at a desk; and nothing is wider than its window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.conftest import FULL
from tests.journeys.axe import violations
from tests.journeys.conftest import Start
from tests.journeys.stage import DESK, PHONE
from tests.journeys.walk import ASIDE, Walk, settle

pytestmark = pytest.mark.browser

FEATURES = ("access", "agencies", "agreements", "alerts", "audit", "cases", "desk", "notifications", "reference")


@pytest.fixture(scope="module")
def walk(browser: Browser, start: Start) -> Iterator[Walk]:
    with start("sqlite") as service:
        made = settle(service, browser)
        yield made
        made.close()


@pytest.mark.timeout(400)
@pytest.mark.parametrize("feature", FEATURES)
def test_axe_finds_nothing_on_any_page(walk: Walk, feature: str):
    wrong, unvisited = {}, []
    for endpoint in (each for each in walk.endpoints() if each.startswith(f"{feature}.") and each not in ASIDE):
        visits = walk.visits(endpoint)
        unvisited += [] if visits else [endpoint]
        for visit in visits:
            found = violations(walk.open(visit, javascript=True), DESK, PHONE)
            found += violations(walk.open(visit, javascript=False), *((DESK, PHONE) if FULL else (PHONE,)))
            wrong |= {visit: found} if found else {}
    assert wrong == {}
    assert unvisited == [], "nobody is answered 200 there"


def test_every_route_belongs_to_a_feature_whose_pages_are_visited_or_is_no_page(walk: Walk):
    forgotten = [each for each in walk.endpoints() if each.partition(".")[0] not in FEATURES and each not in ASIDE]
    assert forgotten == []
