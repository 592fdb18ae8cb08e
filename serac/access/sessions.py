"""Flask-Login over our own table of sessions: each can be listed and ended, and an ended one cannot be brought back."""

import datetime as dt
import hashlib
import ipaddress
import secrets
import uuid
from typing import Any

from flask import Flask, g, request, session
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from serac.access.actors import actor_of_session
from serac.access.models import SignInSession
from serac.core.actor import Actor, nobody
from serac.core.database import Moment, table_of
from serac.core.need_to_know import name_statement
from serac.core.unit import Services, Unit
from serac.core.web import services

_LEFT = "left"
"""In the browser's cookie: the key of the session that ended there."""
TOUCH_EVERY = dt.timedelta(seconds=60)
_table = table_of(SignInSession)
_TOUCH = (
    update(_table)
    .where(_table.c.key_hash == bindparam("the_hash"))
    .values(seen_at=bindparam("the_time", type_=Moment()))
)
_NAMED = name_statement("sessions.seen", "a session notes when its key was last used, whatever its person may do")


class SignedIn(UserMixin):
    """What Flask-Login keeps: the key of a session. The person behind it is in the unit."""

    def __init__(self, key: str) -> None:
        self.id = key


def key_hash(key: str) -> bytes:
    """How a session's key is stored."""
    return hashlib.sha256(key.encode()).digest()


def new_key() -> str:
    """A key nobody can guess."""
    return secrets.token_urlsafe(32)


def network_of(address: str | None) -> str:
    """The network an address belongs to (/24 or /48): enough to recognise, not to follow somebody home."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))


def install(app: Flask) -> None:
    """Let Flask-Login find people by our sessions."""
    logins = LoginManager()
    logins.init_app(app)
    logins.session_protection = None  # type: ignore[assignment]  # a copied cookie is fought by ending sessions, not by guessing at browsers
    logins.user_loader(_load)
    app.before_request(_begin)


def _begin() -> None:
    """Open the unit of this request with the person whose session it is."""
    key = session.get("_user_id")
    if key and request.endpoint != "static":
        _load(key)


def _load(key: str) -> SignedIn | None:
    if "unit" not in g:
        found: list[Any] = []
        g.unit = Unit(services(), lambda db, now: _actor_of_session(db, now, key, found))
        if found:
            g.sign_in_session_id = found[0]
    unit: Unit = g.unit
    return SignedIn(key) if unit.actor.is_somebody else None


def _actor_of_session(db: Session, now: dt.datetime, key: str, found: list[uuid.UUID]) -> Actor:
    given: Services = services()
    row, actor = actor_of_session(db, key_hash(key), now)
    if row is None:
        return actor
    idle = dt.timedelta(minutes=given.extra["settings"].idle_minutes)
    if row.ended_at is not None or now >= row.expires_at or now - row.seen_at >= idle:
        g.former_member_id = row.member_id
        return nobody(now)
    found.append(row.id)
    if now - row.seen_at > TOUCH_EVERY and not request.headers.get("X-Poll"):
        db.execute(_TOUCH, {"the_hash": key_hash(key), "the_time": now}, execution_options=_NAMED)
    return actor


def remember(key: str) -> None:
    """Put a new session's key into the browser, and forget everything that was there before."""
    session.clear()
    login_user(SignedIn(key))


def forget() -> None:
    """Take the key out of the browser. That of the session that ended stays, worth nothing: a form still open in another
    window is then known to be theirs, and comes back to them when they have signed in again.
    """
    key = session.get("_user_id")
    logout_user()
    session.clear()
    if key:
        session[_LEFT] = key


def find_former() -> bool:
    """Whether this browser has no session but had one, in this window or another. Whose it was is noted for `sign_in_first`."""
    key = str(session.get("_user_id") or session.get(_LEFT) or "")
    return bool(key) and _load(key) is None and "former_member_id" in g
