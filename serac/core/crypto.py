"""Sealed attributes: AES-256-GCM, bound to table, column and row.

What is written about people is sealed with the data key of its compartment; data keys are wrapped by a key from the
settings, so that shredding one wrapped key makes one compartment unreadable everywhere, backups included. What belongs to
no compartment (a member's own name, a second factor) is sealed with a key derived for the service.
"""

import os
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.orm import object_session

if TYPE_CHECKING:
    from serac.core.unit import Unit

NONCE = 12


class Tampered(Exception):
    """A sealed value does not belong where it was found: moved, changed, or sealed with another key."""


def seal(cipher: AESGCM, bound_to: bytes, plain: bytes) -> bytes:
    """Encrypt `plain` so that it opens only with the same key and the same `bound_to`. Nonce first, then text."""
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, plain, bound_to)


def unseal(cipher: AESGCM, bound_to: bytes, sealed: bytes) -> bytes:
    """The opposite of `seal`.

    Raises:
        Tampered: the value was changed, moved, or belongs to another key.
    """
    try:
        return bytes(cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bound_to))
    except InvalidTag:
        raise Tampered("a sealed value does not belong where it was found") from None


@dataclass(frozen=True)
class Secrets:
    """The keys of this installation, each 32 bytes, none of them in the database."""

    data_key: bytes
    index_key: bytes
    audit_key: bytes
    secret_key: bytes

    @cached_property
    def master(self) -> AESGCM:
        """Wraps the data keys of compartments."""
        return AESGCM(self.data_key)

    @cached_property
    def service(self) -> AESGCM:
        """Seals what belongs to no compartment."""
        return AESGCM(_derived(self.data_key, b"service"))

    def cipher(self, purpose: str) -> AESGCM:
        """A key for short-lived sealed things outside the database, such as a form kept while its sender signs in."""
        return AESGCM(_derived(self.secret_key, purpose.encode()))


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"serac " + purpose).derive(key)


def new_wrapped_key(secrets: Secrets, compartment_id: uuid.UUID) -> bytes:
    """A fresh data key for a compartment, wrapped and bound to it."""
    return seal(secrets.master, b"data key " + compartment_id.bytes, AESGCM.generate_key(256))


def unwrap(secrets: Secrets, compartment_id: uuid.UUID, wrapped: bytes) -> AESGCM:
    """The cipher of a compartment.

    Raises:
        Tampered: the wrapped key belongs to another compartment or another installation.
    """
    return AESGCM(unseal(secrets.master, b"data key " + compartment_id.bytes, wrapped))


def open_text(cipher: AESGCM, attribute: "Sealed", table: str, row_id: uuid.UUID, sealed: bytes | None) -> str:
    """A sealed text that was read as a column, without its row. Nothing is the empty text.

    Raises:
        Tampered: the value was changed, moved, or belongs to another key.
    """
    if sealed is None:
        return ""
    return unseal(cipher, f"{table}.{attribute.name}.".encode() + row_id.bytes, sealed).decode()


class Sealed:
    """A text attribute nobody can filter or sort by: it reads and writes the column `<name>_sealed`.

    Without a session yet, a written value waits in the row and is sealed just before it is flushed.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.column = f"{name}_sealed"

    def context(self, row: Any) -> bytes:
        """What the value is bound to: table, column, row."""
        row_id: uuid.UUID = row.id
        return f"{row.__tablename__}.{self.name}.".encode() + row_id.bytes

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...
    @overload
    def __get__(self, row: Any, owner: type) -> str: ...
    def __get__(self, row: Any, owner: type) -> Self | str:
        if row is None:
            return self
        waiting = row.__dict__.get("waiting_to_seal", {})
        if self.name in waiting:
            return str(waiting[self.name] or "")
        sealed = getattr(row, self.column)
        if sealed is None:
            return ""
        return unseal(_cipher(row), self.context(row), sealed).decode()

    def __set__(self, row: Any, value: str | None) -> None:
        if object_session(row) is None:
            row.__dict__.setdefault("waiting_to_seal", {})[self.name] = value
        else:
            self.write(row, value)

    def write(self, row: Any, value: str | None) -> None:
        """Seal now. An empty text is stored as nothing."""
        sealed = seal(_cipher(row), self.context(row), value.encode()) if value else None
        setattr(row, self.column, sealed)


class SealedBytes(Sealed):
    """As Sealed, for a file."""

    def __get__(self, row: Any, owner: type) -> Any:
        if row is None:
            return self
        waiting = row.__dict__.get("waiting_to_seal", {})
        if self.name in waiting:
            return waiting[self.name]
        return unseal(_cipher(row), self.context(row), getattr(row, self.column))

    def __set__(self, row: Any, value: Any) -> None:
        super().__set__(row, value)

    def write(self, row: Any, value: Any) -> None:
        setattr(row, self.column, seal(_cipher(row), self.context(row), value))


def seal_waiting(row: Any) -> None:
    """Seal what was written before the row had a session. Called before each flush."""
    for name, value in row.__dict__.pop("waiting_to_seal", {}).items():
        vars_of(type(row), name).write(row, value)


def vars_of(owner: type, name: str) -> Sealed:
    """The descriptor `name` of a class, its bases included."""
    for base in owner.__mro__:
        if isinstance(base.__dict__.get(name), Sealed):
            found: Sealed = base.__dict__[name]
            return found
    raise AttributeError(name)


def _cipher(row: Any) -> AESGCM:
    session = object_session(row)
    if session is None:
        raise RuntimeError("a sealed value can be read only within its unit")
    unit: Unit = session.info["unit"]
    compartment_id = getattr(row, "compartment_id", None)
    return unit.secrets.service if compartment_id is None else unit.keys[compartment_id]
