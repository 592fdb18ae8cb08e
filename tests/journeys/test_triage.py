"""Triage in a browser: with and without script, on a phone and at a desk, with a keyboard and nothing else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from serac.alerts import commands as alerts
from serac.alerts.queries import find_alert
from serac.reference import current
from tests.journeys.axe import broken_forms, violations
from tests.journeys.keyboard import Keyboard
from tests.journeys.stage import DESK, PHONE, Journey, always, choose, group, press
from tests.raising import county, raised, register, triaged

pytestmark = pytest.mark.browser

CHILD = [{"description": "A boy who says he is 18", "age_band": "in_doubt", "role": "potential_victim"}]
PLAIN = {"danger": 1, "life": 1, "child": 1, "adult": 1, "trust": 1, "jurisdiction": 0}
"""The place of the plainest answer of each gate."""


def claimed(journey: Journey, reference: str, by: str = "priya") -> Page:
    """An officer's browser, on an alert they have just claimed."""
    page = journey.as_(by, f"/alerts/{reference}")
    press(page, "Claim this alert")
    expect(page.locator("main")).to_contain_text("You have it in hand.")
    return page


def step(page: Page, anchor: str):
    """One gate, or one plan for tonight."""
    return page.locator(f"[id='{anchor}']")


def test_a_child_is_referred_on_in_parallel(journey: Journey):
    county(journey.given)
    alert = raised(journey.given, people=CHILD, child=True)
    page = claimed(journey, alert.reference)
    step(page, "gate-child").get_by_role("link", name="Answer").click()
    here = step(page, "gate-child")
    expect(here.get_by_label("Who did you speak to, and what did you tell them?")).not_to_be_visible()
    choose(page, "Is anybody under 18, or may be?", "Yes, or in doubt, and children’s social care have been told")
    here.get_by_label("When were they told?").fill("9:05am")
    here.get_by_label("Who did you speak to, and what did you tell them?").fill("Nadia at the front door")
    here.get_by_label("Do not tell parent, carer or school before the strategy discussion").check()
    press(page, "Save this gate")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say why they must not be told")
    step(page, "gate-child").get_by_label("If they must not be told, why?").fill("An uncle may be involved")
    press(page, "Save this gate")
    referred = page.locator("section", has=page.get_by_role("heading", name="Referrals"))
    expect(referred).to_contain_text("Children’s social care (MASH)")
    expect(referred).to_contain_text("An uncle may be involved")
    expect(referred).to_contain_text("Waiting for a reply")
    expect(step(page, "gate-danger").get_by_role("button", name="Save this gate")).to_be_visible()  # triage goes on
    referred.get_by_role("link", name="Record their reply").click()
    choose(page, "Their answer", "They have taken it on")
    press(page, "Save their reply")
    expect(page.locator("section", has=page.get_by_role("heading", name="Referrals"))).to_contain_text(
        "They have taken it on"
    )
    assert journey.faults == []


def test_an_alert_that_names_an_officer_is_closed_to_the_team_from_its_first_save(journey: Journey):
    county(journey.given)
    register(journey.given, "tomas")
    alert = raised(journey.given, what="An officer at the station tips them off.", position_of_trust=True)
    priya = journey.as_("priya", "/alerts")
    expect(priya.locator("main")).not_to_contain_text(alert.reference)
    answer = priya.goto(f"/alerts/{alert.reference}")
    assert answer is not None
    assert answer.status == 404
    tomas = journey.as_("tomas", f"/alerts/{alert.reference}")
    expect(tomas.locator("main")).to_contain_text("An officer at the station")
    expect(tomas.locator(".app-lede")).to_contain_text("Restricted")
    assert journey.faults == []


def test_a_yes_at_triage_closes_the_alert_to_whoever_said_it(journey: Journey):
    county(journey.given)
    register(journey.given, "tomas")
    alert = raised(journey.given)
    page = claimed(journey, alert.reference)
    step(page, "gate-trust").get_by_role("link", name="Answer").click()
    choose(page, "Is anybody who may be involved in a position of trust?", "Yes, or it may be")
    step(page, "gate-trust").get_by_label("Who may it be?").fill("A desk officer")
    press(page, "Save this gate")
    expect(page.locator("h1")).to_have_text("Alerts")
    expect(page.locator("main")).not_to_contain_text(alert.reference)
    assert journey.faults == []


def answer_by_keyboard(keys: Keyboard) -> None:
    """Every gate in turn, each the next that stands open."""
    for gate in current().gates:
        here = step(keys.page, f"gate-{gate.code}")
        keys.choose(group(keys.page, gate.question), PLAIN[gate.code])
        keys.press(here.get_by_role("button", name="Save this gate"))
        expect(step(keys.page, f"gate-{gate.code}")).to_contain_text("Answered")


def plan_by_keyboard(keys: Keyboard) -> None:
    """A plan for the one person, and for whoever is not named."""
    for n in range(2):
        page = keys.page
        keys.write(page.get_by_label("What keeps them safe tonight?"), "A place is held")
        keys.write(page.get_by_label("Who does it?"), "Tomas")
        keys.write(page.get_by_label("By when?"), "8pm")
        keys.press(page.get_by_role("button", name="Save this plan"))
        expect(page.locator("main").get_by_text("Agreed")).to_have_count(n + 1)


def test_an_alert_is_triaged_and_signposted_with_the_keyboard_alone(journey: Journey):
    county(journey.given)
    alert = raised(journey.given)
    page = journey.as_("priya", f"/alerts/{alert.reference}")
    keys = Keyboard(page)
    keys.press(page.get_by_role("button", name="Claim this alert"))
    answer_by_keyboard(keys)
    plan_by_keyboard(keys)
    keys.choose(group(page, "Choose one"), 2)
    keys.pick(page.get_by_label("Why?").locator("visible=true"), "housing")
    keys.write(page.get_by_label("Which service, and who tells the person?"), "The housing desk, Hana rings them")
    keys.press(page.get_by_role("button", name="Finish triage"))
    expect(page.get_by_role("heading", name="How it ended")).to_be_visible()
    expect(page.locator("main")).to_contain_text("The housing desk, Hana rings them")
    assert keys.faults == []


@always(javascript=True)
@pytest.mark.timeout(200)
def test_axe_finds_nothing_on_the_page_of_an_alert_however_far_triage_has_come(journey: Journey):
    given = county(journey.given)
    alert = raised(given, people=CHILD)
    path = f"/alerts/{alert.reference}"
    page = journey.as_("priya", path)
    found = {"waiting": violations(page, DESK, PHONE)}
    press(page, "Claim this alert")
    for gate in current().gates:
        page.goto(f"{path}?gate={gate.code}")
        found[gate.code] = violations(page, DESK) + broken_forms(page)
    page.goto(path)
    press(page, "Finish triage")
    page.locator(".govuk-error-summary").wait_for()
    found["refused"] = violations(page, DESK, PHONE)
    triaged(given, alert)
    for name in ("", "/hand-over", "/referrals/new", "/open"):
        page.goto(path + name)
        found[name or "all answered"] = violations(page, DESK, PHONE)
    with given.as_("priya") as unit:
        alerts.close_alert(unit, find_alert(unit, alert.reference), reason="already_known")
    page.goto(path)
    found["ended"] = violations(page, DESK, PHONE)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
