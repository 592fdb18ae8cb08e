"""When something goes wrong: the sender's own words come back, nothing stored is shown, nothing personal is logged."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from serac.access.roles import Role
from serac.alerts import commands as alerts
from serac.core.unit import Unit
from tests.given import Given

pytestmark = pytest.mark.pages

WORDS = "A man stood at the gate <b>& said nothing</b>"


@pytest.fixture
def client(app: Flask, given: Given) -> Any:
    given.once(_rosa)
    app.config["SHOW_FAULTS_AS_PAGES"] = True
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    given.sign_in(client, "rosa")
    return client


def _rosa(given: Given) -> None:
    given.agency("council-team", "council.modern_slavery")
    given.agency("police", "police")
    given.member("rosa", "police", Role.REPORTER)


def send(client: Any, **extra: str) -> Any:
    return client.post("/alerts/new", data={"idempotency_key": "k" * 20, "what": WORDS, "step": "check", **extra})


def test_a_database_that_goes_away_loses_nothing_that_was_typed(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise OperationalError("select", {}, Exception("server closed the connection"))

    monkeypatch.setattr(Unit, "hold", gone)
    got = send(client)
    assert got.status_code == 503
    assert "A man stood at the gate &lt;b&gt;" in got.text
    assert "server closed" not in got.text


def test_a_fault_gives_the_words_back_and_logs_none_of_them(
    client: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"cannot do this with {WORDS}")

    monkeypatch.setattr(Unit, "hold", broken)
    with caplog.at_level(logging.DEBUG):
        got = send(client)
    assert got.status_code == 500
    assert "A man stood at the gate" in got.text
    assert "stood at the gate" not in caplog.text


def test_a_body_that_is_too_large_is_refused_in_words(app: Flask, client: Any) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    got = send(client, where="x" * 2000)
    assert got.status_code == 413
    assert "too" in got.text


def test_too_many_answers_are_not_said_to_be_files_that_are_too_large(client: Any) -> None:
    got = client.post("/alerts/new", data={f"n{n}": "x" for n in range(600)}, content_type="multipart/form-data")
    assert got.status_code == 413
    assert "too many answers" in got.text
    assert "file" not in got.text


def test_a_method_that_is_not_allowed_says_which_are(client: Any) -> None:
    got = client.put("/alerts/new")
    assert got.status_code == 405
    assert "POST" in got.headers["Allow"]


def test_a_form_without_its_key_saves_nothing(client: Any, given: Given, plain_engine: Any) -> None:
    got = client.post("/alerts/new", data={"what": WORDS})
    assert got.status_code in {400, 422}
    with plain_engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from alert").scalar() == 0
    assert alerts.raise_alert


def test_another_site_that_sends_a_form_is_told_nothing_and_sets_no_cookie(app: Flask) -> None:
    got = app.test_client().post("/sign-in", data={"what": WORDS, "email": "rosa@police.example.org"})
    assert got.status_code == 400
    assert "Set-Cookie" not in got.headers
    assert "stood at the gate" not in got.text
    assert "rosa@" not in got.text
    assert "<form" not in got.text


def test_a_page_of_ours_that_was_open_too_long_gives_the_words_back(app: Flask) -> None:
    client = app.test_client()
    client.get("/sign-in")
    got = client.post("/sign-in", data={"what": WORDS})
    assert got.status_code == 400
    assert "A man stood at the gate" in got.text
