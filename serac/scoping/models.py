"""Rounds, requests, whom a request names, replies, and the record of every disclosure.

Where each row lives decides who reads it:

- a **round** is in the case;
- a **request** is in a compartment of its own within the case, open to the asked agency's named handlers: purpose, deadline,
  contact rule, nothing that names anybody;
- the **brief** and whom it **names** are in a second one, open to each of them once they have stated that they have no
  connection (domain 5.2);
- a **reply** and its **disclosures** are in a third, which the agency keeps sight of whatever happens to its agreement; a
  **draft** in one of its own, that nobody but the agency's named handlers reads;
- an agency's **view of the risk** is in one of its own that follows the case, never open to immigration control;
- an **item** is in one of its own (serac/cases/models.py), open to the audience its giver chose.
"""

import datetime as dt
import uuid

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from serac.access.rule import visible
from serac.core.crypto import Sealed
from serac.core.database import Base, Keyed, Versioned
from serac.core.lifecycle import check_move
from serac.core.need_to_know import Protected, narrow
from serac.scoping.lifecycle import REQUEST_MOVES, ROUND_MOVES, RequestState, RoundState

_PLACED = ["compartment_id", "partnership_id"], ["compartment.id", "compartment.partnership_id"]


class Round(Keyed, Versioned, Protected, Base):
    """One round of asking agencies about a case. Its compartment is the case's.

    Attributes:
        number: 1, 2, ... within the case. occasion: code: `scoping`, or `conference` (research for one).
        urgency: code: `ordinary`, `urgent`. purpose: code of sharing_purposes, the same for every request.
        question: what exactly is asked, as written for all; a request's brief may say it differently.
    """

    __tablename__ = "scoping_round"
    __table_args__ = (UniqueConstraint("compartment_id", "number"),)
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    number: Mapped[int]
    occasion: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    urgency: Mapped[str] = mapped_column(Text)
    state: Mapped[RoundState] = mapped_column(Text)
    begun_by: Mapped[uuid.UUID]
    begun_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    question_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    question = Sealed()

    @validates("state")
    def _only_known_moves(self, _: str, new: RoundState) -> RoundState:
        return check_move(ROUND_MOVES, self.state, new)


class Request(Keyed, Versioned, Protected, Base):
    """What one agency is asked in a round.

    Attributes:
        case_id: the case; within_id: its compartment. names_id: the compartment of the brief and whom it names.
        asks: code: `records` (a check of its own records), or `beyond` (more, once the police contact said clear).
        categories: codes of information_categories that the brief holds. joins_team: whether the agency reads the shared
            picture too, once somebody there has stated no connection.
        contact_rule: the rule of the case when it was sent; the rule in force now is asked of the case each time.
        due_at: when an answer is expected. override_id: where no agreement covers it and an override was recorded.
        told_level: how far a late one was escalated: 0 nobody, 1 the deputy, 2 the agency's lead.
        cover_existed: of a silent one, whether anybody was there to answer. end_reason: `not_open`, where it was silent because it
            was not open to its agency any more.
    """

    __tablename__ = "scoping_request"
    __table_args__ = (
        ForeignKeyConstraint(*_PLACED, onupdate="CASCADE"),
        Index("ix_scoping_request_due", "state", "due_at"),
        Index("ix_scoping_request_agency", "agency_id", "state", "due_at"),
        Index("ix_scoping_request_walk", "partnership_id", "compartment_id"),
    )
    compartment_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    partnership_id: Mapped[uuid.UUID]
    within_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    names_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"))
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scoping_round.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    reference: Mapped[str] = mapped_column(Text, unique=True)
    state: Mapped[RequestState] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    categories: Mapped[list[str]] = mapped_column(JSON)
    asks: Mapped[str] = mapped_column(Text)
    contact_rule: Mapped[str] = mapped_column(Text)
    joins_team: Mapped[bool]
    planned_by: Mapped[uuid.UUID]
    asked_by: Mapped[uuid.UUID | None]
    asked_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime | None]
    opened_at: Mapped[dt.datetime | None]
    replied_at: Mapped[dt.datetime | None]
    reminded_at: Mapped[dt.datetime | None]
    told_level: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[dt.datetime | None]
    end_reason: Mapped[str | None] = mapped_column(Text)
    cover_existed: Mapped[bool | None]
    override_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("access_override.id"))

    @validates("state")
    def _only_known_moves(self, _: str, new: RequestState) -> RequestState:
        return check_move(REQUEST_MOVES, self.state, new)


class RequestChange(Keyed, Protected, Base):
    """Something done to a request after it was sent, and why: reminded, escalated, extended, withdrawn, handed to a deputy.

    Lives in the case, so the agency does not read it.
    """

    __tablename__ = "scoping_request_change"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scoping_request.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    made_by: Mapped[uuid.UUID]
    made_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime | None]
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reason = Sealed()


class Brief(Keyed, Protected, Base):
    """What exactly this agency is asked, in the compartment that opens once a person has stated no connection."""

    __tablename__ = "scoping_brief"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scoping_request.id"), unique=True)
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words = Sealed()


class Named(Keyed, Protected, Base):
    """A person, place, vehicle or business that a request names to this agency, as it was named: the minimum.

    Attributes:
        kind: person, place, vehicle, business. thing_id: the row of the case. words: how it was named.
    """

    __tablename__ = "scoping_named"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scoping_request.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    thing_id: Mapped[uuid.UUID]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words = Sealed()


