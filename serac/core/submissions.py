"""A form sent twice does its work once: each form carries a key, stored in the same commit as what it did.

Once is said of a key and of what was sent with it. The same key with other words, after the Back button, is a new form.
"""

import datetime as dt
import hashlib
import hmac
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import IO

from sqlalchemy import Text, bindparam, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from serac.core.crypto import Secrets
from serac.core.database import Base, Id, Moment, table_of

_LEFT_OUT = frozenset({"csrf_token", "idempotency_key", "restore", "password", "new_password", "code"})


class Submission(Base):
    """A form that has been accepted, and where its sender was sent afterwards. Of what was sent, a keyed hash is in its key."""

    __tablename__ = "submission"
    key: Mapped[bytes] = mapped_column(primary_key=True)
    member_id: Mapped[uuid.UUID]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    location: Mapped[str | None] = mapped_column(Text)


def sent_words(fields: Mapping[str, str | Sequence[str]], files: Iterable[tuple[str, IO[bytes]]] = ()) -> bytes:
    """All that was sent, as one text to make a hash of: never to be stored as it is.

    Tokens, passwords and codes are left out, and so is what makes no difference to a reader: empty fields, the way a browser
    ends a line. Files are read to their end and wound back.
    """
    said = [
        (name, [_plain(value) for value in ([given] if isinstance(given, str) else given)])
        for name, given in sorted(fields.items())
        if name not in _LEFT_OUT
    ]
    chosen = [(name, _digest(file)) for name, file in files]
    return json.dumps([[one for one in said if any(one[1])], chosen]).encode()


def submission_key(secrets: Secrets, member_id: uuid.UUID, path: str, key: str, said: bytes) -> bytes:
    """What is stored: the form's key bound to its sender, the address it was sent to, and all that was sent (`sent_words`)."""
    parts = [b"submission", member_id.bytes, path.encode(), key.encode(), hashlib.sha256(said).digest()]
    return hmac.digest(secrets.index_key, b"|".join(parts), "sha256")


def _plain(value: str) -> str:
    return value.replace("\r\n", "\n").strip()


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # any file that can be read
    file.seek(0)
    return found


_table = table_of(Submission)
FIND = select(_table.c.location).where(_table.c.key == bindparam("the_key"))
BEGIN = insert(_table).values(
    key=bindparam("the_key"), member_id=bindparam("who", type_=Id), at=bindparam("the_time", type_=Moment())
)
FINISH = update(_table).where(_table.c.key == bindparam("the_key")).values(location=bindparam("where"))
FORGET = delete(_table).where(_table.c.key == bindparam("the_key"))
