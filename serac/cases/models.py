"""The case, its items of information, and what stands before anybody goes near it: deconfliction and premises risk."""

import datetime as dt
import uuid

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from serac.cases.lifecycle import CASE_MOVES, DECONFLICTION_MOVES, Asked, Stage
from serac.core.crypto import Sealed
from serac.core.database import Base, Keyed, Versioned
from serac.core.lifecycle import check_move
from serac.core.need_to_know import Protected


class Case(Keyed, Versioned, Protected, Base):
    """One case, in a compartment of its own. The partnership is the compartment's, kept the same by the foreign key.

    Attributes:
        contact_rule: code; until the police contact says clear, `records_only` (domain step 3).
        deconfliction: where asking the police contact stands: `not_asked`, `waiting`, or the answer in force.
        contact_lead_id: the agency that leads, under a rule that needs one.
        danger_until: until then immediate danger overrides the contact rule.
        title: a few words for those who may read it; summary: what we know.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        ForeignKeyConstraint(
            ["compartment_id", "partnership_id"], ["compartment.id", "compartment.partnership_id"], onupdate="CASCADE"
        ),
        Index("ix_case_file_walk", "partnership_id", "compartment_id"),
        Index("ix_case_file_stage", "partnership_id", "stage", "compartment_id"),
        Index("ix_case_file_deconfliction", "partnership_id", "deconfliction", "compartment_id"),
    )
    compartment_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    partnership_id: Mapped[uuid.UUID]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    stage: Mapped[Stage] = mapped_column(Text)
    contact_rule: Mapped[str] = mapped_column(Text, default="records_only")
    deconfliction: Mapped[str] = mapped_column(Text, default="not_asked")
    contact_lead_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))
    danger_until: Mapped[dt.datetime | None]
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

    What an agency gives lives in a compartment of its own within the case, so that its audience is decided by the one rule.

    Attributes:
        grade_source, grade_information: 3x5x2, set by how it was known; handling: code, "ask me first" by default.
        agency_id: who gave it; null where the source is withheld.
        within_id: the compartment of the case it is on, the same as its own where the team's own information is in the case.
        audience: code: `team` (whoever the case is open to), `named` (agencies the giver chose), `coordinators`.
        reply_id: the reply it came in. sanitises_id: of which item this is the text for wider readers, by its giver.
        replaces_id: which item this corrects; replaced_at: when this was corrected: it is kept, and no longer current.
        about_id: the person it was extracted about; what else it is about is in ItemAbout.
        happened_from, happened_to: the days it speaks of, where they are known.
    """

    __tablename__ = "item"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    agency_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))
    about_id: Mapped[uuid.UUID | None]
    how_known: Mapped[str] = mapped_column(Text)
    grade_source: Mapped[str] = mapped_column(Text)
    grade_information: Mapped[str] = mapped_column(Text)
    handling: Mapped[str] = mapped_column(Text)
    within_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    audience: Mapped[str] = mapped_column(Text, default="team")
    not_for_immigration: Mapped[bool] = mapped_column(default=False)
    reply_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    sanitises_id: Mapped[uuid.UUID | None]
    replaces_id: Mapped[uuid.UUID | None]
    happened_from: Mapped[dt.date | None]
    happened_to: Mapped[dt.date | None]
    replaced_at: Mapped[dt.datetime | None]
    given_at: Mapped[dt.datetime]
    added_by: Mapped[uuid.UUID]
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    text = Sealed()


class ItemAbout(Protected, Base):
    """A person, place, vehicle or business of the case that an item is about."""

    __tablename__ = "item_about"
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("item.id"), primary_key=True)
    thing_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)


class CaseKind(Protected, Base):
    """One kind of exploitation of a case; there may be several."""

    __tablename__ = "case_kind"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)


class Deconfliction(Keyed, Versioned, Protected, Base):
    """One time the police contact was asked whether anybody may go beyond their own records, and what they answered.

    Attributes:
        agency_id: the police agency asked. occasion: code: why now (a case opened, an operation before it goes).
        due_at: when an answer is expected by the partnership's clock. answer: code of deconfliction_answers.
        asked, words: what was asked, and what was answered, in words. review_on: of a hold, until when.
        contact_rule, lead_id: what was allowed with a "clear", and who leads.
    """

    __tablename__ = "deconfliction"
    __table_args__ = (
        ForeignKeyConstraint(
            ["compartment_id", "partnership_id"], ["compartment.id", "compartment.partnership_id"], onupdate="CASCADE"
        ),
        Index("ix_deconfliction_agency", "agency_id", "state"),
        Index("ix_deconfliction_state", "partnership_id", "state"),
        Index("ix_deconfliction_due", "state", "due_at"),
    )
    compartment_id: Mapped[uuid.UUID] = mapped_column(index=True)
    partnership_id: Mapped[uuid.UUID]
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    occasion: Mapped[str] = mapped_column(Text)
    state: Mapped[Asked] = mapped_column(Text)
    asked_by: Mapped[uuid.UUID]
    asked_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[uuid.UUID | None]
    answered_at: Mapped[dt.datetime | None]
    review_on: Mapped[dt.date | None]
    contact_rule: Mapped[str | None] = mapped_column(Text)
    lead_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))
    asked_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    asked, words = Sealed(), Sealed()

    @validates("state")
    def _only_known_moves(self, _: str, new: Asked) -> Asked:
        return check_move(DECONFLICTION_MOVES, self.state, new)


class ContactChange(Keyed, Protected, Base):
    """A change of a case's contact rule that no answer of the police contact made, with its reason.

    `rule` is the stricter rule the team chose, or `danger` where immediate danger overrode it until `until`.
    """

    __tablename__ = "contact_change"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    rule: Mapped[str] = mapped_column(Text)
    made_by: Mapped[uuid.UUID]
    made_at: Mapped[dt.datetime]
    until: Mapped[dt.datetime]
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reason = Sealed()


class PremisesRisk(Keyed, Protected, Base):
    """What somebody who goes there must know first: hazards, and whether one person may go alone (domain 5.14).

    A new record of the same place takes the place of the one before; `until` is when it did.

    Attributes:
        place_id: a place of the case; None for the case as a whole. hazards: codes of premises_hazards.
        lone_working: code. review_on: when it must be looked at again.
    """

    __tablename__ = "premises_risk"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    place_id: Mapped[uuid.UUID | None]
    hazards: Mapped[list[str]] = mapped_column(JSON)
    lone_working: Mapped[str] = mapped_column(Text)
    agency_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))
    recorded_by: Mapped[uuid.UUID]
    recorded_at: Mapped[dt.datetime]
    review_on: Mapped[dt.date]
    until: Mapped[dt.datetime]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words = Sealed()
