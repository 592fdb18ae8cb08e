"""Crowds: every alert is taken in, those above the rate stand behind one row, and one e-mail an hour tells of them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from serac.alerts import commands
from serac.alerts.crowds import crowd_mark, network_mark
from serac.alerts.models import Alert
from serac.alerts.queries import list_crowds, list_open
from serac.alerts.queries.public import is_crowded
from serac.core.actor import public_actor
from serac.core.outbox import Notice
from serac.core.unit import Unit
from tests.filling import report
from tests.forms import fill
from tests.given import Given
from tests.raising import county, facts, partnership, raised, register

RATE = 20
NETWORK, OTHER = 4711, 815


@pytest.fixture
def here(given: Given) -> Given:
    return county(given)


def sent(given: Given, count: int, network: int = NETWORK, **changed: Any) -> None:
    """Alerts from one network, as the open form sends them."""
    for _ in range(count):
        with Unit(given.services, lambda _, now: public_actor(now)) as unit:
            home = partnership(unit, given)
            crowded = is_crowded(unit, home, network)
            commands.raise_alert(unit, home, **facts(people=[], **changed), network=network, crowded=crowded)


def rows(given: Given, by: str = "priya") -> tuple[list[Alert], list[Any]]:
    with given.as_(by) as unit:
        return list(list_open(unit, size=100).rows), list_crowds(unit)


def test_everything_is_taken_in_and_what_is_above_the_rate_stands_together(here: Given) -> None:
    sent(here, RATE + 5)
    alone, crowds = rows(here)
    assert len(alone) == RATE
    assert [(crowd.count, crowd.more) for crowd in crowds] == [(5, False)]


def test_another_network_stands_apart_and_partners_are_never_in_a_crowd(here: Given) -> None:
    sent(here, RATE + 2)
    sent(here, RATE + 3, OTHER)
    raised(here)
    alone, crowds = rows(here)
    assert sorted(crowd.count for crowd in crowds) == [2, 3]
    assert len(alone) == 2 * RATE + 1


def test_danger_in_a_crowd_comes_on_top_with_the_clock_of_danger(here: Given) -> None:
    sent(here, RATE + 3)
    sent(here, RATE + 3, OTHER)
    sent(here, 1, OTHER, danger=True)
    _, crowds = rows(here)
    assert [crowd.first.danger for crowd in crowds] == [True, False]
    assert crowds[0].first.due_at < crowds[1].first.due_at


def test_the_next_hour_is_another_crowd_and_the_next_window_is_none(here: Given, clock) -> None:
    sent(here, RATE + 2)
    clock.forward(minutes=59)
    sent(here, 1)
    clock.forward(minutes=30)
    sent(here, 1)
    alone, crowds = rows(here)
    assert sorted(crowd.count for crowd in crowds) == [3]
    assert len(alone) == RATE + 1


def test_who_claims_one_takes_it_out_of_its_crowd(here: Given) -> None:
    sent(here, RATE + 3)
    _, (crowd,) = rows(here)
    with here.as_("priya") as unit:
        commands.claim_alert(unit, unit.session.get_one(Alert, crowd.first.id))
    alone, (left,) = rows(here)
    assert left.count == 2
    assert crowd.first.id in {alert.id for alert in alone}


def test_restricted_alerts_stand_in_a_crowd_of_their_own_that_only_their_readers_see(here: Given) -> None:
    register(here, "tomas")
    sent(here, RATE)
    sent(here, 3)
    sent(here, 2, position_of_trust=True)
    assert sorted(crowd.count for crowd in rows(here)[1]) == [3]
    assert sorted(crowd.count for crowd in rows(here, "tomas")[1]) == [2, 3]


def test_the_team_elsewhere_sees_no_crowd_of_ours(here: Given) -> None:
    sent(here, RATE + 3)
    assert rows(here, "hana")[1] == []


def test_a_crowd_is_told_of_once_an_hour_and_once_more_when_it_becomes_urgent(here: Given, clock) -> None:
    sent(here, RATE)
    before = _notices(here)
    sent(here, 10)
    ordinary = _notices(here) - before
    sent(here, 5, danger=True)
    urgent = _notices(here) - before - ordinary
    assert (ordinary, urgent) == (2, 2), "one for each of the two on the team"


def test_a_network_is_kept_as_a_mark_that_changes_every_day_and_with_the_key(here: Given, clock) -> None:
    now = here.services.clock.now()
    one = network_mark(b"k" * 32, "192.0.2.0/24", now)
    clock.forward(days=1)
    later = here.services.clock.now()
    marks = {one, network_mark(b"k" * 32, "192.0.2.0/24", later), network_mark(b"x" * 32, "192.0.2.0/24", now)}
    assert len(marks) == 3
    assert all(-(2**63) <= mark < 2**63 for mark in marks)
    assert crowd_mark(one, now, restricted=False) != crowd_mark(one, now, restricted=True)


def test_the_queue_shows_one_row_and_its_page_lets_an_officer_claim_one(here: Given, app: Flask) -> None:
    visitor, officer = app.test_client(use_cookies=False), app.test_client()
    sent(here, RATE, _network_of_tests(here))
    for _ in range(3):
        assert report(visitor).status_code == 303
    here.account("priya")
    here.sign_in(officer, "priya")
    queue, home = officer.get("/alerts"), officer.get("/")
    title = "3 alerts from one network, 9am to 10am on 5 March 2026"
    assert title in queue.text
    assert title in home.text
    link = re.search(r'href="(/alerts/AL-[A-Z0-9-]+/together)"', queue.text)
    assert link
    page = officer.get(link[1])
    assert page.status_code == 200
    assert page.text.count("app-row__title") == 3
    act = re.search(r'action="(/alerts/AL-[A-Z0-9-]+/claim)"', page.text)
    assert act
    assert fill(officer, page, link[1], having={"to": act[1]}).status_code == 303
    assert officer.get(link[1]).text.count("app-row__title") == 2


def test_an_alert_that_came_alone_has_no_such_page(here: Given, client: FlaskClient) -> None:
    alert = raised(here)
    here.account("priya")
    here.sign_in(client, "priya")
    assert client.get(f"/alerts/{alert.reference}/together").status_code == 404


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def _network_of_tests(given: Given) -> int:
    return network_mark(given.services.secrets.index_key, "127.0.0.0/24", given.services.clock.now())


def _notices(given: Given) -> int:
    with given.operator() as unit:
        return len(unit.session.scalars(select(Notice)).all())
