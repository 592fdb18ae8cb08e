"""Hiding the screen and being away: nobody else reads it, and nothing typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import violations
from tests.journeys.stage import DESK, PHONE, Journey, always, press
from tests.raising import county, opened

pytestmark = pytest.mark.browser

TYPED = "She has not been seen since Tuesday."


def writing(journey: Journey, *, away: bool = False) -> Page:
    """Priya writes what is known of a case; with `away`, on a browser whose clock can be moved."""
    case = opened(county(journey.given))
    page = journey.open_browser()
    if away:
        page.clock.install()
    page.goto(f"/cases/{case.reference}/summary")
    journey.sign_in(page, "priya")
    page.get_by_label("What we know", exact=True).fill(TYPED)
    return page


def is_hidden(page: Page) -> None:
    """The page says nothing of what stands behind it."""
    expect(page).to_have_title("Locked")
    expect(page.locator("h1:visible")).to_have_text("Locked")
    expect(page.locator(".app-frame")).not_to_be_visible()
    assert TYPED not in page.locator("body").inner_text()


def comes_back(page: Page) -> None:
    """As it was left, ready to be written on."""
    press(page, "Go on")
    box = page.get_by_label("What we know", exact=True)
    expect(box).to_be_visible()
    expect(box).to_have_value(TYPED)
    expect(page).to_have_title("Case - Case Conference")


@always(javascript=True)
def test_the_hidden_screen_gives_back_what_was_typed(journey: Journey):
    page = writing(journey)
    page.get_by_role("link", name="Hide screen").click()
    is_hidden(page)
    assert violations(page, DESK, PHONE) == []
    comes_back(page)


@always(javascript=True)
def test_escape_twice_hides_the_screen_and_going_on_goes_back_to_the_same_place(journey: Journey):
    page = writing(journey)
    page.keyboard.press("Escape")
    expect(page).to_have_title("Case - Case Conference")
    page.keyboard.press("Escape")
    is_hidden(page)
    comes_back(page)
    expect(page.get_by_label("What we know", exact=True)).to_be_focused()


@always(javascript=True)
def test_a_session_that_ended_behind_the_hidden_screen_still_gives_back_what_was_typed(journey: Journey):
    page = writing(journey)
    page.get_by_role("link", name="Hide screen").click()
    journey.service.clock.forward(hours=1)
    press(page, "Go on")
    expect(page.locator("h1:visible")).to_have_text("Sign in again")  # until then the cover stands there
    journey.sign_in(page, "priya")
    press(page, "Go back to what you wrote")
    expect(page.get_by_label("What we know", exact=True)).to_have_value(TYPED)


@always(javascript=False)
def test_without_script_the_screen_is_hidden_by_a_page_that_says_nothing(journey: Journey):
    page = writing(journey)
    page.get_by_role("link", name="Hide screen").click()
    is_hidden(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Waiting for you")


@always(javascript=True)
def test_somebody_who_is_away_is_warned_and_can_stay_with_what_they_typed(journey: Journey):
    page = writing(journey, away=True)
    page.clock.fast_forward("24:00")
    expect(page.locator("[data-app-idle]")).to_be_empty()
    page.clock.fast_forward("02:00")
    expect(page.locator("[data-app-idle]")).to_contain_text("You are signed out in about 4 minutes")
    assert violations(page, DESK, PHONE) == []
    press(page, "Stay signed in")
    expect(page.locator("[data-app-idle]")).to_be_empty()
    page.clock.fast_forward("10:00")
    expect(page.locator("[data-app-idle]")).to_be_empty()
    expect(page.get_by_label("What we know", exact=True)).to_have_value(TYPED)


@always(javascript=True)
def test_a_page_left_alone_with_something_typed_is_hidden_and_keeps_it(journey: Journey):
    page = writing(journey, away=True)
    page.clock.fast_forward("31:00")
    is_hidden(page)
    comes_back(page)


@always(javascript=True)
def test_a_page_left_alone_with_nothing_typed_is_left(journey: Journey):
    case = opened(county(journey.given))
    page = journey.open_browser()
    page.clock.install()
    page.goto(f"/cases/{case.reference}")
    journey.sign_in(page, "priya")
    expect(page.locator("h1")).to_have_text("Summary")
    page.clock.fast_forward("31:00")
    expect(page).to_have_url(journey.service.address("/locked"))
    is_hidden(page)
