"""Invitations: from the administrator's page, through the letter, to a signed-in person."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from serac.access.commands import approve_invitation, disable_account, invite, propose_reset, withdraw_invitation
from serac.access.credentials import code_at, secret_of_token, step_of
from serac.access.models import Invitation
from serac.access.queries import open_invitation_path
from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.agencies.models import Agency, Member, Membership
from serac.core.actor import Actor, Authority
from serac.core.outbox import Notice
from serac.core.problems import Invalid, MoveRefused, NotPermitted
from serac.core.unit import Unit
from tests.forms import send
from tests.given import SECRET

CHOSEN = "marmalade stile october rain"


@pytest.fixture
def people(given):
    return given.once(_people)


def _people(given):
    given.agency("council", kind="council.modern_slavery")
    given.agency("police")
    given.member("adam", "council", Role.ADMINISTRATOR)
    given.member("zoe", "council", Role.ADMINISTRATOR)
    given.member("gail", "council", Role.GOVERNANCE_OFFICER)
    given.member("rob", "police", Role.REPORTER)
    given.member("hana", "police", Role.HANDLER)


def letter(people, name):
    """Where the letter would lead, asked for as the notifications do."""
    with Unit(people.services, Actor(Authority.JOB, people.services.clock.now())) as unit:
        return open_invitation_path(unit, people.members[name])


def invited(people, name):
    """Invited by the operator: where the letter leads."""
    with people.operator() as unit:
        police = unit.session.get(Agency, people.agencies["police"])
        invite(unit, unit.session.get(Member, people.members[name]), agency=police)
    return letter(people, name)


def code_of(people, path, steps=0):
    secret = secret_of_token(people.services.secrets.secret_key, path.rpartition("/")[2])
    return code_at(secret, step_of(people.services.clock.now()) + steps)


def accept(people, app, path, **typed):
    return send(app.test_client(), path, **({"password": CHOSEN, "code": code_of(people, path)} | typed))


def page_of(people, name):
    return f"/accounts/{people.members[name]}"


def press(people, client, name, act):
    return send(client, page_of(people, name), having={"act": act})


def approve(people, client, act="approve"):
    return send(client, "/accounts/waiting", having={"act": act})


def signs_in(people, app, name, path_secret, password=CHOSEN):
    code = code_at(path_secret, step_of(people.services.clock.now()))
    return (
        send(app.test_client(), "/sign-in", email=people.email(name), password=password, code=code).status_code == 303
    )


def test_a_reporter_is_invited_sets_up_an_account_and_signs_in(app, people, clock):
    adam = people.sign_in(app.test_client(), "adam")
    done = press(people, adam, "rob", "invite")
    assert done.location.endswith("?done=invite")
    assert "The letter is on its way" in adam.get(done.location).text
    path = letter(people, "rob")
    shown = app.test_client().get(path).text
    assert "Rob" in shown
    assert "rob@police.example.org" in shown
    assert 'src="data:image/svg+xml' in shown
    secret = secret_of_token(people.services.secrets.secret_key, path.rpartition("/")[2])
    assert secret in shown.replace(" ", "")
    assert accept(people, app, path).location == "/sign-in?ready=1"
    assert "Your account is ready" in app.test_client().get("/sign-in?ready=1").text
    assert not signs_in(people, app, "rob", secret)  # the code that was used to set it up
    clock.forward(seconds=30)
    assert signs_in(people, app, "rob", secret)


def test_the_outbox_and_the_pages_never_hold_the_token(app, people, plain_engine):
    adam = people.sign_in(app.test_client(), "adam")
    shown = adam.get(press(people, adam, "rob", "invite").location).text
    path = letter(people, "rob")
    token = path.rpartition("/")[2]
    with plain_engine.connect() as connection:
        notice = connection.execute(select(Notice.__table__)).mappings().one()
        row = connection.execute(select(Invitation.__table__)).mappings().one()
    assert (notice["kind"], notice["member_id"], notice["path"]) == (
        "invitation",
        people.members["rob"],
        "/account",
    )
    assert token not in shown
    assert token.encode() not in b"".join(str(value).encode() for value in [*notice.values(), *row.values()])


def test_nobody_but_the_service_asks_for_the_letters_path(people):
    for name in ("adam", "gail", "hana"):
        with people.as_(name) as unit, pytest.raises(NotPermitted):
            open_invitation_path(unit, people.members["rob"])


def test_an_invitation_works_once(app, people):
    path = invited(people, "rob")
    assert accept(people, app, path).status_code == 303
    assert app.test_client().get(path).status_code == 404
    assert letter(people, "rob") is None


def _used(people, app, name, path):
    accept(people, app, path)


def _withdrawn(people, app, name, path):
    press(people, people.sign_in(app.test_client(), "adam"), name, "withdraw")


def _replaced(people, app, name, path):
    press(people, people.sign_in(app.test_client(), "zoe"), name, "invite")


def _disabled(people, app, name, path):
    with people.operator() as unit:
        disable_account(unit, unit.session.get(Member, people.members[name]))


def _left(people, app, name, path):
    with people.operator() as unit:
        membership = unit.session.scalar(select(Membership).where(Membership.member_id == people.members[name]))
        agencies.end_membership(unit, membership)


def _new_address(people, app, name, path):
    with people.operator() as unit:
        member = unit.session.get(Member, people.members[name])
        change = agencies.propose_email(unit, member, email=f"{name}.new@police.example.org")
        agencies.approve_email(unit, change)


def _new_role(people, app, name, path):
    with people.operator() as unit:
        member = unit.session.get(Member, people.members[name])
        police = unit.session.get(Agency, people.agencies["police"])
        agencies.propose_appointment(unit, member, role="handler", agency=police)


CLOSES = (_used, _withdrawn, _replaced, _disabled, _left, _new_address, _new_role)


def test_an_invitation_that_opens_nothing_is_as_one_that_never_was(app, people, clock):
    paths = {}
    for closes in (*CLOSES, None):
        name = closes.__name__.strip("_").replace("_", "") if closes else "late"
        people.member(name, "police")
        paths[name] = (closes, invited(people, name))
        assert app.test_client().get(paths[name][1]).status_code == 200
    for name, (closes, path) in paths.items():
        if closes:
            closes(people, app, name, path)
            assert app.test_client().get(path).status_code == 404, name
    assert app.test_client().get(paths["late"][1]).status_code == 200
    clock.forward(days=3)
    unknown = app.test_client().get("/invitations/neverwas")
    answers = {name: app.test_client().get(path) for name, (_, path) in paths.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(paths, 404)
    assert {answer.data for answer in answers.values()} == {unknown.data}
    changing = {"Date", "X-Request-Id"}
    headers = {tuple(h for h in a.headers if h[0] not in changing) for a in (*answers.values(), unknown)}
    assert len(headers) == 1


MISTAKES = [
    ({"password": "too short"}, "Use 12 characters or more"),
    ({"password": "robpolice12345"}, "Do not make it from your name"),
    ({"code": "000000"}, "Enter the six figures your app shows now"),
    ({"code": ""}, "Enter the six figures your app shows"),
    ({"code": "12 34"}, "The code is six figures"),
]


def test_a_mistake_keeps_the_invitation_and_the_square(app, people):
    path = invited(people, "rob")
    square = re.search(r'src="(data:image/svg[^"]+)"', app.test_client().get(path).text).group(1)
    for typed, said in MISTAKES:
        wrong = accept(people, app, path, **typed)
        assert wrong.status_code == 422
        assert said in wrong.text
        assert square in wrong.text
        assert CHOSEN not in wrong.text
    assert accept(people, app, path).status_code == 303


def test_whoever_reads_cases_is_invited_by_two_people(app, people, clock):
    adam, zoe = people.sign_in(app.test_client(), "adam"), people.sign_in(app.test_client(), "zoe")
    assert "needs two people" in adam.get(press(people, adam, "hana", "invite").location).text
    assert letter(people, "hana") is None
    assert "You proposed this" in adam.get("/accounts/waiting").text
    waiting = zoe.get("/accounts/waiting").text
    assert "hana@police.example.org" in waiting
    assert "Adam" in waiting
    clock.forward(days=2)
    zoe = people.sign_in(app.test_client(), "zoe")
    assert "Approved" in zoe.get(approve(people, zoe).location).text
    clock.forward(days=2)  # three days from the approval
    path = letter(people, "hana")
    assert accept(people, app, path).status_code == 303


def test_a_governance_officer_may_be_the_second_person(app, people):
    press(people, people.sign_in(app.test_client(), "adam"), "hana", "invite")
    gail = people.sign_in(app.test_client(), "gail")
    assert approve(people, gail).status_code == 303
    assert letter(people, "hana") is not None
    assert gail.get(page_of(people, "hana")).status_code == 404
    assert gail.get("/accounts").status_code == 403


def test_who_proposed_it_cannot_approve_it(app, people):
    adam = people.sign_in(app.test_client(), "adam")
    press(people, adam, "hana", "invite")
    page = adam.get("/accounts/waiting")
    form = re.search(r'name="idempotency_key" value="([^"]+)"', page.text).group(1)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
    with people.operator() as unit:
        invitation = unit.session.scalar(select(Invitation))
    sent = {"csrf_token": token, "idempotency_key": form, "invitation": str(invitation.id), "act": "approve"}
    assert adam.post("/accounts/waiting", data=sent).status_code == 403
    assert letter(people, "hana") is None


def test_the_second_person_may_refuse(app, people):
    press(people, people.sign_in(app.test_client(), "adam"), "hana", "invite")
    zoe = people.sign_in(app.test_client(), "zoe")
    assert approve(people, zoe, "withdraw").status_code == 303
    assert "Nothing is waiting" in zoe.get("/accounts/waiting").text


def test_a_reset_of_whoever_reads_cases_needs_two_people_and_ends_their_sessions(app, people, clock):
    hana = people.sign_in(app.test_client(), "hana")
    adam, zoe = people.sign_in(app.test_client(), "adam"), people.sign_in(app.test_client(), "zoe")
    press(people, adam, "hana", "reset")
    assert letter(people, "hana") is None
    approve(people, zoe)
    path = letter(people, "hana")
    assert "Set up your account again" in app.test_client().get(path).text
    assert hana.get("/account").status_code == 200  # until the new ones are confirmed
    assert accept(people, app, path).status_code == 303
    assert hana.get("/account").status_code == 303
    clock.forward(minutes=2)
    assert not signs_in(people, app, "hana", SECRET)
    assert signs_in(people, app, "hana", secret_of_token(people.services.secrets.secret_key, path.rpartition("/")[2]))


def test_a_role_that_is_only_proposed_needs_two_people_already(app, people):
    with people.operator() as unit:
        member = unit.session.get(Member, people.members["rob"])
        police = unit.session.get(Agency, people.agencies["police"])
        agencies.propose_appointment(unit, member, role="handler", agency=police)
    press(people, people.sign_in(app.test_client(), "adam"), "rob", "invite")
    assert letter(people, "rob") is None


def test_nobody_is_invited_who_has_an_account_and_nobody_reset_who_has_none(people):
    people.account("hana")
    with people.as_("adam") as unit, pytest.raises(Invalid, match="have an account already"):
        invite(
            unit,
            unit.session.get(Member, people.members["hana"]),
            agency=unit.session.get(Agency, people.agencies["police"]),
        )
    with people.as_("adam") as unit, pytest.raises(Invalid, match="no account yet"):
        propose_reset(unit, unit.session.get(Member, people.members["rob"]))
    with people.as_("adam") as unit, pytest.raises(Invalid, match="an agency they work for"):
        invite(
            unit,
            unit.session.get(Member, people.members["rob"]),
            agency=unit.session.get(Agency, people.agencies["council"]),
        )


def test_what_is_settled_stays_settled(people):
    with people.as_("adam") as unit:
        member = unit.session.get(Member, people.members["hana"])
        made = invite(unit, member, agency=unit.session.get(Agency, people.agencies["police"]))
        made_id = made.id
    with people.as_("zoe") as unit:
        withdraw_invitation(unit, unit.session.get(Invitation, made_id))
    with people.as_("zoe") as unit, pytest.raises(MoveRefused):
        approve_invitation(unit, unit.session.get(Invitation, made_id))
    with people.as_("zoe") as unit, pytest.raises(MoveRefused):
        withdraw_invitation(unit, unit.session.get(Invitation, made_id))
