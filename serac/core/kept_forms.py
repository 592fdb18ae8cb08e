"""What somebody had typed when their session ended: given back to them, and to nobody else, after they sign in again.

It travels in the page, encrypted, bound to the person and the address it was sent to, for two hours. Nothing is stored.
"""

import datetime as dt
import json
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterable
from dataclasses import dataclass

from serac.core.crypto import Secrets, Tampered, seal, unseal

KEPT_FOR = dt.timedelta(hours=2)
_PURPOSE = "kept form"
_LEFT_OUT = frozenset({"csrf_token", "kept", "restore", "password", "new_password", "code"})
_NOT_ANSWERS = _LEFT_OUT | {"idempotency_key", "version", "step", "go", "next", "draft"}


def answers_in(fields: Iterable[tuple[str, str]]) -> list[str]:
    """What somebody filled in or chose, without what every form carries: nothing of a button that was only pressed."""
    return [value for name, value in fields if value and name not in _NOT_ANSWERS]


@dataclass(frozen=True)
class KeptForm:
    """An address and the fields that were being sent to it."""

    path: str
    fields: list[tuple[str, str]]


def keep(secrets: Secrets, member_id: uuid.UUID, path: str, fields: list[tuple[str, str]], now: dt.datetime) -> str:
    """Seal what was typed. Passwords, codes and tokens are left out; files cannot be kept and are asked for again."""
    body = {"path": path, "at": now.isoformat(), "fields": [f for f in fields if f[0] not in _LEFT_OUT]}
    sealed = seal(secrets.cipher(_PURPOSE), member_id.bytes, json.dumps(body).encode())
    return urlsafe_b64encode(sealed).decode("ascii")


def give_back(secrets: Secrets, member_id: uuid.UUID, kept: str, now: dt.datetime) -> KeptForm | None:
    """What was kept for this person, or None: nothing kept, somebody else's, changed, or older than two hours."""
    try:
        body = json.loads(unseal(secrets.cipher(_PURPOSE), member_id.bytes, urlsafe_b64decode(kept)))
    except (Tampered, Error, ValueError):
        return None
    if now - dt.datetime.fromisoformat(body["at"]) > KEPT_FOR:
        return None
    return KeptForm(body["path"], [(name, value) for name, value in body["fields"]])
