"""A referral, in the compartment of the alert or case it was made in."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from serac.core.crypto import Sealed
from serac.core.database import Base, Keyed, Versioned
from serac.core.need_to_know import Protected


class Referral(Keyed, Versioned, Protected, Base):
    """Somebody was referred on: 999, children's social care, adult safeguarding, the support contract's emergency line ...

    Attributes:
        kind, outcome: codes of referral_kinds and referral_outcomes.
        made_at: when it was written down; when: when it was made, as somebody said it.
        due_at: when a reply is expected; None where none is waited for. chased: how often somebody was reminded.
        to_whom, number, said: whom we spoke to, their reference, what we told them.
        do_not_tell, why: parent, carer and school are not told before the strategy discussion, and the reason.
        reply: what they answered.
    """

    __tablename__ = "referral"
    __table_args__ = (Index("ix_referral_silent", "replied_at", "due_at"),)
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    made_by: Mapped[uuid.UUID]
    made_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime | None]
    do_not_tell: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str | None] = mapped_column(Text)
    replied_at: Mapped[dt.datetime | None]
    reply_by: Mapped[uuid.UUID | None]
    chased: Mapped[int] = mapped_column(default=0)
    when_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    to_whom_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    said_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    why_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reply_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    when, to_whom, number, said, why, reply = Sealed(), Sealed(), Sealed(), Sealed(), Sealed(), Sealed()
