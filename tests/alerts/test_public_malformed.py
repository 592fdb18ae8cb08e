"""What arrives broken at the open form, by accident or on purpose: refused as 4xx, nothing partly written, no memory lost."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, inspect, text
from werkzeug.test import TestResponse

from tests.filling import ANSWERS, CONCERN, ME, OURS, walk
from tests.forms import form_on
from tests.given import Given
from tests.raising import county

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=here"
MEMORY = Path("/proc/self/statm")
MOST_GROWTH = 10 * 1024 * 1024
Send = Callable[[FlaskClient, str], TestResponse]


def _no_boundary(client: FlaskClient, carried: str) -> TestResponse:
    return client.post(CONCERN, data=b"--x\r\nnothing", headers=OURS, content_type="multipart/form-data")


def _cut_off(client: FlaskClient, carried: str) -> TestResponse:
    body = f'--here\r\nContent-Disposition: form-data; name="carried"\r\n\r\n{carried[:40]}'.encode()
    return client.post(CONCERN, data=body, headers=OURS, content_type=MULTIPART)


def _too_large(client: FlaskClient, carried: str) -> TestResponse:
    return client.post(CONCERN, data=b"what=" + b"a" * 700_000, headers=OURS, content_type=FORM)


def _too_many_parts(client: FlaskClient, carried: str) -> TestResponse:
    part = b'--here\r\nContent-Disposition: form-data; name="kinds"\r\n\r\nother\r\n'
    return client.post(CONCERN, data=part * 500 + b"--here--\r\n", headers=OURS, content_type=MULTIPART)


def _too_long(client: FlaskClient, carried: str) -> TestResponse:
    data = {"step": "what", "go": "next", "carried": carried, "what": "ż" * 10_001}
    return client.post(CONCERN, data=data, headers=OURS)


def _codes_of_no_list(client: FlaskClient, carried: str) -> TestResponse:
    data = {
        "step": "what",
        "go": "next",
        "carried": carried,
        "what": "Words",
        "kinds": ["labour.forced", "'; drop table"],
    }
    return client.post(CONCERN, data=data, headers=OURS)


def _tampered(client: FlaskClient, carried: str) -> TestResponse:
    other = "B" if carried[100] == "A" else "A"
    data = {"step": "check", "go": "send", "carried": carried[:100] + other + carried[101:]}
    return client.post(CONCERN, data=data, headers=OURS)


def _of_another_page(client: FlaskClient, carried: str) -> TestResponse:
    return client.post(ME, data={"step": "check", "go": "send", "carried": carried}, headers=OURS)


def _from_elsewhere(client: FlaskClient, carried: str) -> TestResponse:
    data = {"step": "check", "go": "send", "carried": carried}
    return client.post(CONCERN, data=data, headers={"Origin": "https://elsewhere.example.org"})


def _not_a_form(client: FlaskClient, carried: str) -> TestResponse:
    return client.post(
        CONCERN, data=b'{"step": ["check"], "carried": {"a": 1}}', headers=OURS, content_type="application/json"
    )


def _bytes_of_nothing(client: FlaskClient, carried: str) -> TestResponse:
    body = b"step=check&go=send&carried=%ff%fe%00&what=%ed%a0%80\x00&%=%zz&=&&&"
    return client.post(CONCERN, data=body, headers=OURS, content_type=FORM)


def _a_bomb(client: FlaskClient, carried: str) -> TestResponse:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", b"0" * 5_000_000)
        parts.writestr("word/document.xml", b"0" * 5_000_000)
    packed.seek(0)
    data = {"step": "check", "go": "send", "carried": carried, "files": [(packed, "a.docx")]}
    return client.post(CONCERN, data=data, headers=OURS, content_type="multipart/form-data")


def _half_a_picture(client: FlaskClient, carried: str) -> TestResponse:
    picture = io.BytesIO(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 2000)
    data = {"step": "check", "go": "send", "carried": carried, "files": [(picture, "a.jpg")]}
    return client.post(CONCERN, data=data, headers=OURS, content_type="multipart/form-data")


def _no_such_page(client: FlaskClient, carried: str) -> TestResponse:
    return client.post("/report/../report/%00/concern", data={"carried": carried}, headers=OURS)


KINDS: tuple[Send, ...] = (
    _no_boundary,
    _cut_off,
    _too_large,
    _too_many_parts,
    _too_long,
    _codes_of_no_list,
    _tampered,
    _of_another_page,
    _from_elsewhere,
    _not_a_form,
    _bytes_of_nothing,
    _a_bomb,
    _half_a_picture,
    _no_such_page,
)


@pytest.fixture
def client(app: Flask, given: Given) -> FlaskClient:
    county(given)
    app.config["SHOW_FAULTS_AS_PAGES"] = True
    return app.test_client(use_cookies=False)


def carried_of(client: FlaskClient) -> str:
    """The field of somebody who has answered everything."""
    return str(form_on(walk(client, pages=ANSWERS).text).fields["carried"])


def rows(engine: Engine) -> dict[str, int]:
    """How many rows each table has."""
    names = inspect(engine).get_table_names()
    with engine.connect() as connection:
        return {name: connection.execute(text(f'select count(*) from "{name}"')).scalar() or 0 for name in names}


def test_every_kind_of_broken_form_is_refused_and_writes_nothing(client: FlaskClient, plain_engine: Engine) -> None:
    carried = carried_of(client)
    before = rows(plain_engine)
    plain_engine.dispose()
    for kind in KINDS:
        answer = kind(client, carried)
        assert 400 <= answer.status_code < 500, f"{kind.__name__}: {answer.status}"
        assert "Set-Cookie" not in answer.headers, kind.__name__
    assert rows(plain_engine) == before


@pytest.mark.full
def test_three_hundred_broken_forms_leave_the_memory_as_it_was(client: FlaskClient, plain_engine: Engine) -> None:
    carried = carried_of(client)
    before = rows(plain_engine)
    plain_engine.dispose()
    grown: list[int] = []
    for number in range(300):
        kind = KINDS[number % len(KINDS)]
        answer = kind(client, carried)
        assert 400 <= answer.status_code < 500, f"{kind.__name__}: {answer.status}"
        answer.close()
        if number in {49, 299}:
            grown.append(int(MEMORY.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
    print(f"\nmemory between the 50th and the 300th: {(grown[1] - grown[0]) / 1024:.0f} KB")
    assert grown[1] - grown[0] <= MOST_GROWTH
    assert rows(plain_engine) == before
