"""Filling in the open form, page by page, as a browser without a session does."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.forms import fill

CONCERN = "/report/thornshire/concern"
ME = "/report/thornshire/me/en"
OURS = {"Origin": "http://localhost"}
ANSWERS: tuple[dict[str, Any], ...] = (
    {"danger": "no"},
    {
        "what": "Four men wash cars until late. They sleep in a unit at the back.",
        "when": "Most days",
        "still_happening": "yes",
    },
    {"where": "Hand car wash by the station", "place_kind": "car_wash", "area": "kelderby"},
    {
        "child": "no",
        "person_1_description": "Four men, about 20 to 40",
        "vehicles": "White van ZZ61 QRV",
        "position_of_trust": "no",
    },
    {"how_known": "saw_it", "may_return": "no"},
)
"""A typical concern: what each page is answered with."""


def walk(
    client: FlaskClient, path: str = CONCERN, pages: tuple[dict[str, Any], ...] = ANSWERS, **changed: Any
) -> TestResponse:
    """Answer each page of the form; gives the check. `changed`: other answers, by field."""
    shown = client.get(path)
    assert shown.status_code == 200, shown.status
    for page in pages:
        shown = fill(client, shown, path, headers=OURS, **(page | {k: v for k, v in changed.items() if k in page}))
        assert shown.status_code == 200, shown.text
    return shown


def send(client: FlaskClient, check: TestResponse, path: str = CONCERN, **more: Any) -> TestResponse:
    """Press Send on the check."""
    return fill(client, check, path, headers=OURS, go="send", **more)


def report(client: FlaskClient, path: str = CONCERN, **changed: Any) -> TestResponse:
    """A typical concern from the first page to the last."""
    return send(client, walk(client, path, **changed), path)
