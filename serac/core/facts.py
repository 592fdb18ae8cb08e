"""Coded facts for statistics, stored in the same commit as what they count. No name, no narrative: codes and dates only."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from serac.core.database import Base, Keyed


class Fact(Keyed, Base):
    """Something that can be counted.

    Attributes:
        name: what happened, as in the vocabulary of measures.
        happened_at: the moment that places it in a period; recorded_at may be later.
        subject_id: what it is about (the row's id), so that facts can be rebuilt and compared.
        codes: {"kinds": [...], "area": "...", "agency": "..."}: codes of reference data and ids of agencies only.
    """

    __tablename__ = "fact"
    __table_args__ = (Index("ix_fact_of", "partnership_id", "name", "happened_at"),)
    name: Mapped[str] = mapped_column(Text)
    happened_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]
    partnership_id: Mapped[uuid.UUID]
    subject_id: Mapped[uuid.UUID]
    restricted: Mapped[bool]
    codes: Mapped[dict[str, object]] = mapped_column(JSON)


@dataclass(frozen=True)
class Counted:
    """A fact as a command states it."""

    name: str
    partnership_id: uuid.UUID
    happened_at: dt.datetime
    codes: dict[str, object] = field(default_factory=dict)
    restricted: bool = False
