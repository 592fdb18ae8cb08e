"""Agreements and their parties. A grant stands on a party: one agency's own dated place in one agreement."""

import datetime as dt
import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from serac.agencies.models import Dated
from serac.core.database import Base, Keyed, Versioned


class Agreement(Keyed, Versioned, Base):
    """An information-sharing agreement of a partnership (fields: codes.md, "Information-sharing agreement").

    Attributes:
        purposes, categories: what may be shared for what: codes of config/sharing_purposes and information_categories.
        lawful_bases, gateways: on what law it stands: codes of config.
        since, until: when it is in force. Until an agency has signed it is a draft, and a draft opens nothing.
        review_on: when it must be looked at again.
        terms: the remaining texts by field (onward sharing, retention, rights contact, security, controllers, ...).
    """

    __tablename__ = "agreement"
    __table_args__ = (CheckConstraint("since < until", name="dates"),)
    reference: Mapped[str] = mapped_column(Text, unique=True)
    partnership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("partnership.id"), index=True)
    title: Mapped[str] = mapped_column(Text)
    purposes: Mapped[list[str]] = mapped_column(JSON)
    categories: Mapped[list[str]] = mapped_column(JSON)
    lawful_bases: Mapped[list[str]] = mapped_column(JSON)
    gateways: Mapped[list[str]] = mapped_column(JSON)
    terms: Mapped[dict[str, str]] = mapped_column(JSON)
    since: Mapped[dt.datetime]
    until: Mapped[dt.datetime]
    review_on: Mapped[dt.date]
    drafted_by: Mapped[uuid.UUID]
    ended_at: Mapped[dt.datetime | None]
    ended_reason: Mapped[str | None] = mapped_column(Text)


class AgreementParty(Keyed, Dated, Base):
    """One agency's place in an agreement, from its signature until it leaves or the agreement ends.

    The rule of access reads these dates alone, so ending an agreement ends each party's row in the same command.
    """

    __tablename__ = "agreement_party"
    __table_args__ = (
        UniqueConstraint("agreement_id", "agency_id", "since"),
        Index("ix_agreement_party_of", "agency_id", "until", "since", "id", "partnership_id"),
    )
    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    partnership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("partnership.id"))
    signed_by: Mapped[str] = mapped_column(Text)
    signatory_role: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[uuid.UUID]
    ended_reason: Mapped[str | None] = mapped_column(Text)