class Reply(Keyed, Versioned, Protected, Base):
    """What an agency answered to one request. A correction is a new row that replaces the one before; both are kept.

    Attributes:
        answer: code: `nothing_known`, `information_held`, `cannot_share`. reason: code of cannot_share_reasons.
        risk: code of risk_levels: the agency's own view, as this reply gave it; whoever else reads it reads its RiskView.
        powers: codes of powers it could use, in force on the day.
        words: why it cannot share; risk_words: why it sees the risk so; offers: what it offers to do.
        current: whether this is the reply that counts; NULL once corrected, so that one request has one at most.
        escalated_at: when it was shown to the whole team that asked, because they cannot share and it may be about a child, or for
            a reason that must not rest (reference data says which).
    """

    __tablename__ = "scoping_reply"
    __table_args__ = (
        UniqueConstraint("request_id", "current"),
        Index("ix_scoping_reply_agency", "agency_id", "sent_at"),
    )
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    within_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scoping_request.id"))
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    answer: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    risk: Mapped[str | None] = mapped_column(Text)
    powers: Mapped[list[str]] = mapped_column(JSON)
    current: Mapped[bool | None]
    sent_by: Mapped[uuid.UUID]
    sent_at: Mapped[dt.datetime]
    escalated_at: Mapped[dt.datetime | None]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    risk_words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    offers_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words, risk_words, offers = Sealed(), Sealed(), Sealed()


class RiskView(Keyed, Protected, Base):
    """How high an agency sees the risk, and why: for everybody the case is open to, beside the views of the others.

    Attributes:
        compartment_id: one of its own, which follows the case and never opens to immigration control: it speaks about a person.
        reply_id: the reply it came in. level: code of risk_levels. replaced_at: when the agency corrected or took it back.
    """

    __tablename__ = "risk_view"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    within_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scoping_request.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    reply_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scoping_reply.id"))
    level: Mapped[str] = mapped_column(Text)
    given_at: Mapped[dt.datetime]
    replaced_at: Mapped[dt.datetime | None]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words = Sealed()


class ReplyDraft(Keyed, Versioned, Protected, Base):
    """A reply somebody saved and has not sent, in a compartment restricted to their agency's named handlers."""

    __tablename__ = "scoping_reply_draft"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scoping_request.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    kept_by: Mapped[uuid.UUID]
    kept_at: Mapped[dt.datetime]
    body_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    body = Sealed()


class ItemSource(Protected, Base):
    """Where an item came from and the giver's own reference, kept apart from its text: in the reply's compartment."""

    __tablename__ = "item_source"
    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("item.id"), primary_key=True)
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    source_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    own_reference_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    source, own_reference = Sealed(), Sealed()


class Disclosure(Keyed, Protected, Base):
    """The record that something was given to somebody: what, to whom, for what purpose, on which gateway, why it was necessary.

    After the ICO's checklist for each disclosure (codes.md, information-sharing agreement). Never changed.

    Attributes:
        compartment_id: the reply's, for what an agency gave; one of the council's own within the case, for what it gave.
        agency_id: who gave it. what: `request`, `item`, `risk`, `reply`; subject_id: its row.
        recipients: ids of agencies it was open to at that moment (the council's own team always is, and is not listed).
        gateway: `agreement`, `override`, `controller`; party_id, override_id: which.
        wishes: code: `told`, `objected`, `overridden`, `not_asked`; words: why it was necessary and proportionate;
        wishes_words: what the person wants, or why it was overridden.
        names: the people who could read it at that moment, by name.
    """

    __tablename__ = "disclosure"
    __table_args__ = (Index("ix_disclosure_agency", "agency_id", "made_at"),)
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    within_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    request_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("scoping_request.id"), index=True)
    what: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[uuid.UUID]
    recipients: Mapped[list[str]] = mapped_column(JSON)
    purpose: Mapped[str] = mapped_column(Text)
    gateway: Mapped[str] = mapped_column(Text)
    party_id: Mapped[uuid.UUID | None]
    override_id: Mapped[uuid.UUID | None]
    wishes: Mapped[str] = mapped_column(Text)
    made_by: Mapped[uuid.UUID]
    made_at: Mapped[dt.datetime]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    wishes_words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    names_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words, wishes_words, names = Sealed(), Sealed(), Sealed()


class Contradiction(Keyed, Protected, Base):
    """Two items that somebody marked as saying opposite things: only whoever reads both is shown it.

    Attributes:
        compartment_id: that of the one item; other_compartment_id: that of the other. The rule asks about both.
        words: what they disagree about. ended_by, ended_at: who said it is settled, and when.
    """

    __tablename__ = "contradiction"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    other_compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("item.id"), index=True)
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("item.id"), index=True)
    marked_by: Mapped[uuid.UUID]
    marked_at: Mapped[dt.datetime]
    ended_by: Mapped[uuid.UUID | None]
    ended_at: Mapped[dt.datetime | None]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words = Sealed()


class PictureCopy(Keyed, Protected, Base):
    """A copy of the shared picture that somebody took away, numbered within the case: whose it is, and when it was made."""

    __tablename__ = "picture_copy"
    __table_args__ = (UniqueConstraint("compartment_id", "number"),)
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    number: Mapped[int]
    member_id: Mapped[uuid.UUID]
    made_at: Mapped[dt.datetime]


narrow(Contradiction, lambda one: visible(one.other_compartment_id))
