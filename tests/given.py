"""What a test starts from, built through commands, so that no test starts from an impossible state."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from serac.access import commands as access
from serac.access.actors import actor_of
from serac.access.authority import sign_in_unit
from serac.access.credentials import DRIFT, code_at, step_of
from serac.access.roles import HELD_IN_AGENCY, NEEDS_TWO_PEOPLE, Role
from serac.access.sessions import key_hash, new_key
from serac.agencies import commands as agencies
from serac.agencies.models import Agency, Member, Partnership
from serac.agreements import commands as agreements
from serac.core.actor import Actor, Authority
from serac.core.unit import Services, Unit
from tests.databases import Database

PURPOSES = ("safeguard_adult", "safeguard_child", "disrupt")
PASSWORD = "heather ferry lantern"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""What everybody built here signs in with."""


EMPTY = "empty"
_BUILT: dict[tuple[str, str], tuple[dict[str, Any], bytes, str]] = {}
"""What the builders made once already, by kind of database and builder: their names, the anchor, the time."""


@dataclass
class Kept:
    """Where a test's world stands, so that it can be kept and put back."""

    database: Database
    anchor: Path
    clock: Path


@dataclass
class Given:
    """A builder over one installation. Everything is remembered by the name the test gave it."""

    services: Services
    partnerships: dict[str, uuid.UUID] = field(default_factory=dict)
    agencies: dict[str, uuid.UUID] = field(default_factory=dict)
    members: dict[str, uuid.UUID] = field(default_factory=dict)
    codes_used: dict[str, int] = field(default_factory=dict)
    also: dict[str, Any] = field(default_factory=dict)
    kept: Kept | None = None

    def once(self, build: Callable[[Given], object]) -> Given:
        """What the builder makes of an empty installation: built the first time, put back as it was from then on."""
        if self.kept is None:
            build(self)
            return self
        assert not self.partnerships, "A world is built on an empty installation."
        here, begun = self.kept, self.kept.clock.read_text(encoding="ascii")
        name = f"{build.__module__}.{build.__qualname__} at {begun}"
        key = (type(here.database).__name__, name)
        if key not in _BUILT or not here.database.keeps(name):
            build(self)
            self.services.engine.dispose()
            here.database.keep(name)
            anchor = here.anchor.read_bytes() if here.anchor.exists() else b""
            _BUILT[key] = (deepcopy(self._names()), anchor, here.clock.read_text(encoding="ascii"))
            return self
        names, anchor, moment = _BUILT[key]
        self.services.engine.dispose()
        here.database.put_back(name)
        here.anchor.write_bytes(anchor)
        here.clock.write_text(moment, encoding="ascii")
        for attribute, value in deepcopy(names).items():
            setattr(self, attribute, value)
        return self

    def _names(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("partnerships", "agencies", "members", "codes_used", "also")}

    def operator(self) -> Unit:
        """A unit of the operator's command line."""
        return Unit(self.services, Actor(Authority.OPERATOR, self.services.clock.now()))

    def as_(self, name: str) -> Unit:
        """A unit of a member built here."""
        return Unit(self.services, lambda session, now: actor_of(session, self.members[name], now))

    def partnership(self, slug: str = "thornshire", *, parent: str | None = None) -> uuid.UUID:
        """A partnership, within another if named."""
        with self.operator() as unit:
            above = unit.session.get(Partnership, self.partnerships[parent]) if parent else None
            made = agencies.form_partnership(unit, None, slug=slug, name=slug.capitalize(), parent=above)
            self.partnerships[slug] = made.id
            return made.id

    def agency(self, slug: str, kind: str = "police", *, partnership: str = "thornshire", **facts: Any) -> uuid.UUID:
        """An agency that has joined a partnership (which is formed if it is not there yet)."""
        if partnership not in self.partnerships:
            self.partnership(partnership)
        with self.operator() as unit:
            own_team = facts.pop("own_team", kind == "council.modern_slavery")
            made = agencies.add_agency(
                unit, None, slug=slug, name=slug.replace("-", " ").capitalize(), kind=kind, **facts
            )
            place = unit.session.get(Partnership, self.partnerships[partnership])
            agencies.join_partnership(unit, place, agency=made, own_team=own_team)
            self.agencies[slug] = made.id
            return made.id

    def member(self, name: str, agency: str, *roles: Role, partnership: str = "thornshire") -> uuid.UUID:
        """Somebody who works for an agency and holds roles, proposed and approved as the rules ask."""
        with self.operator() as unit:
            home = unit.session.get(Agency, self.agencies[agency])
            email = f"{name}@{agency}.example.org"
            made = agencies.add_member(unit, home, name=name.capitalize(), email=email, job_title="Officer")
            self.members[name] = made.id
        for role in roles:
            self.appoint(name, role, agency=agency, partnership=partnership)
        return self.members[name]

    def appoint(self, name: str, role: Role, *, agency: str, partnership: str = "thornshire") -> uuid.UUID:
        """A role for a member, in force."""
        with self.operator() as unit:
            member = unit.session.get(Member, self.members[name])
            in_agency = role in HELD_IN_AGENCY
            place: dict[str, Any] = {"agency": None, "partnership": None}
            if in_agency:
                place["agency"] = unit.session.get(Agency, self.agencies[agency])
            else:
                place["partnership"] = unit.session.get(Partnership, self.partnerships[partnership])
            appointment = agencies.propose_appointment(unit, member, role=str(role), **place)
            if role in NEEDS_TWO_PEOPLE:
                agencies.approve_appointment(unit, appointment)
            return appointment.id

    def agreement(self, *parties: str, partnership: str = "thornshire", days: int = 365, **facts: Any) -> uuid.UUID:
        """An agreement in force that these agencies have signed."""
        with self.operator() as unit:
            place = unit.session.get(Partnership, self.partnerships[partnership])
            now = unit.now
            made = agreements.draft_agreement(
                unit,
                place,
                title="Information-sharing agreement",
                purposes=facts.pop("purposes", list(PURPOSES)),
                categories=facts.pop("categories", ["identity", "intelligence"]),
                lawful_bases=facts.pop("lawful_bases", []),
                gateways=facts.pop("gateways", []),
                terms={},
                since=now,
                until=now + dt.timedelta(days=days),
                review_on=(now + dt.timedelta(days=days // 2)).date(),
            )
            for slug in parties:
                agency = unit.session.get(Agency, self.agencies[slug])
                agreements.sign_agreement(unit, made, agency=agency, signed_by="Lee Marsh", signatory_role="Director")
            return made.id

    def account(self, name: str) -> None:
        """A password and a second factor for a member, once; from then on they can sign in."""
        if name in self.codes_used:
            return
        with self.operator() as unit:
            access.set_up_account(unit, unit.session.get(Member, self.members[name]), password=PASSWORD, secret=SECRET)
        self.codes_used[name] = 0

    def code(self, name: str) -> str:
        """A code of theirs that works now. Three at a standing clock: after that, move it on by half a minute."""
        return code_at(SECRET, self._step(name))

    def _step(self, name: str) -> int:
        present = step_of(self.services.clock.now())
        step = max(self.codes_used[name] + 1, present - DRIFT)
        assert step <= present + DRIFT, "every code of this minute is used: clock.forward(seconds=90)"
        self.codes_used[name] = step
        return step

    def email(self, name: str) -> str:
        """Their address."""
        with self.operator() as unit:
            return unit.session.get(Member, self.members[name]).email

    def sign_in(self, client: FlaskClient, name: str) -> FlaskClient:
        """A session of a member's in this client, as the sign-in page starts it; their account is set up if it is not yet.

        The page itself is tested in tests/access and by every journey.
        """
        self.account(name)
        key, member_id = new_key(), self.members[name]
        with sign_in_unit(self.services, member_id) as unit:
            facts: dict[str, Any] = {"key_hash": key_hash(key), "device": "A browser", "network": "127.0.0.0/24"}
            until = unit.now + dt.timedelta(hours=self.services.extra["settings"].session_hours)
            member = unit.session.get_one(Member, member_id)
            access.start_session(unit, member, step=self._step(name), until=until, **facts)
        with client.session_transaction() as kept:
            kept.clear()
            kept.update(_user_id=key, _fresh=True)
        return client
