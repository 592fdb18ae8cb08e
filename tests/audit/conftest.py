"""A partnership with a case, people who may look at it, and people who govern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from serac.access.roles import Role
from serac.agencies.models import Agency, Partnership
from serac.cases import commands as cases
from serac.cases.queries import find_case
from tests.given import PURPOSES, Given


@dataclass
class Told:
    """The story every test here begins with."""

    given: Given
    reference: str
    compartment: Any

    def case(self, unit: Any) -> Any:
        """The case, for a unit that may see it."""
        return find_case(unit, self.reference)


def open_case(given: Given, by: str, title: str = "House on the hill", partnership: str = "thornshire", **facts: Any):
    with given.as_(by) as unit:
        place = unit.session.get(Partnership, given.partnerships[partnership])
        case = cases.open_case(unit, place, title=title, kinds=["labour.forced"], **facts)
        return case.reference, case.compartment_id


@pytest.fixture
def told(given: Given) -> Told:
    given.once(_told)
    return Told(given, given.also["reference"], given.also["compartment"])


def _told(given: Given) -> None:
    given.agency("council", "council.modern_slavery")
    given.agency("police")
    given.agency("harbour", "police", partnership="elsewhere")
    given.member("priya", "council", Role.COORDINATOR)
    given.member("judith", "council", Role.CHAIR)
    given.member("tom", "police", Role.HANDLER)
    given.member("gita", "council", Role.GOVERNANCE_OFFICER)
    given.member("nadia", "council", Role.CALDICOTT_GUARDIAN)
    given.member("olu", "harbour", Role.GOVERNANCE_OFFICER, partnership="elsewhere")
    given.agreement("council", "police")
    case_reference, compartment = open_case(given, "priya")
    with given.as_("priya") as unit:
        police = unit.session.get(Agency, given.agencies["police"])
        cases.add_to_virtual_team(
            unit, find_case(unit, case_reference), agency=police, purpose=PURPOSES[0], categories=["identity"]
        )
    given.also.update(reference=case_reference, compartment=compartment)
