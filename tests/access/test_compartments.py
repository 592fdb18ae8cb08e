"""Restricting, shredding, overriding, looking in an emergency: each ends when it says, and governance reviews it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Compartment, Grant, Override
from serac.access.queries import find_in_emergency
from serac.access.roles import Role
from serac.agencies.models import Agency
from serac.cases.models import Case
from serac.core.crypto import Tampered
from serac.core.outbox import Notice
from serac.core.problems import Invalid, NotPermitted
from tests.given import Given
from tests.raising import county, opened


@pytest.fixture
def case(given: Given) -> Case:
    county(given)
    given.agency("night-desk", "council.duty_team")
    given.member("fay", "night-desk", Role.EMERGENCY_DUTY)
    given.agency("landlord", "housing_association")
    given.member("vera", "landlord", Role.HANDLER)
    return opened(given)


def compartment_of(unit: Any, case: Case) -> Compartment:
    return unit.session.get_one(Compartment, case.compartment_id)


def sees(given: Given, name: str, case: Case) -> bool:
    with given.as_(name) as unit:
        return unit.session.get(Case, case.id) is not None


def test_an_override_opens_for_that_agency_only_and_ends_at_its_time(given: Given, case: Case, clock: Any) -> None:
    with given.as_("priya") as unit:
        agency = unit.session.get_one(Agency, given.agencies["landlord"])
        made = access.record_override(
            unit, compartment_of(unit, case), agency=agency, ground="vital_interests", reason="A life is at risk",
            hours=2, relation="virtual_team",
        )  # fmt: skip
        until = made.until
    assert sees(given, "vera", case)
    clock.set((until - dt.timedelta(microseconds=1)).isoformat())
    assert sees(given, "vera", case)
    clock.set(until.isoformat())
    assert not sees(given, "vera", case)


def test_governance_is_told_of_an_override_and_reviews_it_once(given: Given, case: Case) -> None:
    with given.as_("priya") as unit:
        agency = unit.session.get_one(Agency, given.agencies["landlord"])
        made = access.record_override(
            unit, compartment_of(unit, case), agency=agency, ground="vital_interests", reason="A life is at risk",
            hours=2, relation="virtual_team",
        )  # fmt: skip
    with given.as_("priya") as unit, pytest.raises(NotPermitted):
        access.review_override(unit, unit.session.get_one(Override, made.id), outcome="justified")
    with given.as_("omar") as unit:
        told = unit.session.scalars(select(Notice.member_id).where(Notice.path == "/overrides")).all()
        assert given.members["omar"] in told
        access.review_override(unit, unit.session.get_one(Override, made.id), outcome="justified")
        with pytest.raises(Invalid):
            access.review_override(unit, unit.session.get_one(Override, made.id), outcome="learning")


@pytest.mark.parametrize("hours", [0, 25, 1000])
def test_an_override_lasts_no_longer_than_its_ground_allows(given: Given, case: Case, hours: int) -> None:
    with given.as_("priya") as unit:
        agency = unit.session.get_one(Agency, given.agencies["landlord"])
        facts = {
            "agency": agency,
            "ground": "vital_interests",
            "reason": "x",
            "hours": hours,
            "relation": "virtual_team",
        }
        with pytest.raises(Invalid) as refused:
            access.record_override(unit, compartment_of(unit, case), **facts)
    assert "hours" in refused.value.errors


def test_emergency_access_opens_one_case_for_four_hours(given: Given, case: Case, clock: Any) -> None:
    assert not sees(given, "fay", case)
    with given.as_("fay") as unit:
        found = find_in_emergency(unit, case.reference)
        assert found is not None
        access.take_emergency_access(unit, found, why="danger_now", reason="She has rung the desk")
    assert sees(given, "fay", case)
    clock.forward(hours=4)
    assert not sees(given, "fay", case)


def test_in_an_emergency_a_restricted_case_is_answered_as_one_that_is_not_there(given: Given, case: Case) -> None:
    with given.as_("priya") as unit:
        access.restrict(unit, compartment_of(unit, case), readers=[])
    with given.as_("fay") as unit:
        assert find_in_emergency(unit, case.reference) is None
        assert find_in_emergency(unit, "SC-2222222") is None


def test_nobody_but_the_emergency_duty_team_finds_a_case_that_way(given: Given, case: Case) -> None:
    for name in ("vera", "omar"):
        with given.as_(name) as unit:
            assert find_in_emergency(unit, case.reference) is None


def test_whoever_restricts_a_case_stays_on_its_list_and_the_last_reader_cannot_leave_it(
    given: Given, case: Case
) -> None:
    with given.as_("priya") as unit:
        access.restrict(unit, compartment_of(unit, case), readers=[])
    assert sees(given, "priya", case)
    assert not sees(given, "tomas", case)
    with given.as_("priya") as unit, pytest.raises(Invalid):
        access.unlist_reader(unit, compartment_of(unit, case), member_id=given.members["priya"])


def test_nobody_excludes_themselves_and_an_exclusion_wins_over_everything(given: Given, case: Case) -> None:
    with given.as_("priya") as unit, pytest.raises(Invalid):
        access.exclude(unit, compartment_of(unit, case), grantee_id=given.members["priya"], reason="declared")
    with given.as_("priya") as unit, pytest.raises(Invalid, match="Choose a person or an agency"):
        access.exclude(unit, compartment_of(unit, case), grantee_id=case.id, reason="declared")
    with given.as_("priya") as unit:
        access.exclude(unit, compartment_of(unit, case), grantee_id=given.members["tomas"], reason="declared")
    assert not sees(given, "tomas", case)
    with given.as_("priya") as unit:
        access.stop_excluding(unit, compartment_of(unit, case), grantee_id=given.members["tomas"])
    assert sees(given, "tomas", case)


def test_a_shredded_case_cannot_be_read_by_anybody_and_only_governance_shreds(given: Given, case: Case) -> None:
    with given.as_("priya") as unit, pytest.raises(NotPermitted):
        access.shred(unit, compartment_of(unit, case))
    with given.as_("omar") as unit:
        access.shred(unit, compartment_of(unit, case))
    with given.as_("priya") as unit:
        found = unit.session.get_one(Case, case.id)
        with pytest.raises(Tampered):
            _ = found.title


def test_a_grant_ends_once(given: Given, case: Case) -> None:
    with given.as_("priya") as unit:
        agency = unit.session.get_one(Agency, given.agencies["housing"])
        grant = access.grant_to_agency(
            unit,
            compartment_of(unit, case),
            agency=agency,
            relation="virtual_team",
            purpose="disrupt",
            categories=["identity"],
        )
        access.end_grant(unit, compartment_of(unit, case), grant=grant)
        with pytest.raises(Invalid):
            access.end_grant(unit, compartment_of(unit, case), grant=unit.session.get_one(Grant, grant.id))
