"""One alert through the whole service, as everybody who has a part in it sees it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from serac.access.roles import Role
from serac.agreements import commands as agreements
from serac.agreements.models import AgreementParty
from serac.alerts.queries import find_alert
from tests.given import Given
from tests.journeys.stage import Journey, always, choose, group, heading, press
from tests.raising import answer_all, county

pytestmark = pytest.mark.browser

SEEN = "Two men sleep above the car wash. A van fetches them before six."
GIVES_AWAY = "I saw it from my own window."
PHOTO = {"name": "yard.txt", "mimeType": "text/plain", "buffer": b"Blue gate, no sign."}
NOT_FOUND = "Page not found"


def everybody(given: Given) -> Given:
    """The county, and those to whom a case is closed; the charity's agreement is signed by nobody."""
    county(given)
    given.member("moira", "team", Role.MANAGER)
    given.member("sam", "team", Role.ADMINISTRATOR)
    given.agency("southern", "council.modern_slavery", partnership="southmoor")
    given.member("sunita", "southern", Role.COORDINATOR, partnership="southmoor")
    return given


def raise_alert(journey: Journey, page: Page, *, danger: bool = False) -> str:
    """Answer the questions, check the answers, send; gives the receipt's reference."""
    journey.follow(page, "Raise an alert")
    expect(group(page, "Has 999 been called?")).not_to_be_visible()
    choose(page, "Is somebody in danger now?", "Yes" if danger else "No")
    if danger:
        choose(page, "Has 999 been called?", "No, not yet")
    page.get_by_label("What did you see or hear?").fill(f"{SEEN} {GIVES_AWAY}")
    page.get_by_label("When?").fill("Most weekdays")
    choose(page, "How do you know?", "I saw or heard it myself")
    group(page, "What may it be?").get_by_role("checkbox").nth(2).check()
    page.get_by_label("Where is it?").fill("14 Tenter Row, Kelderby")
    page.get_by_label("What kind of place is it?").select_option("car_wash")
    page.get_by_label("Area", exact=True).select_option("kelderby")
    choose(page, "Is anybody under 18, or might they be?", "No")
    choose(page, "Are they still in the situation?", "Still in the situation")
    choose(page, "May somebody in a position of trust be involved?", "No")
    page.locator("summary", has_text=re.compile(r"^\s*People")).click()
    page.get_by_label("Name, or what they are called").fill("Petru")
    page.get_by_label("Description", exact=True).fill("A man of about 30 with a limp")
    press(page, "Check your answers")
    expect(page.locator("h1")).to_have_text("Check your answers")
    expect(page.locator("main")).to_contain_text("14 Tenter Row, Kelderby")
    expect(page.locator("main")).to_contain_text("Petru")
    expect(page.get_by_text("Ring 999 now")).to_have_count(1 if danger else 0)
    page.get_by_label("Photographs or files, if you have any").set_input_files([PHOTO])
    press(page, "Send this alert")
    expect(page.locator("h1")).to_contain_text("Receipt")
    return page.locator("h1 .app-ref").inner_text()


def says_only(page: Page, word: str) -> None:
    """A receipt says one word of what became of it, and nothing of whatever else there is."""
    expect(page.locator("dl.app-facts > div").nth(1)).to_have_text(re.compile(rf"^Now\s*{word}$"))
    said = page.locator("main").inner_text()
    assert not re.search(r"SC-|car wash|Petru|Priya|Dev|Police|case", said, re.IGNORECASE), said


def claim_from_home(page: Page) -> str:
    """The alert stands in the queue on home and is claimed from there; gives its reference."""
    row = page.locator("section", has=page.get_by_role("heading", name="Alerts to triage")).locator(".app-row")
    expect(row).to_have_count(1)
    expect(row).not_to_contain_text("Petru")
    row.get_by_role("button", name="Claim").click()
    expect(page.locator("main")).to_contain_text("You have it in hand.")
    expect(page.locator("main")).to_contain_text("Rhys, Housing")
    expect(page.locator(".app-attachment")).to_contain_text("yard.txt")
    return page.locator(".govuk-caption-l .app-ref").inner_text()


def answer_gates(journey: Journey, alert: str) -> None:
    """Every gate and plan, as tests/journeys/test_triage.py goes through them."""
    with journey.given.as_("priya") as unit:
        answer_all(unit, find_alert(unit, alert))


def open_case(journey: Journey, page: Page, alert: str) -> str:
    """Take two sentences of three, the place and the person; gives the reference of the case."""
    answer_gates(journey, alert)
    page.reload()
    choose(page, "Choose one", "Open a new case")
    press(page, "Finish triage")
    page.get_by_label("Title of the case").fill("Car wash, Kelderby")
    for sentence in re.split(r"(?<=\.) ", SEEN):
        page.get_by_label(sentence, exact=True).check()
    page.get_by_label("Petru", exact=True).check()
    press(page, "Open the case")
    expect(page.locator("h1")).to_have_text("Summary")
    journey.follow(page, "Shared picture")
    expect(page.locator(".app-item")).to_have_count(2)
    expect(page.locator(".app-item").first).to_contain_text("Source withheld")
    for word in (GIVES_AWAY, "Rhys", "Housing"):
        expect(page.locator("main")).not_to_contain_text(word)
    return page.locator(".app-frame__top .app-ref").inner_text()


