"""Two scraps about one car wash find each other: the public's and a partner's, joined into one case."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from serac.alerts.queries import find_alert
from tests.entities.seeking import seek
from tests.journeys.stage import Journey, choose, group, press
from tests.journeys.test_public import tell
from tests.raising import answer_all, county

pytestmark = pytest.mark.browser

PLATE = "The same number plate"
TOLD = "A van fetches two men before six. It is the van from the car wash."


def partner_tells(journey: Journey) -> None:
    """A partner has seen the same van somewhere else."""
    page = journey.as_("rhys", "/alerts/new")
    group(page, "Is somebody in danger now?").get_by_role("radio").last.check()
    page.get_by_label("What did you see or hear?").fill(TOLD)
    group(page, "How do you know?").get_by_role("radio").first.check()
    group(page, "What may it be?").get_by_role("checkbox").first.check()
    page.get_by_label("Where is it?").fill("Outside 7 Fernbank, Kelderby")
    page.get_by_label("What kind of place is it?").select_option("dwelling")
    page.get_by_label("Area", exact=True).select_option("kelderby")
    group(page, "Is anybody under 18, or might they be?").get_by_role("radio").nth(1).check()
    group(page, "Are they still in the situation?").get_by_role("radio").first.check()
    group(page, "May somebody in a position of trust be involved?").get_by_role("radio").nth(1).check()
    page.locator("#part-vehicles > summary").click()
    page.get_by_label("Number plate, or part of one").first.fill("zz61qrv")
    press(page, "Check your answers")
    press(page, "Send this alert")
    expect(page.locator("h1")).to_contain_text("Receipt")


def waiting(page: Page) -> list[str]:
    """The references of the alerts that wait."""
    page.goto("/alerts")
    return re.findall(r"AL-[0-9A-Z]{7}", " ".join(page.locator(".app-row").all_inner_texts()))


def take(journey: Journey, page: Page, alert: str) -> None:
    """Claim an alert, and answer what is to be answered before it can end (test_triage.py does it in the browser)."""
    page.goto(f"/alerts/{alert}")
    press(page, "Claim this alert")
    with journey.given.as_("priya") as unit:
        answer_all(unit, find_alert(unit, alert))
    page.reload()


def test_a_public_and_a_partner_alert_with_one_number_plate_are_joined_into_one_case(journey: Journey):
    county(journey.given)
    public = journey.open_browser()
    tell(public)
    press(public, "Send")
    expect(public.locator("h1")).to_have_text("Thank you. We have received it.")
    partner_tells(journey)
    seek(journey.given)

    priya = journey.as_("priya")
    first, second = sorted(dict.fromkeys(waiting(priya)), key=lambda one: TOLD in _page(priya, one))
    take(journey, priya, first)
    expect(priya.locator("main")).to_contain_text(re.compile(PLATE, re.IGNORECASE))
    expect(priya.locator("main")).to_contain_text(second)
    choose(priya, "Choose one", "Open a new case")
    press(priya, "Finish triage")
    expect(priya.locator("main")).to_contain_text("Look first: this may be known already")
    priya.get_by_label("Title of the case").fill("Hand car wash, Kelderby")
    priya.get_by_label("Four men wash cars until late.", exact=True).check()
    priya.get_by_label(re.compile("ZZ61 QRV")).check()
    press(priya, "Open the case")
    case = priya.locator(".app-frame__top .app-ref").inner_text()
    seek(journey.given)

    take(journey, priya, second)
    expect(priya.locator("main")).to_contain_text(case)
    choose(priya, "Choose one", "Join a case that is there already")
    priya.get_by_label("Reference of the case").fill(case)
    press(priya, "Finish triage")
    priya.get_by_label("A van fetches two men before six.", exact=True).check()
    press(priya, "Join it to the case")
    priya.goto(f"/cases/{case}/picture")
    for sentence in ("Four men wash cars until late.", "A van fetches two men before six."):
        expect(priya.locator("main")).to_contain_text(sentence)
    expect(priya.locator("main")).not_to_contain_text("Rhys")
    assert journey.faults == []


def _page(page: Page, alert: str) -> str:
    page.goto(f"/alerts/{alert}")
    return page.locator("main").inner_text()
