"""From the notice to "sent": the commonest reply in two interactions; and who will read an item, by name, before it is sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from serac.cases.models import Case
from tests.journeys.stage import Journey, always, choose, press
from tests.scoping.answering import NAME, build_asked, on_team
from tests.scoping.asking import asked

pytestmark = pytest.mark.browser


class Counting:
    """One person's interactions with a page: each choice and each press is one."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def choose(self, question: str, answer: str) -> None:
        self.count += 1
        choose(self.page, question, answer)

    def press(self, button: str) -> None:
        self.count += 1
        press(self.page, button)


@always(javascript=True)
def test_the_commonest_reply_takes_at_most_three_interactions_and_readers_are_named_before_an_item_goes(
    journey: Journey,
):
    journey.given.once(build_asked)
    on_team(journey.given, "fire", "landlord")
    with journey.given.as_("priya") as unit:
        case = unit.session.get_one(Case, journey.given.also["case"])
    (second,) = asked(journey.given, case, ["housing"])
    sam = journey.as_("sam", f"/requests/{journey.given.also['reference']}")
    expect(sam.locator("main")).not_to_contain_text(NAME)
    press(sam, "I have no connection")
    expect(sam.locator("main")).to_contain_text(NAME)
    hand = Counting(sam)
    hand.choose("Your reply", "Nothing known")
    hand.press("Reply")
    expect(sam.locator("h1")).to_have_text("Your reply")
    assert hand.count <= 3
    _hold(journey, sam, second.reference)


def _hold(journey: Journey, sam: Page, reference: str) -> None:
    sam.goto(f"/requests/{reference}")
    choose(sam, "Your reply", "Information held")
    press(sam, "Reply")
    sam.get_by_label("What do you hold?").fill("Nine people sleep above the wash")
    choose(sam, "How do you know?", "It is in our records")
    choose(sam, "Who may read it?", "Only agencies I choose")
    sam.get_by_label("Fire", exact=True).check()
    expect(sam.get_by_role("button", name="Update the list of readers")).to_be_hidden()
    expect(sam.locator("#readers")).to_contain_text("Finn")
    expect(sam.locator("#readers")).not_to_contain_text("Vera")
    sam.get_by_label("Why is it necessary, and no more than is needed?").fill("Nine people sleep there tonight")
    choose(sam, "What do the people it is about want?", "They have not been asked")
    press(sam, "Send reply")
    expect(sam.locator("main")).to_contain_text("Nine people sleep above the wash")
    journey.follow(sam, "What we shared")
    expect(sam.locator("main")).to_contain_text("Nine people sleep there tonight")
