"""A repeat: the same person or place within twelve months of a case being closed or last discussed, for who may read both."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Compartment
from serac.alerts.models import Alert
from serac.cases.models import Case
from serac.closure.models import Repeat
from serac.closure.queries import CLOSING, DISCUSSION, list_repeats, may_be_repeats, months_after
from serac.core.clock import UTC
from tests.closure.ending import closed, ending, from_alert, joined, look, reopened
from tests.given import Given
from tests.raising import agency, county, raised, share


@pytest.fixture
def first(given: Given) -> Case:
    """A case made from an alert about a named woman at an address."""
    return from_alert(given, raised(county(given)))


def noted(given: Given) -> set[tuple[str, str]]:
    with given.operator() as unit:
        return {(one.kind, one.counted_from) for one in unit.session.scalars(select(Repeat))}


def flagged(given: Given, name: str, case: Case) -> list[tuple[str, str, bool]]:
    with given.as_(name) as unit:
        return [(one.other.reference, one.since, one.came_back) for one in list_repeats(unit, case.compartment_id)]


def likely(given: Given, name: str, alert: Alert) -> list[str]:
    with given.as_(name) as unit:
        return [one.other.reference for one in may_be_repeats(unit, unit.session.get_one(Alert, alert.id))]


def test_months_end_on_a_day_the_month_has_and_at_the_same_hour_of_londons_clocks() -> None:
    told = {
        "2026-03-05T09:00+00:00": "2027-03-05T09:00+00:00", "2024-02-29T12:00+00:00": "2025-02-28T12:00+00:00",
        "2026-07-01T08:00+00:00": "2027-07-01T08:00+00:00",
    }  # fmt: skip
    for start, end in told.items():
        assert months_after(dt.datetime.fromisoformat(start), 12) == dt.datetime.fromisoformat(end).astimezone(UTC)


def test_a_new_case_with_the_same_person_or_place_after_a_closing_is_a_repeat_on_both_sides(
    given: Given, first, clock, app
) -> None:
    closed(given, first, reason="persons_wish")
    look(given)
    clock.forward(days=200)
    alert = raised(given)
    look(given)
    assert likely(given, "priya", alert) == [first.reference]
    page = given.sign_in(app.test_client(), "priya").get(f"/alerts/{alert.reference}").get_data(as_text=True)
    assert "May be a repeat: the same p" in page
    assert "as in a case closed 5 March 2026" in page
    second = from_alert(given, alert)
    look(given)
    look(given)
    assert noted(given) == {("person", CLOSING), ("place", CLOSING)}
    assert flagged(given, "priya", second) == [(first.reference, CLOSING, False)]
    assert flagged(given, "priya", first) == [(second.reference, CLOSING, True)]
    priya = given.sign_in(app.test_client(), "priya")
    assert "Repeat: the same p" in priya.get(f"/cases/{second.reference}").get_data(as_text=True)
    assert "Came back after it was closed 5 March 2026" in priya.get(f"/cases/{first.reference}/team").get_data(
        as_text=True
    )


def test_only_who_may_read_both_learns_of_it(given: Given, first, clock, app) -> None:
    closed(given, first, reason="persons_wish")
    look(given)
    clock.forward(days=10)
    second = from_alert(given, raised(given))
    look(given)
    share(given, second)
    assert flagged(given, "hana", second) == []
    page = given.sign_in(app.test_client(), "hana").get(f"/cases/{second.reference}").get_data(as_text=True)
    assert "epeat" not in page
    assert first.reference not in page
    with given.as_("priya") as unit:
        compartment, facts = unit.session.get_one(Compartment, first.compartment_id), {"categories": {"identity"}}
        access.grant_to_agency(
            unit,
            compartment,
            agency=agency(unit, given, "housing"),
            relation="virtual_team",
            purpose="disrupt",
            **facts,
        )
    assert flagged(given, "hana", second) == [(first.reference, CLOSING, False)]
    with given.as_("tomas") as unit:
        compartment = unit.session.get_one(Compartment, first.compartment_id)
        access.exclude(unit, compartment, grantee_id=given.members["priya"], reason="declared")
        access.exclude(unit, compartment, grantee_id=given.agencies["housing"], reason="suspected", words="A tip")
    assert flagged(given, "priya", second) == flagged(given, "hana", second) == []
    assert flagged(given, "tomas", second) == [(first.reference, CLOSING, False)]
    log = (
        given.sign_in(app.test_client(), "priya")
        .get(f"/cases/{second.reference}/who-has-looked")
        .get_data(as_text=True)
    )
    assert first.reference not in log
    assert "repeat" not in log.lower()


def test_after_twelve_months_it_is_no_repeat_and_before_the_closing_neither(given: Given, first, clock) -> None:
    look(given)
    beside = from_alert(given, raised(given))
    look(given)
    clock.forward(minutes=1)
    closed(given, first, reason="persons_wish")
    look(given)
    assert (noted(given), flagged(given, "priya", beside)) == (set(), [])
    clock.set("2027-03-05T09:02:00+00:00")
    late = from_alert(given, raised(given))
    look(given)
    assert flagged(given, "priya", late) == []


def test_an_alert_joined_to_a_case_opened_again_or_decided_on_is_a_repeat_of_it(given: Given, first, clock) -> None:
    closed(given, first, reason="persons_wish")
    clock.forward(days=30)
    reopened(given, first)
    alert = raised(given)
    look(given)
    joined(given, alert, first)
    look(given)
    assert noted(given) == {("person", CLOSING), ("place", CLOSING)}
    assert flagged(given, "priya", first) == [(alert.reference, CLOSING, True)]


def test_a_decision_counts_as_a_discussion_and_an_alert_that_matches_nothing_is_of_the_whole_case(
    given: Given, clock
) -> None:
    case = ending(given)
    clock.forward(days=3)
    alert = raised(given, people=[], where="", plate="", business="")
    joined(given, alert, case)
    look(given)
    assert noted(given) == {("case", DISCUSSION)}
    assert flagged(given, "priya", case) == [(alert.reference, DISCUSSION, True)]
