"""The count in the frame is what the page of the team names."""

from __future__ import annotations

from serac.access import commands as access
from serac.access.queries import find_compartment
from serac.access.roles import Role
from serac.cases.queries import find_case, in_words, team_of, team_size
from tests.raising import agency, county, end_role, member, opened, share


def test_the_count_in_the_frame_is_what_the_page_of_the_team_names(given, clock):
    county(given)
    given.member("hugo", "housing", Role.HANDLER)
    given.member("della", "police", Role.DEPUTY_SPOC)
    case = opened(given)
    said = [_both(given, case, "priya")]
    share(given, case)
    share(given, case, "police")
    said.append(_both(given, case, "priya"))
    with given.as_("priya") as unit:
        compartment = find_compartment(unit, find_case(unit, case.reference).compartment_id)
        access.exclude(unit, compartment, grantee_id=given.members["hana"], reason="declared")
        facts = {"relation": "virtual_team", "purpose": "disrupt", "categories": ["identity"]}
        access.grant_to_member(unit, compartment, member=member(unit, given, "rhys"), **facts)
        charity = agency(unit, given, "charity")
        access.record_override(
            unit, compartment, agency=charity, ground="vital_interests", reason="x", hours=2, relation="virtual_team"
        )
    said += [_both(given, case, name) for name in ("priya", "hugo", "carys")]
    end_role(given, "della")
    clock.forward(hours=3)
    said += [_both(given, case, name) for name in ("priya", "dev")]
    assert said == [
        "Nobody yet",
        "4 people, 2 agencies",
        "5 people, 3 agencies",
        "6 people, 3 agencies",
        "6 people, 3 agencies",
        "3 people, 2 agencies",
        "4 people, 2 agencies",
    ]


def _both(given, case, name: str) -> str:
    with given.as_(name) as unit:
        here = find_case(unit, case.reference)
        short = in_words(*team_size(unit, here))
        assert short == team_of(unit, here).words
        return short
