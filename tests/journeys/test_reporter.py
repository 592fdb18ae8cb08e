"""What a reporter lives through: a question answered on a phone, three endings that look alike; and the police contact's answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.alerts import commands as alerts
from serac.alerts.queries import find_alert
from serac.cases import commands as cases
from serac.cases.queries import find_case
from serac.core.jobs import JOBS, carry_out, list_due
from serac.reference import current
from tests.given import Given
from tests.journeys.axe import violations
from tests.journeys.keyboard import Keyboard
from tests.journeys.stage import Journey, always, choose, press
from tests.raising import agency, county, member, opened, raised, triaged

pytestmark = pytest.mark.browser


def is_fine(journey: Journey, page: Page) -> None:
    """Axe finds nothing here, and nothing sticks out. It needs script."""
    if journey.variant.javascript:
        assert violations(page, journey.variant.width) == []


def test_the_team_asks_whoever_sent_an_alert_and_reads_what_they_answer(journey: Journey):
    given = county(journey.given)
    alert = raised(given)
    with given.as_("priya") as unit:
        alerts.claim_alert(unit, find_alert(unit, alert.reference))
    priya = journey.as_("priya", f"/alerts/{alert.reference}")
    priya.get_by_role("link", name="Ask them a question").click()
    is_fine(journey, priya)
    priya.get_by_label("What do you want to know?").fill(f"Is it as in {alert.reference}?")
    press(priya, "Ask them")
    expect(priya.locator(".govuk-error-summary")).to_contain_text("Leave references out")
    priya.get_by_label("What do you want to know?").fill("Which days did the van come?")
    press(priya, "Ask them")
    expect(priya.locator("main")).to_contain_text("Not answered yet")

    rhys = journey.as_("rhys")
    row = rhys.locator("section", has=rhys.get_by_role("heading", name="Questions to answer")).locator(".app-row")
    row.get_by_role("button", name="Answer").click()
    expect(rhys.locator("main")).to_contain_text("Which days did the van come?")
    assert not re.search(r"Priya|Team|alert AL|case|match", rhys.locator("main").inner_text())
    is_fine(journey, rhys)
    rhys.get_by_label("Your answer").fill("Mondays and Thursdays.")
    press(rhys, "Send the answer")
    expect(rhys.locator("main")).to_contain_text("Mondays and Thursdays.")
    is_fine(journey, rhys)

    priya.goto("/")
    priya.get_by_role("link", name="A reporter has answered").click()
    expect(priya.locator("main")).to_contain_text("Mondays and Thursdays.")
    priya.get_by_role("button", name="I have read this").click()
    expect(priya.get_by_role("button", name="I have read this")).to_have_count(0)
    priya.goto("/")
    expect(priya.get_by_role("link", name="A reporter has answered")).to_have_count(0)


def end(given: Given, name: str, how: str) -> None:
    """One reporter's alert comes to one of three endings."""
    alert = triaged(given, raised(given, by=name))
    case = opened(given)
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        if how == "joined":
            alerts.join_alert(unit, here, case=find_case(unit, case.reference), items=[{"text": "The same van."}])
        elif how == "signposted":
            alerts.signpost_alert(unit, here, reason="housing", words="The homelessness service")
        else:
            reason = next(one.code for one in current().no_further_action_reasons if not one.describe)
            alerts.close_alert(unit, here, reason=reason)


def seen(page: Page) -> str:
    """All that the receipt says, but for its own reference and times."""
    page.get_by_role("link", name=re.compile("RC-")).click()
    said = page.locator("main").inner_text()
    return re.sub(r"RC-[2-9A-Z]{7}|[0-9:]+[ap]m", "", said)


def test_joined_signposted_and_closed_look_the_same_to_three_reporters(journey: Journey):
    given = county(journey.given)
    for name in ("rosa", "raul"):
        given.member(name, "housing", Role.REPORTER)
    for name, how in (("rhys", "joined"), ("rosa", "signposted"), ("raul", "closed")):
        end(given, name, how)
    pages = [journey.as_(name, "/alerts/sent") for name in ("rhys", "rosa", "raul")]
    assert len({seen(page) for page in pages}) == 1
    journey.service.clock.set("2026-03-06T09:00:00+00:00")
    services = given.services
    for occasion, job in list_due(services, [JOBS["alerts.finish_receipts"]]):
        carry_out(services, job, occasion)
    pages = [journey.as_(name, "/alerts/sent") for name in ("rhys", "rosa", "raul")]
    said = {seen(page) for page in pages}
    assert len(said) == 1
    assert "Finished" in said.pop()


def with_police(given: Given) -> Given:
    """The county, with dev registered to be asked for the police."""
    county(given)
    with given.operator() as unit:
        agencies.add_contact_point(
            unit, agency(unit, given, "police"), purpose="deconfliction", label="Desk", email="desk@police.example.org",
            phone="01632 960060", member=member(unit, given, "dev"),
        )  # fmt: skip
    return given


def test_the_police_contact_is_asked_and_their_answer_is_what_every_page_of_the_case_says(journey: Journey):
    given = with_police(journey.given)
    case = opened(given)
    priya = journey.as_("priya", f"/cases/{case.reference}")
    expect(priya.locator(".app-frame")).to_contain_text("Records checks only")
    priya.get_by_role("link", name="Ask the police contact").first.click()
    expect(priya.locator("main")).to_contain_text("Asking opens this case to them by name")
    is_fine(journey, priya)
    priya.get_by_label("What do you want to know?").fill("May housing visit on Thursday?")
    priya.get_by_label("If it opens the case to them: what for?").select_option("disrupt")
    press(priya, "Ask them")
    expect(priya.locator("main")).to_contain_text("Waiting for the police contact")

    dev = journey.as_("dev")
    row = dev.locator("section", has=dev.get_by_role("heading", name="To answer for the police")).locator(".app-row")
    row.get_by_role("button", name="Answer").click()
    choose(dev, "What is your answer?", "Clear")
    press(dev, "Send the answer")
    expect(dev.locator(".govuk-error-summary")).to_contain_text("Choose what may be done now")
    is_fine(journey, dev)
    choose(dev, "What may be done now?", "No contact without the lead")
    dev.get_by_label("Who leads, where there is a lead?").select_option(label="Police")
    press(dev, "Send the answer")
    expect(dev.locator(".app-frame")).to_contain_text("No contact without the lead")
    is_fine(journey, dev)
    for path in ("", "/people", "/team", "/contact"):
        priya.goto(f"/cases/{case.reference}{path}")
        expect(priya.locator(".app-frame")).to_contain_text("No contact without the lead")


@always(javascript=True)
def test_the_police_contact_answers_hold_with_the_keyboard_alone(journey: Journey):
    given = with_police(journey.given)
    case = opened(given)
    with given.as_("priya") as unit:
        here, police = find_case(unit, case.reference), agency(unit, given, "police")
        facts = {"what": "May we visit?", "purpose": "disrupt", "categories": ["identity"]}
        asked = cases.ask_deconfliction(unit, here, agency=police, **facts)
    page = journey.as_("dev", f"/cases/{case.reference}/contact/{asked.id}/answer")
    keys = Keyboard(page)
    keys.choose(page.get_by_role("group", name="What is your answer?"), 1)
    for part, value in (("Day", "9"), ("Month", "4"), ("Year", "2026")):
        keys.write(page.get_by_label(part, exact=True), value)
    keys.write(page.get_by_label("What do they need to know?"), "Wait for us.")
    keys.press(page.get_by_role("button", name="Send the answer"))
    expect(page.locator("main")).to_contain_text("held until 9 April 2026")
    assert keys.faults == []
