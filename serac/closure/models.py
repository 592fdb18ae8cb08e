"""How a case was closed and opened again, what was fed back, and what came back.

A **closing** is in the case. **Feedback** to an agency is in a compartment of its own within the case, open to that agency alone.
A **repeat** is in the newer of the two, and is shown to those alone who may read both.
"""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from serac.access.rule import visible
from serac.core.crypto import Sealed
from serac.core.database import Base, Keyed
from serac.core.need_to_know import Protected, narrow


class Closing(Keyed, Protected, Base):
    """That a case was closed, and why; and, where it was, that it was opened again.

    Attributes:
        reason: code of closure_reasons. outcomes: codes of case_outcomes, what came of it.
        review_on: of a reason that asks for it, the day on which the team is told to look again.
        last_discussed_at: when the case had last been decided on or discussed, if it ever was.
        reopen_reason: code of reopening_reasons. words, reopen_words: more about either, as it was written.
    """

    __tablename__ = "case_closing"
    __table_args__ = (
        Index("ix_case_closing_compartment_id", "compartment_id", "closed_at"),
        Index("ix_case_closing_review_on", "review_on"),
    )
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"))
    closed_by: Mapped[uuid.UUID]
    closed_at: Mapped[dt.datetime]
    reason: Mapped[str] = mapped_column(Text)
    outcomes: Mapped[list[str]] = mapped_column(JSON)
    review_on: Mapped[dt.date | None]
    last_discussed_at: Mapped[dt.datetime | None]
    reopened_by: Mapped[uuid.UUID | None]
    reopened_at: Mapped[dt.datetime | None]
    reopen_reason: Mapped[str | None] = mapped_column(Text)
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reopen_words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words, reopen_words = Sealed(), Sealed()


class Feedback(Keyed, Protected, Base):
    """What one agency was told of how its part counted (domain 5.1). Never changed.

    Attributes:
        within_id: the compartment of the case. names: who could read it at that moment.
    """

    __tablename__ = "case_feedback"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), unique=True)
    within_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    sent_by: Mapped[uuid.UUID]
    sent_at: Mapped[dt.datetime]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    names_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words, names = Sealed(), Sealed()


class FeedbackReason(Protected, Base):
    """Why an agency may know what was fed back to it: in a compartment within the case that only the own team reads."""

    __tablename__ = "case_feedback_reason"
    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_feedback.id"), primary_key=True)
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reason = Sealed()


class Repeat(Keyed, Protected, Base):
    """That the same person or place came back within twelve months of a case being closed or last discussed.

    Attributes:
        compartment_id: what is newer: a case, or an alert that was joined to the earlier one. earlier_id: the earlier case.
        kind: `person` or `place`, the same in both by a match; `case` where an alert was joined and nothing in it matched.
        subject_id, earlier_subject_id: its row in either.
        counted_from, since_at: `closing` or `discussion`: which of them the months are counted from, and when it was.
    """

    __tablename__ = "case_repeat"
    __table_args__ = (UniqueConstraint("compartment_id", "earlier_id", "subject_id"),)
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"))
    earlier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[uuid.UUID]
    earlier_subject_id: Mapped[uuid.UUID]
    counted_from: Mapped[str] = mapped_column(Text)
    since_at: Mapped[dt.datetime]
    found_at: Mapped[dt.datetime]


def _reads_both(repeat: Any) -> ColumnElement[bool]:
    """Only whoever may read the earlier case too: nobody else learns that there was one."""
    return visible(repeat.earlier_id)


narrow(Repeat, _reads_both)
