"""Hidden, unknown and malformed: the same bytes, the same headers, whoever asks and however."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from serac.access.models import Compartment
from serac.access.roles import Role
from serac.agencies.models import Partnership
from serac.cases import commands as cases
from serac.core.references import new_reference
from tests.given import Given

VARYING = {"Date", "X-Request-Id", "Set-Cookie"}
"""The date, the request's id, and a session's renewal: nothing else may differ."""


@pytest.fixture
def hidden(app: Flask, given: Given) -> dict[str, Any]:
    """A case that a handler of another agency may not know of, and that handler's client."""
    given.once(_people)
    with given.as_("priya") as unit:
        home = unit.session.get_one(Partnership, given.partnerships["thornshire"])
        case = cases.open_case(unit, home, title="A house", kinds=["labour.forced"])
        reference = case.reference
        assert unit.session.get(Compartment, case.compartment_id)
    client = app.test_client()
    given.sign_in(client, "hannah")
    return {"client": client, "reference": reference}


def _people(given: Given) -> None:
    given.agency("council-team", "council.modern_slavery")
    given.agency("police", "police")
    given.member("priya", "council-team", Role.COORDINATOR)
    given.member("hannah", "police", Role.HANDLER)


def answer(client: Any, path: str, method: str = "GET") -> tuple[int, bytes, list[tuple[str, str]]]:
    got = client.open(path, method=method)
    return got.status_code, got.get_data(), sorted((k, v) for k, v in got.headers.items() if k not in VARYING)


PATHS = (
    "/cases/{}",
    "/cases/{}/team",
    "/cases/{}/people",
    "/cases/{}/picture",
    "/cases/{}/summary",
    "/cases/{}/who-has-looked",
    "/alerts/{}",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_hidden_reference_is_answered_as_an_unknown_and_a_malformed_one(hidden: dict[str, Any], path: str) -> None:
    client = hidden["client"]
    asked = [
        hidden["reference"],
        new_reference("SC"),
        "SC-0000000",
        "nonsense",
        "SC-7F3K9Q%00",
        "sc-7f3k9qm",
        "x" * 300,
    ]
    answers = {str(answer(client, path.format(one))) for one in asked}
    assert len(answers) == 1
    assert answer(client, path.format(asked[0]))[0] == 404


def test_the_answer_is_that_of_an_address_that_does_not_exist(hidden: dict[str, Any]) -> None:
    client = hidden["client"]
    assert answer(client, f"/cases/{hidden['reference']}") == answer(client, "/no/such/address")
    assert answer(client, "/people/not-an-id") == answer(client, "/no/such/address")


def test_it_holds_no_token_no_session_and_no_echo(hidden: dict[str, Any]) -> None:
    got = hidden["client"].get(f"/cases/{hidden['reference']}")
    assert hidden["reference"] not in got.text
    assert "csrf" not in got.text
    assert "Set-Cookie" not in got.headers
    assert "hannah" not in got.text.lower()


def test_what_was_refused_is_recorded_alike(hidden: dict[str, Any], given: Given, plain_engine: Any) -> None:
    client = hidden["client"]
    client.get(f"/cases/{hidden['reference']}")
    client.get(f"/cases/{new_reference('SC')}")
    with plain_engine.connect() as connection:
        entries = connection.exec_driver_sql(
            "select event, compartment_id, subject_id, detail from audit_entry where event = 'request.refused'"
        ).all()
    assert len(entries) == 2
    plain = [(*entry[:3], json.loads(entry[3])) for entry in entries]
    tried = {entry[3].pop("tried") for entry in plain}
    assert plain[0] == plain[1]
    assert plain[0][1] is None
    assert len(tried) == 2, "oversight can tell one address tried often from many tried once"
