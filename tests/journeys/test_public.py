"""The open form, as anybody finds it: on a phone, at a desk, with and without script, with a keyboard and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import broken_forms, violations
from tests.journeys.keyboard import Keyboard
from tests.journeys.stage import DESK, PHONE, Journey, always, choose, group
from tests.raising import county

pytestmark = pytest.mark.browser

MOST_GROUPS = 25
SEEN = "Four men wash cars until late. They sleep in a unit at the back."
FILE = {"name": "gate.txt", "mimeType": "text/plain", "buffer": b"Blue gate, no sign."}
QUIET = "https://www.bbc.co.uk/weather"


@dataclass
class Fingers:
    """Counts what somebody does: one field filled, one answer chosen, one button pressed."""

    page: Page
    groups: int = 0

    def press(self, name: str) -> None:
        """A button."""
        self.groups += 1
        self.page.get_by_role("button", name=name, exact=True).locator("visible=true").last.click()

    def write(self, label: str, words: str) -> None:
        """A field."""
        self.groups += 1
        self.page.get_by_label(label, exact=True).fill(words)

    def choose(self, question: str, answer: str) -> None:
        """A radio."""
        self.groups += 1
        choose(self.page, question, answer)

    def pick(self, label: str, code: str) -> None:
        """From a list."""
        self.groups += 1
        self.page.get_by_label(label, exact=True).select_option(code)


def title(page: Page, words: str) -> None:
    expect(page.locator("h1")).to_have_text(words)


def tell(page: Page) -> Fingers:
    """A typical concern from the first page to the check."""
    page.goto("/report/thornshire")
    expect(page.locator("main")).to_contain_text("Do not question, follow, photograph or confront anyone.")
    fingers = Fingers(page)
    fingers.press("Someone else")
    fingers.choose("Is somebody in danger now?", "No, or I do not know")
    fingers.press("Continue")
    fingers.write("In your own words", SEEN)
    fingers.write("When was it?", "Most days")
    fingers.choose("Is it still going on?", "Yes")
    fingers.press("Continue")
    fingers.write("The address, or what is near it", "Hand car wash by the station")
    fingers.pick("What kind of place is it?", "car_wash")
    fingers.pick("Which council is it in?", "kelderby")
    fingers.press("Continue")
    fingers.choose("Is anybody under 18, or might they be?", "No, none that I know of")
    fingers.write("What they look like, about how old, what they do", "Four men, about 20 to 40")
    fingers.write("Vehicles", "White van, ZZ61 QRV")
    fingers.choose("May somebody whom people have to trust be involved?", "No")
    fingers.press("Continue")
    fingers.choose("How do you know?", "I saw or heard it myself")
    fingers.choose("May we come back to you?", "No")
    fingers.press("Continue")
    title(page, "Check what you are about to send")
    return fingers


def test_somebody_without_an_account_tells_of_a_concern_and_the_team_reads_it(journey: Journey):
    county(journey.given)
    page = journey.open_browser()
    fingers = tell(page)
    page.get_by_role("button", name="Change what", exact=True).click()
    title(page, "What did you see or hear?")
    page.get_by_label("In your own words").fill(f"{SEEN} One asked a customer for food.")
    page.get_by_role("button", name="Continue", exact=True).last.click()
    expect(page.locator("main")).to_contain_text("One asked a customer for food.")
    page.get_by_label("Photographs or files you already have").set_input_files([FILE])
    fingers.press("Send")
    title(page, "Thank you. We have received it.")
    assert fingers.groups <= MOST_GROUPS
    assert page.context.cookies() == []
    said = page.locator("body").inner_text()
    assert "AL-" not in said
    assert "RC-" not in said

    priya = journey.as_("priya", "/alerts")
    row = priya.locator(".app-row")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("the public")
    row.get_by_role("link").first.click()
    expect(priya.locator("main")).to_contain_text("One asked a customer for food.")
    expect(priya.locator("main")).to_contain_text("ZZ61 QRV")


def test_this_is_about_me_in_polish(journey: Journey):
    county(journey.given)
    page = journey.open_browser()
    page.goto("/report/thornshire")
    page.get_by_role("link", name="Polski").click()
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    title(page, "To dotyczy mnie")
    group(page, "Jak możemy się z tobą skontaktować?").get_by_label("SMS", exact=True).check()
    page.get_by_label("Numer telefonu, adres e-mail lub imię").fill("01632 960777")
    page.get_by_role("button", name="Dalej").click()
    title(page, "Co chcesz nam powiedzieć?")
    page.get_by_label("Co się z tobą dzieje?").fill("Zabrali mi paszport.")
    page.get_by_role("button", name="Dalej").click()
    title(page, "Sprawdź, co chcesz wysłać")
    expect(page.locator("main")).to_contain_text("Zabrali mi paszport.")
    page.get_by_role("button", name="Wyślij").locator("visible=true").last.click()
    title(page, "Dziękujemy. Wiadomość dotarła.")

    priya = journey.as_("priya", "/alerts")
    priya.locator(".app-row").get_by_role("link").first.click()
    expect(priya.locator("main")).to_contain_text("Zabrali mi paszport.")


def test_leave_this_page_goes_away_from_any_page(journey: Journey):
    county(journey.given)
    page = journey.open_browser()
    page.context.route(
        f"{QUIET}**", lambda route: route.fulfill(content_type="text/html", body="<title>Weather</title>")
    )
    for path in (
        "/report/thornshire",
        "/report/thornshire/concern",
        "/report/thornshire/me/vi",
        "/report/thornshire/thanks/en",
    ):
        page.goto(path)
        page.locator(".app-hide a").click()
        page.wait_for_url(QUIET)
    if journey.variant.javascript:
        page.goto("/report/thornshire/concern")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.wait_for_url(QUIET)


@dataclass
class Inspector:
    """Somebody who lets axe look at each page on the way."""

    page: Page
    found: list[str]

    def look(self) -> None:
        """Whatever is wrong here, at both widths."""
        here = self.page.locator("h1").inner_text()
        self.found += [f"{here}: {one}" for one in violations(self.page, DESK, PHONE) + broken_forms(self.page)]
        self.page.set_viewport_size({"width": DESK, "height": 800})

    def onward(self, words: str = "Continue") -> None:
        """Press, and look at what comes."""
        self.page.get_by_role("button", name=words, exact=True).locator("visible=true").last.click()
        self.look()


@always(javascript=True)
def test_axe_finds_nothing_on_any_step_of_the_open_form(journey: Journey):
    county(journey.given)
    page = journey.open_browser()
    here = Inspector(page, [])
    page.goto("/report/thornshire/concern")
    here.onward()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    choose(page, "Is somebody in danger now?", "Yes")
    here.look()
    here.onward()
    page.get_by_label("In your own words").fill(SEEN)
    here.onward()
    here.onward()
    here.onward("Add another person")
    choose(page, "Is anybody under 18, or might they be?", "There may be")
    here.onward()
    here.onward()
    title(page, "Check what you are about to send")
    assert here.found == []


@always(javascript=True)
def test_axe_finds_nothing_on_any_step_of_about_me(journey: Journey):
    county(journey.given)
    page = journey.open_browser()
    here = Inspector(page, [])
    page.goto("/report/thornshire/me/cy")
    here.onward("Parhau")
    here.onward("Parhau")
    here.onward("Anfon")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert here.found == []


@always(javascript=True)
def test_a_concern_can_be_told_with_a_keyboard_and_nothing_else(journey: Journey):
    county(journey.given)
    page = journey.open_browser()
    keys = Keyboard(page)
    page.goto("/report/thornshire")
    keys.press(page.get_by_role("button", name="Someone else"))
    title(page, "Is somebody in danger now?")
    keys.choose(group(page, "Is somebody in danger now?"), 1)
    page.keyboard.press("Enter")
    title(page, "What did you see or hear?")
    keys.write(page.get_by_label("In your own words"), SEEN)
    keys.write(page.get_by_label("When was it?"), "Most days")
    page.keyboard.press("Enter")
    title(page, "Where is it?")
    keys.press(page.get_by_role("button", name="Continue", exact=True).last)
    title(page, "Who is there?")
    keys.choose(group(page, "Is anybody under 18, or might they be?"), 2)
    page.keyboard.press("Enter")
    title(page, "How do you know?")
    keys.press(page.get_by_role("button", name="Continue", exact=True).last)
    title(page, "Check what you are about to send")
    keys.press(page.get_by_role("button", name="Send", exact=True).last)
    title(page, "Thank you. We have received it.")
    assert keys.faults == []
