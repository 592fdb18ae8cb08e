"""The main job, from signing in to a case that is open, with a keyboard and nothing else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from serac.alerts.queries import find_alert
from tests.given import PASSWORD
from tests.journeys.keyboard import Keyboard
from tests.journeys.stage import Journey, always, group
from tests.raising import answer_all, county

pytestmark = pytest.mark.browser


def sign_in(journey: Journey, name: str) -> Keyboard:
    """Three fields and Enter."""
    journey.given.account(name)
    keys = Keyboard(journey.open_browser())
    keys.page.goto("/sign-in")
    keys.write(keys.page.get_by_label("Work email address"), journey.given.email(name))
    keys.write(keys.page.get_by_label("Password", exact=True), PASSWORD)
    keys.write(keys.page.get_by_label("Six-figure code"), journey.given.code(name))
    keys.page.keyboard.press("Enter")
    expect(keys.page.locator("h1")).to_have_text("Waiting for you")
    return keys


def follow(journey: Journey, keys: Keyboard, link: str) -> None:
    """By a main link; on a phone out of the menu, which Enter unfolds."""
    if journey.on_phone:
        keys.press(keys.page.locator("details.app-menu summary").first)
    keys.press(keys.page.get_by_role("navigation").get_by_role("link", name=link, exact=True).first)


def answer(keys: Keyboard, page: Page) -> None:
    """The questions of an alert, in the order they stand."""
    keys.choose(group(page, "Is somebody in danger now?"), 1)
    keys.write(page.get_by_label("What did you see or hear?"), "Two men sleep above the car wash. Nobody leaves.")
    keys.choose(group(page, "How do you know?"), 0)
    keys.press(group(page, "What may it be?").get_by_role("checkbox").nth(2), "Space")
    keys.write(page.get_by_label("Where is it?"), "14 Tenter Row, Kelderby")
    keys.pick(page.get_by_label("What kind of place is it?"), "car_wash")
    keys.pick(page.get_by_label("Area", exact=True), "kelderby")
    keys.choose(group(page, "Is anybody under 18, or might they be?"), 1)
    keys.choose(group(page, "Are they still in the situation?"), 0)
    keys.choose(group(page, "May somebody in a position of trust be involved?"), 1)
    keys.press(page.get_by_role("button", name="Check your answers"))


def test_an_alert_is_raised_and_opened_into_a_case_with_the_keyboard_alone(journey: Journey):
    county(journey.given)
    rhys = sign_in(journey, "rhys")
    follow(journey, rhys, "Raise an alert")
    expect(rhys.page.locator("h1")).to_have_text("Raise an alert")
    answer(rhys, rhys.page)
    expect(rhys.page.locator("h1")).to_have_text("Check your answers")
    expect(rhys.page.locator("main")).to_contain_text("Hand car wash")
    rhys.press(rhys.page.get_by_role("button", name="Send this alert"))
    expect(rhys.page.locator("h1")).to_contain_text("Receipt")

    priya = sign_in(journey, "priya")
    page = priya.page
    priya.press(page.get_by_role("button", name="Claim"))
    expect(page.locator("main")).to_contain_text("You have it in hand.")
    with journey.given.as_("priya") as unit:  # every gate by keyboard: tests/journeys/test_triage.py
        answer_all(unit, find_alert(unit, page.locator(".govuk-caption-l .app-ref").inner_text()))
    page.reload()
    priya.choose(group(page, "Choose one"), 1)
    priya.press(page.get_by_role("button", name="Finish triage"))
    priya.write(page.get_by_label("Title of the case"), "Car wash, Kelderby")
    priya.press(page.get_by_label("Two men sleep above the car wash."), "Space")
    priya.press(page.get_by_role("button", name="Open the case"))
    expect(page.locator("h1")).to_have_text("Summary")
    page.goto(f"{page.url}/picture")
    expect(page.locator(".app-item")).to_have_count(1)
    assert rhys.faults + priya.faults == []


def test_the_skip_link_is_the_first_stop_and_goes_past_the_links(journey: Journey):
    county(journey.given)
    keys = sign_in(journey, "rhys")
    keys.page.goto("/guide")
    keys.tab()
    skip = keys.page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    keys.page.keyboard.press("Enter")
    keys.tab()
    assert keys.page.evaluate("!!document.activeElement.closest('main')")
    assert keys.faults == []


@always(javascript=True)
def test_the_error_summary_takes_the_focus_and_its_links_lead_to_the_fields(journey: Journey):
    county(journey.given)
    page = journey.as_("rhys", "/alerts/new")
    keys = Keyboard(page)
    keys.press(page.get_by_role("button", name="Check your answers"))
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page).to_have_title("Error: Alert - Case Conference")
    for link in (page.locator(".govuk-error-summary a").nth(place) for place in (0, 2, -1)):
        keys.press(link)
        wanted = (link.get_attribute("href") or "").removeprefix("#")
        expect(page.locator(f"[id='{wanted}']")).to_be_focused()
        page.locator(".govuk-error-summary").focus()
    assert [fault for fault in keys.faults if "onward" not in fault] == []


def test_without_script_too_each_error_is_a_link_to_its_field(journey: Journey):
    county(journey.given)
    page = journey.as_("rhys", "/alerts/new", java_script_enabled=False)
    keys = Keyboard(page)
    keys.press(page.get_by_role("button", name="Check your answers"))
    links = page.locator(".govuk-error-summary a")
    expect(links.first).to_be_visible()
    for address in [link.get_attribute("href") or "" for link in links.all()]:
        expect(page.locator(f"[id='{address.removeprefix('#')}']")).to_have_count(1)
    keys.press(links.first)
    expect(page.locator(links.first.get_attribute("href") or "")).to_be_focused()
