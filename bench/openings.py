"""Compartments and what opens them: keys, grants of every kind, restricted lists, exclusions, as the brief of the figures says.

Three grants a compartment; 2 in 100 on an override, half of them ended; 5 in 100 ended; one agency's agreements lapsed;
1 compartment in 20 opened to one person besides; 1 in 5 restricted; 1 in 100 with somebody kept out.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench import world
from bench.copying import Copying
from bench.world import NORTH, agency, handler, officer, party
from serac.access.models import Compartment, Exclusion, Grant, Override, RestrictedReader
from serac.core.clock import FAR_FUTURE
from serac.core.crypto import Secrets, new_wrapped_key, seal, unwrap
from serac.core.keys import DataKey
from serac.core.references import LENGTH, LETTERS, check_letter

PREFIXES = {"alert": "AL", "case": "SC"}


@dataclass(frozen=True)
class Opened:
    """A compartment."""

    id: uuid.UUID
    reference: str | None
    restricted: bool


class Openings:
    """Writes compartments."""

    def __init__(self, secrets: Secrets, now: dt.datetime, put: Copying) -> None:
        self.secrets, self.now, self.put = secrets, now, put
        self.random = random.Random(11)
        self._references: set[str] = set()

    def id_at(self, at: dt.datetime) -> uuid.UUID:
        """An id that sorts by the time it was made (UUID version 7), as the service makes them."""
        r, moment = self.random, int(at.timestamp() * 1000)
        return uuid.UUID(int=(moment << 80) | (7 << 76) | (r.getrandbits(12) << 64) | (2 << 62) | r.getrandbits(62))

    def reference(self, prefix: str) -> str:
        """A reference nobody has yet."""
        while True:
            body = "".join(self.random.choices(LETTERS, k=LENGTH))
            if body not in self._references:
                self._references.add(body)
                return f"{prefix}-{body}{check_letter(body)}"

    def sealed(self, cipher: AESGCM, table: str, row: uuid.UUID, **texts: str) -> dict[str, bytes | None]:
        """Sealed values by the names of their columns."""
        return {
            f"{name}_sealed": seal(cipher, f"{table}.{name}.".encode() + row.bytes, text.encode()) if text else None
            for name, text in texts.items()
        }

    def opened(
        self, at: dt.datetime, place: uuid.UUID, kind: str, agencies: list[int], *, restricted: bool
    ) -> tuple[Opened, AESGCM]:
        """A compartment with a data key of its own, opened to these agencies; with none, to nobody."""
        made = Opened(self.id_at(at), self.reference(PREFIXES[kind]) if kind in PREFIXES else None, restricted)
        values = {"partnership_id": place, "kind": kind, "restricted": restricted, "opened_at": at}
        self.put.add(Compartment, id=made.id, reference=made.reference, **values)
        wrapped = new_wrapped_key(self.secrets, made.id)
        self.put.add(DataKey, compartment_id=made.id, wrapped=wrapped)
        cipher = unwrap(self.secrets, made.id, wrapped)
        if agencies:
            self._protect(made, cipher, at, place, agencies)
        return made, cipher

    def _protect(self, made: Opened, cipher: AESGCM, at: dt.datetime, place: uuid.UUID, agencies: list[int]) -> None:
        r = self.random
        for number in agencies:
            self._grant_to_agency(made.id, cipher, at, place, number)
        if r.random() < 0.05:
            number = r.choice(agencies)
            gateway = {"gateway": "agreement", "party_id": party(number, place), "until": FAR_FUTURE}
            self.grant(made.id, at, handler(number, r.randrange(6)), relation="key_worker", **gateway)
        if made.restricted:
            listed = {officer(place), officer(place, r.randrange(2, world.TEAM)), *map(handler, agencies)}
            for member in listed:
                self.put.add(RestrictedReader, compartment_id=made.id, member_id=member)
        if r.random() < 0.01:
            kept_out = agency(r.choice(agencies)) if r.random() < 0.5 else officer(place, r.randrange(1, world.TEAM))
            values = {"reason": "linked_person", "since": at, "excluded_by": officer(place)}
            self.put.add(Exclusion, compartment_id=made.id, grantee_id=kept_out, **values)

    def _grant_to_agency(
        self, compartment_id: uuid.UUID, cipher: AESGCM, at: dt.datetime, place: uuid.UUID, number: int
    ) -> None:
        roll, later = self.random.random(), at + dt.timedelta(days=30)
        if roll >= 0.02:
            until = later if roll < 0.07 else FAR_FUTURE
            gateway = {"gateway": "agreement", "party_id": party(number, place), "until": until}
            self.grant(compartment_id, at, agency(number), **gateway)
            return
        until = min(later, self.now) if roll < 0.01 else self.now + dt.timedelta(days=60)
        override, grantee = self.id_at(at), agency(number)
        dates = {"recorded_at": at, "since": at, "until": until}
        where = {"compartment_id": compartment_id, "partnership_id": place, "grantee_id": grantee}
        reason = self.sealed(cipher, "access_override", override, reason="There is danger to life tonight")
        about = {"ground": "vital_interests", "recorded_by": officer(place)}
        self.put.add(Override, id=override, **where, **about, **dates, **reason)
        self.grant(compartment_id, at, grantee, gateway="override", override_id=override, until=until)

    def grant(self, compartment_id: uuid.UUID, at: dt.datetime, grantee: uuid.UUID, **values: Any) -> None:
        """One grant."""
        usual = {"relation": "virtual_team", "purpose": "safeguard_adult", "since": at, "granted_by": officer(NORTH)}
        self.put.add(Grant, id=self.id_at(at), compartment_id=compartment_id, grantee_id=grantee, **(usual | values))
