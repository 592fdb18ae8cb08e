"""What is given to an agency by name, or opened to it without asking it anything: seen once each person stated no connection."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Compartment
from serac.access.roles import Role
from serac.cases.models import Case
from serac.core.outbox import Notice
from serac.notifications.jobs import may_be_told
from tests.forms import fill, send
from tests.given import Given
from tests.scoping.answering import HELD, ITEM, NAME, build_asked, corrected, held, on_team, reads

PLANTED = "Nine people sleep above the wash"
HEARD = "The padlock is on the outside"


@pytest.fixture
def county(given: Given) -> Given:
    given.once(build_asked)
    given.member("vito", "landlord", Role.HANDLER)
    return given


def to_landlord(given: Given) -> dict[str, Any]:
    return {"audience": "named", "agencies": [given.agencies["landlord"]]}


def told(given: Given, name: str) -> list[str]:
    """Where the notices lead that somebody may be told of now."""
    with given.operator() as unit:
        rows = unit.session.scalars(select(Notice).where(Notice.member_id == given.members[name])).all()
    return [one.path for one in rows if may_be_told(given.services, one)]


def the_case(given: Given) -> Case:
    with given.as_("priya") as unit:
        return unit.session.get_one(Case, given.also["case"])


def test_an_item_given_by_name_reaches_that_agency_and_nothing_else_of_the_case_does(county: Given, app: Flask) -> None:
    client = county.sign_in(app.test_client(), "vera")
    assert "Nothing here now." in client.get("/shared").text
    item = held(county, **to_landlord(county))
    assert told(county, "vera") == ["/shared"]
    assert not reads(county, "vera", item)
    closed = client.get("/shared")
    assert "Your agency was given information" in closed.text
    assert PLANTED not in closed.text
    assert the_case(county).reference not in closed.text
    (url,) = {part.split('"')[0] for part in closed.text.split('href="')[1:] if part.startswith("/shared/")}
    before = client.get(url)
    assert before.status_code == 200
    assert NAME not in before.text
    for name in ("finn", "hana"):
        other = county.sign_in(app.test_client(), name)
        assert PLANTED not in other.get("/shared").text
        assert (other.get(url).status_code, other.get(url).data) == (404, other.get("/shared/none").data)
    assert send(client, url, stated="").status_code == 422
    assert send(client, url, stated="none").location == "/shared"
    page = client.get("/shared").text
    assert PLANTED in page
    assert "Housing." in page
    assert client.get(url).status_code == 404
    assert client.get(f"/cases/{the_case(county).reference}").status_code == 404
    corrected(county, **HELD, items=[ITEM | to_landlord(county) | {"text": HEARD, "replaces": item.id}])
    page = client.get("/shared").text
    assert page.index(HEARD) < page.index("Corrected 5 March 2026") < page.index(PLANTED)
    on_team(county, "landlord")
    assert HEARD not in client.get("/shared").text


def test_whoever_has_a_connection_never_reads_it_and_whoever_is_kept_out_is_told_nothing(
    county: Given, app: Flask
) -> None:
    with county.as_("priya") as unit:
        whole = unit.session.get_one(Compartment, unit.session.get_one(Case, county.also["case"]).compartment_id)
        access.exclude(unit, whole, grantee_id=county.members["vito"], reason="declared")
    item = held(county, **to_landlord(county))
    assert told(county, "vito") == []
    kept_out = county.sign_in(app.test_client(), "vito")
    assert "Nothing here now." in kept_out.get("/shared").text
    client = county.sign_in(app.test_client(), "vera")
    url = next(part.split('"')[0] for part in client.get("/shared").text.split('href="/shared/')[1:])
    assert kept_out.get(f"/shared/{url}").status_code == 404
    assert send(client, f"/shared/{url}", stated="conflict", reason="neighbour").location == "/shared"
    assert "Nothing here now." in client.get("/shared").text
    assert not reads(county, "vera", item)


def test_an_agency_added_from_the_team_page_opens_the_case_person_by_person(county: Given, app: Flask) -> None:
    case = the_case(county)
    desk = county.sign_in(app.test_client(), "priya")
    address = f"/cases/{case.reference}/team/check?agency=landlord&purpose=disrupt&categories=intelligence"
    page = desk.get(address)
    assert "once they have stated" in page.text
    assert fill(desk, page, f"/cases/{case.reference}/team/check").status_code == 303
    assert told(county, "vera") == ["/shared"]
    client = county.sign_in(app.test_client(), "vera")
    assert client.get(f"/cases/{case.reference}").status_code == 404
    closed = client.get("/shared").text
    assert "A case was opened to your agency" in closed
    assert case.reference not in closed
    url = next(part.split('"')[0] for part in closed.split('href="/shared/')[1:])
    done = send(client, f"/shared/{url}", stated="none")
    assert done.location == f"/cases/{case.reference}/picture"
    assert client.get(done.location).status_code == 200
    assert county.sign_in(app.test_client(), "vito").get(done.location).status_code == 404


def test_a_correction_stands_as_it_was_for_the_agencies_that_were_chosen(county: Given, app: Flask) -> None:
    item = held(county, **to_landlord(county), sanitised="Too many sleep there")
    path = f"/requests/{county.also['reference']}/reply"
    client = county.sign_in(app.test_client(), "sam")
    page = client.get(path)
    chosen = f'value="{county.agencies["landlord"]}" checked'
    assert chosen in " ".join(page.text.split())
    assert "never to immigration control. It will be read by" in page.text
    assert fill(client, page, path, why="They asked", wishes="not_asked", offers="A second visit").status_code == 303
    with county.as_("sam") as unit:
        assert unit.session.get_one(type(item), item.id).replaced_at is None
