"""How often somebody may try. By where they try from, never by whom they try to be: nobody can be locked out by name.

Each refused try is counted under keyed hashes of its sources. A device somebody has signed in on before is a source of
its own and not part of its network, so that a stranger in the same building who uses up the network's tries stops
nobody who works there.
"""

import datetime as dt
import hmac
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass

from serac.core.crypto import Secrets, Tampered, seal, unseal

WITHIN = dt.timedelta(minutes=15)
"""A try counts for this long. Short, because the only remedy somebody honest has is to wait."""
FROM_A_NETWORK = 60
"""An office of two hundred behind one address mistypes now and then; sixty in a quarter of an hour is a machine."""
FROM_A_NETWORK_FOR_ONE = 10
"""One person from one network: ten mistakes, then a pause; from elsewhere, and from their own device, they go on. Six
figures, three half-minutes accepted: who knows a password guesses the code once in eight thousand hours of trying."""
FROM_A_DEVICE = 10
"""The same for a device that somebody signed in on before."""
IN_A_SESSION = 5
"""Guesses at the present password or a code by whoever sits at a signed-in screen."""
DEVICE_IS_KNOWN_FOR = dt.timedelta(days=90)
KEPT_FOR = dt.timedelta(days=1)
"""After this a counted try is deleted: it decides nothing any more."""
_PURPOSE = "known device"


@dataclass(frozen=True)
class Source:
    """Where a try came from, hashed, and how many it may make within WITHIN."""

    hashed: bytes
    most: int


def _source(secrets: Secrets, most: int, *parts: str) -> Source:
    return Source(hmac.digest(secrets.index_key, "|".join(("attempt", *parts)).encode(), "sha256"), most)


def sources(secrets: Secrets, *, network: str, email_hash: int, device: uuid.UUID | None) -> tuple[Source, ...]:
    """Under which sources a sign-in is counted.

    Args:
        network: the /24 or /48 it comes from.
        email_hash: of the address typed, whether anybody has it or not.
        device: of the known-device cookie, if that person signed in there before.
    """
    if device is not None:
        return (_source(secrets, FROM_A_DEVICE, "device", device.hex, str(email_hash)),)
    return (
        _source(secrets, FROM_A_NETWORK, "network", network),
        _source(secrets, FROM_A_NETWORK_FOR_ONE, "network", network, str(email_hash)),
    )


def source_of_session(secrets: Secrets, session_id: uuid.UUID) -> Source:
    """Under which source a wrong present password or code is counted, once somebody is signed in."""
    return _source(secrets, IN_A_SESSION, "session", session_id.hex)


def remember_device(secrets: Secrets, email_hash: int, now: dt.datetime, device: uuid.UUID) -> str:
    """A cookie that says somebody has signed in here: sealed, bound to whom it is for."""
    body = device.bytes + int((now + DEVICE_IS_KNOWN_FOR).timestamp()).to_bytes(8, "big")
    return urlsafe_b64encode(seal(secrets.cipher(_PURPOSE), _bound(email_hash), body)).decode("ascii")


def known_device(secrets: Secrets, cookie: str, email_hash: int, now: dt.datetime) -> uuid.UUID | None:
    """The device of such a cookie, if it is for this address and not too old."""
    try:
        body = unseal(secrets.cipher(_PURPOSE), _bound(email_hash), urlsafe_b64decode(cookie))
    except (Tampered, Error, ValueError):
        return None
    if now.timestamp() > int.from_bytes(body[16:], "big"):
        return None
    return uuid.UUID(bytes=body[:16])


def _bound(email_hash: int) -> bytes:
    return email_hash.to_bytes(8, "big", signed=True)
