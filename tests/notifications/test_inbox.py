"""The inbox: each person's own, in words that say nothing, opened by a form; and the demonstration's caught mail."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from serac import create_app
from serac.access.commands import exclude
from serac.access.models import Compartment
from serac.access.roles import Role
from serac.core.events import Event
from serac.core.outbox import Notice
from serac.notifications.jobs import deliver
from serac.notifications.queries import count_unread
from serac.reference import current
from serac.reference.subjects import TELLING
from serac.settings import Mode
from tests.forms import PageForm, forms_of
from tests.notifications.telling import MINUTE, new_compartment, service_unit, tell

pytestmark = pytest.mark.pages

HERE = "/account"


@pytest.fixture
def ann(app, given):
    return given.once(_team).members["ann"]


def _team(given):
    given.agency("team", "council.modern_slavery")
    given.member("bob", "team", Role.COORDINATOR)
    given.member("ann", "team", Role.COORDINATOR)


@pytest.fixture
def client(app, given, ann) -> FlaskClient:
    return given.sign_in(app.test_client(), "ann")


def opening_forms(client: FlaskClient) -> list[PageForm]:
    page = client.get("/inbox").get_data(as_text=True)
    return [form for form in forms_of(page) if form.action.startswith("/inbox/")]


def unread(given, name: str) -> int:
    with given.as_(name) as unit:
        return count_unread(unit)


def test_an_empty_inbox_says_so(client):
    assert "You have no messages." in client.get("/inbox").get_data(as_text=True)


def test_a_notice_is_shown_newest_first_in_words_that_say_nothing(services, client, ann, clock):
    tell(services, ann, "older", kind="reminder")
    clock.forward(minutes=5)
    tell(services, ann, "newer")
    page = client.get("/inbox").get_data(as_text=True)
    assert page.index("Something is waiting") < page.index("Something is still waiting")
    assert page.count("New<") == 2
    assert all(TELLING.findall(letter.label) == [] for letter in current().letters.all())
    assert "SC-7F3K9QM" not in page


def test_opening_a_notice_marks_it_read_and_leads_where_it_points(services, client, ann, given):
    tell(services, ann, "one", path=HERE)
    assert unread(given, "ann") == 1
    (form,) = opening_forms(client)
    answer = client.post(form.action, data=form.fields)
    assert (answer.status_code, answer.location) == (303, HERE)
    assert unread(given, "ann") == 0
    assert "Opened" in client.get("/inbox").get_data(as_text=True)
    (again,) = opening_forms(client)
    assert client.post(again.action, data=again.fields).location == HERE


def test_the_link_of_a_letter_leads_to_its_notice_and_from_there_on(services, client, ann, given):
    tell(services, ann, "one", path=HERE)
    (listed,) = opening_forms(client)
    (form,) = forms_of(client.get(listed.action).get_data(as_text=True))
    assert unread(given, "ann") == 1
    assert client.post(form.action, data=form.fields).location == HERE


def test_an_address_outside_the_service_is_never_followed(services, client, ann):
    tell(services, ann, "one", path="//elsewhere.example.org/")
    (form,) = opening_forms(client)
    assert client.post(form.action, data=form.fields).location == "/inbox"


def test_nobody_sees_or_opens_another_s_notice(services, client, ann, app, given):
    tell(services, given.members["bob"], "for-bob", path=HERE)
    tell(services, ann, "for-ann", path=HERE)
    (own,) = opening_forms(client)
    with service_unit(services) as unit:
        other = unit.session.scalar(select(Notice).where(Notice.member_id == given.members["bob"]))
    for unknown in (other.id, "00000000-0000-7000-8000-000000000000", "not-an-id"):
        assert client.post(f"/inbox/{unknown}", data=own.fields).status_code == 404
        assert client.get(f"/inbox/{unknown}").status_code == 404
    assert unread(given, "bob") == 1


def test_what_is_not_due_yet_is_not_shown(services, client, ann, given):
    tell(services, ann, "later", due_in=10 * MINUTE)
    assert opening_forms(client) == []
    assert unread(given, "ann") == 0


def test_a_notice_about_what_they_may_no_longer_see_disappears(services, client, ann, given):
    about = new_compartment(services, given.partnerships["thornshire"])
    tell(services, ann, "one", about=about)
    (form,) = opening_forms(client)
    with given.as_("bob") as unit:
        reason = current().exclusion_reasons.all()[0].code
        exclude(unit, unit.session.get(Compartment, about), grantee_id=ann, reason=reason)
    assert opening_forms(client) == []
    assert client.post(form.action, data=form.fields).status_code == 404


def test_a_dropped_notice_is_not_shown(services, client, ann, given):
    tell(services, ann, "one", kind="invitation")
    deliver(services, lambda: False)  # there is no open invitation, so there is nothing to send
    assert opening_forms(client) == []


def test_an_inbox_goes_on_to_older_notices(services, client, ann):
    for number in range(26):
        tell(services, ann, str(number))
    page = client.get("/inbox").get_data(as_text=True)
    older = re.search(r'href="(/inbox\?before=[^"]+)"', page).group(1)
    assert len(opening_forms(client)) == 25
    page = client.get(older).get_data(as_text=True)
    assert len([form for form in forms_of(page) if form.action.startswith("/inbox/")]) == 1
    assert "Newest messages" in page
    assert client.get("/inbox?before=nonsense").status_code == 404


def test_somebody_not_signed_in_is_asked_to_sign_in(app):
    assert app.test_client().get("/inbox").status_code == 303
    assert app.test_client().get("/demonstration/mail").status_code == 404


def test_opening_is_recorded(services, client, ann, plain_engine):
    tell(services, ann, "one", path=HERE)
    (form,) = opening_forms(client)
    client.post(form.action, data=form.fields)
    with plain_engine.connect() as connection:
        events = set(connection.exec_driver_sql("SELECT event FROM audit_entry").scalars())
    assert {Event.NOTICE_READ, Event.LIST_SHOWN} <= events


def test_the_demonstration_shows_the_mail_it_caught(services, settings, ann):
    tell(services, ann, "one")
    deliver(services, lambda: False)
    app = create_app(replace(settings, mode=Mode.DEMONSTRATION))
    page = app.test_client().get("/demonstration/mail").get_data(as_text=True)
    assert "A message is waiting for you" in page
    assert "ann@team.example.org" in page
    assert 'href="http://localhost:8000/inbox/' in page
    app.extensions["serac"].engine.dispose()
