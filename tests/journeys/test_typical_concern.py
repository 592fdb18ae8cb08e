"""A typical concern, sent by a partner on a phone: few touches, a small page, and everything else in closed parts."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.axe import violations
from tests.journeys.keyboard import Keyboard
from tests.journeys.stage import DESK, PHONE, Journey, always, group, press
from tests.raising import county

pytestmark = pytest.mark.browser

MOST_GROUPS = 25
"""Of keystrokes: every touch is one, and every run of typing."""
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""A phone at the edge of its net: 50 kB a second, 400 ms away."""
FIRST_SCREEN = 5_000


@dataclass
class Thumbs:
    """Somebody with a phone, and how often they have touched it or typed something."""

    page: Page
    groups: int = 0

    def touch(self, target: Locator) -> None:
        """One touch."""
        target.tap() if target.get_attribute("type") not in {"radio", "checkbox"} else target.check()
        self.groups += 1

    def write(self, label: str, words: str) -> None:
        """A touch, and a run of typing."""
        self.page.get_by_label(label).fill(words)
        self.groups += 2

    def pick(self, label: str, value: str) -> None:
        """A touch that opens a list, and one on a line of it."""
        self.page.get_by_label(label, exact=True).select_option(value)
        self.groups += 2

    def choose(self, question: str, place: int) -> None:
        """One answer of a question."""
        self.touch(group(self.page, question).get_by_role("radio").nth(place))


@always(width=PHONE)
def test_a_typical_concern_takes_at_most_25_groups_of_keystrokes_on_a_phone(journey: Journey):
    county(journey.given)
    page = journey.as_("rhys", "/alerts/new")
    thumbs = Thumbs(page)
    thumbs.choose("Is somebody in danger now?", -1)
    thumbs.write("What did you see or hear?", "Two men sleep above the car wash. A van fetches them before six.")
    thumbs.choose("How do you know?", 0)
    thumbs.touch(group(page, "What may it be?").get_by_role("checkbox").first)
    thumbs.write("Where is it?", "14 Tenter Row, Kelderby")
    thumbs.pick("What kind of place is it?", "car_wash")
    thumbs.pick("Area", "kelderby")
    thumbs.choose("Is anybody under 18, or might they be?", 1)
    thumbs.choose("Are they still in the situation?", 0)
    thumbs.choose("May somebody in a position of trust be involved?", 1)
    thumbs.touch(page.locator("#part-people > summary"))
    thumbs.write("Name, or what they are called", "Petru")
    thumbs.touch(page.locator("#part-vehicles > summary"))
    thumbs.write("Number plate, or part of one", "ZZ61 QRV")
    thumbs.touch(page.get_by_role("button", name="Check your answers"))
    expect(page.locator("main")).to_contain_text("ZZ61 QRV")
    thumbs.touch(page.get_by_role("button", name="Send this alert"))
    expect(page.locator("h1")).to_contain_text("Receipt")
    assert thumbs.groups <= MOST_GROUPS


@always(width=PHONE, javascript=True)
def test_the_form_stands_on_a_slow_phone_within_five_seconds(journey: Journey):
    """With the styles of the sign-in page already there, as they are for whoever has just signed in."""
    county(journey.given)
    page = journey.as_("rhys", "/alerts/sent")
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", SLOW)
    page.goto("/alerts/new", wait_until="domcontentloaded")
    painted = page.evaluate(
        "performance.getEntriesByType('paint').find((one) => one.name === 'first-contentful-paint').startTime"
    )
    whole = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert 400 < painted < FIRST_SCREEN
    assert whole < FIRST_SCREEN


def test_what_was_begun_is_finished_later_with_the_keyboard_alone(journey: Journey):
    county(journey.given)
    keys = Keyboard(journey.as_("rhys", "/alerts/new"))
    page = keys.page
    keys.write(page.get_by_label("What did you see or hear?"), "Nine beds in one room.")
    keys.press(page.locator("#part-vehicles > summary"))
    keys.write(page.get_by_label("Number plate, or part of one"), "ZZ61 QRV")
    keys.press(page.get_by_role("button", name="Add another vehicle"))
    expect(page.locator("#vehicle_2")).to_be_in_viewport()
    keys.write(page.get_by_label("What it looks like").nth(1), "White van")
    keys.press(page.get_by_role("button", name="Save and finish later"))
    expect(page.get_by_role("heading", name="Not sent yet")).to_be_visible()
    assert "White van" not in page.locator("main").inner_text()
    keys.press(page.get_by_role("link", name="Begun"))
    expect(page.get_by_label("What did you see or hear?")).to_have_value("Nine beds in one room.")
    expect(page.get_by_label("What it looks like").nth(1)).to_have_value("White van")
    assert keys.faults == []


def test_enter_in_a_field_shows_the_answers_and_sends_nothing(journey: Journey):
    county(journey.given)
    page = journey.as_("rhys", "/alerts/new")
    page.get_by_label("When?").fill("This morning")
    page.get_by_label("When?").press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.get_by_label("When?")).to_have_value("This morning")
    press(page, "Save and finish later")
    expect(page.get_by_role("heading", name="Not sent yet")).to_be_visible()


@always(javascript=True)
def test_axe_finds_nothing_with_every_part_open_and_two_of_each_thing(journey: Journey):
    county(journey.given)
    page = journey.as_("priya", "/alerts/key")
    for thing, field in (("person", "name"), ("vehicle", "plate"), ("business", "name"), ("place", "address")):
        part = page.locator("details.app-more", has=page.locator(f"#{thing}_1"))
        if part.get_attribute("open") is None:
            part.locator("summary").click()
        page.locator(f"#{thing}_1_{field}").fill("x")
        press(page, f"Add another {thing}")
        expect(page.locator(f"#{thing}_2")).to_be_in_viewport()
    for name in ("noticed", "wishes"):
        page.locator(f"#part-{name} > summary").click()
    assert violations(page, DESK, PHONE) == []
