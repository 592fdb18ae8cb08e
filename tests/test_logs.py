"""The log says that something happened, never to whom, and never what anybody typed."""

from __future__ import annotations

import logging
import sys

import pytest

from serac.logs import QuietFormatter

PLANTED = "Planted Name"


def written(name: str, words: str, *values: object, fault: bool = False) -> str:
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, words, values, sys.exc_info() if fault else None)
    return QuietFormatter().format(record)


def fail(typed: str) -> None:
    try:
        int(typed)
    except ValueError as fault:
        raise LookupError(f"no account for {typed}") from fault


def test_a_fault_is_written_with_its_place_and_class_and_without_its_message():
    try:
        fail(PLANTED)
    except LookupError:
        line = written("serac.web", "a fault at %s", "alerts.show", fault=True)
    assert "ERROR a fault at alerts.show" in line
    assert "tests/test_logs.py" in line
    assert "in fail" in line
    assert "LookupError" in line
    assert "ValueError" in line
    assert PLANTED not in line


def test_what_a_library_says_loses_its_values_and_keeps_its_numbers():
    line = written("gunicorn.error", "Worker %s failed on %s", 12, f"/invitations/{PLANTED}")
    assert line.endswith("ERROR Worker 12 failed on (left out)")


@pytest.mark.parametrize("words", ["50% of %s", "no place for it", "%(name)s"])
def test_a_sentence_that_cannot_be_filled_in_is_written_as_it_is(words):
    assert PLANTED not in written("library", words, PLANTED)


def test_a_request_is_one_line_without_its_address(app, caplog):
    with caplog.at_level(logging.INFO, logger="serac.requests"):
        answer = app.test_client().get("/health/live?q=planted")
        unknown = app.test_client().get("/planted/path")
    live, missing = (record.getMessage() for record in caplog.records if record.name == "serac.requests")
    assert live.startswith("GET health.live 200 ")
    assert live.endswith(answer.headers["X-Request-Id"])
    assert missing.startswith("GET - 404 ")
    assert "planted" not in live + missing
    assert unknown.headers["X-Request-Id"] != answer.headers["X-Request-Id"]
