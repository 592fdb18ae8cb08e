"""Finding rows by the names a test gave them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from serac.agencies.models import Agency, Appointment, ContactPoint, Member, Partnership
from serac.core.unit import Unit
from tests.given import Given


class World:
    """A unit of somebody, and the rows of a test by name."""

    def __init__(self, given: Given, unit: Unit) -> None:
        self.given, self.unit = given, unit

    def member(self, name: str) -> Member:
        return self.unit.session.get_one(Member, self.given.members[name])

    def agency(self, slug: str) -> Agency:
        return self.unit.session.get_one(Agency, self.given.agencies[slug])

    def partnership(self, slug: str) -> Partnership:
        return self.unit.session.get_one(Partnership, self.given.partnerships[slug])

    def get(self, model: Any, row_id: Any) -> Any:
        return self.unit.session.get_one(model, row_id)

    def held(self, name: str) -> list[Appointment]:
        return list(
            self.unit.session.scalars(
                select(Appointment)
                .where(Appointment.member_id == self.given.members[name], Appointment.until > self.unit.now)
                .order_by(Appointment.id)
            )
        )

    def contact(self, label: str) -> ContactPoint:
        return self.unit.session.scalars(select(ContactPoint).where(ContactPoint.label == label)).one()


@contextmanager
def acting(given: Given, name: str) -> Iterator[World]:
    """What somebody sees and can do; "operator" for the command line."""
    with given.operator() if name == "operator" else given.as_(name) as unit:
        yield World(given, unit)
