"""One's own sessions and password."""

from __future__ import annotations

import re

import pytest

from serac.access.commands import disable_account, enable_account
from serac.agencies.models import Member
from tests.forms import form_on, send
from tests.given import PASSWORD

NEW = "marmalade stile october rain"


@pytest.fixture
def people(given):
    return given.once(_people)


def _people(given):
    given.agency("police")
    given.member("ana", "police")
    given.member("ben", "police")


def is_signed_in(client):
    return client.get("/account").status_code == 200


def end_addresses(client):
    return re.findall(r'action="(/account/sessions/[0-9a-f-]+/end)"', client.get("/account").text)


def test_somebody_sees_where_they_are_signed_in(app, people, clock):
    phone = app.test_client()
    phone.environ_base["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
    )
    phone.environ_base["REMOTE_ADDR"] = "198.51.100.77"
    people.account("ana")
    send(phone, "/sign-in", email=people.email("ana"), password=PASSWORD, code=people.code("ana"))
    clock.forward(minutes=3)
    desk = people.sign_in(app.test_client(), "ana")
    page = desk.get("/account").text
    assert "Safari on iPhone" in page
    assert "198.51.100.0/24" in page
    assert "198.51.100.77" not in page
    assert "5 March 2026, 9:03am" in page
    assert page.count("(this one)") == 1


def test_one_session_can_be_ended(app, people, clock):
    lost = people.sign_in(app.test_client(), "ana")
    clock.forward(minutes=1)
    desk = people.sign_in(app.test_client(), "ana")
    this, other = end_addresses(desk)
    answer = send(desk, "/account", having={"to": other})
    assert answer.location == "/account?done=session"
    assert not is_signed_in(lost)
    assert "That session is ended" in desk.get(answer.location).text
    assert send(desk, "/account", having={"to": this}).location == "/signed-out"
    assert not is_signed_in(desk)


def test_all_others_can_be_ended_at_once(app, people):
    others = [people.sign_in(app.test_client(), "ana") for _ in range(2)]
    desk = people.sign_in(app.test_client(), "ana")
    assert send(desk, "/account", having={"to": "/account/sessions/end-others"}).status_code == 303
    assert [is_signed_in(client) for client in (*others, desk)] == [False, False, True]


def test_somebody_elses_session_is_unknown(app, people):
    ana, ben = people.sign_in(app.test_client(), "ana"), people.sign_in(app.test_client(), "ben")
    theirs, mine = end_addresses(ben)[0], form_on(ana.get("/account").text)
    hidden = ana.post(theirs, data=mine.fields)
    unknown = ana.post("/account/sessions/01a20641-f007-776e-b83f-1aca6aae4612/end", data=mine.fields)
    malformed = ana.post("/account/sessions/mine/end", data=mine.fields)
    assert [answer.status_code for answer in (hidden, unknown, malformed)] == [404] * 3
    assert hidden.data == unknown.data == malformed.data
    assert is_signed_in(ben)


def test_a_new_password_needs_the_present_one_and_a_code(app, people):
    client = people.sign_in(app.test_client(), "ana")
    wrong = send(client, "/account/password", present="not this one", new_password=NEW, code="000000")
    assert wrong.status_code == 422
    assert "This is not your present password" in wrong.text
    assert "Enter the code your app shows now" in wrong.text
    assert send(client, "/account/password", present=PASSWORD, new_password=NEW, code="000000").status_code == 422
    wrong = send(client, "/account/password", present="not this one", new_password=NEW, code=people.code("ana"))
    assert wrong.status_code == 422
    assert NEW not in wrong.text


def test_a_new_password_signs_out_everywhere_else(app, people, clock):
    other = people.sign_in(app.test_client(), "ana")
    client = people.sign_in(app.test_client(), "ana")
    changed = send(client, "/account/password", present=PASSWORD, new_password=NEW, code=people.code("ana"))
    assert changed.location == "/account?done=password"
    assert is_signed_in(client)
    assert not is_signed_in(other)
    clock.forward(minutes=5)
    fresh = app.test_client()
    old = send(fresh, "/sign-in", email=people.email("ana"), password=PASSWORD, code=people.code("ana"))
    new = send(fresh, "/sign-in", email=people.email("ana"), password=NEW, code=people.code("ana"))
    assert (old.status_code, new.status_code) == (422, 303)


def test_a_weak_new_password_is_refused_and_uses_up_no_code(app, people):
    client = people.sign_in(app.test_client(), "ana")
    code = people.code("ana")
    weak = [("short", "Use 12 characters"), ("ana police ana 1", "Do not make it"), (PASSWORD, "you do not use now")]
    for choice, said in weak:
        refused = send(client, "/account/password", present=PASSWORD, new_password=choice, code=code)
        assert refused.status_code == 422
        assert said in refused.text
    assert send(client, "/account/password", present=PASSWORD, new_password=NEW, code=code).status_code == 303


def test_who_sits_at_an_open_screen_guesses_five_times_at_most(app, people, clock):
    client = people.sign_in(app.test_client(), "ana")
    for _ in range(5):
        assert send(client, "/account/password", present="a guess", new_password=NEW, code="000000").status_code == 422
    page = send(client, "/account/password", present=PASSWORD, new_password=NEW, code=people.code("ana"))
    assert page.status_code == 429
    assert is_signed_in(people.sign_in(app.test_client(), "ana"))
    clock.forward(minutes=16)
    assert (
        send(client, "/account/password", present=PASSWORD, new_password=NEW, code=people.code("ana")).status_code
        == 303
    )


def test_a_disabled_person_is_out_at_the_very_next_request_and_no_old_session_comes_back(app, people):
    client = people.sign_in(app.test_client(), "ana")
    with people.operator() as unit:
        disable_account(unit, unit.session.get(Member, people.members["ana"]))
    assert client.get("/account").status_code == 303
    with people.operator() as unit:
        enable_account(unit, unit.session.get(Member, people.members["ana"]))
    assert client.get("/account").status_code == 303
    assert is_signed_in(people.sign_in(client, "ana"))
