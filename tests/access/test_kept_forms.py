"""A session that ends while somebody is writing: they get back what they wrote, and nobody else does."""

from __future__ import annotations

import re

import pytest
from flask import Blueprint
from jinja2 import ChoiceLoader, DictLoader

from serac import create_app
from serac.access import policy
from serac.core.answers import Answers, text
from serac.core.web import Form, go, needs, page
from tests.forms import fill, form_on, forms_of
from tests.given import PASSWORD

WROTE = "First line.\r\nSecond: “they left at six” & <b>went</b> north."
NOTE = """{% extends "layouts/base.html" %}{% import "components/form.html" as f %}{% block title %}Note{% endblock %}
{% block content %}{{ f.begin(form) }}{{ f.textarea(form, 'words', 'Words') }}{{ f.password(form) }}
{{ f.submit('Save') }}{{ f.end() }}{% endblock %}"""


class NoteAnswers(Answers):
    words = text("Write something", most=5000)
    password = text()


@pytest.fixture
def app(settings):
    """An application of its own: a page is added to it."""
    made = create_app(settings)
    made.testing = True
    yield made
    made.extensions["serac"].engine.dispose()


@pytest.fixture
def saved(app):
    """A page to write on, and what was saved there."""
    kept: list[str] = []
    notes = Blueprint("notes", __name__)

    @notes.route("/note", methods=["GET", "POST"])
    @needs(policy.be_signed_in)
    def note():
        form = Form(NoteAnswers())
        if form.sent_well():
            kept.append(form.data["words"])
            return go("access.account")
        return page("note.html", form=form)

    app.register_blueprint(notes)
    app.jinja_loader = ChoiceLoader([app.jinja_loader, DictLoader({"note.html": NOTE})])
    return kept


@pytest.fixture
def people(given):
    return given.once(_people)


def _people(given):
    given.agency("police")
    given.member("ana", "police")
    given.member("ben", "police")
    given.account("ben")


def sign_in_on(people, client, shown, name):
    credentials = {"email": people.email(name), "password": PASSWORD, "code": people.code(name)}
    return fill(client, shown, "/sign-in", **credentials)


def sign_out(client):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account").text).group(1)
    return client.post("/sign-out", data={"csrf_token": token})


def write_too_late(app, people, clock):
    client = people.sign_in(app.test_client(), "ana")
    shown = client.get("/note")
    clock.forward(minutes=45)
    return client, fill(client, shown, "/note", words=WROTE, password="what I typed")


def test_what_was_typed_comes_back_after_signing_in_and_is_saved_once(app, saved, people, clock):
    client, late = write_too_late(app, people, clock)
    assert late.status_code == 401
    assert "What you wrote is kept" in late.text
    assert "they left at six" not in late.text
    back = sign_in_on(people, client, late, "ana")
    assert back.status_code == 200
    assert "What you wrote is still here" in back.text
    form = fill(client, back, "/")
    assert form.status_code == 200
    assert saved == []
    assert form_on(form.text).fields["words"].replace("\n", "\r\n").strip() == WROTE
    assert "what I typed" not in late.text + back.text + form.text
    assert fill(client, form, "/note").status_code == 303
    assert [words.replace("\n", "\r\n") for words in saved] == [WROTE]


def test_a_mistake_while_signing_in_again_loses_nothing(app, saved, people, clock):
    client, late = write_too_late(app, people, clock)
    wrong = fill(client, late, "/sign-in", email=people.email("ana"), password="not mine", code="123456")
    assert wrong.status_code == 422
    back = sign_in_on(people, client, wrong, "ana")
    assert "they left at six" in back.text


def test_nobody_else_gets_what_was_typed(app, saved, people, clock):
    client, late = write_too_late(app, people, clock)
    other = sign_in_on(people, client, late, "ben")
    assert (other.status_code, other.location) == (303, "/")
    assert "they left at six" not in client.get("/account").text


def test_what_was_typed_is_kept_for_two_hours(app, saved, people, clock):
    client, late = write_too_late(app, people, clock)
    clock.forward(hours=2, minutes=1)
    assert sign_in_on(people, client, late, "ana").status_code == 303


def test_a_kept_form_that_was_changed_is_not_given_back(app, saved, people, clock):
    client, late = write_too_late(app, people, clock)
    kept = form_on(late.text).fields["kept"]
    changed = fill(
        client, late, "/sign-in", email=people.email("ana"), password=PASSWORD, code=people.code("ana"), kept=kept[:-6]
    )
    assert changed.status_code == 303


def test_a_form_without_its_token_does_nothing_and_gives_the_words_back(app, saved, people):
    client = people.sign_in(app.test_client(), "ana")
    form = form_on(client.get("/note").text)
    sent = {"idempotency_key": form.fields["idempotency_key"], "words": WROTE, "password": "what I typed"}
    refused = client.post("/note", data=sent)
    assert refused.status_code == 400
    assert saved == []
    assert "they left at six" in refused.text
    assert "what I typed" not in refused.text
    assert refused.headers["Cache-Control"] == "no-store"


def test_who_signed_out_in_another_window_gets_what_was_typed_back_and_nobody_else_does(app, saved, people, clock):
    client = people.sign_in(app.test_client(), "ana")
    shown = client.get("/note")
    assert sign_out(client).location == "/signed-out"
    late = fill(client, shown, "/note", words=WROTE, password="what I typed")
    assert late.status_code == 401
    assert "You were signed out. What you wrote is kept for two hours." in late.text
    assert "they left at six" not in late.text
    assert saved == []
    clock.forward(minutes=2)
    back = sign_in_on(people, client, late, "ana")
    assert "What you wrote is still here" in back.text
    form = fill(client, back, "/")
    assert form_on(form.text).fields["words"].replace("\n", "\r\n").strip() == WROTE
    assert fill(client, form, "/note").status_code == 303
    assert len(saved) == 1
    again = fill(client, shown, "/note", words=WROTE)
    assert (again.status_code, "Nothing you wrote is lost" in again.text) == (400, True)
    sign_out(client)
    other = sign_in_on(people, client, fill(client, shown, "/note", words=WROTE), "ben")
    assert (other.status_code, other.location) == (303, "/")
    assert len(saved) == 1


def test_a_button_pressed_without_a_word_is_not_said_to_have_lost_or_kept_any(app, saved, people, clock):
    client = people.sign_in(app.test_client(), "ana")
    key = form_on(client.get("/note").text).fields["idempotency_key"]
    refused = client.post("/note", data={"idempotency_key": key, "version": "3"})
    assert refused.status_code == 400
    assert "you wrote" not in refused.text
    assert "Files" not in refused.text
    assert "load the page again" in refused.text
    clock.forward(minutes=45)
    late = client.post("/note", data={"idempotency_key": key, "version": "3"})
    assert late.status_code == 401
    assert "Nothing was saved by this step" in late.text
    assert "kept" not in late.text


def test_the_answers_of_an_ended_session_are_the_same_for_a_stranger(app, saved, people):
    stranger = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', stranger.get("/sign-in").text).group(1)
    answer = stranger.post("/note", data={"csrf_token": token, "words": WROTE, "idempotency_key": "k"})
    assert answer.status_code == 401
    assert "Nothing was saved by this step" in answer.text
    assert all("kept" not in form.fields for form in forms_of(answer.text))
