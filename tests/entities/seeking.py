"""Letting the service look for matches, and what a reader then sees: for the tests of matching."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from serac.access.roles import Role
from serac.core.jobs import JOBS, carry_out, list_due
from serac.core.outbox import Notice
from serac.entities import jobs
from serac.entities.queries import Matched, list_matches
from tests.given import Given
from tests.raising import county

JOB = JOBS["entities.matches"]
assert jobs.seek is JOB.run


def seek(given: Given) -> int:
    """Do what the scheduler would do now; how many compartments it looked at."""
    done = 0
    while due := list_due(given.services, [JOB]):
        done += sum(carry_out(given.services, job, occasion) for occasion, job in due)
    return done


def seen(given: Given, name: str, compartment_id: uuid.UUID) -> list[Matched]:
    """What somebody is shown as matching a compartment."""
    with given.as_(name) as unit:
        return list(list_matches(unit, compartment_id))


def words(matches: list[Matched]) -> list[tuple[str, list[str]]]:
    """The other sides and the reasons, as they are read."""
    return [(one.reference or f"told of {one.partnership}", [why.words for why in one.why]) for one in matches]


def notices(given: Given, name: str, path: str = "") -> list[str]:
    """The notices waiting for somebody, by where they lead."""
    with given.operator() as unit:
        found = unit.session.scalars(select(Notice).where(Notice.member_id == given.members[name]).order_by(Notice.id))
        return [notice.path for notice in found if notice.key.startswith("notice:match:") and path in notice.path]


def two_counties(given: Given) -> Given:
    """The county, and another partnership (southmoor: vera on its team, rosa who reports there)."""
    return given.once(build_two_counties)


def build_two_counties(given: Given) -> None:
    """The county of tests/raising.py, then the other."""
    county(Given(given.services, given.partnerships, given.agencies, given.members, given.codes_used, given.also))
    given.agency("southern-team", "council.modern_slavery", partnership="southmoor")
    given.agency("southern-homes", "housing_association", partnership="southmoor")
    given.member("vera", "southern-team", Role.COORDINATOR, partnership="southmoor")
    given.member("rosa", "southern-homes", Role.SPOC, partnership="southmoor")
