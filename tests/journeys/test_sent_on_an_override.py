"""What no agreement covers: sent on a recorded override, readable by that agency alone, and closed at the second it ends."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from serac.access.models import Grant
from serac.access.roles import Role
from serac.cases.models import Case
from serac.entities import commands as entities
from serac.scheduler import Scheduler
from serac.scoping.models import Request
from tests.given import Given
from tests.journeys.stage import Journey, choose, group, heading, press
from tests.journeys.virtual_team import People, asked_of
from tests.raising import build_county, opened
from tests.scoping.answering import NAME
from tests.scoping.asking import planned

pytestmark = pytest.mark.browser


def build_uncovered(given: Given) -> str:
    """The county, a shelter that no agreement covers, and a case with a round that would ask it; gives its reference."""
    build_county(given)
    given.agency("shelter", "support_provider")
    given.member("sol", "shelter", Role.HANDLER)
    case = opened(given)
    with given.as_("priya") as unit:
        here = unit.session.get_one(Case, case.id)
        woman = entities.add_person(unit, here, name=NAME, role="potential_victim", age_band="adult")
    planned(given, case, ["shelter"], things=[woman.id], question="Have you a room for her tonight?")
    return case.reference


def send(page: Page) -> None:
    """It cannot go as it is; an override is recorded, with a ground, a reason and an end."""
    page.get_by_role("link", name="check who will see what, and send").click()
    expect(page.locator(".app-ask--stopped")).to_contain_text("has signed no agreement")
    expect(page.get_by_role("button", name="Send to")).to_have_count(0)
    page.get_by_role("link", name="Record an override for Shelter").click()
    expect(page.locator("main")).to_contain_text("Only Shelter can open it, until it ends.")
    expect(page.locator(".app-ask")).to_contain_text("Sol")
    group(page, "Why can this not wait for an agreement?").get_by_label("Vital interests", exact=True).check()
    page.get_by_label("Why is it necessary, and no more than is needed?").fill("She will be moved tonight")
    page.get_by_label("For how many hours?").fill("4")
    choose(page, "What does the person want?", "They know, and do not object")
    press(page, "Record it and send to Shelter")
    expect(page.get_by_role("row", name="Shelter")).to_contain_text("Sent on an override.")


def end_of(given: Given, request: Request) -> dt.datetime:
    """When it closes again to the agency it was sent to."""
    with given.operator() as unit:
        of = (Grant.compartment_id == request.compartment_id, Grant.grantee_id == given.agencies["shelter"])
        return unit.session.scalars(select(Grant).where(*of)).one().until


def closed_to(people: People, name: str, *paths: str) -> None:
    """For somebody these addresses are not there."""
    for path in paths:
        assert heading(people.at(name, path)) == "Page not found", (name, path)


def test_what_is_sent_on_an_override_opens_to_that_agency_alone_until_the_second_it_ends(journey: Journey):
    case = build_uncovered(journey.given)
    people, clock = People(journey, Scheduler(journey.given.services)), journey.service.clock
    send(people.at("priya", f"/cases/{case}/scoping"))
    request = asked_of(journey.given, "shelter")
    path, ends = f"/requests/{request.reference}", end_of(journey.given, request)
    sol = people.at("sol", path)
    expect(sol.locator("main")).not_to_contain_text(NAME)
    press(sol, "I have no connection")
    expect(sol.locator("main")).to_contain_text(NAME)
    closed_to(people, "sol", f"/cases/{case}", f"/cases/{case}/picture")
    for name in ("hana", "dev", "carys"):
        closed_to(people, name, path)
    omar = people.at("omar", "/overrides")
    expect(omar.locator("main")).to_contain_text("Shelter")

    clock.set((ends - dt.timedelta(minutes=5)).isoformat())
    people.at("sol", path)  # signs in again: it has been hours
    clock.set((ends - dt.timedelta(seconds=1)).isoformat())
    sol.reload()
    expect(sol.locator("main")).to_contain_text(NAME)
    clock.set(ends.isoformat())
    sol.reload()
    assert heading(sol) == "Page not found"
    expect(people.at("sol", "/requests").locator("main")).not_to_contain_text(request.reference)
