"""What somebody typed comes back: after their session ended, after somebody else saved first, behind a hidden screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from serac.cases.models import Case
from tests.journeys.axe import violations
from tests.journeys.stage import DESK, PHONE, Journey, always, choose, group, press
from tests.raising import county, opened, raised

pytestmark = pytest.mark.browser

TYPED = "She has not been seen since Tuesday.\nHer room was cleared."
OTHERS = "She was seen on Thursday, and is well."


def writing(journey: Journey) -> tuple[Case, Page]:
    """A case, and Priya who is writing what is known of it."""
    case = opened(county(journey.given))
    page = journey.as_("priya", f"/cases/{case.reference}/summary")
    page.get_by_label("What we know", exact=True).fill(TYPED)
    return case, page


def saved(page: Page, case: Case) -> None:
    """The summary of a case is open and says what was typed."""
    expect(page).to_have_url(re.compile(f"/cases/{case.reference}$"))
    expect(page.locator("main")).to_contain_text("Her room was cleared.")


def sign_in_again(journey: Journey, page: Page, name: str) -> None:
    """On the page that says the session has ended."""
    expect(page.locator("h1")).to_have_text("Sign in again")
    journey.sign_in(page, name)
    expect(page.locator("h1")).to_have_text("What you wrote is still here")


def test_what_was_typed_when_the_session_ended_comes_back_after_signing_in(journey: Journey):
    case, page = writing(journey)
    journey.service.clock.forward(hours=1)
    press(page, "Save what we know")
    sign_in_again(journey, page, "priya")
    press(page, "Go back to what you wrote")
    expect(page.get_by_label("What we know", exact=True)).to_have_value(TYPED)
    press(page, "Save what we know")
    saved(page, case)


def test_what_comes_back_after_signing_in_does_not_overwrite_what_somebody_saved_meanwhile(journey: Journey):
    case, page = writing(journey)
    journey.service.clock.forward(hours=1)
    save_first(journey, case)
    press(page, "Save what we know")
    sign_in_again(journey, page, "priya")
    press(page, "Go back to what you wrote")
    press(page, "Save what we know")
    expect(page.locator("h1")).to_have_text("Two texts: choose what to keep")
    expect(page.locator("main")).to_contain_text(OTHERS)


def test_somebody_else_who_signs_in_there_is_given_nothing(journey: Journey):
    _, page = writing(journey)
    journey.service.clock.forward(hours=1)
    press(page, "Save what we know")
    expect(page.locator("h1")).to_have_text("Sign in again")
    journey.sign_in(page, "hana")
    expect(page.locator("h1")).to_have_text("Waiting for you")
    expect(page.locator("body")).not_to_contain_text("Her room was cleared.")


def save_first(journey: Journey, case: Case) -> None:
    """Tomas saves the same summary."""
    tomas = journey.as_("tomas", f"/cases/{case.reference}/summary")
    tomas.get_by_label("What we know", exact=True).fill(OTHERS)
    press(tomas, "Save what we know")
    expect(tomas.locator("main")).to_contain_text(OTHERS)


def test_the_second_of_two_to_save_sees_both_texts_and_keeps_what_they_choose(journey: Journey):
    case, page = writing(journey)
    save_first(journey, case)
    press(page, "Save what we know")
    expect(page.locator("h1")).to_have_text("Two texts: choose what to keep")
    expect(page.locator(".app-panel", has_text="Yours, not saved")).to_contain_text("Her room was cleared.")
    expect(page.locator(".app-panel", has_not_text="Yours, not saved").first).to_contain_text(OTHERS)
    keep = page.get_by_label("Text to keep")
    expect(keep).to_have_value(TYPED)
    keep.fill(f"{OTHERS}\n{TYPED}")
    press(page, "Save what is to be kept")
    saved(page, case)
    expect(page.locator("main")).to_contain_text(OTHERS)


def test_the_second_of_two_to_claim_an_alert_is_told_that_somebody_has_it(journey: Journey):
    raised(county(journey.given))
    priya, tomas = journey.as_("priya"), journey.as_("tomas")
    press(priya, "Claim")
    expect(priya.locator("main")).to_contain_text("You have it in hand.")
    press(tomas, "Claim")
    expect(tomas.locator("main")).to_contain_text("Somebody else has taken this alert in hand.")
    expect(tomas.locator("main")).not_to_contain_text("What you wrote")


@always(javascript=True)
def test_axe_finds_nothing_on_the_pages_that_give_words_back(journey: Journey):
    case, page = writing(journey)
    save_first(journey, case)
    press(page, "Save what we know")
    expect(page.locator("h1")).to_have_text("Two texts: choose what to keep")
    assert violations(page, DESK, PHONE) == []
    journey.service.clock.forward(hours=1)
    press(page, "Save what is to be kept")
    expect(page.locator("h1")).to_have_text("Sign in again")
    assert violations(page, DESK, PHONE) == []
    sign_in_again(journey, page, "priya")
    assert violations(page, DESK, PHONE) == []


def ready_to_send(journey: Journey) -> Page:
    """An item of information, typed and not yet added."""
    case = opened(county(journey.given))
    page = journey.as_("priya", f"/cases/{case.reference}/items/new")
    page.get_by_label("What is known?").fill("Three mattresses in the loft.")
    group(page, "How is it known?").get_by_role("radio").first.check()
    return page


def test_a_button_pressed_twice_sends_once(journey: Journey):
    page = ready_to_send(journey)
    page.get_by_role("button", name="Add it to the case").dblclick()
    expect(page.locator("h1")).to_have_text("Shared picture")
    page.reload()
    expect(page.locator(".app-item")).to_have_count(1)


@always(javascript=True)
def test_going_back_and_pressing_the_same_button_again_sends_once(journey: Journey):
    page = ready_to_send(journey)
    press(page, "Add it to the case")
    expect(page.locator("h1")).to_have_text("Shared picture")
    page.go_back()
    expect(page.get_by_label("What is known?")).to_have_value("Three mattresses in the loft.")
    press(page, "Add it to the case")
    expect(page.locator("h1")).to_have_text("Shared picture")
    expect(page.locator(".app-item")).to_have_count(1)


@always(javascript=True)
def test_going_back_and_writing_something_else_sends_that_too(journey: Journey):
    page = ready_to_send(journey)
    press(page, "Add it to the case")
    expect(page.locator("h1")).to_have_text("Shared picture")
    page.go_back()
    page.get_by_label("What is known?").fill("And a locked door.")
    press(page, "Add it to the case")
    expect(page.locator(".app-item")).to_have_count(2)


def test_going_back_from_a_receipt_sends_no_second_alert(journey: Journey):
    page = alert_with_a_file(journey)
    press(page, "Send this alert")
    expect(page.locator("h1")).to_contain_text("Receipt")
    receipt = page.url
    with pytest.raises(PlaywrightError, match="CACHE_MISS"):  # Chromium asks whether to send the form again: yes
        page.go_back()
    page.wait_for_url("chrome-error://**")
    page.reload()
    choose_file(page)  # a browser forgets it; without it this would be another alert, and be sent as one
    press(page, "Send this alert")
    expect(page).to_have_url(receipt)
    page.goto("/alerts/sent")
    expect(page.locator(".app-row")).to_have_count(1)


def test_files_are_asked_for_again_and_the_page_says_so(journey: Journey):
    page = alert_with_a_file(journey)
    journey.service.clock.forward(hours=1)
    press(page, "Send this alert")
    expect(page.locator("main")).to_contain_text("You need to choose the file again")
    sign_in_again(journey, page, "rhys")
    expect(page.locator("main")).to_contain_text("You need to choose the file again")
    press(page, "Go back to what you wrote")
    expect(page.get_by_label("What did you see or hear?")).to_have_value(TYPED)
    press(page, "Check your answers")
    press(page, "Send this alert")
    expect(page.locator("h1")).to_contain_text("Receipt")


def alert_with_a_file(journey: Journey) -> Page:
    """An alert whose answers are being checked, a file chosen."""
    county(journey.given)
    page = journey.as_("rhys", "/alerts/new")
    choose(page, "Is somebody in danger now?", "No")
    page.get_by_label("What did you see or hear?").fill(TYPED)
    choose(page, "How do you know?", "I saw or heard it myself")
    group(page, "What may it be?").get_by_role("checkbox").last.check()
    page.get_by_label("Where is it?").fill("14 Tenter Row, Kelderby")
    page.get_by_label("What kind of place is it?").select_option("not_known")
    page.get_by_label("Area", exact=True).select_option("not_known")
    choose(page, "Is anybody under 18, or might they be?", "No")
    choose(page, "Are they still in the situation?", "Not known")
    choose(page, "May somebody in a position of trust be involved?", "No")
    press(page, "Check your answers")
    choose_file(page)
    return page


def choose_file(page: Page) -> None:
    """The same file each time."""
    page.get_by_label("Photographs or files, if you have any").set_input_files(
        [{"name": "yard.txt", "mimeType": "text/plain", "buffer": b"Blue gate."}]
    )
