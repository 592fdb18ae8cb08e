"""Signing in and out through the pages."""

from __future__ import annotations

import re
import statistics
import time

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from serac.access import credentials
from serac.access.commands import disable_account, start_session
from serac.access.credentials import code_at, step_of
from serac.access.models import Attempt, SignInSession
from serac.agencies.models import Member
from serac.core.actor import Actor, Authority
from serac.core.audit_log import AuditEntry
from serac.core.problems import NotPermitted
from serac.core.unit import Unit
from tests.forms import send
from tests.given import PASSWORD, SECRET

NOBODYS = credentials._NOBODYS_PASSWORD  # as it is outside the tests, where hashing is made cheap


@pytest.fixture
def people(given):
    return given.once(_people)


def _people(given):
    given.agency("police")
    given.member("ana", "police")
    given.member("ben", "police")
    given.account("ana")
    given.account("ben")


def try_in(client, email, password=PASSWORD, code="000000", path="/sign-in"):
    return send(client, path, email=email, password=password, code=code)


def plain(answer):
    """The page without what is different on every load."""
    return re.sub(
        r'(name="(csrf_token|idempotency_key|email)" [^>]*value|id="email"[^>]*value)="[^"]*"', "", answer.text
    )


def is_signed_in(client):
    return client.get("/account").status_code == 200


def test_somebody_signs_in_and_is_where_they_wanted_to_be(app, people):
    client = app.test_client()
    asked = client.get("/account")
    assert asked.status_code == 303
    answer = try_in(client, people.email("ana"), code=people.code("ana"), path=asked.location)
    assert (answer.status_code, answer.location) == (303, "/account")
    assert "Ana" in client.get("/account").text


def test_the_address_may_be_typed_in_capitals_and_the_code_with_a_space(app, people):
    code = people.code("ana")
    assert try_in(app.test_client(), people.email("ana").upper(), code=f"{code[:3]} {code[3:]}").status_code == 303


