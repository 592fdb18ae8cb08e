"""Two partnerships, their agencies, people and agreements: everything but the compartments. Everybody is invented."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, insert

from serac.agencies.models import Agency, Appointment, Member, Membership, Partnership, PartnershipAgency
from serac.agencies.roles import Role
from serac.agreements.models import Agreement, AgreementParty
from serac.core.blind_index import email_hash
from serac.core.clock import FAR_FUTURE
from serac.core.crypto import Secrets, seal

ORDINARY, LAPSED = 12, 11
"""Agencies 0 to 11 share the grants evenly, a quarter of the alerts each; the agreements of agency 11 have lapsed."""
TWO_THOUSAND, TWENTY_THOUSAND, TWENTY, NORTH_TEAM, SOUTH_TEAM = 12, 13, 14, 15, 16
AGENCIES, HANDLERS_EACH, REPORTERS_EACH, TEAM = 17, 7, 3, 8
KINDS = (
    "police", "council.housing_standards", "fair_work_agency", "hmrc", "fire", "council.adult_social_care",
    "council.children_social_care", "nhs.trust", "probation", "dwp", "anti_slavery_charity", "housing_association",
    "council.trading_standards", "police", "council.licensing", "council.modern_slavery", "council.modern_slavery",
)  # fmt: skip
YEARS_AGO = dt.timedelta(days=1500)
_SPACE = uuid.UUID(int=7)


@cache
def fixed(kind: str, *numbers: object) -> uuid.UUID:
    """The same id in every run."""
    return uuid.uuid5(_SPACE, f"{kind} {numbers}")


NORTH, SOUTH, EAST = fixed("partnership", "north"), fixed("partnership", "south"), fixed("partnership", "east")
PLACES = {NORTH: ("thornshire", "Thornshire"), SOUTH: ("ostbury", "Ostbury"), EAST: ("brackenford", "Brackenford")}
MANAGER, NOBODY_IN_PARTICULAR = fixed("manager"), fixed("nobody in particular")


def agency(number: int) -> uuid.UUID:
    """An agency by its number."""
    return fixed("agency", number)


def handler(agency_number: int, number: int = 0) -> uuid.UUID:
    """A named handler of an agency; number 6 is one no more."""
    return fixed("handler", agency_number, number)


def officer(partnership: uuid.UUID, number: int = 0) -> uuid.UUID:
    """Somebody on a partnership's own team. Number 0 is on every restricted list, number 1 on none."""
    return fixed("officer", partnership, number)


def reporter(agency_number: int, number: int = 0) -> uuid.UUID:
    """Somebody of an agency who only raises alerts."""
    return fixed("reporter", agency_number, number)


def party(agency_number: int, partnership: uuid.UUID) -> uuid.UUID:
    """An agency's place in a partnership's agreement."""
    return fixed("party", agency_number, partnership)


@dataclass
class World:
    """Rows to be written, by table."""

    now: dt.datetime
    secrets: Secrets
    rows: dict[Any, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, model: Any, **values: Any) -> None:
        """One row; what has no value is null."""
        self.rows.setdefault(model, []).append(values)

    def write(self, connection: Connection) -> None:
        """Everything, parents first."""
        for model in (
            Partnership,
            Agency,
            PartnershipAgency,
            Member,
            Membership,
            Appointment,
            Agreement,
            AgreementParty,
        ):
            names = sorted({name for row in self.rows[model] for name in row})
            connection.execute(
                insert(model.__table__), [{name: row.get(name) for name in names} for row in self.rows[model]]
            )

    def member(
        self,
        member_id: uuid.UUID,
        name: str,
        works: int,
        role: Role | None,
        place: uuid.UUID | None = None,
        **over: Any,
    ) -> None:
        """Somebody with an account, who works for an agency, in a role approved by a second person (in that agency or a place)."""
        email = f"{name.replace(' ', '.').lower()}@example.org"
        sealed = {
            f"{field}_sealed": seal(self.secrets.service, f"member.{field}.".encode() + member_id.bytes, text.encode())
            for field, text in (("name", name), ("email", email), ("phone", "01632 960100"))
        }
        long_ago = self.now - YEARS_AGO
        self.add(
            Member, id=member_id, version=1, email_hash=email_hash(self.secrets, email), added_at=long_ago, **sealed
        )
        dates = {"since": long_ago, "until": FAR_FUTURE}
        self.add(
            Membership,
            id=fixed("membership", member_id),
            member_id=member_id,
            agency_id=agency(works),
            job_title="Officer",
            **dates,
        )
        if role:
            self.appoint(member_id, role, place or agency(works), in_partnership=place is not None, **over)

    def appoint(self, member_id: uuid.UUID, role: Role, place: uuid.UUID, *, in_partnership: bool, **over: Any) -> None:
        """A role, proposed by one person and approved by another."""
        long_ago = self.now - YEARS_AGO
        where = {"partnership_id" if in_partnership else "agency_id": place}
        values = {"since": long_ago, "until": FAR_FUTURE, "proposed_at": long_ago, "approved_at": long_ago}
        values |= {"proposed_by": fixed("proposer"), "approved_by": fixed("approver")}
        appointment = fixed("appointment", member_id, role, place)
        self.add(Appointment, id=appointment, member_id=member_id, role=str(role), **where, **(values | over))


