"""The case and its items of information."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from serac.cases.lifecycle import CASE_MOVES, Stage
from serac.core.crypto import Sealed
from serac.core.database import Base, Keyed, Versioned
from serac.core.lifecycle import check_move
from serac.core.need_to_know import Protected


class Case(Keyed, Versioned, Protected, Base):
    """One case, in a compartment of its own. The partnership is the compartment's, kept the same by the foreign key.

    Attributes:
        contact_rule: code; until the police contact says clear, `records_only` (domain step 3).
        title: a few words for those who may read it; summary: what we know.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        ForeignKeyConstraint(
            ["compartment_id", "partnership_id"], ["compartment.id", "compartment.partnership_id"], onupdate="CASCADE"
        ),
        Index("ix_case_file_walk", "partnership_id", "compartment_id"),
        Index("ix_case_file_stage", "partnership_id", "stage", "compartment_id"),
    )
    compartment_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    partnership_id: Mapped[uuid.UUID]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    stage: Mapped[Stage] = mapped_column(Text)
    contact_rule: Mapped[str] = mapped_column(Text, default="records_only")
    opened_at: Mapped[dt.datetime]
    opened_by: Mapped[uuid.UUID]
    title_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    summary_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    title, summary = Sealed(), Sealed()

    @validates("stage")
    def _only_known_moves(self, _: str, new: Stage) -> Stage:
        return check_move(CASE_MOVES, self.stage, new)


class Item(Keyed, Protected, Base):
    """A piece of information on a case. Where it came from is kept apart: an item from an alert does not say which.

    Attributes:
        grade_source, grade_information: 3x5x2, set by how it was known; handling: code, "ask me first" by default.
        agency_id: who gave it; null where the source is withheld.
    """

    __tablename__ = "item"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    agency_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))
    about_id: Mapped[uuid.UUID | None]
    how_known: Mapped[str] = mapped_column(Text)
    grade_source: Mapped[str] = mapped_column(Text)
    grade_information: Mapped[str] = mapped_column(Text)
    handling: Mapped[str] = mapped_column(Text)
    given_at: Mapped[dt.datetime]
    added_by: Mapped[uuid.UUID]
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    text = Sealed()


class CaseKind(Protected, Base):
    """One kind of exploitation of a case; there may be several."""

    __tablename__ = "case_kind"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
