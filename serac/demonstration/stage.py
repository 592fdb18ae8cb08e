"""The demonstration being built: who is there, and a way to act as each of them at any moment of the past year."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from serac.access.actors import actor_of
from serac.agencies.models import Agency, Member, Partnership
from serac.core.actor import Actor, Authority, public_actor
from serac.core.clock import Clock
from serac.core.jobs import ERRANDS, JOBS, carry_out, list_due
from serac.core.unit import Services, Unit
from serac.demonstration.cast import COUNTY

DAY = dt.timedelta(days=1)


class StandingClock(Clock):
    """A clock that stands where it is put: each part of the demonstration happens at its own time."""

    def __init__(self, moment: dt.datetime) -> None:
        super().__init__()
        self._moment = moment

    def now(self) -> dt.datetime:
        """The moment it was put to."""
        return self._moment


class Stage:
    """The demonstration being built: who is there, and a way to act as each of them at a moment."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.present = services.clock.now()
        self.places: dict[str, uuid.UUID] = {}
        self.bodies: dict[str, uuid.UUID] = {}
        self.people: dict[str, uuid.UUID] = {}
        self.made: dict[str, uuid.UUID] = {}

    def _at(self, ago: dt.timedelta) -> Services:
        return replace(self._services, clock=StandingClock(self.present - ago))

    @contextmanager
    def operator(self, ago: dt.timedelta) -> Iterator[Unit]:
        """The operator's command line, that long ago."""
        services = self._at(ago)
        with Unit(services, Actor(Authority.OPERATOR, services.clock.now())) as unit:
            yield unit

    @contextmanager
    def acting(self, key: str, ago: dt.timedelta) -> Iterator[Unit]:
        """One of the colleagues, that long ago."""
        with Unit(self._at(ago), lambda session, now: actor_of(session, self.people[key], now)) as unit:
            yield unit

    def place(self, unit: Unit, slug: str = COUNTY) -> Partnership:
        """A partnership, in this unit."""
        return unit.session.get_one(Partnership, self.places[slug])

    def body(self, unit: Unit, slug: str) -> Agency:
        """An agency, in this unit."""
        return unit.session.get_one(Agency, self.bodies[slug])

    def person(self, unit: Unit, key: str) -> Member:
        """A colleague, in this unit."""
        return unit.session.get_one(Member, self.people[key])

    @contextmanager
    def public(self, ago: dt.timedelta) -> Iterator[Unit]:
        """Somebody at the open form, that long ago."""
        services = self._at(ago)
        with Unit(services, public_actor(services.clock.now())) as unit:
            yield unit

    def work(self, ago: dt.timedelta, *names: str) -> None:
        """What the scheduler would have done by then, of these jobs and errands."""
        services = self._at(ago)
        for occasion, job in list_due(services, [JOBS[name] for name in names if name in JOBS]):
            carry_out(services, job, occasion)
        for name in names:
            if name in ERRANDS:
                ERRANDS[name](services, lambda: False)
