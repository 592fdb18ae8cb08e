"""A file sent with an alert: looked at only when it is sent, by somebody who may, and never at the cost of the words."""

from __future__ import annotations

import io

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from serac.alerts.attachments import CleanFile
from serac.alerts.views import raising
from tests.alerts.test_attachments import photograph
from tests.alerts.test_pages import ANSWERS, alerts_of, check
from tests.forms import fill, form_on
from tests.raising import county

pytestmark = pytest.mark.pages

MB = 1024 * 1024


def send_long(client, size: int):
    """Send the alert with a text of so many bytes. The body is made here: the client's own way leaves a file open."""
    long = FileStorage(io.BytesIO(b"a" * size), "long.txt")
    fields = form_on(check(client).text).fields | {"step": "send", "attachment": long}
    boundary, body = encode_multipart({name: value for name, value in fields.items() if value is not None})
    return client.post("/alerts/new", data=body, content_type=f"multipart/form-data; boundary={boundary}")


@pytest.fixture
def visit(app, given):
    """Open the service as somebody who has signed in."""
    return lambda name: given.sign_in(app.test_client(), name)


@pytest.fixture
def looked_at(monkeypatch):
    """The files that were looked at."""
    seen = []

    def look(name, content, **_):
        seen.append(name)
        return CleanFile(name, "text/plain", content)

    monkeypatch.setattr(raising, "clean_file", look)
    return seen


def test_a_file_of_somebody_who_may_not_raise_an_alert_is_never_looked_at(given, visit, looked_at):
    county(given)
    client = visit("omar")
    token = form_on(visit("rhys").get("/alerts/new").text).fields["csrf_token"]
    client.application.config["WTF_CSRF_ENABLED"] = False
    picture = (io.BytesIO(photograph()), "photo.jpg")
    data = ANSWERS | {"step": "send", "attachment": picture, "idempotency_key": "k" * 20, "csrf_token": token}
    assert client.post("/alerts/new", data=data).status_code == 403
    assert looked_at == []


def test_a_file_is_looked_at_only_when_the_alert_is_sent(given, visit, looked_at):
    county(given)
    client = visit("rhys")
    shown = check(client)
    back = fill(client, shown, "/alerts/new", step="change", attachment=(io.BytesIO(b"one"), "one.txt"))
    assert back.status_code == 200
    assert looked_at == []
    fill(client, shown, "/alerts/new", step="send", attachment=(io.BytesIO(b"two"), "two.txt"))
    assert looked_at == ["two.txt"]


def test_a_file_over_the_limit_loses_nothing_that_was_typed(given, visit):
    county(given)
    client = visit("rhys")
    for size in (10 * MB + 1, 20 * MB):
        answer = send_long(client, size)
        assert answer.status_code == 422
        assert "The file must be smaller than 10 MB" in answer.text
        assert "Nine beds in one room." in answer.text
    assert alerts_of(given) == []
    assert fill(client, answer, "/alerts/new", step="send").status_code == 303


def test_a_file_far_over_the_limit_is_refused_and_says_that_nothing_was_saved(given, visit):
    county(given)
    answer = send_long(visit("rhys"), 22 * MB)
    assert answer.status_code == 413
    assert "Nothing was saved, and we could not read what you wrote" in answer.text
