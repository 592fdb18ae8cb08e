"""The ten kinds of reader, and how each is signed in: a row in the table of sessions and the cookie a browser would hold."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import Connection, delete, insert

from bench import world
from bench.server import SECRETS, key
from bench.words import AREAS
from bench.world import NORTH, SOUTH, handler, officer
from serac.access.models import SignInSession
from serac.access.sessions import key_hash

COOKIE = "visit"


@dataclass(frozen=True)
class Reader:
    """Somebody who looks at lists. `areas`: those their alerts pages may be filtered by."""

    name: str
    member_id: uuid.UUID
    areas: tuple[str, ...] = ("brackenford",)
    has_pages: bool = True

    @property
    def session_key(self) -> str:
        """The key of their session: fixed, like everything here."""
        return key(f"session {self.name}").hex()


COORDINATOR = Reader("co-ordinator of all", officer(NORTH, 0), AREAS)
HANDLER_20 = Reader("handler with 20 grants", handler(world.TWENTY))
HANDLER_20_000 = Reader("handler with 20,000 grants", handler(world.TWENTY_THOUSAND))
READERS = (
    COORDINATOR,
    Reader("team member on no restricted list", officer(NORTH, 1), AREAS),
    HANDLER_20,
    HANDLER_20_000,
    Reader("handler with 2,000 grants", handler(world.TWO_THOUSAND)),
    Reader("handler of a quarter", handler(0)),
    Reader("handler, agreement lapsed", handler(world.LAPSED)),
    Reader("co-ordinator elsewhere", officer(SOUTH, 0), ("ostbury",)),
    Reader("manager", world.MANAGER, has_pages=False),
    Reader("nobody in particular", world.NOBODY_IN_PARTICULAR, has_pages=False),
)
"""Handlers triage too, for a district that has no alerts: nobody else has the alerts pages. It adds one arm to each walk."""

ALSO = (Reader("handler on the virtual team", handler(1)), Reader("another handler there", handler(2)))
"""Readers of the shared picture beside some of the ten."""


def sign_in(connection: Connection, now: dt.datetime) -> None:
    """A fresh session for each of them."""
    table = SignInSession.__table__
    connection.execute(delete(table))
    dates = {"started_at": now, "seen_at": now, "expires_at": now + dt.timedelta(hours=12), "ended_at": None}
    place = {"device": "benchmark", "network": "127.0.0.0/24"}
    rows = [
        {"id": uuid.uuid4(), "key_hash": key_hash(reader.session_key), "member_id": reader.member_id, **dates, **place}
        for reader in (*READERS, *ALSO)
    ]
    connection.execute(insert(table), rows)


def cookie_of(reader: Reader) -> str:
    """What their browser sends: the key of the session and a form token, signed as the service signs it."""
    app = Flask(__name__)
    app.secret_key = SECRETS.secret_key.decode()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    if signer is None:
        raise RuntimeError("no secret key")
    token = hashlib.sha1(reader.session_key.encode(), usedforsecurity=False).hexdigest()
    held = {"_user_id": reader.session_key, "_fresh": True, "csrf_token": token}
    return f"{COOKIE}={signer.dumps(held)}"
