"""The guide, accessibility, privacy, and who has looked at a case or an alert."""

from __future__ import annotations

import pytest

from serac.access import commands as access
from serac.access.queries import find_compartment
from serac.access.roles import Role
from serac.agencies.models import Member
from serac.cases.queries import find_case
from serac.desk.guide import GUIDES
from tests.desk.conftest import add_police, open_case, raise_alert

pytestmark = pytest.mark.pages


@pytest.fixture
def as_(app, county):
    def sign_in(name):
        return county.sign_in(app.test_client(), name)

    return sign_in


def test_every_role_has_a_guide_that_says_what_it_does_and_what_it_cannot(as_):
    client = as_("tom")
    assert set(GUIDES) == set(Role)
    for role, words in GUIDES.items():
        page = client.get(f"/guide/{role}")
        assert page.status_code == 200
        assert words.does
        assert words.never


def test_the_guide_shows_the_readers_role_the_keys_and_their_switch(as_):
    text = as_("priya").get("/guide").text
    assert "Claim an alert before you work on it" in text
    assert "What nobody can do" in text
    assert "data-app-keys-off" in text


@pytest.mark.parametrize("path", ["/guide/nonsense", "/guide/Coordinator", "/guide/..%2f"])
def test_a_guide_to_no_role_is_not_found(as_, path):
    assert as_("tom").get(path).status_code == 404


@pytest.mark.parametrize("path", ["/accessibility", "/privacy"])
def test_two_pages_are_open_to_everybody(app, as_, path):
    assert app.test_client().get(path).status_code == 200
    assert as_("tom").get(path).status_code == 200


def test_the_guide_is_not_for_somebody_who_is_not_signed_in(app):
    assert app.test_client().get("/guide").status_code == 303


def test_the_team_sees_who_has_looked_at_a_case(as_, county):
    county.agreement("council", "police")
    case = open_case(county)
    add_police(county, case)
    as_("tom").get(f"/cases/{case}")
    text = as_("priya").get(f"/cases/{case}/who-has-looked").text
    assert "Tom" in text
    assert "Looked at the case" in text
    assert as_("tom").get(f"/cases/{case}/who-has-looked").status_code == 403
    assert as_("gita").get(f"/cases/{case}/who-has-looked").status_code == 404


def test_the_chair_of_a_case_is_shown_the_way_to_who_has_looked_and_a_handler_is_not(as_, county):
    county.agreement("council", "police")
    case = open_case(county)
    add_police(county, case)
    with county.as_("priya") as unit:
        compartment = find_compartment(unit, find_case(unit, case).compartment_id)
        chair = unit.session.get_one(Member, county.members["judith"])
        access.grant_to_member(
            unit, compartment, member=chair, relation="chair", purpose="safeguard_adult", categories=["identity"]
        )
    assert f"/cases/{case}/who-has-looked" in as_("judith").get(f"/cases/{case}").text
    assert f"/cases/{case}/who-has-looked" not in as_("tom").get(f"/cases/{case}").text


def test_the_team_sees_who_has_looked_at_an_alert_and_its_reporter_does_not(as_, county):
    alert = raise_alert(county)
    as_("sam").get(f"/alerts/{alert}")
    text = as_("priya").get(f"/alerts/{alert}/who-has-looked").text
    assert "Sam" in text
    assert as_("rosa").get(f"/alerts/{alert}/who-has-looked").status_code == 404


@pytest.mark.parametrize("path", ["/cases/SC-NONSENS/who-has-looked", "/alerts/AL-NONSENS/who-has-looked"])
def test_an_unknown_reference_is_not_found(as_, path):
    assert as_("priya").get(path).status_code == 404
