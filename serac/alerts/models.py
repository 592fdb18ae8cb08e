"""An alert, what hangs from it, and the receipt its reporter keeps."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from serac.alerts.lifecycle import ALERT_MOVES, REPORTER_MOVES, AlertState, ReporterState
from serac.core.crypto import Sealed, SealedBytes
from serac.core.database import Base, Keyed, Versioned
from serac.core.lifecycle import check_move
from serac.core.need_to_know import Protected


class Alert(Keyed, Versioned, Protected, Base):
    """One alert, in a compartment of its own, open to the triage team of the partnership it was sent to.

    Attributes:
        danger: somebody is in immediate danger; child: a child, or age in doubt; area: code of the partnership's.
        how_known: saw / told / records / not sure. still_happening: code. due_at: when triage is due by the clock.
        source: code of alert_sources: partner, public, caller, helpline.
        reporter_id, agency_id: who sent or keyed it; never shown on anything that goes to a case. None from the public.
        about_me: the person at risk sent it themselves. position_of_trust: somebody in one may be involved.
        people_know: code, whether the people know that this was sent; wishes: what they want, in their own words.
        may_return: code, whether we may come back to whoever sent it; contact: how.
        network: keyed hash of the network a public alert came from; crowded: one of too many from there at once, and not
            taken in hand yet; crowd: which of them it came with (alerts/crowds.py).
        claimed_by: the officer who has it in hand. case_id: the case it was opened into or joined to; readable only here.
        stands_since: since when it has waited, or been in this hand; None: it waits since it came in.
        escalated: how many steps it has been passed up since then.
        outcome_reason, outcome: code and words, why it was finished as it was; finished_at: when.
        look_again_on: of one that ended with no further action for now, when the team is told to look at it again.
        headline: a few words made by the officer or from kind and place; account: what was seen.
    """

    __tablename__ = "alert"
    __table_args__ = (
        ForeignKeyConstraint(
            ["compartment_id", "partnership_id"], ["compartment.id", "compartment.partnership_id"], onupdate="CASCADE"
        ),
        Index("ix_alert_walk", "partnership_id", "compartment_id"),
        Index("ix_alert_state", "partnership_id", "state", "compartment_id", "area"),
        Index("ix_alert_area", "partnership_id", "area", "compartment_id", "state"),
        Index("ix_alert_danger", "partnership_id", "danger", "compartment_id", "state"),
        Index("ix_alert_due", "partnership_id", "state", "crowded", "danger", "due_at"),
        Index("ix_alert_crowd", "partnership_id", "state", "crowd", "danger", "due_at"),
        Index("ix_alert_network", "partnership_id", "network", "received_at"),
        Index("ix_alert_finished_at", "finished_at"),
        Index("ix_alert_receipt_id", "receipt_id"),
    )
    compartment_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    partnership_id: Mapped[uuid.UUID]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    state: Mapped[AlertState] = mapped_column(Text)
    danger: Mapped[bool]
    child: Mapped[bool]
    called_999: Mapped[bool]
    area: Mapped[str] = mapped_column(Text)
    place_kind: Mapped[str] = mapped_column(Text)
    how_known: Mapped[str] = mapped_column(Text)
    still_happening: Mapped[str] = mapped_column(Text)
    received_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    receipt_id: Mapped[uuid.UUID]
    source: Mapped[str] = mapped_column(Text, default="partner")
    reporter_id: Mapped[uuid.UUID | None]
    agency_id: Mapped[uuid.UUID | None]
    about_me: Mapped[bool] = mapped_column(default=False)
    position_of_trust: Mapped[bool] = mapped_column(default=False)
    people_know: Mapped[str] = mapped_column(Text, default="not_asked")
    may_return: Mapped[str] = mapped_column(Text, default="not_asked")
    network: Mapped[int | None] = mapped_column(BigInteger)
    crowded: Mapped[bool] = mapped_column(default=False)
    crowd: Mapped[int | None] = mapped_column(BigInteger)
    escalated: Mapped[int] = mapped_column(default=0)
    stands_since: Mapped[dt.datetime | None]
    outcome_reason: Mapped[str | None] = mapped_column(Text)
    finished_at: Mapped[dt.datetime | None]
    look_again_on: Mapped[dt.date | None]
    claimed_by: Mapped[uuid.UUID | None]
    case_id: Mapped[uuid.UUID | None]
    where_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    when_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    account_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    own_reference_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    wishes_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    outcome_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    where, when, account, own_reference = Sealed(), Sealed(), Sealed(), Sealed()
    wishes, contact, outcome = Sealed(), Sealed(), Sealed()

    @validates("state")
    def _only_known_moves(self, _: str, new: AlertState) -> AlertState:
        if new != AlertState.RECEIVED:
            self.crowded = False  # whoever takes it in hand takes it out of its crowd
        return check_move(ALERT_MOVES, self.state, new)


class AlertKind(Protected, Base):
    """One kind of exploitation of an alert; there may be several."""

    __tablename__ = "alert_kind"
    __table_args__ = (
        ForeignKeyConstraint(
            ["compartment_id", "partnership_id"], ["compartment.id", "compartment.partnership_id"], onupdate="CASCADE"
        ),
        Index("ix_alert_kind_walk", "partnership_id", "code", "compartment_id"),
    )
    compartment_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    partnership_id: Mapped[uuid.UUID]


class AlertCode(Protected, Base):
    """One code ticked on an alert, of a list of the reference data: indicators or methods_of_control."""

    __tablename__ = "alert_code"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), primary_key=True)
    list: Mapped[str] = mapped_column(Text, primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)


class Attachment(Keyed, Protected, Base):
    """A file sent with an alert, sealed. `media_type` is what its content is, whatever it was called."""

    __tablename__ = "alert_attachment"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    added_at: Mapped[dt.datetime]
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    name = Sealed()
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    content = SealedBytes()


class Draft(Keyed, Versioned, Base):
    """An alert somebody has begun and not sent: theirs alone, in no compartment, gone when it is sent or has expired.

    Attributes:
        keyed: it is being keyed for a caller. expires_at: when it is deleted.
        body: the fields of the form as typed, as JSON, sealed with the service's key. Files are not kept.
    """

    __tablename__ = "alert_draft"
    __table_args__ = (Index("ix_alert_draft_expires_at", "expires_at"),)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"), index=True)
    keyed: Mapped[bool] = mapped_column(default=False)
    begun_at: Mapped[dt.datetime]
    saved_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    body_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    body = Sealed()


class Receipt(Keyed, Protected, Base):
    """What the reporter keeps: that it was sent, when, and one of three words.

    In a compartment of its own, which opens to the reporter alone and to the triage team; it holds nothing of the alert
    and nothing of the case (domain 5.1).
    """

    __tablename__ = "receipt"
    __table_args__ = (
        ForeignKeyConstraint(
            ["compartment_id", "partnership_id"], ["compartment.id", "compartment.partnership_id"], onupdate="CASCADE"
        ),
        Index("ix_receipt_walk", "partnership_id", "compartment_id"),
    )
    compartment_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    partnership_id: Mapped[uuid.UUID]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    state: Mapped[ReporterState] = mapped_column(Text)
    sent_at: Mapped[dt.datetime]

    @validates("state")
    def _only_known_moves(self, _: str, new: ReporterState) -> ReporterState:
        return check_move(REPORTER_MOVES, self.state, new)


class Gate(Keyed, Versioned, Protected, Base):
    """A question triage never skips, as it was last answered. One row for each gate of an alert; none until it is answered.

    Attributes:
        code, answer: codes of gates and gate_answers. reason: why somebody's wishes were overridden.
        decision: what the council decided under section 42. urgent_help: given without a full assessment.
        do_not_tell: parent, carer and school are not told before the strategy discussion; why: the reason.
        when, number, words: as somebody said them: a time, a reference, and the rest.
    """

    __tablename__ = "alert_gate"
    __table_args__ = (UniqueConstraint("compartment_id", "code"),)
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    code: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    decision: Mapped[str | None] = mapped_column(Text)
    do_not_tell: Mapped[bool] = mapped_column(default=False)
    urgent_help: Mapped[bool] = mapped_column(default=False)
    answered_by: Mapped[uuid.UUID]
    answered_at: Mapped[dt.datetime]
    when_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    why_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    when, number, words, why = Sealed(), Sealed(), Sealed(), Sealed()


class Tonight(Keyed, Versioned, Protected, Base):
    """What keeps one person safe tonight, and who does it.

    Attributes:
        person_id: a person of the alert; NOBODY (all zeros) for whoever is there and not named.
        nobody_else: of those not named: there is nobody else as far as is known.
        plan, who, by_when, know: what is done, by whom, until when, and how we will know that it was.
    """

    __tablename__ = "alert_tonight"
    __table_args__ = (UniqueConstraint("compartment_id", "person_id"),)
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    person_id: Mapped[uuid.UUID]
    nobody_else: Mapped[bool] = mapped_column(default=False)
    planned_by: Mapped[uuid.UUID]
    planned_at: Mapped[dt.datetime]
    plan_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    who_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    by_when_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    know_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    plan, who, by_when, know = Sealed(), Sealed(), Sealed(), Sealed()


class AlertQuestion(Keyed, Versioned, Protected, Base):
    """A question of the team to whoever sent an alert, in the compartment of their receipt; it says nothing of the case.

    Attributes:
        outside: put outside the service, in the way the reporter agreed to, and written down with its answer.
        read_at: when somebody on the team had read the answer.
    """

    __tablename__ = "alert_question"
    __table_args__ = (
        ForeignKeyConstraint(
            ["compartment_id", "partnership_id"], ["compartment.id", "compartment.partnership_id"], onupdate="CASCADE"
        ),
        Index("ix_alert_question_unread", "partnership_id", "read_at", "answered_at"),
    )
    compartment_id: Mapped[uuid.UUID] = mapped_column(index=True)
    partnership_id: Mapped[uuid.UUID]
    outside: Mapped[bool] = mapped_column(default=False)
    asked_by: Mapped[uuid.UUID]
    asked_at: Mapped[dt.datetime]
    answered_at: Mapped[dt.datetime | None]
    read_at: Mapped[dt.datetime | None]
    question_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    question, answer = Sealed(), Sealed()


class AlertRelease(Keyed, Protected, Base):
    """That words were released to a reporter, and why: in the alert's own compartment, which they never read."""

    __tablename__ = "alert_release"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    released_by: Mapped[uuid.UUID]
    released_at: Mapped[dt.datetime]
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reason, words = Sealed(), Sealed()


class ReceiptNote(Keyed, Protected, Base):
    """Words a co-ordinator released, as the reporter reads them: in the compartment of their receipt."""

    __tablename__ = "receipt_note"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    written_at: Mapped[dt.datetime]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words = Sealed()
