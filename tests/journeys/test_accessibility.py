"""axe finds nothing, on any page, with script and without, on a phone and at a desk; and nothing is wider than its window."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.conftest import FULL
from tests.journeys.axe import violations
from tests.journeys.conftest import Start
from tests.journeys.stage import DESK, PHONE
from tests.journeys.walk import ASIDE, Visit, Walk, settle

pytestmark = pytest.mark.browser

FEATURES = ("access", "agencies", "agreements", "alerts", "audit", "cases", "desk", "notifications", "reference")


@pytest.fixture(scope="module")
def walk(browser: Browser, start: Start) -> Iterator[Walk]:
    with start("sqlite") as service:
        made = settle(service, browser)
        yield made
        made.close()


def passes(visit: Visit) -> list[tuple[bool, tuple[int, ...]]]:
    """With script and without, at which widths: both with both in test-full; else one width each, turned about from page to page."""
    if FULL:
        return [(True, (DESK, PHONE)), (False, (DESK, PHONE))]
    turned = zlib.crc32(f"{visit.endpoint} {visit.person}".encode()) % 2 == 0
    return [(turned, (DESK,)), (not turned, (PHONE,))]


@pytest.mark.timeout(400)
@pytest.mark.parametrize("feature", FEATURES)
def test_axe_finds_nothing_on_any_page(walk: Walk, feature: str):
    wrong, unvisited = {}, []
    for endpoint in (each for each in walk.endpoints() if each.startswith(f"{feature}.") and each not in ASIDE):
        visits = walk.visits(endpoint)
        unvisited += [] if visits else [endpoint]
        for visit in visits:
            for javascript, widths in passes(visit):
                found = violations(walk.open(visit, javascript=javascript), *widths)
                wrong |= {(visit, javascript): found} if found else {}
    assert wrong == {}
    assert unvisited == [], "nobody is answered 200 there"


def test_every_route_belongs_to_a_feature_whose_pages_are_visited_or_is_no_page(walk: Walk):
    forgotten = [each for each in walk.endpoints() if each.partition(".")[0] not in FEATURES and each not in ASIDE]
    assert forgotten == []
