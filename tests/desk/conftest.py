"""A partnership with one person in each role, an alert, a case on its way, and things that run out."""

from __future__ import annotations

from typing import Any

import pytest

from serac import reference
from serac.access.roles import Role
from serac.agencies.models import Agency, Partnership
from serac.alerts import commands as alerts
from serac.cases import commands as cases
from serac.cases.queries import find_case
from tests.given import PURPOSES, Given

PEOPLE = (
    ("priya", "council", Role.COORDINATOR),
    ("sam", "council", Role.COORDINATOR),
    ("judith", "council", Role.CHAIR),
    ("dora", "council", Role.DEPUTY_CHAIR),
    ("mo", "council", Role.MINUTE_TAKER),
    ("ed", "council", Role.EMERGENCY_DUTY),
    ("max", "council", Role.MANAGER),
    ("gita", "council", Role.GOVERNANCE_OFFICER),
    ("nadia", "council", Role.CALDICOTT_GUARDIAN),
    ("lev", "council", Role.LEGAL_ADVISER),
    ("adam", "council", Role.ADMINISTRATOR),
    ("rosa", "housing", Role.REPORTER),
    ("tom", "police", Role.HANDLER),
    ("pat", "police", Role.SPOC),
    ("dan", "police", Role.DEPUTY_SPOC),
    ("ines", "police", Role.INVESTIGATING_OFFICER),
    ("sue", "police", Role.SUPPORT_WORKER),
)


@pytest.fixture
def county(given: Given) -> Given:
    return given.once(build_county)


def build_county(given: Given) -> None:
    given.agency("council", "council.modern_slavery")
    given.agency("police")
    given.agency("housing", "council.adult_social_care")
    for name, agency, role in PEOPLE:
        given.member(name, agency, role)
    given.member("nell", "housing")


def raise_alert(given: Given, by: str = "rosa", **facts: Any) -> str:
    told = {
        "what": "Six men in one room at Larkfield", "where": "Larkfield Farm", "when": "Today", "danger": False,
        "still_happening": min(reference.current().still_in_situation.codes()), "called_999": False,
        "kinds": ["labour.forced"], "area": "not_known", "child": False,
        "place_kind": min(reference.current().place_kinds.codes()),
        "how_known": min(reference.current().how_known.codes()),
    }  # fmt: skip
    with given.as_(by) as unit:
        place = unit.session.get(Partnership, given.partnerships["thornshire"])
        return alerts.raise_alert(unit, place, **(told | facts)).reference


def open_case(given: Given, by: str = "priya", title: str = "House on the hill", **facts: Any) -> str:
    with given.as_(by) as unit:
        place = unit.session.get(Partnership, given.partnerships["thornshire"])
        return cases.open_case(unit, place, title=title, kinds=["labour.forced"], **facts).reference


def add_police(given: Given, case: str) -> None:
    with given.as_("priya") as unit:
        police = unit.session.get(Agency, given.agencies["police"])
        cases.add_to_virtual_team(
            unit, find_case(unit, case), agency=police, purpose=PURPOSES[0], categories=["identity"]
        )
