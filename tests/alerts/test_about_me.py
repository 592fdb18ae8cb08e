"""Somebody tells us about themselves, without an account: safe contact first, in their language."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from serac.alerts.models import Alert
from serac.entities.models import SafeContact
from serac.entities.queries import list_people
from tests.alerts.test_public_form import alerts, client, count, here
from tests.filling import ME, send, walk
from tests.forms import fill
from tests.given import Given

__all__ = ["client", "here"]
pytestmark = pytest.mark.pages


def test_about_me_asks_for_safe_contact_first_and_needs_no_name_and_no_date(here: Given, client: FlaskClient) -> None:
    pages = (
        {"channel": "text", "number": "01632 960777", "code_word": "heron", "shared_device": "yes"},
        {"what": "They keep my papers", "under_18": "not_sure"},
    )
    check = walk(client, ME, pages)
    assert "heron" in check.text
    assert send(client, check, ME).location == "/report/thornshire/thanks/en"
    (alert,) = alerts(here)
    assert (alert.about_me, alert.child, alert.source) == (True, True, "public")
    with here.as_("priya") as unit:
        safe = unit.session.scalars(select(SafeContact)).one()
        assert (safe.channel, safe.number, safe.code_word) == ("text", "01632 960777", "heron")
        assert (safe.withheld, safe.voicemail, safe.text_allowed, safe.shared_device) == (True, False, True, "yes")
        (sender,) = list_people(unit, alert.compartment_id)  # whoever sent it has a plan for tonight like anybody else
        assert (sender.role, sender.age_band) == ("potential_victim", "in_doubt")
    pages[0]["text_allowed"] = "no"  # by text, and no text: they are asked again
    refused = fill(client, client.get(ME), ME, **pages[0])
    assert (refused.status_code, "Choose one of the answers" in refused.text) == (422, True)


def test_about_me_with_somebody_in_a_position_of_trust_is_restricted_from_the_start(
    here: Given, client: FlaskClient
) -> None:
    check = walk(client, ME, ({"channel": "none"}, {"what": "My carer keeps my card", "position_of_trust": "not_sure"}))
    assert "May somebody whom people have to trust be involved?" in check.text
    assert send(client, check, ME).status_code == 303
    assert (alerts(here), count(here, Alert)) == ([], 1)


def test_about_me_an_empty_form_is_not_sent(here: Given, client: FlaskClient) -> None:
    answer = send(client, walk(client, ME, ({}, {})), ME)
    assert answer.status_code == 422
    assert "Write something, or say how we can contact you" in answer.text
    assert alerts(here) == []


@pytest.mark.parametrize(
    ("code", "heading"),
    [
        ("cy", "Mae hyn amdanaf i"),
        ("ro", "Este vorba despre mine"),
        ("pl", "To dotyczy mnie"),
        ("sq", "Kjo ka të bëjë me mua"),
        ("vi", "Đây là về tôi"),
    ],
)
def test_about_me_can_be_done_in_other_languages(here: Given, client: FlaskClient, code: str, heading: str) -> None:
    path = f"/report/thornshire/me/{code}"
    page = client.get(path)
    assert heading in page.text
    assert f'<html lang="{code}"' in page.text
    check = walk(client, path, ({"channel": "none"}, {"what": "Słowa"}))
    assert send(client, check, path).location == f"/report/thornshire/thanks/{code}"
    (alert,) = alerts(here)
    assert alert.about_me
