"""An alert that is not finished is kept for its author alone, and goes when it is sent, discarded or too old."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from serac.alerts import commands
from serac.alerts.jobs import drafts as jobs
from serac.alerts.models import Draft
from serac.alerts.queries import fields_of, find_draft, list_drafts
from serac.core.audit_log import AuditEntry
from serac.core.jobs import job_unit
from serac.core.problems import Conflict, Invalid, NotFound, NotPermitted
from tests.alerts.test_pages import ANSWERS, alerts_of
from tests.forms import fill, form_on, send
from tests.raising import county

pytestmark = pytest.mark.pages

WORDS = "Nine beds.\nTwo doors."


@pytest.fixture
def visit(app: Flask, given):
    """Open the service as somebody who has signed in."""
    return lambda name: given.sign_in(app.test_client(), name)


def kept(given, by: str = "rhys", **facts) -> Draft:
    """Something begun and kept."""
    with given.as_(by) as unit:
        return commands.save_draft(unit, None, **({"fields": [("what", WORDS)]} | facts))


def test_what_was_begun_is_listed_resumed_and_gone_once_it_is_sent(given, visit):
    county(given)
    client = visit("rhys")
    saved = send(
        client, "/alerts/new", step="save", what=WORDS, kinds=["labour.forced", "other"], person_2_name="Petru"
    )
    assert saved.location == "/alerts/sent"
    listed = client.get("/alerts/sent").text
    assert "Not sent yet" in listed
    assert "Nine beds" not in listed
    with given.as_("rhys") as unit:
        (draft,) = list_drafts(unit)
    resumed = client.get(f"/alerts/new?draft={draft.id}")
    fields = form_on(resumed.text).fields
    assert fields["what"] == WORDS
    assert set(fields["kinds"]) == {"labour.forced", "other"}
    assert fields["person_2_name"] == "Petru"
    checked = fill(client, resumed, "/alerts/new", **(ANSWERS | {"step": "check"}))
    assert fill(client, checked, "/alerts/new", step="send").status_code == 303
    assert len(alerts_of(given)) == 1
    assert "Not sent yet" not in client.get("/alerts/sent").text


def test_saving_again_goes_on_with_the_same_one(given, visit):
    county(given)
    client = visit("rhys")
    send(client, "/alerts/new", step="save", what="First")
    with given.as_("rhys") as unit:
        path = f"/alerts/new?draft={list_drafts(unit)[0].id}"
    fill(client, client.get(path), path, step="save", what="Second")
    with given.as_("rhys") as unit:
        (draft,) = list_drafts(unit)
        assert dict(fields_of(draft))["what"] == "Second"


def test_it_can_be_saved_from_the_answers_that_are_checked(given, visit):
    county(given)
    client = visit("rhys")
    checked = send(client, "/alerts/new", **(ANSWERS | {"step": "check"}))
    assert fill(client, checked, "/alerts/new", step="save").location == "/alerts/sent"
    with given.as_("rhys") as unit:
        assert dict(fields_of(list_drafts(unit)[0]))["where"] == ANSWERS["where"]


def test_what_is_keyed_for_a_caller_is_gone_on_with_where_it_was_begun(given, visit):
    county(given)
    client = visit("priya")
    fill(client, client.get("/alerts/key"), "/alerts/key", step="save", what=WORDS, source="caller")
    with given.as_("priya") as unit:
        (draft,) = list_drafts(unit)
    assert f"/alerts/key?draft={draft.id}" in client.get("/alerts/sent").text
    assert client.get(f"/alerts/new?draft={draft.id}").status_code == 404
    assert form_on(client.get(f"/alerts/key?draft={draft.id}").text).fields["source"] == "caller"


def test_nobody_else_finds_goes_on_with_or_discards_it(given, visit):
    county(given)
    draft = kept(given)
    for name in ("priya", "hana"):
        with given.as_(name) as unit, pytest.raises(NotFound):
            find_draft(unit, draft.id)
        with given.as_(name) as unit, pytest.raises(NotPermitted):
            commands.discard_draft(unit, draft)
        with given.as_(name) as unit, pytest.raises(NotPermitted):
            commands.save_draft(unit, draft, fields=[])
        client = visit(name)
        assert client.get(f"/alerts/new?draft={draft.id}").status_code == 404
        assert "Not sent yet" not in client.get("/alerts/sent").text
    unknown = visit("hana").get("/alerts/new?draft=nonsense")
    assert unknown.status_code == 404


def test_it_is_discarded_by_its_author(given, visit):
    county(given)
    draft = kept(given)
    client = visit("rhys")
    path = f"/alerts/drafts/{draft.id}/discard"
    assert fill(client, client.get("/alerts/sent"), path, having={"to": path}).location == "/alerts/sent"
    with given.operator() as unit:
        assert unit.session.scalars(select(Draft)).all() == []


@pytest.mark.both
def test_two_pages_of_the_same_draft_do_not_overwrite_each_other(given):
    county(given)
    draft = kept(given)
    with given.as_("rhys") as unit:
        commands.save_draft(unit, find_draft(unit, draft.id), fields=[("what", "One")], seen_version=1)
    with given.as_("rhys") as unit, pytest.raises(Conflict):
        commands.save_draft(unit, find_draft(unit, draft.id), fields=[("what", "Two")], seen_version=1)


def test_it_is_sealed_and_each_save_is_recorded_once_without_its_words(given, plain_engine):
    county(given)
    draft = kept(given)
    with plain_engine.connect() as connection:
        body = connection.exec_driver_sql("select body_sealed from alert_draft").scalar()
    assert b"Nine beds" not in bytes(body)
    with given.operator() as unit:
        log = AuditEntry.__table__.c
        asked = select(log.detail).where(log.subject_id == draft.id, log.event == "draft.kept")
        assert unit.session.execute(asked, execution_options={"named": "audit.append"}).scalars().all() == ["{}"]


def test_nobody_keeps_more_than_twenty(given):
    county(given)
    for _ in range(20):
        kept(given)
    with pytest.raises(Invalid, match="20 unfinished alerts"):
        kept(given)


def test_what_nobody_goes_on_with_is_deleted_after_a_week(given, clock):
    county(given)
    draft = kept(given)
    clock.forward(days=6)
    with job_unit(given.services) as unit:
        assert list(jobs.stale(unit)) == []
    clock.forward(days=1)
    with given.as_("rhys") as unit, pytest.raises(NotFound):
        find_draft(unit, draft.id)
    with job_unit(given.services) as unit:
        (occasion,) = jobs.stale(unit)
        jobs.expire(unit, occasion)
        assert unit.session.scalars(select(Draft)).all() == []
