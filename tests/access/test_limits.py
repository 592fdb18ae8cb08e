"""How often somebody may try; and that nobody can be locked out by name."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from sqlalchemy import func, select

from serac.access import limits
from serac.access.models import Attempt
from serac.core.crypto import Secrets
from tests.forms import send
from tests.given import PASSWORD

HERE, NEXT_DOOR, ELSEWHERE = "198.51.100.7", "198.51.100.99", "203.0.113.5"


@pytest.fixture
def people(given, monkeypatch):
    monkeypatch.setattr(limits, "FROM_A_NETWORK", 6)
    monkeypatch.setattr(limits, "FROM_A_NETWORK_FOR_ONE", 3)
    monkeypatch.setattr(limits, "FROM_A_DEVICE", 3)
    return given.once(_people)


def _people(given):
    given.agency("police")
    given.member("ana", "police")
    given.member("ben", "police")
    given.account("ana")
    given.account("ben")


@pytest.fixture
def at(app):
    """A browser on a network."""

    def browser(address):
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        return client

    return browser


def fail(client, email, times=1):
    return [send(client, "/sign-in", email=email, password="a guess", code="000000").status_code for _ in range(times)]


def succeed(people, client, name):
    return send(client, "/sign-in", email=people.email(name), password=PASSWORD, code=people.code(name)).status_code


def test_tries_for_one_address_from_one_network_are_limited_and_it_says_so_in_words(people, at):
    assert fail(at(HERE), people.email("ana"), 4) == [422, 422, 422, 429]
    page = send(at(NEXT_DOOR), "/sign-in", email=people.email("ana"), password="a guess", code="000000")
    assert page.status_code == 429
    assert "Wait a few minutes" in page.text


def test_an_address_nobody_has_is_limited_the_same(people, at):
    assert fail(at(HERE), "nobody.here@example.org", 4) == [422, 422, 422, 429]


def test_nobody_is_locked_out_by_name(people, at):
    fail(at(HERE), people.email("ana"), 4)
    assert succeed(people, at(ELSEWHERE), "ana") == 303
    assert succeed(people, at(HERE), "ben") == 303


def test_a_whole_network_is_limited(people, at):
    for number in range(6):
        assert fail(at(HERE), f"guess{number}@example.org") == [422]
    assert succeed(people, at(NEXT_DOOR), "ana") == 429
    assert succeed(people, at(ELSEWHERE), "ben") == 303


def test_a_known_device_goes_on_when_its_network_is_used_up(people, at):
    known = at(HERE)
    assert succeed(people, known, "ana") == 303
    known.delete_cookie("visit")
    fail(at(NEXT_DOOR), people.email("ana"), 4)
    for number in range(4):
        fail(at(NEXT_DOOR), f"guess{number}@example.org")
    assert succeed(people, known, "ana") == 303
    known.delete_cookie("visit")
    assert succeed(people, known, "ben") == 429


def test_a_known_device_is_limited_too(people, at):
    known = at(HERE)
    succeed(people, known, "ana")
    known.delete_cookie("visit")
    assert fail(known, people.email("ana"), 4) == [422, 422, 422, 429]
    assert succeed(people, at(NEXT_DOOR), "ana") == 303


def test_after_a_quarter_of_an_hour_one_may_try_again(people, at, clock):
    fail(at(HERE), people.email("ana"), 4)
    clock.forward(minutes=16)
    assert succeed(people, at(HERE), "ana") == 303


def test_counted_tries_are_forgotten_after_a_day(people, at, clock, plain_engine):
    fail(at(HERE), people.email("ana"), 2)
    clock.forward(hours=25)
    fail(at(HERE), people.email("ana"))
    with plain_engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Attempt.__table__)) == 2


def test_the_cookie_of_a_device_is_bound_to_one_address_and_runs_out(settings):
    secrets = Secrets(settings.data_key, settings.index_key, settings.audit_key, settings.secret_key.encode())
    now, device = dt.datetime(2026, 3, 5, tzinfo=dt.UTC), uuid.uuid4()
    cookie = limits.remember_device(secrets, -42, now, device)
    assert limits.known_device(secrets, cookie, -42, now + dt.timedelta(days=89)) == device
    assert limits.known_device(secrets, cookie, 42, now) is None
    assert limits.known_device(secrets, cookie, -42, now + dt.timedelta(days=91)) is None
    for broken in ("", "x", cookie[:-4], cookie[4:], "é", "AAAA"):
        assert limits.known_device(secrets, broken, -42, now) is None
