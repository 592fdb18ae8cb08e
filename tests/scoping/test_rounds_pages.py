"""A round through its pages: begun, planned, looked at, somebody left out, sent, tracked, given more time, ended."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.cases.models import Case
from serac.entities import commands as entities
from serac.entities.models import Person
from serac.scoping.commands.replies import reply
from serac.scoping.commands.tracking import remind_request
from serac.scoping.lifecycle import RequestState, RoundState
from serac.scoping.models import Request, Round
from tests.conftest import MovableClock
from tests.counting import counted
from tests.forms import send
from tests.given import Given
from tests.raising import county, member, opened, share
from tests.scoping.answering import HELD, ITEM
from tests.scoping.asking import asked, planned
from tests.scoping.test_rounds import state

WHAT = {"asks": "records", "categories": ["intelligence"]}
WHY = {"why": "To find who is at risk", "wishes": "not_asked"}


@pytest.fixture
def case(given: Given) -> Case:
    county(given)
    given.member("sam", "housing", Role.HANDLER)
    with given.operator() as unit:
        agencies.change_member(unit, member(unit, given, "sam"), name="Sam Dacre")
    made = opened(given)
    with given.as_("priya") as unit:
        here = unit.session.get_one(Case, made.id)
        entities.add_person(unit, here, name="Ron Dacre", role="suspect", age_band="adult")
        entities.add_place(unit, here, address="41 Quillback Lane", postcode="", kind="dwelling")
    return made


@pytest.fixture
def priya(given: Given, case: Case, app: Flask) -> FlaskClient:
    return given.sign_in(app.test_client(), "priya")


def references(given: Given, *slugs: str) -> list[str]:
    """The references of what some agencies are asked."""
    with given.as_("priya") as unit:
        found = {one.agency_id: one.reference for one in unit.session.scalars(select(Request))}
    return [found[given.agencies[slug]] for slug in slugs]


def test_a_round_is_begun_planned_looked_at_and_sent(given: Given, case: Case, priya: FlaskClient) -> None:
    room = f"/cases/{case.reference}/scoping"
    here, check = f"{room}/round", f"{room}/round/check"
    assert "No agency has been asked yet" in priya.get(room).text
    assert priya.get(here).status_code == 404
    assert send(priya, f"{room}/begin", purpose="immigration_control", urgency="", question="").status_code == 422
    begun = send(priya, f"{room}/begin", purpose="disrupt", urgency="urgent", question="Do you know this address?")
    assert begun.location == here
    plan = priya.get(here).text
    assert "Asked about every case." in plan
    assert "Inspects homes like this one. Holds records of the address." in plan
    assert re.search(r'value="police"[^>]*checked', plan)
    with given.as_("priya") as unit:
        person = unit.session.scalars(select(Person)).one().id
    to = {"to": here}
    assert send(priya, here, having=to, agencies=[], asks="").status_code == 422
    assert (
        send(priya, here, having=to, agencies=["housing", "charity"], things=[str(person)], **WHAT).status_code == 303
    )
    housing, charity = (f"{room}/requests/{reference}" for reference in references(given, "housing", "charity"))
    said = send(priya, f"{housing}/plan", question="Who lives there?", things=[], categories=["identity"])
    assert said.location == here
    page = priya.get(check).text
    assert "Cannot be sent" in page
    assert "Who lives there?" in page
    assert "Sam Dacre: same last name as a person in this case." in page
    assert "Send to" not in page
    sam = str(given.members["sam"])
    assert send(priya, check, having={"grantee": sam}).location == check
    assert send(priya, check, having={"to": f"{charity}/drop"}).location == here
    page = priya.get(check).text
    assert "Kept out: Sam Dacre." in page
    stale = send(priya, check, having={"to": check}, seen="another", **WHY)
    assert (stale.status_code, "has changed since you looked" in stale.text) == (422, True)
    assert send(priya, check, having={"to": check}, **WHY).location == room
    page = priya.get(room).text
    assert "Not opened, due 5 March 2026" in page
    assert "Charity" not in page
    assert priya.get(housing).status_code == 200
    assert priya.get(f"{housing}/plan").status_code == 404


def test_an_override_goes_through_its_page_and_a_round_can_be_given_up(
    given: Given, case: Case, priya: FlaskClient
) -> None:
    row = planned(given, case, ["housing", "charity"])
    room = f"/cases/{case.reference}/scoping"
    changed = send(priya, f"{room}/round/change", question="Do you know these people?", urgency="urgent")
    assert changed.location == f"{room}/round"
    assert send(priya, f"{room}/round", having={"to": f"{room}/round/give-up"}).location == room
    with given.as_("priya") as unit:
        assert unit.session.get_one(Round, row.id).state == RoundState.DISCARDED
    planned(given, case, ["charity"])
    with given.as_("priya") as unit:
        (charity,) = unit.session.scalars(select(Request).where(Request.state == RequestState.PLANNED))
    page = f"{room}/requests/{charity.reference}/override"
    facts = {"ground": "vital_interests", "reason": "A life is at risk", "wishes": "not_asked"}
    assert send(priya, page, hours="99", **facts).status_code == 422
    assert send(priya, page, hours="4", **facts).location == room
    assert "Sent on an override." in priya.get(room).text


def test_the_tracker_shows_who_is_late_and_what_can_be_done(
    given: Given, case: Case, priya: FlaskClient, clock: MovableClock
) -> None:
    housing, police = asked(given, case, ["housing", "police"], urgency="urgent")
    room = f"/cases/{case.reference}/scoping"
    live = priya.get(f"{room}/live")
    again = {"If-None-Match": live.headers["ETag"]}
    assert (live.status_code, priya.get(f"{room}/live", headers=again).status_code) == (200, 304)
    clock.forward(hours=5)
    priya = given.sign_in(priya, "priya")
    assert priya.get(f"{room}/live", headers=again).status_code == 200
    assert "2 replies late" in priya.get("/").text
    page = priya.get(room)
    assert f'data-app-tag="{live.text}"' not in page.text
    assert "Remind the 2 who are late" in page.text
    assert send(priya, room, having={"to": f"{room}/rounds/1/remind"}).location == room
    one = f"{room}/requests/{housing.reference}"
    assert send(priya, one, having={"to": f"{one}/remind"}).location == room
    assert send(priya, one, having={"to": f"{one}/escalate"}).location == one
    later = {"due_on-day": "20", "due_on-month": "3", "due_on-year": "2026"}
    assert send(priya, f"{one}/extend", reason="", **later).status_code == 422
    assert send(priya, f"{one}/extend", reason="Their archive is slow", **later).location == one
    assert "Their archive is slow" in priya.get(one).text
    other = f"{room}/requests/{police.reference}"
    assert send(priya, f"{other}/withdraw", reason="Asked the wrong agency").location == room
    assert send(priya, room, having={"to": f"{room}/rounds/1/end"}).location == room
    page = priya.get(room).text
    assert "No answer" in page
    assert "Somebody was there to answer." in page
    assert "Withdrawn" in page


def test_an_agency_on_the_case_never_sees_whom_else_it_was_asked_of(given: Given, case: Case, app: Flask) -> None:
    (housing,) = asked(given, case, ["housing"], joins_team=True)
    share(given, case, "police")
    room = f"/cases/{case.reference}/scoping"
    dev = given.sign_in(app.test_client(), "dev")
    assert dev.get(f"/cases/{case.reference}").status_code == 200
    assert "Scoping" not in re.sub(r"<dd>.*?</dd>", "", dev.get(f"/cases/{case.reference}").text)
    for path in (room, f"{room}/live"):
        assert dev.get(path).status_code == 403
    for path in (f"{room}/requests/{housing.reference}", f"{room}/requests/RQ-AAAAAAA"):
        assert dev.get(path).status_code == 404


def test_the_tracker_of_twelve_agencies_takes_few_statements_and_little_room(
    given: Given, case: Case, priya: FlaskClient, clock: MovableClock
) -> None:
    slugs = [f"agency{number}" for number in range(12)]
    for slug in slugs:
        given.agency(slug, "fire")
        given.member(f"at{slug}", slug, Role.HANDLER)
    given.agreement(*slugs, categories=["intelligence"])
    requests = asked(given, case, slugs)
    for slug, one in zip(slugs[:8], requests, strict=False):
        state(given, f"at{slug}", one)
    for slug, one in zip(slugs[:6], requests, strict=False):
        with given.as_(f"at{slug}") as unit:
            reply(unit, unit.session.get_one(Request, one.id), **HELD, items=[ITEM, ITEM])
    with given.as_("priya") as unit:
        remind_request(unit, unit.session.get_one(Request, requests[9].id))
    clock.forward(days=30)
    client = given.sign_in(priya.application.test_client(), "priya")
    for path in (f"/cases/{case.reference}/scoping", f"/cases/{case.reference}/scoping/live"):
        client.get(path)
        page, statements = counted(given, client, path)
        assert len(statements) <= 15, "\n".join(statements)
        assert len(page) <= 60 * 1024


def test_leaving_somebody_out_says_so_on_the_page_when_it_is_refused(
    given: Given, case: Case, priya: FlaskClient
) -> None:
    planned(given, case, ["housing"])
    room = f"/cases/{case.reference}/scoping/round"
    refused = send(priya, f"{room}/check", having={"to": f"{room}/leave-out"}, reason="suspected")
    assert refused.status_code == 422
    assert "Say why they are kept out" in refused.text
    left_out = send(priya, f"{room}/check", having={"to": f"{room}/leave-out"})
    assert left_out.location == f"{room}/check"
