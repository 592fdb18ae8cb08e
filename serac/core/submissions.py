"""A form sent twice does its work once: each form carries a key, stored in the same commit as what it did."""

import datetime as dt
import hashlib
import uuid

from sqlalchemy import Text, bindparam, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from serac.core.database import Base, Id, Moment, table_of


class Submission(Base):
    """A form that has been accepted, and where its sender was sent afterwards."""

    __tablename__ = "submission"
    key: Mapped[bytes] = mapped_column(primary_key=True)
    member_id: Mapped[uuid.UUID]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    location: Mapped[str | None] = mapped_column(Text)


def submission_key(member_id: uuid.UUID, path: str, key: str) -> bytes:
    """What is stored: the key bound to its sender and the address it was sent to."""
    return hashlib.sha256(b"|".join([member_id.bytes, path.encode(), key.encode()])).digest()


_table = table_of(Submission)
FIND = select(_table.c.location).where(_table.c.key == bindparam("the_key"))
BEGIN = insert(_table).values(
    key=bindparam("the_key"), member_id=bindparam("who", type_=Id), at=bindparam("the_time", type_=Moment())
)
FINISH = update(_table).where(_table.c.key == bindparam("the_key")).values(location=bindparam("where"))
FORGET = delete(_table).where(_table.c.key == bindparam("the_key"))
