"""How a person wants to be told."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from serac.core.database import Base, Versioned


class NoticeChoice(Versioned, Base):
    """What one member chose; without a row they are told of each thing at once, outside their partnership's quiet hours.

    Attributes:
        how: `each` (a letter for each thing), or `daily` (one letter a day that says how many things wait).
        daily_at: when that one goes. quiet: whether letters wait from `quiet_from` until `quiet_until`.
            All three are times on London clocks, as 07:00. What is about danger waits for none of them.
    """

    __tablename__ = "notice_choice"
    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"), primary_key=True)
    how: Mapped[str] = mapped_column(Text)
    daily_at: Mapped[str] = mapped_column(Text)
    quiet: Mapped[bool]
    quiet_from: Mapped[str] = mapped_column(Text)
    quiet_until: Mapped[str] = mapped_column(Text)
    chosen_at: Mapped[dt.datetime]
