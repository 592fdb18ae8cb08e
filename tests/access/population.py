"""A random population of compartments and everything that opens or closes them, written straight into the tables.

It is the one place where rows are not made through commands: the rule must be right whatever is in the tables.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert

from serac.access.models import Compartment, Exclusion, Grant, Override, RestrictedReader
from serac.agencies.models import Agency, Appointment, Member, Membership, Partnership, PartnershipAgency
from serac.agreements.models import Agreement, AgreementParty
from serac.alerts.models import Alert, AlertKind
from serac.core.clock import FAR_FUTURE
from serac.core.database import Moment, new_id
from serac.core.keys import DataKey
from serac.entities.models import Person

NOW = dt.datetime(2026, 3, 5, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
PERIODS = {
    "in force": (NOW - HOUR, FAR_FUTURE),
    "ends later": (NOW - HOUR, NOW + HOUR),
    "begins now": (NOW, FAR_FUTURE),
    "ends now": (NOW - HOUR, NOW),
    "ended": (NOW - 2 * HOUR, NOW - HOUR),
    "not begun": (NOW + HOUR, FAR_FUTURE),
}
STATES, AREAS, KINDS = (
    ("received", "in_triage", "opened"),
    ("a1", "a2", "a3"),
    ("labour.forced", "sexual.child", "other"),
)


@dataclass
class Population:
    """The ids of what was made."""

    random: random.Random
    partnerships: list[uuid.UUID] = field(default_factory=list)
    agencies: list[uuid.UUID] = field(default_factory=list)
    members: dict[str, uuid.UUID] = field(default_factory=dict)
    parties: dict[tuple[uuid.UUID, uuid.UUID], uuid.UUID] = field(default_factory=dict)
    compartments: list[uuid.UUID] = field(default_factory=list)
    rows: dict[Any, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, model: Any, **values: Any) -> uuid.UUID:
        made: uuid.UUID = values.setdefault("id", new_id()) if "id" in model.__table__.c else new_id()
        self.rows.setdefault(model, []).append(values)
        return made

    def period(self, usual: float = 0.6) -> tuple[dt.datetime, dt.datetime]:
        return PERIODS["in force" if self.random.random() < usual else self.random.choice(list(PERIODS))]

    def write(self, connection: Connection) -> None:
        order = [
            Partnership, Agency, PartnershipAgency, Member, Membership, Appointment, Agreement, AgreementParty, Compartment,
            DataKey, Override, Grant, Exclusion, RestrictedReader, Alert, AlertKind, Person,
        ]  # fmt: skip
        for model in order:
            if self.rows.get(model):
                connection.execute(insert(model.__table__), self.rows[model])


def populate(seed: int, *, size: int = 300) -> Population:
    """Two partnerships, six agencies, fourteen members of every kind, `size` alerts with grants of every kind."""
    world = Population(random.Random(seed))
    for slug in ("north", "south"):
        made = world.add(
            Partnership, slug=slug, name=slug, since=NOW - 9 * HOUR, until=FAR_FUTURE, version=1, **_extra(Partnership)
        )
        world.partnerships.append(made)
    for number in range(6):
        agency = world.add(
            Agency, slug=f"agency-{number}", name=f"Agency {number}", kind="police", since=NOW - 9 * HOUR, until=FAR_FUTURE, version=1,
            **_extra(Agency),
        )  # fmt: skip
        world.agencies.append(agency)
    _members(world)
    _agreements(world)
    for _ in range(size):
        _compartment(world)
    return world


def _extra(model: Any) -> dict[str, Any]:
    """What a table asks for beyond what this population is about."""
    known = {"id", "slug", "name", "since", "until", "version", "kind"}
    found = {}
    for column in model.__table__.c:
        if column.name not in known and not column.nullable and column.default is None:
            found[column.name] = "x"
    return found


def _member(
    world: Population, name: str, *roles: tuple[str, str, uuid.UUID], works: uuid.UUID | None = None, **values: Any
) -> None:
    member = world.add(
        Member, email_hash=len(world.members), added_at=NOW - 9 * HOUR, version=1, **({"disabled_at": None} | values)
    )
    world.members[name] = member
    if works:
        world.add(Membership, member_id=member, agency_id=works, job_title="", since=NOW - 9 * HOUR, until=FAR_FUTURE)
    for role, period, place in roles:
        since, until = PERIODS[period]
        in_agency = place in world.agencies
        world.add(
            Appointment, member_id=member, role=role, since=since, until=until, proposed_by=uuid.UUID(int=8), proposed_at=NOW,
            approved_by=uuid.UUID(int=9), approved_at=None if values.get("unapproved") else NOW, refused_at=None,
            agency_id=place if in_agency else None, partnership_id=None if in_agency else place,
        )  # fmt: skip


def _members(world: Population) -> None:
    (north, south), agencies = world.partnerships, world.agencies
    _member(world, "officer of the north", ("coordinator", "in force", north))
    _member(world, "officer of both", ("coordinator", "in force", north), ("coordinator", "in force", south))
    _member(world, "former officer", ("coordinator", "ended", north))
    _member(world, "officer until now", ("coordinator", "ends now", north))
    _member(world, "disabled officer", ("coordinator", "in force", north), disabled_at=NOW)
    _member(world, "chair", ("chair", "in force", north))
    _member(world, "manager", ("manager", "in force", north))
    _member(world, "administrator", ("administrator", "in force", north))
    _member(world, "handler", ("handler", "in force", agencies[0]), works=agencies[0])
    _member(
        world,
        "handler of two",
        ("spoc", "in force", agencies[0]),
        ("handler", "in force", agencies[1]),
        works=agencies[0],
    )
    world.add(
        Membership, member_id=world.members["handler of two"], agency_id=agencies[1], job_title="", since=NOW - HOUR, until=FAR_FUTURE
    )  # fmt: skip
    _member(world, "handler who left", ("handler", "in force", agencies[0]))
    _member(world, "member without a role", works=agencies[0])
    _member(world, "handler under a lapsed agreement", ("handler", "in force", agencies[5]), works=agencies[5])
    _member(world, "nobody in particular")


def _agreements(world: Population) -> None:
    for number, agency in enumerate(world.agencies):
        for place in world.partnerships:
            agreement = world.add(
                Agreement, reference=f"{number}{place}", partnership_id=place, title="", purposes=[], categories=[], lawful_bases=[],
                gateways=[], terms={}, since=NOW - 9 * HOUR, until=FAR_FUTURE, review_on=NOW.date(), drafted_by=uuid.UUID(int=8),
                ended_at=None, version=1,
            )  # fmt: skip
            period = PERIODS["ended"] if number == 5 else world.period()
            party = world.add(
                AgreementParty, agreement_id=agreement, agency_id=agency, partnership_id=place, since=period[0], until=period[1],
                signed_by="", signatory_role="", recorded_by=uuid.UUID(int=8),
            )  # fmt: skip
            world.parties[agency, place] = party


def _compartment(world: Population) -> None:
    pick = world.random
    place = pick.choice(world.partnerships)
    restricted = pick.random() < 0.25
    compartment = world.add(Compartment, partnership_id=place, kind="alert", restricted=restricted, opened_at=NOW)
    world.compartments.append(compartment)
    world.add(DataKey, compartment_id=compartment, wrapped=b"x" * 60)
    people = list(world.members.values())
    for reader in pick.sample(people, pick.randrange(4)) if restricted else []:
        world.add(RestrictedReader, compartment_id=compartment, member_id=reader)
    for excluded in pick.sample([*people, *world.agencies], pick.choice([0, 0, 0, 1, 3])):
        world.add(
            Exclusion,
            compartment_id=compartment,
            grantee_id=excluded,
            reason="x",
            since=NOW,
            excluded_by=uuid.UUID(int=8),
        )
    for _ in range(pick.choice([0, 1, 2, 5])):
        _grant(world, compartment, place, people)
    _alert(world, compartment, place)
    world.add(
        Person, compartment_id=compartment, role="x", age_band="x", still_there="x", version=1, name_sealed=None,
        description_sealed=None, phone_sealed=None,
    )  # fmt: skip


def _grant(world: Population, compartment: uuid.UUID, place: uuid.UUID, people: list[uuid.UUID]) -> None:
    pick = world.random
    since, until = world.period()
    gateway = pick.choice(["agreement", "agreement", "agreement", "override", "controller", "own_disclosure"])
    grantee = pick.choice(world.agencies if pick.random() < 0.7 else people)
    party = override = None
    if gateway == "agreement":
        party = world.parties[grantee if grantee in world.agencies else pick.choice(world.agencies), place]
    if gateway == "override":
        until = min(until, NOW + 9 * HOUR)
        override = world.add(
            Override, compartment_id=compartment, partnership_id=place, grantee_id=grantee, ground="x", reason_sealed=None,
            recorded_by=uuid.UUID(int=8), recorded_at=NOW, since=since, until=until, reviewed_by=None, reviewed_at=None,
            review_outcome=None,
        )  # fmt: skip
    world.add(
        Grant, compartment_id=compartment, grantee_id=grantee, relation=pick.choice(["virtual_team", "chair"]), gateway=gateway,
        party_id=party, override_id=override, purpose="x", granted_by=uuid.UUID(int=8), ended_by=None, since=since, until=until,
    )  # fmt: skip


def _alert(world: Population, compartment: uuid.UUID, place: uuid.UUID) -> None:
    pick = world.random
    values: dict[str, Any] = {
        "compartment_id": compartment, "partnership_id": place, "reference": f"AL-{compartment}", "state": pick.choice(STATES),
        "area": pick.choice(AREAS), "danger": pick.random() < 0.2, "due_at": NOW + pick.randrange(-9, 9) * HOUR,
    }  # fmt: skip
    for column in Alert.__table__.c:
        if column.name in values or column.name == "id" or column.nullable:
            continue
        values[column.name] = _anything(column.type)
    for column in Alert.__table__.c:
        if column.nullable:
            values.setdefault(column.name, None)
    world.add(Alert, **values)
    for code in pick.sample(KINDS, pick.randrange(1, 3)):
        world.add(AlertKind, compartment_id=compartment, partnership_id=place, code=code)


def _anything(kind: Any) -> Any:
    """A value of a column's type."""
    if isinstance(kind, Moment):
        return NOW
    return {bool: False, int: 1, str: "x", uuid.UUID: uuid.UUID(int=7)}[kind.python_type]
