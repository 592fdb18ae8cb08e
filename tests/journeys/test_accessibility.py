"""axe finds nothing, on any page, with script and without, on a phone and at a desk; and nothing is wider than its window."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.conftest import FULL
from tests.journeys.axe import broken_forms, violations
from tests.journeys.conftest import Start
from tests.journeys.stage import DESK, PHONE
from tests.journeys.walk import ASIDE, STARTED, Visit, Walk, settle

pytestmark = pytest.mark.browser

LETTER = """To: hana@housing.example.org
Subject: Something is waiting
Date: Thu, 05 Mar 2026 09:00:00 +0000

Something is waiting for you: http://127.0.0.1/inbox
"""
FEATURES = (
    "access",
    "actions",
    "agencies",
    "agreements",
    "alerts",
    "audit",
    "cases",
    "closure",
    "decisions",
    "desk",
    "notifications",
    "reference",
    "referrals",
    "scoping",
)


@pytest.fixture(scope="module")
def walk(browser: Browser, start: Start) -> Iterator[Walk]:
    with start("sqlite") as service:
        made = settle(service, browser)
        yield made
        made.close()


def passes(visit: Visit) -> list[tuple[bool, tuple[int, ...]]]:
    """With script and without, at which widths: both with both in test-full; else one of the four, turned about from page to page."""
    if FULL:
        return [(True, (DESK, PHONE)), (False, (DESK, PHONE))]
    turned = zlib.crc32(f"{visit.endpoint} {visit.person}".encode())
    return [(turned % 2 == 0, (DESK if turned // 2 % 2 else PHONE,))]


@pytest.mark.timeout(400)
@pytest.mark.parametrize("feature", FEATURES)
def test_axe_finds_nothing_on_any_page(walk: Walk, feature: str):
    wrong, unvisited = {}, []
    for endpoint in (each for each in walk.endpoints() if each.startswith(f"{feature}.") and each not in ASIDE):
        visits = walk.visits(endpoint)
        unvisited += [] if visits else [endpoint]
        for visit in visits:
            for javascript, widths in passes(visit):
                page = walk.open(visit, javascript=javascript)
                found = violations(page, *widths) + ([] if javascript else broken_forms(page))
                wrong |= {(visit, javascript): found} if found else {}
    assert wrong == {}
    assert unvisited == [], "nobody is answered 200 there"


def test_every_route_belongs_to_a_feature_whose_pages_are_visited_or_is_no_page(walk: Walk):
    forgotten = [each for each in walk.endpoints() if each.partition(".")[0] not in FEATURES and each not in ASIDE]
    assert forgotten == []


WRONG = (
    ("access.sign_in", ""), ("access.password", "amir"), ("agencies.new", "sam"), ("agencies.new_member", "sam"),
    ("agencies.propose", "sam"), ("agreements.new", "ruth"), ("agreements.sign", "ruth"), ("alerts.new", "rosa"),
    ("cases.add_item", "priya"), ("cases.add_person", "priya"), ("cases.exclude", "priya"), ("cases.override", "priya"),
    ("cases.ask_police", "priya"), ("cases.premises", "priya"), ("alerts.ask_reporter", "priya"), ("desk.emergency", "fay"),
)  # fmt: skip


@pytest.mark.timeout(300)
def test_axe_finds_nothing_on_a_form_that_comes_back_with_what_is_wrong(walk: Walk):
    for endpoint, person in WRONG:
        path = next(iter(walk.paths(endpoint)))
        page = walk.open(Visit(endpoint, path, person), javascript=True)
        page.locator("main form[method=post] button.govuk-button").last.click()
        page.locator(".govuk-error-summary").wait_for()
        page.wait_for_selector(STARTED, state="attached")
        assert page.title().startswith("Error: "), path
        assert violations(page, PHONE) == [], path


def test_axe_finds_nothing_on_the_pages_that_say_no(walk: Walk):
    for path, person, status in (("/cases/SC-0000000", "priya", 404), ("/agencies/new", "priya", 403)):
        page = walk.page_of(person, javascript=True)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status
        assert violations(page, DESK, PHONE) == [], path


def test_axe_finds_nothing_on_the_pages_of_the_demonstration(browser: Browser, start: Start):
    with start("sqlite", mode="demonstration") as service:
        mail = service.mail
        mail.mkdir()
        (mail / "1.eml").write_text(LETTER, encoding="ascii")
        page = browser.new_page(base_url=service.url)
        for path in ("/sign-in", "/demonstration/mail"):
            page.goto(path)
            page.wait_for_selector(STARTED, state="attached")
            assert violations(page, DESK, PHONE) == [], path
        page.close()


def test_a_picture_without_words_and_a_line_too_long_are_found(browser: Browser):
    page = browser.new_page()
    page.set_content("<main><img src='data:,'><p style='width: 900px'>A line.</p><form method=post></form></main>")
    found = "\n".join([*violations(page, PHONE), *broken_forms(page)])
    page.close()
    for fault in ("image-alt", "wider than the window", "without a token", "without a button"):
        assert fault in found
