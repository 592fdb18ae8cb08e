"""Decisions, who dissented, response teams, disagreements. All of it lives in the compartment of the case it is about."""

import datetime as dt
import uuid

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from serac.core.crypto import Sealed
from serac.core.database import Base, Keyed, Versioned
from serac.core.lifecycle import check_move
from serac.core.need_to_know import Protected
from serac.decisions.lifecycle import (
    DECISION_MOVES,
    DISAGREEMENT_MOVES,
    RESPONSE_TEAM_MOVES,
    DecisionState,
    DisagreementState,
    TeamState,
)

_IN_FORCE, _WAITING, _WORKING = text("state = 'in_force'"), text("state = 'waiting'"), text("state = 'working'")


class Decision(Keyed, Versioned, Protected, Base):
    """One decision on a case, after the joint decision model. It is never changed: a later one supersedes it and says why.

    Attributes:
        number: 1, 2, ... within the case. It is unique, so that two people cannot both record the next one.
        response: code of decision_responses. criteria: codes of decision_criteria.
        lead_id: the agency that leads; first_responder_id: who refers people to the National Referral Mechanism.
        consulted: ids of agencies. powers: codes of powers considered, in force on the day.
        reason, review_on: of no further action: why, and when it is looked at again.
        by_chair: recorded by a chair, so that it needs no confirmation.
        settled_by, settled_at: who confirmed it or sent it back. superseded_at: when a later one took its place.
        file_fingerprint: of the file of responses and criteria as it was that day.
        information, risk, policy, options, rationale: the steps of the model in words. wishes: what the people affected want.
        why: of one that supersedes another, why. settled_words: what the chair said.
    """

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("compartment_id", "number"),
        Index(
            "ix_decision_in_force", "compartment_id", unique=True, postgresql_where=_IN_FORCE, sqlite_where=_IN_FORCE
        ),
        Index("ix_decision_waiting", "compartment_id", unique=True, postgresql_where=_WAITING, sqlite_where=_WAITING),
        Index("ix_decision_review", "state", "review_on"),
    )
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"))
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    number: Mapped[int]
    state: Mapped[DecisionState] = mapped_column(Text)
    response: Mapped[str] = mapped_column(Text)
    criteria: Mapped[list[str]] = mapped_column(JSON)
    lead_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))
    first_responder_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))
    consulted: Mapped[list[str]] = mapped_column(JSON)
    powers: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str | None] = mapped_column(Text)
    review_on: Mapped[dt.date | None]
    by_chair: Mapped[bool]
    recorded_by: Mapped[uuid.UUID]
    recorded_at: Mapped[dt.datetime]
    in_force_at: Mapped[dt.datetime | None]
    settled_by: Mapped[uuid.UUID | None]
    settled_at: Mapped[dt.datetime | None]
    superseded_at: Mapped[dt.datetime | None]
    file_fingerprint: Mapped[str] = mapped_column(Text)
    information_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    risk_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    policy_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    options_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    rationale_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    wishes_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    why_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    settled_words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    information, risk, policy, options = Sealed(), Sealed(), Sealed(), Sealed()
    rationale, wishes, why, settled_words = Sealed(), Sealed(), Sealed(), Sealed()

    @validates("state")
    def _only_known_moves(self, _: str, new: DecisionState) -> DecisionState:
        return check_move(DECISION_MOVES, self.state, new)


class Dissent(Keyed, Protected, Base):
    """What an agency, in somebody's role, does not agree with in a decision. Shown by role and agency, never by name.

    Attributes:
        agency_id, role: for whom it is said. said_by: kept for the log's sake, and not shown.
    """

    __tablename__ = "dissent"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    decision_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("decision.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    role: Mapped[str] = mapped_column(Text)
    said_by: Mapped[uuid.UUID]
    said_at: Mapped[dt.datetime]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words = Sealed()


class ResponseTeam(Keyed, Versioned, Protected, Base):
    """Those who respond in one way from a decision on. At most one of a kind works on a case at a time.

    Attributes:
        kind: code of response_team_kinds. lead_id: the agency that leads; lead_member_id: who there, by name.
        aim: what it is to reach; exit_when: by what it is known that it has. end_reason: code of response_team_endings.
    """

    __tablename__ = "response_team"
    __table_args__ = (
        Index(
            "ix_response_team_working", "compartment_id", "kind", unique=True,
            postgresql_where=_WORKING, sqlite_where=_WORKING,
        ),
    )  # fmt: skip
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    decision_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("decision.id"))
    kind: Mapped[str] = mapped_column(Text)
    state: Mapped[TeamState] = mapped_column(Text)
    lead_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    lead_member_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("member.id"))
    started_by: Mapped[uuid.UUID]
    started_at: Mapped[dt.datetime]
    ended_by: Mapped[uuid.UUID | None]
    ended_at: Mapped[dt.datetime | None]
    end_reason: Mapped[str | None] = mapped_column(Text)
    aim_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    exit_when_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    end_words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    aim, exit_when, end_words = Sealed(), Sealed(), Sealed()

    @validates("state")
    def _only_known_moves(self, _: str, new: TeamState) -> TeamState:
        return check_move(RESPONSE_TEAM_MOVES, self.state, new)


class Disagreement(Keyed, Versioned, Protected, Base):
    """A professional disagreement on a case, on its way up the ladder until it is settled.

    Attributes:
        agency_id: who raised it; with_id: with which agency, None for the council's team or the decision as a whole.
        step: code of disagreement_ladder; step_since, step_due_at: since when, and until when it may stay there.
        outcome: code of disagreement_outcomes. words: what it is about. settled_words: how it ended.
    """

    __tablename__ = "disagreement"
    __table_args__ = (Index("ix_disagreement_due", "state", "step_due_at"),)
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    decision_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("decision.id"))
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    with_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))
    state: Mapped[DisagreementState] = mapped_column(Text)
    step: Mapped[str] = mapped_column(Text)
    step_since: Mapped[dt.datetime]
    step_due_at: Mapped[dt.datetime]
    raised_by: Mapped[uuid.UUID]
    raised_at: Mapped[dt.datetime]
    outcome: Mapped[str | None] = mapped_column(Text)
    settled_by: Mapped[uuid.UUID | None]
    settled_at: Mapped[dt.datetime | None]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    settled_words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words, settled_words = Sealed(), Sealed()

    @validates("state")
    def _only_known_moves(self, _: str, new: DisagreementState) -> DisagreementState:
        return check_move(DISAGREEMENT_MOVES, self.state, new)


class DisagreementStep(Keyed, Protected, Base):
    """That a disagreement went up a step: from which, when, by whom (nobody: its time had run out), and why."""

    __tablename__ = "disagreement_step"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    disagreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("disagreement.id"), index=True)
    step: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[dt.datetime]
    ended_by: Mapped[uuid.UUID | None]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words = Sealed()
