"""An alert goes where somebody reads it; and who is kept out of a case is kept out of what it was made from."""

from __future__ import annotations

import pytest

from serac.access import commands as access
from serac.access.models import Compartment
from serac.access.roles import Role
from serac.alerts import commands as alerts
from serac.alerts.queries import find_alert, find_receipt, list_receipts, may_be_raised_to
from serac.cases.models import Case
from serac.core.problems import Invalid, NotFound
from tests.given import Given
from tests.raising import county, raised, triaged


def from_an_alert(given: Given) -> tuple[Case, str]:
    """A case, and the reference of the alert it was opened from."""
    alert = triaged(given, raised(given))
    with given.as_("priya") as unit:
        found = find_alert(unit, alert.reference)
        case = alerts.open_case_from_alert(
            unit, found, title="A house", items=[{"text": "Nobody leaves it"}], people=[], kinds=["labour.forced"]
        )
        return case, alert.reference


def test_no_alert_is_taken_in_where_nobody_would_ever_read_it(given):
    county(given)
    given.partnership("district", parent="thornshire")
    given.agency("district-team", "council.modern_slavery", partnership="district")
    given.member("lone", "district-team", Role.REPORTER)
    with given.as_("lone") as unit:
        assert may_be_raised_to(unit) == []
    with pytest.raises(Invalid) as refused:
        raised(given, by="lone", to="district", area="not_known")
    assert "partnership" in refused.value.errors


def test_a_partnership_is_offered_as_soon_as_it_has_a_team(given):
    county(given)
    with given.as_("rhys") as unit:
        assert [one.slug for one in may_be_raised_to(unit)] == ["thornshire"]


def test_who_is_kept_out_of_a_case_is_kept_out_of_the_alert_it_came_from(given):
    county(given)
    case, reference = from_an_alert(given)
    with given.as_("priya") as unit:
        compartment = unit.session.get_one(Compartment, case.compartment_id)
        access.exclude(unit, compartment, grantee_id=given.members["tomas"], reason="linked_person")
    with given.as_("tomas") as unit, pytest.raises(NotFound):
        find_alert(unit, reference)
    with given.as_("rhys") as unit:
        (receipt,) = list_receipts(unit).rows
        assert find_receipt(unit, receipt.reference)
    with given.as_("priya") as unit:
        access.stop_excluding(
            unit, unit.session.get_one(Compartment, case.compartment_id), grantee_id=given.members["tomas"]
        )
    with given.as_("tomas") as unit:
        assert find_alert(unit, reference)


def test_restricting_a_case_restricts_the_alert_it_came_from(given):
    county(given)
    case, reference = from_an_alert(given)
    with given.as_("priya") as unit:
        access.restrict(unit, unit.session.get_one(Compartment, case.compartment_id), readers=[])
    with given.as_("tomas") as unit, pytest.raises(NotFound):
        find_alert(unit, reference)
    with given.as_("priya") as unit:
        assert find_alert(unit, reference)
