"""Notices leave only through here: enqueued in the same transaction as what they tell of, sent only once committed.

A notice says what kind it is, to whom, and about what; its text is rendered when it is sent, so nothing personal waits here.
"""

import datetime as dt
import uuid

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from serac.core.database import Base, Keyed


class Notice(Keyed, Base):
    """One notice to one person.

    Attributes:
        key: what makes it this notice and no other; a second one with the same key is not enqueued.
        kind: a letter of config/letters.yaml.
        channel: `email` (and the inbox) or `inbox` alone.
        path: where in the service it leads, without a host; holds references only.
        due_at: not before this moment.
        claimed_until: a deliverer has it in hand until then; afterwards another may take it up.
        held_until: its letter waits until then, for its recipient's quiet hours or their one letter a day; the inbox has it.
        digest_id: the notice that told of it among others, in one letter.
        settled_at, outcome: when it ended and how: sent, digest (told of in one letter), dropped (the person may no longer be
            told, or left).
        read_at: when its recipient opened it in the inbox.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_waiting", "settled_at", "due_at"),
        Index("ix_notice_inbox", "member_id", "id"),
        Index("ix_notice_digest_id", "digest_id"),
    )
    key: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    member_id: Mapped[uuid.UUID]
    compartment_id_about: Mapped[uuid.UUID | None]
    path: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    made_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    claimed_until: Mapped[dt.datetime | None]
    held_until: Mapped[dt.datetime | None]
    digest_id: Mapped[uuid.UUID | None]
    attempts: Mapped[int] = mapped_column(default=0)
    settled_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None] = mapped_column(Text)
    read_at: Mapped[dt.datetime | None]
