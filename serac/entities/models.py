"""People, places, vehicles and businesses.

Each row lives in one compartment and is sealed with its key: the same man named in an alert and in a case is two rows,
so shredding or hiding one leaves nothing of it in the other. That two rows are the same is a link of its own (a later
issue).
"""

import uuid

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from serac.core.crypto import Sealed
from serac.core.database import Base, Keyed, Versioned
from serac.core.need_to_know import Protected


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