def ask_for(journey: Journey, page: Page, agency: str) -> None:
    """Choose an agency, and look at who that is. Nothing is opened by looking."""
    journey.follow(page, "Virtual team")
    page.get_by_role("button", name="Add an agency").click()
    page.get_by_label("Which agency?").select_option(label=agency)
    group(page, "What is it shared for?").locator("[value=disrupt]").check()
    group(page, "What will they see?").locator("[value=identity]").check()
    press(page, "See who that is")


def state_no_connection(page: Page, case: str) -> None:
    """The case that was opened to an agency opens to one of them once they state that they have no connection."""
    closed_to(page, f"/cases/{case}")
    page.goto("/requests")
    page.get_by_role("link", name="What others shared with us").click()
    expect(page.locator("main")).to_contain_text("A case was opened to your agency")
    expect(page.locator("main")).not_to_contain_text("Car wash")
    page.get_by_role("button", name=re.compile("^Open")).click()
    choose(page, "Your statement", "I have no connection")
    press(page, "Continue")
    expect(page.locator("h1")).to_have_text("Shared picture")


def closed_to(page: Page, *paths: str) -> None:
    """For whoever has this browser, these addresses are not there."""
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert (answer.status, heading(page)) == (404, NOT_FOUND), path


def test_a_partner_raises_an_alert_and_a_handler_reads_the_case_it_was_opened_into(journey: Journey):
    everybody(journey.given)
    rhys = journey.as_("rhys")
    receipt = raise_alert(journey, rhys)
    says_only(rhys, "Received")
    journey.follow(rhys, "My alerts")
    expect(rhys.locator(".app-row")).to_have_text(re.compile(rf"{receipt}.*Received", re.DOTALL))

    priya = journey.as_("priya")
    alert = claim_from_home(priya)
    case = open_case(journey, priya, alert)
    ask_for(journey, priya, "Police")
    expect(priya.locator("h1")).to_have_text("Check who will see this case")
    expect(priya.locator(".app-ask")).to_contain_text("Dev")
    dev = journey.as_("dev")
    closed_to(dev, f"/cases/{case}", f"/alerts/{alert}", f"/alerts/sent/{receipt}")
    press(priya, "Open to 1 person at Police")
    expect(priya.locator("main")).to_contain_text("Open to them")

    state_no_connection(dev, case)
    expect(dev.locator("main")).to_contain_text("Two men sleep above the car wash.")
    expect(dev.locator("main")).to_contain_text("Source withheld")
    expect(dev.locator("main")).not_to_contain_text(GIVES_AWAY)

    rhys.goto(f"/alerts/sent/{receipt}")
    says_only(rhys, "Being looked at")
    for page in (rhys, *(journey.as_(name) for name in ("carys", "moira", "sam", "sunita"))):
        closed_to(page, f"/cases/{case}", f"/alerts/{alert}", f"/cases/{case}/team")
    closed_to(dev, f"/alerts/{alert}", f"/alerts/sent/{receipt}")

    journey.follow(priya, "Who has looked")
    expect(priya.locator("main")).to_contain_text("Dev")
    for name in ("Carys", "Moira", "Sunita"):
        expect(priya.locator("main")).not_to_contain_text(name)


def let_lapse(given: Given, slug: str) -> None:
    """An agency's part in the agreement ends today."""
    with given.operator() as unit:
        of = AgreementParty.agency_id == given.agencies[slug]
        agreements.end_party(unit, unit.session.scalars(select(AgreementParty).where(of)).one(), reason="replaced")


def test_an_agency_whose_agreement_lapsed_is_refused_with_the_reason_until_an_override_is_recorded(journey: Journey):
    given = everybody(journey.given)
    rhys = journey.as_("rhys")
    raise_alert(journey, rhys)
    let_lapse(given, "police")
    priya = journey.as_("priya")
    case = open_case(journey, priya, claim_from_home(priya))
    ask_for(journey, priya, "Police")
    expect(priya.locator("h1")).to_have_text("This cannot be shared yet")
    expect(priya.locator(".app-ask--stopped")).to_contain_text("agreement")
    expect(priya.get_by_role("button", name="Open to")).to_have_count(0)
    dev = journey.as_("dev")
    closed_to(dev, f"/cases/{case}")

    priya.get_by_role("link", name="Record an override").click()
    expect(priya.locator("main")).to_contain_text("Dev")
    group(priya, "Why can this not wait for an agreement?").get_by_role("radio").first.check()
    priya.get_by_label("Why is it necessary?").fill("A man was told he will be moved tonight.")
    priya.get_by_label("For how many hours?").fill("4")
    press(priya, "Open it to Police for these hours")
    expect(priya.locator("main")).to_contain_text("Open to them")
    state_no_connection(dev, case)
    expect(dev.locator("main")).to_contain_text("Two men sleep above the car wash.")
    journey.service.clock.forward(hours=5)
    closed_to(journey.as_("dev"), f"/cases/{case}")


@always(width=360, javascript=False)
def test_danger_is_asked_about_and_answered_with_999_on_a_phone_without_script(journey: Journey):
    everybody(journey.given)
    rhys = journey.as_("rhys")
    receipt = raise_alert(journey, rhys, danger=True)
    journey.follow(rhys, "My alerts")
    rhys.get_by_role("link", name=receipt).click()
    says_only(rhys, "Received")
