"""What a watcher is told: codes, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from serac.core import schema
from serac.core.jobs import take_lease
from serac.scheduler import LEASE

pytestmark = pytest.mark.pages


@pytest.fixture
def working(app):
    take_lease(app.extensions["serac"], LEASE, "somebody", dt.timedelta(seconds=60))
    return app.test_client()


def test_a_process_that_answers_is_live(app):
    answer = app.test_client().get("/health/live")
    assert (answer.status_code, answer.json) == (200, {"status": "live"})


def test_a_service_that_has_all_it_needs_is_ready(working):
    answer = working.get("/health/ready")
    assert (answer.status_code, answer.json) == (200, {"status": "ready"})


def test_without_a_scheduler_it_is_not_ready(app):
    answer = app.test_client().get("/health/ready")
    assert (answer.status_code, answer.json) == (503, {"status": "not ready", "missing": ["scheduler"]})


def test_with_old_tables_it_is_not_ready(working, database_url):
    schema.downgrade(database_url, "0004_access")
    assert working.get("/health/ready").json["missing"] == ["migrations"]


def test_without_its_database_it_is_not_ready_and_says_no_more(working, monkeypatch, database_url):
    schema.downgrade(database_url, "base")
    monkeypatch.setattr("serac.core.schema.current", lambda _: schema.head())
    answer = working.get("/health/ready")
    assert answer.json["missing"] == ["database"]
    assert set(json.loads(answer.data)) == {"status", "missing"}


def test_without_a_place_for_the_anchor_it_is_not_ready(working, tmp_path):
    services = working.application.extensions["serac"]
    working.application.extensions["serac"] = replace(services, anchor=tmp_path / "gone" / "anchor")
    assert working.get("/health/ready").json["missing"] == ["audit_anchor"]
