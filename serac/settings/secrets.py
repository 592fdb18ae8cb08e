"""The secret and the three keys: how long they must be, and how one that could be guessed is told."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

PREFIX: Final = "SERAC_"
KEY_BYTES: Final = 32
SHORTEST_SECRET: Final = 32
FEWEST_DIFFERENT: Final = 8  # thirty-two random bytes hold fewer about once in the life of the universe
TELLING_WORDS: Final = ("changeme", "change-me", "change_me", "secret", "password", "default", "example", "development")
# The key printed in Flask's own tutorial, which many services run with.
PUBLISHED_SECRETS: Final = frozenset({"192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf"})
KEY_NAMES: Final = ("data_key", "index_key", "audit_key")
MAKE: Final = "Make one with: openssl rand -base64 {}."
MAKE_KEY: Final = MAKE.format(KEY_BYTES)


def well_known_key(name: str) -> bytes:
    """The fixed key of the demonstration and the tests; anybody can work it out."""
    return hashlib.sha256(f"serac demonstration {name}".encode()).digest()


def weak_secrets(secret: str, keys: Mapping[str, bytes]) -> Iterator[str]:
    """What is wrong with the secret and the keys of a real service."""
    published = secret in PUBLISHED_SECRETS or _bytes_of(secret) == well_known_key("secret_key")
    guessable = published or any(word in secret.lower() for word in TELLING_WORDS)
    if len(secret) < SHORTEST_SECRET:
        yield f"SERAC_SECRET_KEY is shorter than {SHORTEST_SECRET} characters. {MAKE.format(48)}"
    elif guessable or len(set(secret)) < FEWEST_DIFFERENT:
        yield f"SERAC_SECRET_KEY is a well-known or guessable one. {MAKE.format(48)}"
    seen = {_bytes_of(secret): "SERAC_SECRET_KEY"}
    known = {well_known_key(name) for name in KEY_NAMES}
    for name in KEY_NAMES:
        variable, key = f"{PREFIX}{name.upper()}", keys[name]
        if key in known:
            yield f"{variable} is the demonstration's, which anybody can work out. {MAKE_KEY}"
        elif len(set(key)) < FEWEST_DIFFERENT:
            yield f"{variable} is a guessable one. {MAKE_KEY}"
        elif key in seen:
            yield f"{variable} is the same as {seen[key]}. Give each its own. {MAKE_KEY}"
        seen.setdefault(key, variable)


def _bytes_of(secret: str) -> bytes:
    """What a secret would be if it were a key, so that one value used twice shows."""
    try:
        return base64.b64decode(secret.translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError):
        return secret.encode()
