"""A form of several pages for somebody without an account: what they wrote so far travels in the page, sealed, and nowhere else.

One field carries the answers and the key by which the whole is sent once; it opens only at the address it was made for. It is
fresh for two hours. After that what was written is still given back to whoever holds the page, to be looked at again.
"""

import datetime as dt
import json
import secrets as random
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Mapping
from dataclasses import dataclass

from serac.core.crypto import Secrets, Tampered, seal, unseal

FRESH_FOR = dt.timedelta(hours=2)
_PURPOSE = "carried form"
Answer = str | list[str]


@dataclass(frozen=True)
class Carried:
    """What a page carried: the answers so far, the key of the whole, and whether it was sealed within two hours."""

    answers: dict[str, Answer]
    key: str
    fresh: bool


def new_key() -> str:
    """The key of a form nobody has sent."""
    return random.token_urlsafe(18)


def carry(secrets: Secrets, path: str, answers: Mapping[str, Answer], key: str, now: dt.datetime) -> str:
    """Seal the answers so far into one field."""
    body = json.dumps({"answers": dict(answers), "key": key, "at": now.isoformat()}, ensure_ascii=False)
    return urlsafe_b64encode(seal(secrets.cipher(_PURPOSE), path.encode(), body.encode())).decode("ascii")


def carried(secrets: Secrets, path: str, field: str, now: dt.datetime) -> Carried | None:
    """What a field carries, or None: nothing, changed on its way, or made for another address."""
    try:
        body = json.loads(unseal(secrets.cipher(_PURPOSE), path.encode(), urlsafe_b64decode(field)))
    except (Tampered, Error, ValueError):
        return None
    fresh = now - dt.datetime.fromisoformat(body["at"]) <= FRESH_FOR
    return Carried(body["answers"], body["key"], fresh)
