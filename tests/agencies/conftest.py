"""A county partnership with its usual people, and a neighbour that shares nothing with it."""

from __future__ import annotations

import pytest

from serac.access.roles import Role
from tests.given import Given


@pytest.fixture
def county(given: Given) -> Given:
    return given.once(build_county)


def build_county(given: Given) -> None:
    """Thornshire in the region of Northmark, with a district; and Fenland beside it."""
    given.partnership("northmark")
    given.partnership("thornshire", parent="northmark")
    given.partnership("eastdale", parent="thornshire")
    given.agency("council", "council.modern_slavery")
    given.agency("police", first_responder=True)
    given.agency("charity", "support_provider", partnership="eastdale")
    given.agency("fen-police", partnership="fenland")
    given.member("ann", "council", Role.COORDINATOR)
    given.member("adi", "council", Role.ADMINISTRATOR)
    given.member("gil", "council", Role.GOVERNANCE_OFFICER)
    given.member("bob", "police", Role.SPOC)
    given.member("kit", "police", Role.HANDLER)
    given.member("sam", "police")
    given.member("mo", "charity", Role.SPOC)
    given.member("fay", "fen-police", Role.SPOC)
