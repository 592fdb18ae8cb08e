"""Names stay hidden until a person states that they have no connection, and open to that person at once after (domain 5.2)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from serac.core.outbox import Notice
from serac.core.problems import NotFound, NotPermitted
from serac.scoping.commands.connection import declare_conflict, state_no_connection
from serac.scoping.lifecycle import RequestState
from serac.scoping.models import Named, Request
from tests.forms import form_on, send
from tests.given import Given
from tests.scoping.answering import BRIEF, NAME, build_asked, held, reads, stated, the_request


@pytest.fixture
def county(given: Given) -> Given:
    return given.once(build_asked)


def test_names_stay_hidden_until_the_statement_and_open_at_once_after(county: Given, app: Flask) -> None:
    path = f"/requests/{county.also['reference']}"
    client = county.sign_in(app.test_client(), "sam")
    closed = client.get(path)
    assert closed.status_code == 200
    assert NAME not in closed.text
    assert BRIEF not in closed.text
    assert "Records checks only" in closed.text
    assert "Priya" in closed.text
    assert NAME not in client.get("/requests").text
    assert NAME not in client.get(f"{path}/reply", follow_redirects=True).text
    done = send(client, path, having={"to": f"{path}/connection"})
    assert (done.status_code, done.location) == (303, path)
    opened = client.get(path).text
    assert NAME in opened
    assert BRIEF in opened
    with county.as_("sam") as unit:
        assert the_request(unit, county).state == RequestState.OPENED
    with county.as_("dora") as unit:
        assert unit.session.scalars(select(Named)).all() == []


def test_a_declared_connection_closes_the_case_to_that_person_and_tells_the_deputy(county: Given, app: Flask) -> None:
    path = f"/requests/{county.also['reference']}"
    stated(county, "sam")
    client = county.sign_in(app.test_client(), "sam")
    page = client.get(f"{path}/connection")
    assert form_on(page.text, stated="conflict")
    assert send(client, f"{path}/connection", reason="neighbour").location == "/requests"
    assert client.get(path).status_code == 404
    assert county.also["reference"] not in client.get("/requests").text
    with county.operator() as unit:
        told = unit.session.scalars(select(Notice.member_id).where(Notice.key.contains("conflict:"))).all()
    assert set(told) == {county.members["dora"], county.members["priya"]}
    item = held(county, "dora")
    assert reads(county, "hana", item)
    assert not reads(county, "sam", item)


def test_only_the_asked_agencys_handlers_state_or_declare_and_an_unknown_request_is_no_different(county: Given) -> None:
    with county.as_("priya") as unit, pytest.raises(NotPermitted):
        state_no_connection(unit, the_request(unit, county))
    with county.as_("priya") as unit, pytest.raises(NotPermitted):
        declare_conflict(unit, the_request(unit, county))
    for name in ("dev", "rhys", "finn", "carys"):
        with county.as_(name) as unit, pytest.raises(NotFound):
            the_request(unit, county)
        with county.as_(name) as unit:
            assert unit.session.get(Request, county.also["request"]) is None
