"""People, places, vehicles and businesses.

Each row lives in one compartment and is sealed with its key: the same man named in an alert and in a case is two rows,
so shredding or hiding one leaves nothing of it in the other. That two rows may be the same is a match of its
own.
"""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    and_,
    or_,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from serac.access.models import Compartment
from serac.access.rule import denied, found, of_team, visible
from serac.core.crypto import Sealed
from serac.core.database import Base, Keyed, Versioned
from serac.core.need_to_know import Protected, narrow


class Person(Keyed, Versioned, Protected, Base):
    """Somebody at risk, suspected, a witness ... Known by a name, a nickname or only a description.

    Attributes:
        role: code of case_roles; age_band: code of age_bands ("in doubt" is treated as a child).
        still_there: code, whether they are still in the situation.
    """

    __tablename__ = "person"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    role: Mapped[str] = mapped_column(Text)
    age_band: Mapped[str] = mapped_column(Text)
    still_there: Mapped[str] = mapped_column(Text, default="not_known")
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    description_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    name, description, phone = Sealed(), Sealed(), Sealed()


class Place(Keyed, Versioned, Protected, Base):
    """A house, a car wash, a farm. `kind`: code of place_kinds; `role`: code of place_roles."""

    __tablename__ = "place"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text, default="not_known")
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    postcode_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    address, postcode = Sealed(), Sealed()


class Vehicle(Keyed, Versioned, Protected, Base):
    """A vehicle, by its plate or part of one. `role`: code of vehicle_roles."""

    __tablename__ = "vehicle"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    role: Mapped[str] = mapped_column(Text, default="not_known")
    plate_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    description_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    plate, description = Sealed(), Sealed()


class Business(Keyed, Versioned, Protected, Base):
    """A business, flagged where it holds a council contract or licence. `role`: code of business_roles."""

    __tablename__ = "business"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    role: Mapped[str] = mapped_column(Text, default="not_known")
    holds_council_contract: Mapped[bool] = mapped_column(default=False)
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    name = Sealed()


class SafeContact(Keyed, Versioned, Protected, Base):
    """How somebody at risk can be reached without putting them at more risk (domain 5.5). Never in the blind index.

    Attributes:
        person_id: whose it is, where that is known.
        channel: code of contact_channels; number: the number, address or name used for it; times: when it is safe.
        withheld: we ring with our number withheld; voicemail, text_allowed: whether either may be left or sent.
        shared_device: code of shared_devices.
        if_answered: what to say if somebody else answers; code_word: by which both know each other.
        if_lost: what they agreed is done if we lose them.
        agreed_at, expires_at: it is asked again when it has expired, or on any move.
    """

    __tablename__ = "safe_contact"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    person_id: Mapped[uuid.UUID | None]
    channel: Mapped[str] = mapped_column(Text)
    withheld: Mapped[bool] = mapped_column(default=True)
    voicemail: Mapped[bool] = mapped_column(default=False)
    text_allowed: Mapped[bool] = mapped_column(default=False)
    shared_device: Mapped[str] = mapped_column(Text, default="not_known")
    agreed_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    times_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    if_answered_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_word_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    if_lost_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    number, times, if_answered = Sealed(), Sealed(), Sealed()
    code_word, if_lost = Sealed(), Sealed()


class Token(Protected, Base):
    """One row of the blind index: a keyed hash of a sound, a phone, a plate ..., in a compartment, of a subject."""

    __tablename__ = "token"
    __table_args__ = (
        Index("token_found", "hash", "compartment_id", "subject_id"),
        Index("token_of", "compartment_id", "hash"),
    )
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), primary_key=True)
    subject_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)


class Match(Keyed, Protected, Base):
    """That somebody or something of one compartment may be the same as in another. One row on either side.

    Attributes:
        subject_id, other_id, other_subject_id: the row here, the compartment there and the row in it.
        kind: person, place, vehicle or business. points: 0 to 100; reasons: codes of matching.REASONS, with spaces.
        tells: this side's own team is told that something matches though they may not see what (domain: hidden things still match).
        state: open, joined or dismissed; settled_by, settled_at, reason: who said so, when and why (code).
        words: why, on the side it was said on and nowhere else.
    """

    __tablename__ = "match_found"
    __table_args__ = (
        ForeignKeyConstraint(
            ["compartment_id", "partnership_id"], ["compartment.id", "compartment.partnership_id"], onupdate="CASCADE"
        ),
        UniqueConstraint("subject_id", "other_subject_id"),
        Index("ix_match_found_compartment", "compartment_id", "state"),
        Index("ix_match_found_other", "other_id", "compartment_id"),
        Index("ix_match_found_found_at", "found_at"),
        Index("ix_match_found_settled_at", "settled_at"),
    )
    compartment_id: Mapped[uuid.UUID] = mapped_column()
    partnership_id: Mapped[uuid.UUID]
    subject_id: Mapped[uuid.UUID]
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"))
    other_subject_id: Mapped[uuid.UUID]
    kind: Mapped[str] = mapped_column(Text)
    points: Mapped[int]
    reasons: Mapped[str] = mapped_column(Text)
    tells: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(Text, default="open")
    found_at: Mapped[dt.datetime]
    settled_at: Mapped[dt.datetime | None]
    settled_by: Mapped[uuid.UUID | None]
    reason: Mapped[str | None] = mapped_column(Text)
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words = Sealed()


class MatchDue(Base):
    """A row whose matches have not been looked for yet: made with its tokens, gone when the job has looked."""

    __tablename__ = "match_due"
    subject_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)


class PlaceOfSafety(Keyed, Versioned, Protected, Base):
    """Where somebody is kept safe, in a restricted compartment of its own (domain 5.3).

    Never a token, never in a list, a count or a match; what is said elsewhere at this address suggests nothing.

    Attributes:
        provider: who runs it, through whom they are reached. phone, school, practice: what is new with it, kept as closely.
    """

    __tablename__ = "place_of_safety"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), unique=True)
    held_at: Mapped[dt.datetime]
    held_by: Mapped[uuid.UUID]
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    provider_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    school_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    practice_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    address, provider, phone, school, practice = Sealed(), Sealed(), Sealed(), Sealed(), Sealed()


def _may_know(match: Any) -> ColumnElement[bool]:
    """A match is its side's own team's: where they may see the other side too, or where this side is told.

    Being told ends when the other side is restricted or they are kept out of it.
    """
    other = aliased(Compartment)
    told = and_(match.tells, found(other.id == match.other_id, ~denied(other)))
    return and_(of_team(match.partnership_id), or_(visible(match.other_id), told))


narrow(Match, _may_know)
