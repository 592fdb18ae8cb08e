"""A role that takes two people needs an account that two people stood behind: who sets it up, and under which address."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from serac.access.commands import approve_invitation, invite, propose_reset
from serac.access.commands.sessions import start_session
from serac.access.credentials import code_at, secret_of_token, step_of
from serac.access.models import Credential, Invitation, SignInSession
from serac.access.queries import has_account, open_invitation_path
from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.agencies.models import Agency, Appointment, Member
from serac.core.actor import Actor, Authority
from serac.core.audit_log import AuditEntry
from serac.core.outbox import Notice
from serac.core.problems import Invalid
from serac.core.unit import Unit
from tests.forms import fill, send

CHOSEN = "marmalade stile october rain"
TRUE, HIS = "jane@police.example.org", "jane@sam.example.org"


@pytest.fixture
def people(given):
    return given.once(_people)


def _people(given):
    given.agency("council", kind="council.modern_slavery")
    given.agency("police")
    given.member("sam", "council", Role.ADMINISTRATOR)
    given.member("gail", "council", Role.GOVERNANCE_OFFICER)
    given.member("bob", "police", Role.SPOC)
    given.member("jane", "police")


def member(unit, people, name):
    return unit.session.get(Member, people.members[name])


def letter(people, name):
    with Unit(people.services, Actor(Authority.JOB, people.services.clock.now())) as unit:
        return open_invitation_path(unit, people.members[name])


def set_up(people, app, path):
    """Whoever holds the letter sets the account up: the secret of its second factor."""
    secret = secret_of_token(people.services.secrets.secret_key, path.rpartition("/")[2])
    code = code_at(secret, step_of(people.services.clock.now()) - 1)
    assert send(app.test_client(), path, password=CHOSEN, code=code).status_code == 303
    return secret


def signs_in(people, app, secret, steps=0):
    client = app.test_client()
    code = code_at(secret, step_of(people.services.clock.now()) + steps)
    return client if send(client, "/sign-in", email=TRUE, password=CHOSEN, code=code).status_code == 303 else None


def move(people, email):
    with people.as_("sam") as unit:
        agencies.change_member(unit, member(unit, people, "jane"), name="Jane", email=email)


def set_up_alone(people, app):
    """Sam invites Jane at an address of his own, sets the account up, and gives her her own address back."""
    move(people, HIS)
    with people.as_("sam") as unit:
        invite(unit, member(unit, people, "jane"), agency=unit.session.get(Agency, people.agencies["police"]))
    secret = set_up(people, app, letter(people, "jane"))
    move(people, TRUE)
    return secret


def propose(people, role=Role.HANDLER):
    with people.as_("sam") as unit:
        police = unit.session.get(Agency, people.agencies["police"])
        agencies.propose_appointment(unit, member(unit, people, "jane"), role=str(role), agency=police)


def approve(people, name="bob"):
    with people.as_(name) as unit:
        waiting = unit.session.scalars(select(Appointment).where(Appointment.approved_at.is_(None))).one()
        agencies.approve_appointment(unit, waiting)


def test_an_administrator_who_set_up_an_account_alone_is_shut_out_when_its_role_is_approved(app, people, plain_engine):
    secret = set_up_alone(people, app)
    client = signs_in(people, app, secret)
    assert client.get("/account").status_code == 200
    propose(people)
    approve(people)
    assert client.get("/account").status_code == 303
    assert signs_in(people, app, secret, steps=1) is None
    with plain_engine.connect() as connection:
        held = connection.execute(select(Credential.__table__).where(Credential.id == people.members["jane"])).one()
        events = set(connection.scalars(select(AuditEntry.event)))
        notices = connection.execute(select(Notice.__table__).where(Notice.member_id == people.members["jane"])).all()
    assert (held.password, held.secret_sealed, held.vouched_for) == (None, None, None)
    assert {"credential.voided", "second_factor.reset_approved"} <= events
    assert len(notices) == 2


def test_the_letter_goes_to_the_address_the_approver_was_shown_and_counts_them_as_second_person(app, people):
    set_up_alone(people, app)
    propose(people)
    approve(people)
    with people.operator() as unit:
        made = unit.session.scalars(select(Invitation).where(Invitation.used_at.is_(None))).one()
        assert (made.proposed_by, made.approved_by) == (people.members["sam"], people.members["bob"])
        assert made.email_hash == member(unit, people, "jane").email_hash
    secret = set_up(people, app, letter(people, "jane"))
    assert signs_in(people, app, secret).get("/account").status_code == 200


def test_once_two_people_stood_behind_it_a_further_role_leaves_the_account_alone(app, people):
    set_up_alone(people, app)
    propose(people)
    approve(people)
    client = signs_in(people, app, set_up(people, app, letter(people, "jane")))
    propose(people, Role.SUPPORT_WORKER)
    approve(people, "gail")
    assert client.get("/account").status_code == 200


def test_an_account_set_up_by_the_operator_or_invited_by_two_is_left_alone(app, people):
    client = people.sign_in(app.test_client(), "jane")
    propose(people)
    approve(people)
    assert client.get("/account").status_code == 200
    with people.as_("sam") as unit:
        propose_reset(unit, member(unit, people, "jane"))
    with people.as_("gail") as unit:
        approve_invitation(unit, unit.session.scalars(select(Invitation)).one())
    again = signs_in(people, app, set_up(people, app, letter(people, "jane")))
    propose(people, Role.SUPPORT_WORKER)
    approve(people, "gail")
    assert again.get("/account").status_code == 200


def test_an_account_whose_address_changed_since_is_set_up_again(app, people):
    client = people.sign_in(app.test_client(), "jane")
    move(people, "jane.new@police.example.org")
    propose(people)
    page = people.sign_in(app.test_client(), "bob").get("/appointments").text
    assert "Their email address has changed since their account was set up" in page
    assert "to jane.new@police.example.org" in page
    approve(people)
    assert client.get("/account").status_code == 303


def test_a_reset_by_one_person_takes_away_what_two_vouched_for(app, people):
    people.account("jane")
    with people.as_("sam") as unit:
        propose_reset(unit, member(unit, people, "jane"))
    secret = set_up(people, app, letter(people, "jane"))
    propose(people)
    approve(people)
    assert signs_in(people, app, secret) is None


def test_a_role_one_person_gives_leaves_the_account_alone(app, people):
    client = signs_in(people, app, set_up_alone(people, app))
    propose(people, Role.REPORTER)
    assert client.get("/account").status_code == 200


def test_the_approver_reads_what_approving_does_and_to_which_address_the_letter_goes(app, people):
    set_up_alone(people, app)
    propose(people)
    said = "Their account was set up on 5 March 2026 by one person"
    bob = people.sign_in(app.test_client(), "bob")
    page = bob.get("/appointments")
    assert said in page.text
    assert f"to {TRUE}" in page.text
    assert said not in people.sign_in(app.test_client(), "sam").get("/appointments").text
    with people.operator() as unit:
        waiting = unit.session.scalars(select(Appointment).where(Appointment.approved_at.is_(None))).one()
    done = fill(bob, page, "/appointments", having={"to": f"/appointments/{waiting.id}/approve"})
    assert done.status_code == 303
    assert letter(people, "jane") is not None


def test_who_has_no_account_yet_is_not_sent_a_letter_by_an_approval(people):
    propose(people)
    approve(people)
    assert letter(people, "jane") is None
    with people.operator() as unit:
        assert not has_account(unit, people.members["jane"])


def test_a_sign_in_that_was_under_way_starts_no_session_once_the_account_is_closed(app, people):
    set_up_alone(people, app)
    propose(people)
    approve(people)
    with Unit(people.services, Actor(Authority.SIGN_IN, people.services.clock.now(), people.members["jane"])) as unit:
        facts = {"key_hash": b"k", "device": "", "network": "", "until": unit.now}
        with pytest.raises(Invalid):
            start_session(unit, member(unit, people, "jane"), step=step_of(unit.now), **facts)
    with people.operator() as unit:
        theirs = select(SignInSession).where(SignInSession.member_id == people.members["jane"])
        assert unit.session.scalars(theirs).all() == []


def test_the_notice_of_an_invitation_leads_to_ones_account_afterwards(app, people):
    with people.as_("sam") as unit:
        invite(unit, member(unit, people, "jane"), agency=unit.session.get(Agency, people.agencies["police"]))
    client = signs_in(people, app, set_up(people, app, letter(people, "jane")))
    with people.operator() as unit:
        notice = unit.session.scalars(select(Notice).where(Notice.member_id == people.members["jane"])).one()
    assert client.get(notice.path).status_code == 200
