"""What somebody writes in the open form after it was sent: never dropped, and never taken twice."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import undefer

from serac.alerts.models import Alert, Attachment
from serac.core.submissions import Submission
from tests.alerts.test_public_form import PICTURE, client, count, here
from tests.filling import CONCERN, OURS, send, walk
from tests.forms import fill
from tests.given import Given

pytestmark = pytest.mark.pages
__all__ = ["client", "here"]


@pytest.mark.both
def test_what_is_written_after_going_back_is_an_alert_of_its_own_however_fast_it_is_pressed(
    here: Given, app: Flask, client: FlaskClient
) -> None:
    check = walk(client)
    assert send(client, check).status_code == 303
    shown = fill(client, check, CONCERN, headers=OURS, go="change.what")
    more = fill(client, shown, CONCERN, headers=OURS, go="next", what="They hit one of them.\r\nHe is still there.")
    with ThreadPoolExecutor(4) as workers:
        each = [more, check, more, more]
        pressed = list(workers.map(lambda one: send(app.test_client(use_cookies=False), one), each))
    assert {one.location for one in pressed} == {"/report/thornshire/thanks/en"}
    for _ in range(2):
        assert send(client, more, files=(io.BytesIO(PICTURE), "gate.txt")).status_code == 303
    asked = select(Alert).options(undefer(Alert.account_sealed))
    with here.as_("priya") as unit:
        kept = sorted(alert.account for alert in unit.session.scalars(asked).all())
        stored = [row.key for row in unit.session.scalars(select(Submission)).all()]
    assert [words.split(".")[0] for words in kept] == ["Four men wash cars until late", *["They hit one of them"] * 2]
    assert (count(here, Attachment), len(stored)) == (1, 3)
    assert all(len(key) == 32 for key in stored)
