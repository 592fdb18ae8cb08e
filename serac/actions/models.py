"""An action, what it asks, and its history.

Where each row lives decides who reads it. The **action** is codes and dates alone, in a compartment of its own within the
case: open to whoever the case is open to, and to its owner's agency. What it **asks** (ActionBrief) and every word written
about it are in a second one: an agency that is not on the case reads those once a person there has stated that they have no
connection (domain 5.2), and never the case.
"""

import datetime as dt
import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from serac.actions.lifecycle import ACTION_MOVES, ActionState
from serac.core.crypto import Sealed
from serac.core.database import Base, Keyed, Versioned
from serac.core.lifecycle import check_move
from serac.core.need_to_know import Protected


class Action(Keyed, Versioned, Protected, Base):
    """Something one agency, and one person there, is to do by a day.

    Attributes:
        within_id: the compartment of the case. brief_id: the compartment of what it asks and of the words about it.
        kind, priority: codes of action_kinds and action_priorities. contact_rule: of the case when it was made.
        agency_id, owner_id: the agency and the person whose it is; never empty. by_team: the agency is the own team.
        hangs_from, hangs_from_id: what it hangs from: `case`, `response_team`, `meeting`, `operation`, `plan`, and its row.
        purpose, categories: what it is shared for, and what is in it, on the agreement.
        due_at: the first moment after the day it is due on. carried: how often it was carried forward.
        refusal, refused_due_at: of a refused one, the reason, and by when it is given to somebody, escalated or withdrawn.
        escalated_at: since when a refused one is with the chair.
        told_level: how far a late one was passed up: 0 nobody, 1 its owner, 2 their agency's lead, 3 whoever asked.
        split_from_id: the action it is a part of. end_reason: why it ended without being done.
    """

    __tablename__ = "case_action"
    __table_args__ = (
        ForeignKeyConstraint(
            ["compartment_id", "partnership_id"], ["compartment.id", "compartment.partnership_id"], onupdate="CASCADE"
        ),
        CheckConstraint("(state = 'refused') = (refused_due_at is not null)", name="refused_has_a_clock"),
        Index("ix_case_action_walk", "partnership_id", "compartment_id"),
        Index("ix_case_action_due", "state", "due_at"),
        Index("ix_case_action_owner", "owner_id", "state", "due_at"),
        Index("ix_case_action_agency", "agency_id", "state", "due_at"),
        Index("ix_case_action_asker", "asked_by", "state", "due_at"),
        Index("ix_case_action_team", "partnership_id", "state", "due_at"),
    )
    compartment_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    partnership_id: Mapped[uuid.UUID]
    within_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    brief_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"))
    reference: Mapped[str] = mapped_column(Text, unique=True)
    state: Mapped[ActionState] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    priority: Mapped[str] = mapped_column(Text)
    contact_rule: Mapped[str] = mapped_column(Text)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"))
    by_team: Mapped[bool]
    hangs_from: Mapped[str] = mapped_column(Text)
    hangs_from_id: Mapped[uuid.UUID] = mapped_column(index=True)
    purpose: Mapped[str] = mapped_column(Text)
    categories: Mapped[list[str]] = mapped_column(JSON)
    asked_by: Mapped[uuid.UUID]
    asked_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    carried: Mapped[int] = mapped_column(default=0)
    accepted_at: Mapped[dt.datetime | None]
    refusal: Mapped[str | None] = mapped_column(Text)
    refused_due_at: Mapped[dt.datetime | None]
    escalated_at: Mapped[dt.datetime | None]
    told_level: Mapped[int] = mapped_column(default=0)
    split_from_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case_action.id"))
    ended_at: Mapped[dt.datetime | None]
    end_reason: Mapped[str | None] = mapped_column(Text)

    @validates("state")
    def _only_known_moves(self, _: str, new: ActionState) -> ActionState:
        return check_move(ACTION_MOVES, self.state, new)


class ActionBrief(Keyed, Protected, Base):
    """What an action asks, and why, in the compartment that opens once a person has stated no connection."""

    __tablename__ = "case_action_brief"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    action_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_action.id"), unique=True)
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    why_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    text, why = Sealed(), Sealed()


class ActionChange(Keyed, Protected, Base):
    """Something that happened to an action, and the words given with it (progress, evidence, a reason). Never changed.

    Lives with the brief. Where nobody wrote anything it lives with the action, so that the service and somebody who
    declares a connection can add one.

    Attributes:
        kind: code: `made`, `accepted`, `refused`, `progress`, `done`, `overtaken`, `not_done`, `withdrawn`, `reassigned`,
            `given`, `carried`, `split`, `escalated`, `settled`, `handed_over`, `conflict`, `told`.
        made_by: who did it; nobody (the nil id) for the service.
        reason: code of the reason, where there is one. agency_id, owner_id: whose it was from then on. due_at: the new day.
    """

    __tablename__ = "case_action_change"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    action_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_action.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    made_by: Mapped[uuid.UUID]
    made_at: Mapped[dt.datetime]
    reason: Mapped[str | None] = mapped_column(Text)
    agency_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("member.id"))
    due_at: Mapped[dt.datetime | None]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words = Sealed()
