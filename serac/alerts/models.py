"""An alert, what hangs from it, and the receipt its reporter keeps."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Text
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
        reporter_id, agency_id: who sent it; never shown on anything that goes to a case.
        claimed_by: the officer who has it in hand. case_id: the case it was opened into; readable only here.
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
        Index("ix_alert_due", "partnership_id", "state", "danger", "due_at"),
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
    reporter_id: Mapped[uuid.UUID]
    agency_id: Mapped[uuid.UUID]
    claimed_by: Mapped[uuid.UUID | None]
    case_id: Mapped[uuid.UUID | None]
    where_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    when_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    account_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    own_reference_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    where, when, account, own_reference = Sealed(), Sealed(), Sealed(), Sealed()

    @validates("state")
    def _only_known_moves(self, _: str, new: AlertState) -> AlertState:
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