def build(now: dt.datetime, secrets: Secrets) -> World:
    """Everybody and every agreement, as of `now`."""
    world = World(now, secrets)
    dates = {"since": now - YEARS_AGO, "until": FAR_FUTURE}
    for place, (slug, name) in PLACES.items():
        world.add(Partnership, id=place, version=1, slug=slug, name=f"{name} partnership", **dates)
    for number in range(AGENCIES):
        kind, name = KINDS[number], f"Agency {number:02d} of Thornshire"
        world.add(Agency, id=agency(number), version=1, slug=f"agency-{number}", name=name, kind=kind, **dates)
        for place in (NORTH, SOUTH):
            _join(world, number, place)
    _people(world)
    return world


def _join(world: World, number: int, place: uuid.UUID) -> None:
    """An agency's place in a partnership, and in its agreement unless it is the partnership's own team."""
    now, long_ago = world.now, world.now - YEARS_AGO
    own_team = (number, place) in {(NORTH_TEAM, NORTH), (SOUTH_TEAM, SOUTH)}
    dates = {"since": long_ago, "until": FAR_FUTURE}
    joined = fixed("joined", number, place)
    world.add(PartnershipAgency, id=joined, partnership_id=place, agency_id=agency(number), own_team=own_team, **dates)
    since, until = long_ago, FAR_FUTURE
    if number == LAPSED:
        until = now - dt.timedelta(days=90)
    if (number, place) == (10, SOUTH):
        since = now + dt.timedelta(days=40)
    agreement = fixed("agreement", number, place)
    codes: dict[str, Any] = {
        "purposes": ["safeguard_adult"],
        "categories": ["identity"],
        "lawful_bases": [],
        "gateways": [],
    }
    world.add(
        Agreement, id=agreement, version=1, reference=f"IS-{number:02d}-{PLACES[place][0]}", partnership_id=place,
        title="Information-sharing agreement", terms={}, since=since, until=until, review_on=FAR_FUTURE.date(),
        drafted_by=fixed("drafter"), **codes,
    )  # fmt: skip
    world.add(
        AgreementParty, id=party(number, place), agreement_id=agreement, agency_id=agency(number), partnership_id=place,
        signed_by="The director", signatory_role="Director", recorded_by=fixed("drafter"), since=since, until=until,
    )  # fmt: skip


def _people(world: World) -> None:
    ended = {"until": world.now - dt.timedelta(days=60)}
    for number in range(NORTH_TEAM):
        for each in range(HANDLERS_EACH):
            over: dict[str, Any] = ended if each == 6 else {}
            world.member(handler(number, each), f"Handler {number} {each}", number, Role.HANDLER, **over)
        for each in range(REPORTERS_EACH):
            world.member(reporter(number, each), f"Reporter {number} {each}", number, Role.REPORTER)
    for place, works in ((NORTH, NORTH_TEAM), (SOUTH, SOUTH_TEAM)):
        for each in range(TEAM):
            world.member(officer(place, each), f"Officer {PLACES[place][1]} {each}", works, Role.COORDINATOR, place)
    for number in (0, LAPSED, TWO_THOUSAND, TWENTY_THOUSAND, TWENTY):
        # Only who triages somewhere has the alerts pages, so the handlers who are measured triage for a district without alerts.
        world.appoint(handler(number), Role.COORDINATOR, EAST, in_partnership=True)
    world.member(MANAGER, "Manager of all", NORTH_TEAM, Role.MANAGER, NORTH)
    world.member(NOBODY_IN_PARTICULAR, "Nobody in particular", 0, None)