def test_nothing_tells_a_known_address_from_an_unknown_one(app, people, given):
    given.member("carl", "police")  # has never set up an account
    given.member("dora", "police")
    given.account("dora")
    with given.operator() as unit:
        disable_account(unit, unit.session.get(Member, given.members["dora"]))
    right = people.code("ana")
    answers = [
        try_in(app.test_client(), "nobody.here@example.org", code=right),
        try_in(app.test_client(), people.email("ana"), password="something quite else", code=right),
        try_in(app.test_client(), people.email("ana")),
        try_in(app.test_client(), people.email("carl"), code=right),
        try_in(app.test_client(), people.email("dora"), code=people.code("dora")),
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert len({plain(answer) for answer in answers}) == 1
    assert "is wrong" in answers[0].text
    assert [sorted(answer.headers.keys()) for answer in answers].count(sorted(answers[0].headers.keys())) == 5


@pytest.mark.full
def test_an_unknown_address_takes_as_long_as_a_known_one(app, people, monkeypatch):
    monkeypatch.setattr(credentials, "_hasher", PasswordHasher())
    monkeypatch.setattr(credentials, "_NOBODYS_PASSWORD", NOBODYS)
    people.codes_used.pop("ana")
    people.account("ana")
    monkeypatch.setattr("serac.access.limits.FROM_A_NETWORK", 10_000)
    monkeypatch.setattr("serac.access.limits.FROM_A_NETWORK_FOR_ONE", 10_000)
    took = {"known": [], "unknown": []}
    for number in range(20):
        for kind, email in (("known", people.email("ana")), ("unknown", f"nobody{number}@example.org")):
            begun = time.perf_counter()
            assert try_in(app.test_client(), email, password="wrong for everybody").status_code == 422
            took[kind].append(time.perf_counter() - begun)
    ratio = statistics.median(took["known"]) / statistics.median(took["unknown"])
    assert 0.7 < ratio < 1.4


def test_the_password_of_nobody_costs_as_much_as_anybodys():
    assert not PasswordHasher().check_needs_rehash(NOBODYS)


def test_a_code_works_once(app, people):
    code = people.code("ana")
    assert try_in(app.test_client(), people.email("ana"), code=code).status_code == 303
    again = try_in(app.test_client(), people.email("ana"), code=code)
    assert again.status_code == 422
    assert "is wrong" in again.text


def test_a_code_of_before_the_last_one_does_not_work_either(app, people):
    people.code("ana")
    second = people.code("ana")
    assert try_in(app.test_client(), people.email("ana"), code=second).status_code == 303
    earlier = code_at(SECRET, step_of(people.services.clock.now()) - 1)
    assert try_in(app.test_client(), people.email("ana"), code=earlier).status_code == 422


def test_a_code_of_two_minutes_ago_does_not_work(app, people, clock):
    code = people.code("ana")
    clock.forward(minutes=2)
    assert try_in(app.test_client(), people.email("ana"), code=code).status_code == 422


def test_the_key_is_new_at_each_sign_in_and_nothing_planted_before_survives(app, people):
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = session["planted"] = "known to somebody else"
    people.sign_in(client, "ana")
    with client.session_transaction() as session:
        first = session["_user_id"]
        assert "planted" not in session
    client.post("/sign-out", data={"csrf_token": _token(client)})
    people.sign_in(client, "ana")
    with client.session_transaction() as session:
        assert session["_user_id"] not in {first, "known to somebody else"}


def _token_on(shown):
    return re.search(r'name="csrf_token" value="([^"]+)"', shown.text).group(1)


def _token(client, path="/account"):
    return _token_on(client.get(path))


def test_the_database_holds_no_key_of_a_session(app, people, plain_engine):
    client = people.sign_in(app.test_client(), "ana")
    with client.session_transaction() as session:
        key = session["_user_id"]
    with plain_engine.connect() as connection:
        row = connection.execute(select(SignInSession.__table__)).mappings().one()
    assert key.encode() not in b"".join(str(value).encode() for value in row.values())
    assert (row["network"], row["device"]) == ("127.0.0.0/24", "A browser")


def test_nobody_is_sent_elsewhere_after_signing_in(app, people):
    for elsewhere in ("https://example.org/", "//example.org", "/\\example.org"):
        client = app.test_client()
        shown = client.get("/sign-in", query_string={"next": elsewhere})
        data = {"email": people.email("ana"), "password": PASSWORD, "code": people.code("ana"), "next": elsewhere}
        answer = client.post("/sign-in", data=data | {"csrf_token": _token_on(shown)})
        assert (answer.status_code, answer.location) == (303, "/")


def test_who_is_signed_in_is_not_asked_again(app, people):
    client = people.sign_in(app.test_client(), "ana")
    assert client.get("/sign-in?next=/account").location == "/account"


def test_signing_in_as_somebody_else_ends_the_first_session(app, people):
    client = people.sign_in(app.test_client(), "ana")
    copy = _copy(app, client)
    token = _token(client)
    data = {"email": people.email("ben"), "password": PASSWORD, "code": people.code("ben"), "csrf_token": token}
    assert client.post("/sign-in", data=data).status_code == 303
    assert "Ben" in client.get("/account").text
    assert not is_signed_in(copy)


def _copy(app, client):
    """Somebody who stole the cookie."""
    thief = app.test_client()
    thief.set_cookie("visit", client.get_cookie("visit").value)
    return thief


def test_a_stolen_cookie_of_an_ended_session_opens_nothing_ever(app, people, clock):
    client = people.sign_in(app.test_client(), "ana")
    thief = _copy(app, client)
    assert is_signed_in(thief)
    assert client.post("/sign-out", data={"csrf_token": _token(client)}).location == "/signed-out"
    assert not is_signed_in(client)
    assert not is_signed_in(thief)
    clock.forward(minutes=5)
    people.sign_in(client, "ana")
    assert is_signed_in(client)
    assert not is_signed_in(thief)


def test_signing_out_needs_the_token_and_a_post(app, people):
    client = people.sign_in(app.test_client(), "ana")
    assert client.post("/sign-out").status_code == 400
    assert client.get("/sign-out").status_code == 405
    assert is_signed_in(client)


def test_who_was_signed_out_already_can_sign_out(app, people):
    client = app.test_client()
    assert client.post("/sign-out", data={"csrf_token": _token(client, "/sign-in")}).location == "/signed-out"
    assert "You have signed out" in client.get("/signed-out").text


def test_a_refused_try_leaves_no_trace_of_whose_address_it_was(app, people, plain_engine):
    try_in(app.test_client(), people.email("ana"))
    try_in(app.test_client(), "nobody.here@example.org")
    with plain_engine.connect() as connection:
        tries = connection.execute(select(Attempt.__table__)).all()
        entries = (
            connection.execute(select(AuditEntry.__table__).where(AuditEntry.event == "session.refused"))
            .mappings()
            .all()
        )
    assert len(tries) == 4
    assert [(entry["detail"], entry["member_id"].int, entry["subject_id"]) for entry in entries] == [
        ("{}", 0, None)
    ] * 2
    assert "127.0.0" not in str(tries)


def test_signing_in_is_recorded_as_the_persons_own_act(app, people, plain_engine):
    people.sign_in(app.test_client(), "ana")
    with plain_engine.connect() as connection:
        entry = (
            connection.execute(select(AuditEntry.__table__).where(AuditEntry.event == "session.started"))
            .mappings()
            .one()
        )
    assert (entry["member_id"], entry["authority"]) == (people.members["ana"], "sign_in")


def test_accounts_are_listed_in_the_demonstration_only(app, people):
    class One:
        role, user, password, code = "co-ordinator", "una@council.example.org", "a listed password", "123456"

    app.extensions["serac_demonstration"] = lambda: [One]
    assert "a listed password" not in app.test_client().get("/sign-in").text
    settings = app.extensions["serac"].extra["settings"]
    object.__setattr__(settings, "mode", type(settings.mode)("demonstration"))
    page = app.test_client().get("/sign-in").text
    assert "a listed password" in page
    assert "123456" in page


def test_hiding_the_screen_says_nothing_and_ends_nothing(app, people):
    client = people.sign_in(app.test_client(), "ana")
    hidden = client.get("/locked")
    assert "<title>Locked</title>" in hidden.text
    assert "Ana" not in hidden.text
    assert "Go on" in hidden.text
    assert is_signed_in(client)
    assert app.test_client().get("/locked").status_code == 200


def test_staying_counts_as_activity(app, people, clock):
    client = people.sign_in(app.test_client(), "ana")
    for _ in range(3):
        clock.forward(minutes=20)
        assert client.get("/stay").status_code == 204
    clock.forward(minutes=31)
    assert client.get("/stay").status_code == 303
    assert not is_signed_in(client)


def test_a_poll_does_not_count_as_activity(app, people, clock):
    client = people.sign_in(app.test_client(), "ana")
    clock.forward(minutes=20)
    assert client.get("/account", headers={"X-Poll": "1"}).status_code == 200
    clock.forward(minutes=20)
    assert not is_signed_in(client)


def test_a_session_ends_after_its_hours_whatever_happens(app, people, clock):
    client = people.sign_in(app.test_client(), "ana")
    for _ in range(12 * 3 - 1):
        clock.forward(minutes=20)
        assert client.get("/stay").status_code == 204
    clock.forward(minutes=20)
    assert client.get("/stay").status_code == 303


def test_only_the_authority_of_signing_in_starts_a_session(people, services):
    facts = {"step": 99_999_999, "key_hash": b"k", "device": "", "network": "", "until": services.clock.now()}
    for actor in (
        Actor(Authority.PERSON, services.clock.now(), member_id=people.members["ana"]),
        Actor(Authority.SIGN_IN, services.clock.now(), member_id=people.members["ben"]),
        Actor(Authority.SIGN_IN, services.clock.now()),
        Actor(Authority.OPERATOR, services.clock.now()),
    ):
        with Unit(services, actor) as unit, pytest.raises(NotPermitted):
            start_session(unit, unit.session.get(Member, people.members["ana"]), **facts)
