"""Overrides and emergency access: reviewed by oversight, who see ground, agency, dates and who, never the case."""

from __future__ import annotations

import pytest

from serac.access import commands as access
from serac.access.models import Compartment, Override
from serac.access.roles import Role
from serac.agencies.models import Agency
from serac.audit.queries import find_override, list_overrides
from serac.core.problems import NotFound, NotPermitted
from tests.forms import send

REASON = "The manager of Larkfield Farm keeps their papers"


@pytest.fixture
def recorded(told):
    """An override for an agency no agreement covers."""
    told.given.agency("housing", "council.adult_social_care")
    told.given.member("hana", "housing", Role.HANDLER)
    with told.given.as_("priya") as unit:
        compartment = unit.session.get(Compartment, told.compartment)
        housing = unit.session.get(Agency, told.given.agencies["housing"])
        made = access.record_override(
            unit,
            compartment,
            agency=housing,
            ground="vital_interests",
            reason=REASON,
            hours=12,
            relation="virtual_team",
        )
        return made.id


@pytest.fixture
def signed_in(app, told):
    def sign_in(name):
        return told.given.sign_in(app.test_client(), name)

    return sign_in


def waiting(told, name="gita"):
    with told.given.as_(name) as unit:
        return list_overrides(unit)


def test_oversight_sees_ground_agency_dates_and_who_recorded_it(told, recorded):
    row = waiting(told)[0]
    assert (row.ground, row.opened_to, row.recorded_by) == ("Vital interests", "Housing", "Priya, Council")
    assert not row.emergency
    assert not row.ended
    assert (row.until - row.since).total_seconds() == 12 * 3600


def test_the_pages_hold_nothing_of_the_case(told, recorded, signed_in):
    client = signed_in("gita")
    for path in ("/overrides", f"/overrides/{recorded}"):
        page = client.get(path)
        assert page.status_code == 200
        for planted in (REASON, "House on the hill", told.reference, "Larkfield"):
            assert planted not in page.text


def test_oversight_of_another_partnership_does_not_see_it(told, recorded):
    assert waiting(told, "olu") == []
    with told.given.as_("olu") as unit, pytest.raises(NotFound):
        find_override(unit, str(recorded))
    with told.given.as_("gita") as unit, pytest.raises(NotFound):
        find_override(unit, "nonsense")


def test_a_co_ordinator_does_not_review(told, recorded, signed_in):
    assert signed_in("priya").get("/overrides").status_code == 403
    with told.given.as_("priya") as unit, pytest.raises(NotPermitted):
        access.review_override(unit, unit.session.get(Override, recorded), outcome="justified")


def test_a_review_is_recorded_once_and_leaves_the_list(told, recorded, signed_in):
    client = signed_in("gita")
    answer = send(client, f"/overrides/{recorded}", outcome="learning")
    assert answer.status_code == 303
    assert waiting(told) == []
    page = client.get(f"/overrides/{recorded}")
    assert "something to learn" in page.text
    assert "Record the review" not in page.text


def test_a_review_without_a_finding_is_asked_for_it(recorded, signed_in):
    answer = send(signed_in("gita"), f"/overrides/{recorded}")
    assert answer.status_code == 422
    assert "Choose what you found" in answer.text


def test_oversight_that_is_kept_out_of_the_case_does_not_see_it(told, recorded):
    with told.given.as_("priya") as unit:
        compartment = unit.session.get(Compartment, told.compartment)
        access.exclude(unit, compartment, grantee_id=told.given.members["gita"], reason="linked_person")
    assert waiting(told) == []
    assert len(waiting(told, "nadia")) == 1


def test_an_override_that_has_ended_still_waits_for_its_review(told, recorded, clock):
    clock.forward(hours=13)
    assert [row.ended for row in waiting(told)] == [True]


def test_emergency_access_waits_for_review_and_says_that_it_is_one(told):
    told.given.member("dee", "council", Role.EMERGENCY_DUTY)
    with told.given.as_("dee") as unit:
        compartment = unit.session.get(Compartment, told.compartment)
        access.take_emergency_access(unit, compartment, why="danger_now", reason="A call from the ward")
    row = waiting(told)[0]
    assert row.emergency
    assert row.ground in {"Emergency access", "Somebody is in danger now"}
    assert row.opened_to.startswith("Dee")
