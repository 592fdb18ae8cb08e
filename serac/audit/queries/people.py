"""Members and their agencies, by name, for lists of who did what."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from serac.agencies.models import Agency, Member, Membership
from serac.core.unit import Unit


@dataclass(frozen=True)
class Person:
    """A member as a list shows them.

    Attributes:
        places: (since, until, agency) of everywhere they have worked, latest first.
    """

    name: str
    places: tuple[tuple[dt.datetime, dt.datetime, str], ...]

    def agency(self, at: dt.datetime | None = None) -> str:
        """Where they worked at that moment; else where they last worked."""
        then = [agency for since, until, agency in self.places if at is None or since <= at < until]
        return next(iter(then or [agency for _, _, agency in self.places]), "")


def people(unit: Unit, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Person]:
    """These members, by id. Who is no member (the service itself) is left out."""
    wanted = set(ids)
    if not wanted:
        return {}
    members = unit.session.scalars(select(Member).where(Member.id.in_(wanted)))
    worked = (
        select(Membership.member_id, Membership.since, Membership.until, Agency.name)
        .join(Agency, Agency.id == Membership.agency_id)
        .where(Membership.member_id.in_(wanted))
        .order_by(Membership.since.desc(), Membership.id.desc())
    )
    places: dict[uuid.UUID, list[tuple[dt.datetime, dt.datetime, str]]] = {}
    for member_id, since, until, agency in unit.session.execute(worked):
        places.setdefault(member_id, []).append((since, until, agency))
    return {member.id: Person(member.name, tuple(places.get(member.id, ()))) for member in members}
