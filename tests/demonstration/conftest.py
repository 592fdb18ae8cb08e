"""The demonstration, loaded once on the quicker database."""

from __future__ import annotations

import pytest

from serac import demonstration
from serac.core.actor import Actor, Authority
from serac.core.unit import Unit
from tests.databases import SqliteDatabase
from tests.given import Given


def build_demonstration(given: Given) -> None:
    """Load it."""
    demonstration.load(given.services)


@pytest.fixture
def demonstrated(services, database, given):
    """The services of a demonstration that is loaded."""
    if not isinstance(database, SqliteDatabase):
        pytest.skip("what it makes is the same on both; loading it twice tests nothing more")
    given.once(build_demonstration)
    return services


@pytest.fixture
def loaded(demonstrated):
    """The service's own view of the demonstration."""
    services = demonstrated
    with Unit(services, Actor(Authority.JOB, services.clock.now())) as unit:
        yield unit
