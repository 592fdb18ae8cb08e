"""Eight agencies asked in two rounds, one picture that differs for each reader, a decision, actions, an end, and a repeat."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from serac.scheduler import Scheduler
from tests.journeys.stage import Journey, choose, group, press
from tests.journeys.virtual_team import (
    BEDS,
    COUSIN,
    COUSIN_WIDER,
    EXIT,
    FRIDAY,
    OF_FIRE,
    OF_POLICE,
    SAID,
    SEEN,
    STOPPED,
    People,
    answered,
    asked_of,
    build_eight,
    case_of,
    finish_all,
    held,
    make,
    start,
    told,
)
from tests.raising import raised, triaged
from tests.scoping.asking import asked

pytestmark = pytest.mark.browser


def plan(page: Page, case: str) -> None:
    """Begin a round, and choose five agencies; one of them does not join the team."""
    page.get_by_role("link", name="Begin a round").or_(page.get_by_role("button", name="Begin a round")).click()
    page.get_by_label("What exactly are they asked?").fill("Look for this address and whoever lives there")
    choose(page, "What is it shared for?", "Stop exploitation at a place or business")
    choose(page, "How soon do you need the answers?", "Ordinary")
    press(page, "Choose agencies")
    whom = group(page, "Whom do you ask?")
    expect(whom).to_contain_text("Holds records of the address")
    for box in whom.get_by_role("checkbox").all():
        box.set_checked(False)
    for name in ("Charity", "Housing", "Landlord", "Licensing", "Police"):
        whom.get_by_label(name, exact=True).check()
    group(page, "Whom and what do you name to them?").get_by_label(re.compile("Zdravka")).check()
    choose(page, "What are they asked to do?", "Look in their own records")
    page.get_by_label("They join the virtual team").check()
    press(page, "Add them to the round")
    page.get_by_role("link", name="Change what Charity is asked").click()
    page.get_by_label("They join the virtual team").uncheck()
    press(page, "Save")


def send(page: Page) -> None:
    """See who by name would read it, and send."""
    page.get_by_role("button", name="Check who will see what").click()
    for name in ("Carys", "Dev", "Hana", "Lena", "Vera"):
        expect(page.locator("main")).to_contain_text(name)
    page.get_by_label("Why is this necessary, and no more than is needed?").fill("To find who is at risk there")
    choose(page, "What does the person want?", "They have not been asked")
    press(page, "Send to 5 agencies")
    expect(page.locator("h1")).to_have_text("Scoping")
    expect(page.locator("main")).to_contain_text("Waiting for replies")


def opens(people: People, name: str, slug: str) -> Page:
    """Somebody goes from home to what their agency is asked, and states no connection."""
    page = people.at(name, "/requests")
    page.get_by_role("link", name=re.compile(f"request {asked_of(people.given, slug).reference}")).or_(
        page.get_by_role("button", name=re.compile(f"request {asked_of(people.given, slug).reference}"))
    ).first.click()
    expect(page.locator("main")).not_to_contain_text("Zdravka")
    press(page, "I have no connection")
    expect(page.locator("main")).to_contain_text("Zdravka")
    return page


def holds(page: Page) -> None:
    """Housing gives two items: one to everybody, one to the police alone, with a wording for the others."""
    choose(page, "Your reply", "Information held")
    press(page, "Reply")
    item(page, 1, BEDS, "Everybody this case is open to")
    press(page, "Add another item")
    item(page, 2, COUSIN, "Only agencies I choose")
    page.locator("#item_2_audience-named, [id^=item_2_agencies]").first.wait_for()
    page.locator("[id^=conditional-item_2_audience]").get_by_label("Police", exact=True).check()
    page.locator("summary", has_text="More about item 2").click()
    page.get_by_label("A version that everybody this case is open to may read").last.fill(COUSIN_WIDER)
    page.get_by_label("Why is it necessary, and no more than is needed?").fill("Nine people sleep there tonight")
    choose(page, "What do the people it is about want?", "They have not been asked")
    choose(page, "How high is the risk, from what you hold?", "High")
    page.get_by_label("What harm do you fear?").fill("Fire, and being moved")
    press(page, "Send reply")
    expect(page.locator("h1")).to_have_text("Your reply")


def item(page: Page, number: int, text: str, audience: str) -> None:
    """Write one item of a reply."""
    page.get_by_label("What do you hold?").nth(number - 1).fill(text)
    group(page, "How do you know?").nth(number - 1).get_by_label("It is in our records", exact=True).check()
    group(page, "Who may read it?").nth(number - 1).get_by_label(audience, exact=True).check()


def cannot(page: Page) -> None:
    """The charity cannot share what it holds, and says why."""
    choose(page, "Your reply", "Cannot share")
    press(page, "Reply")
    page.get_by_label("Why can you not share it?").select_option(label="Sharing it would put somebody at risk")
    page.get_by_label("Say more, without what you cannot share").fill("Ring us before anything is done")
    press(page, "Send reply")
    expect(page.locator("h1")).to_have_text("Your reply")


def first_round(people: People, case: str) -> None:
    """Five are asked; four answer, by their pages."""
    given = people.given
    priya = people.at("priya", f"/cases/{case}/scoping")
    plan(priya, case)
    send(priya)
    holds(opens(people, "hana", "housing"))
    lena = opens(people, "lena", "licensing")
    choose(lena, "Your reply", "Nothing known")
    press(lena, "Reply")
    expect(lena.locator("h1")).to_have_text("Your reply")
    cannot(opens(people, "carys", "charity"))
    held(given, "police", OF_POLICE)


def row(page: Page, agency: str):
    """The line of one agency in the tracker."""
    return page.get_by_role("row", name=re.compile(f"^{agency}"))


HANDLERS = {"vera", "delia", "silas"}


def silence(people: People, case: str) -> None:
    """The scheduler reminds and passes up, in working time; the round ends, and silence is on record."""
    given = people.given
    path = f"/requests/{asked_of(given, 'landlord').reference}"
    for moment, reminded, urged in (
        ("2026-03-10T12:00:00+00:00", HANDLERS, set()),
        ("2026-03-13T09:00:00+00:00", HANDLERS, {"delia"}),
        ("2026-03-17T12:00:00+00:00", HANDLERS, {"delia", "silas"}),
    ):
        people.at_moment(moment)
        assert (told(given, path, "reminder"), told(given, path, "urgent")) == (reminded, urged)
    priya = people.at("priya", f"/cases/{case}/scoping")
    for then in ("Reminded 10 March", "Deputy told 13 March", "Lead told 17 March"):
        expect(row(priya, "Landlord")).to_contain_text(then)
    press(priya, "End round 1")
    expect(row(priya, "Landlord")).to_contain_text("No answer")
    expect(row(priya, "Landlord")).to_contain_text("Somebody was there to answer")


def second_round(people: People, case: str) -> None:
    """Three more are asked and answer; the room counts all eight."""
    given = people.given
    facts = {"things": [], "joins_team": True}
    asked(given, case_of(given), ["fire", "health", "revenues"], **facts)
    held(given, "fire", OF_FIRE)
    for slug in ("health", "revenues"):
        answered(given, slug, answer="nothing_known")
    priya = people.at("priya", f"/cases/{case}/scoping")
    press(priya, "End round 2")
    for agency, said in (("Fire", "Information held"), ("Health", "Nothing known"), ("Charity", "Cannot share")):
        expect(row(priya, agency)).to_contain_text(said)


def pictures(people: People, case: str) -> None:
    """Each reader sees exactly their own; whoever only answered sees none."""
    path, everybody = f"/cases/{case}/picture", {BEDS, STOPPED, EXIT, *SEEN}
    assert people.reads("priya", path) == everybody | {COUSIN, FRIDAY}
    assert people.reads("hana", path) == everybody | {COUSIN}
    assert people.reads("dev", path) == everybody | {COUSIN, FRIDAY}
    assert people.reads("lena", path) == everybody | {COUSIN_WIDER}
    assert people.reads("carys", path) == set()


def decide(page: Page, response: str, why: str) -> None:
    """The co-ordinator records what a case needs, and why."""
    choose(page, "What does this case need?", response)
    page.get_by_label("Which agency leads?").select_option(label="Housing")
    for question, words in (
        ("What do we know?", "Nine people, one flat, one van"),
        ("Who is at risk, of what, and how soon?", "Fire, tonight. They may be moved"),
        ("What do the people affected want?", "They have not been asked yet"),
        ("What else could be done, and why not?", "Waiting: they would be gone"),
        ("Why is this the right response?", why),
    ):
        page.get_by_label(question).fill(words)


RECORD = "Record it and tell everybody on this case"
SEPARATE, TOGETHER = "One agency can hold it", "It is more than one agency can hold"


def decisions(people: People, case: str) -> None:
    """One decision, with one dissent; another takes its place, once a chair confirms it."""
    path = f"/cases/{case}/decision"
    priya = people.at("priya", path)
    priya.get_by_role("link", name="Record the decision").click()
    decide(priya, "One agency responds", SEPARATE)
    press(priya, RECORD)
    dev = people.at("dev", path)
    dev.get_by_role("link", name="Say that your agency does not agree").click()
    dev.get_by_label("What does Police not agree with, and why?").fill("It needs us in the room")
    press(dev, "Record that we do not agree")
    expect(dev.locator("main")).to_contain_text("It needs us in the room")

    priya = people.at("priya", path)
    priya.get_by_role("link", name="Record a new decision").click()
    decide(priya, "Significant multi-agency planning", TOGETHER)
    choose(priya, "What makes it so?", "Unusual numbers of victims or of safeguarding needs are likely")
    priya.get_by_label("Why does the decision before no longer hold?").fill("The fire service saw the flat")
    press(priya, RECORD)
    expect(priya.locator("h1")).to_have_text("Open this case to a chair")
    choose(priya, "Which chair?", "Judith")
    choose(priya, "What is it shared for?", "Stop exploitation at a place or business")
    group(priya, "What will they see?").get_by_label("Who somebody is").check()
    press(priya, "Open it to this chair")
    hana = people.at("hana", path)
    expect(hana.get_by_role("heading", name="One agency responds.")).to_be_visible()
    confirms(people.at("judith", f"{path}/confirm"))
    hana.reload()
    expect(hana.locator("section", has=hana.locator("#in-force"))).to_contain_text(TOGETHER)
    earlier = hana.locator("section", has=hana.locator("#earlier"))
    expect(earlier).to_contain_text("It needs us in the room")
    expect(earlier).not_to_contain_text("Dev")


def confirms(page: Page) -> None:
    """The chair reads the decision that waits, and confirms it."""
    expect(page.locator("main")).to_contain_text(TOGETHER)
    choose(page, "Your answer", "Confirm it")
    page.get_by_label("I have no connection with anybody in this case").check()
    press(page, "Give this answer")
    expect(page.locator("h1")).to_have_text("Decision")


def ask_for(page: Page, what: str, owner: str) -> None:
    """Ask one person for one thing."""
    page.get_by_label("What is to be done?").fill(what)
    choose(page, "What kind of action is it?", "Look in records")
    page.get_by_label("Who is to do it?").select_option(label=owner)
    choose(page, "How pressing is it?", "Ordinary")
    for part, value in (("Day", "27"), ("Month", "3"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(value)
    press(page, "Ask for this")


def of_mine(people: People, name: str, what: str) -> Page:
    """Somebody opens an action from their own list."""
    page = people.at(name, "/actions")
    page.locator("main").get_by_role("link", name=re.compile(what)).first.click()
    expect(page.locator("main")).to_contain_text(what)
    return page


PLATES, BENEFITS, PAPERS, WAGES = "Look up the plates", "Look for claims", "Look for the licence", "Count the wages"


def actions(people: People, case: str) -> None:
    """Of six actions, one is refused and given to somebody else, and one is overtaken by events."""
    for what, owner in ((PLATES, "Police: Dev"), (PAPERS, "Licensing: Lena")):
        priya = people.at("priya", f"/cases/{case}/actions")
        priya.get_by_role("button", name="Add an action").click()
        ask_for(priya, what, owner)
    dev = of_mine(people, "dev", PLATES)
    dev.get_by_role("link", name="Refuse it, with the reason").click()
    choose(dev, "Why?", "It belongs to another agency")
    dev.get_by_label("Say more about why").fill("The fire service has its own record of them")
    press(dev, "Refuse it")
    priya = people.at("priya", f"/cases/{case}/actions")
    priya.get_by_role("link", name=re.compile(PLATES)).first.click()
    priya.get_by_role("link", name="Give it to somebody else").click()
    priya.get_by_label("Who is to do it?").select_option(label="Fire: Finn")
    press(priya, "Give it to them")
    finn = of_mine(people, "finn", PLATES)
    press(finn, "Accept")
    lena = of_mine(people, "lena", PAPERS)
    press(lena, "Accept")
    lena.get_by_role("link", name="Say that it is done, or how it ended").click()
    choose(lena, "It is", "Overtaken by events")
    lena.get_by_label("What was done and where that can be seen, or why it was not").fill("The licence was given back")
    press(lena, "End this action")
    expect(lena.locator("main")).to_contain_text("Overtaken by events")
    for slug in ("housing", "health"):
        make(people.given, to=slug, text="Look again in your records")


def teams(people: People, case: str) -> None:
    """A team supports, another pursues, a third disrupts; an action hangs from one of them."""
    priya = people.at("priya", f"/cases/{case}/decision")
    priya.get_by_role("link", name="Start the first response team").click()
    choose(priya, "What does it do?", "Support")
    priya.get_by_label("What is the team to reach?").fill("A safe place for each")
    priya.get_by_label("By what will you know that it is reached?").fill("Each has a room and a key")
    press(priya, "Start this team and tell everybody on this case")
    for kind in ("pursue", "disrupt"):
        start(people.given, kind)
    priya.reload()
    priya.get_by_role("link", name="Add an action for: pursue").click()
    ask_for(priya, WAGES, "Revenues: Rory")
    expect(priya.locator("section", has=priya.locator("#teams"))).to_contain_text(WAGES)


def close(people: People, case: str) -> None:
    """It is not closed over what is open; then it is, with why and what came of it."""
    priya = people.at("priya", f"/cases/{case}/closing")
    expect(priya.locator("main")).to_contain_text("The support team is still at work")
    expect(priya.get_by_role("link", name="Close this case")).to_have_count(0)
    priya.goto(f"/cases/{case}/decision")
    priya.get_by_role("link", name="end the team: support").click()
    choose(priya, "Why does it end?", "What it was to reach has been reached")
    press(priya, "End this team")
    finish_all(people.given)
    priya.goto(f"/cases/{case}/closing")
    priya.get_by_role("link", name="Close this case").click()
    choose(priya, "Why is it closed?", "The aims were met")
    choose(priya, "What came of it?", "People are safe from those who exploited them")
    press(priya, "Close this case")
    expect(priya.locator("main")).to_contain_text("The aims were met")


COUNTED, THANKS = "What you gave counted. People are safer for it.", "Thank you. It helped."


def feedback(people: People, case: str) -> None:
    """Those who helped are told that it counted, in exactly the words that were looked at."""
    priya = people.pages["priya"]
    people.journey.service.clock.forward(minutes=5)
    priya.get_by_role("link", name="Tell those who helped that it counted").click()
    choose(priya, "Which agencies?", "Housing", "Charity")
    priya.get_by_label("What will they read?", exact=True).fill(COUNTED)
    group(priya, "Which of those who sent an alert?").get_by_label("Rhys").check()
    priya.get_by_label("What will they read on their receipt?").fill(THANKS)
    priya.get_by_label("Why may they know?").fill("They acted on it")
    priya.get_by_label("No operation about this is planned, and none has still to run").check()
    press(priya, "See exactly what each will read")
    expect(priya.locator("main")).to_contain_text(COUNTED)
    expect(priya.locator("main")).to_contain_text("Rhys")
    press(priya, "Send it")
    for name in ("hana", "carys"):
        page = people.at(name, "/inbox")
        page.get_by_role("button", name="Open").first.click()
        expect(page.locator("main")).to_contain_text(COUNTED)
    rhys = people.at("rhys", "/alerts/sent")
    rhys.get_by_role("link", name=re.compile("RC-")).first.click()
    expect(rhys.locator("main")).to_contain_text(THANKS)


def comes_back(people: People, case: str) -> None:
    """Two months later the same person is named again: the officer is told so, and so is whoever reads the new case."""
    clock, given = people.journey.service.clock, people.given
    clock.set("2026-05-20T09:00:00+00:00")
    alert = raised(given)
    people.at_moment("2026-05-20T09:05:00+00:00")
    priya = people.at("priya", f"/alerts/{alert.reference}")
    expect(priya.locator("main")).to_contain_text("May be a repeat: the same person as in a case closed")
    press(priya, "Claim this alert")
    triaged(given, alert)
    priya.reload()
    choose(priya, "Choose one", "Open a new case")
    press(priya, "Finish triage")
    priya.get_by_label("Title of the case").fill("Car wash again")
    priya.get_by_label("A van fetches them at six.", exact=True).check()
    priya.get_by_label("Zdravka Petkanova", exact=True).check()
    press(priya, "Open the case")
    people.at_moment("2026-05-20T09:15:00+00:00")
    priya.reload()
    expect(priya.locator(".app-frame__flag")).to_contain_text("Repeat: the same person")
    expect(priya.locator(".app-frame__flag")).to_contain_text(case)


def test_eight_agencies_answer_in_two_rounds_and_one_decision_is_acted_on_to_its_end(journey: Journey):
    build_eight(journey.given)
    people, case = People(journey, Scheduler(journey.given.services)), journey.given.also["reference"]
    for part in (first_round, silence, second_round, pictures, decisions, actions, teams, close, feedback, comes_back):
        part(people, case)
    assert not any(said in letter.read_text() for letter in journey.service.mail.glob("*.eml") for said in SAID)
