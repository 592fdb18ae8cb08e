"""Partnerships, agencies, members and what they hold, all dated: `until` is the far future while there is no end."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, object_session

from serac.agencies.roles import Role
from serac.core.clock import FAR_FUTURE
from serac.core.crypto import Sealed
from serac.core.database import Base, Keyed, Versioned

if TYPE_CHECKING:
    from serac.core.unit import Unit


class Dated:
    """In force from `since` (included) until `until` (not included)."""

    since: Mapped[dt.datetime]
    until: Mapped[dt.datetime] = mapped_column(default=FAR_FUTURE)

    def is_in_force(self, now: dt.datetime) -> bool:
        """Whether this holds at `now`."""
        return self.since <= now < self.until

    def end(self, now: dt.datetime) -> None:
        """Let it hold until `now` and no longer; what had not begun never will."""
        self.since, self.until = min(self.since, now), now


class OfAgency:
    """A row that belongs to one agency."""

    @declared_attr
    def agency_id(cls) -> Mapped[uuid.UUID]:
        return mapped_column(ForeignKey("agency.id"), index=True)


class OfMember:
    """A row that belongs to one member."""

    @declared_attr
    def member_id(cls) -> Mapped[uuid.UUID]:
        return mapped_column(ForeignKey("member.id"), index=True)


class Placed:
    """A row that lies in partnerships. Policies ask where; it looks when asked, so that no query can forget."""

    @property
    def agency_ids(self) -> frozenset[uuid.UUID]:
        """The agencies this belongs to now."""
        own: uuid.UUID | None = getattr(self, "agency_id", None)
        return frozenset({own} if own else ())

    @property
    def partnerships(self) -> frozenset[uuid.UUID]:
        """The partnerships this lies in now, directly."""
        return _now(
            self, PartnershipAgency, PartnershipAgency.partnership_id, PartnershipAgency.agency_id.in_(self.agency_ids)
        )

    @property
    def places(self) -> frozenset[uuid.UUID]:
        """Those partnerships and all they lie within: who keeps one of these keeps this."""
        wanted, found = set(self.partnerships), set[uuid.UUID]()
        parents = {
            row.id: row.parent_id
            for row in _unit_of(self).session.execute(select(Partnership.id, Partnership.parent_id))
        }
        while wanted:
            found |= wanted
            wanted = {parent for one in wanted if (parent := parents.get(one))} - found
        return frozenset(found)


def _unit_of(row: Any) -> "Unit":
    session = object_session(row)
    if session is None:
        raise RuntimeError("where a row lies can be asked only within its unit")
    unit: Unit = session.info["unit"]
    return unit


def _now(row: Any, table: Any, wanted: Any, *where: Any) -> frozenset[uuid.UUID]:
    unit = _unit_of(row)
    return frozenset(
        unit.session.scalars(select(wanted).where(*where, table.since <= unit.now, table.until > unit.now))
    )


def _works_for(row: Any, member_id: uuid.UUID) -> frozenset[uuid.UUID]:
    return _now(row, Membership, Membership.agency_id, Membership.member_id == member_id)


class Partnership(Keyed, Versioned, Dated, Placed, Base):
    """A group of agencies that work one area together. May lie within another (region over counties over districts)."""

    __tablename__ = "partnership"
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("partnership.id"))

    @property
    def partnerships(self) -> frozenset[uuid.UUID]:
        """Itself."""
        return frozenset({self.id})


class Agency(Keyed, Versioned, Dated, Placed, Base):
    """An organisation, or a part of one that is asked on its own. `slug` is its name in addresses."""

    __tablename__ = "agency"
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    predecessor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))

    @property
    def agency_ids(self) -> frozenset[uuid.UUID]:
        """Itself."""
        return frozenset({self.id})


class AgencyAlias(Keyed, Dated, OfAgency, Base):
    """Another name an agency is known by."""

    __tablename__ = "agency_alias"
    name: Mapped[str] = mapped_column(Text)


class AgencyFlag(Keyed, Dated, OfAgency, Base):
    """A dated property.

    `first_responder`: may submit a referral; `duty_to_notify`: bound by Modern Slavery Act 2015 s.52.
    """

    __tablename__ = "agency_flag"
    __table_args__ = (CheckConstraint("flag in ('first_responder', 'duty_to_notify')", name="known_flag"),)
    flag: Mapped[str] = mapped_column(Text)


class PartnershipAgency(Keyed, Dated, OfAgency, Base):
    """An agency's place in a partnership. `own_team`: it is the council team that runs it."""

    __tablename__ = "partnership_agency"
    partnership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("partnership.id"), index=True)
    own_team: Mapped[bool] = mapped_column(default=False)


class Member(Keyed, Versioned, Placed, Base):
    """Somebody who works for an agency. Their own name and address are sealed; `email_hash` finds them at sign-in.

    `disabled_at` closes every door at once. A victim, witness or suspect is a Person (entities), never a Member.
    """

    __tablename__ = "member"
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    name, email, phone = Sealed(), Sealed(), Sealed()
    email_hash: Mapped[int] = mapped_column(BigInteger, unique=True)
    added_at: Mapped[dt.datetime]
    disabled_at: Mapped[dt.datetime | None]

    @property
    def agency_ids(self) -> frozenset[uuid.UUID]:
        """The agencies they work for now."""
        return _works_for(self, self.id)


class Membership(Keyed, Dated, OfAgency, OfMember, Placed, Base):
    """That a member works for an agency, and as what."""

    __tablename__ = "membership"
    job_title: Mapped[str] = mapped_column(Text)


class Appointment(Keyed, Dated, OfMember, Placed, Base):
    """A role held in one partnership or one agency.

    Proposed by one person and, where the role reads cases or approves others, approved by a second: until then it gives
    nothing (design rule 10). `approved_by` is never `proposed_by` and never the member, and only the roles that open
    nothing stand without one (database checks).
    """

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("(partnership_id is null) <> (agency_id is null)", name="one_place"),
        CheckConstraint("approved_by <> proposed_by and approved_by <> member_id", name="two_people"),
        CheckConstraint(
            f"approved_at is null or approved_by is not null or role in ('{Role.MANAGER}', '{Role.REPORTER}')",
            name="one_person",
        ),
        Index("ix_appointment_held", "member_id", "until"),
    )
    role: Mapped[str] = mapped_column(Text)
    partnership_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("partnership.id"), index=True)
    agency_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    proposed_by: Mapped[uuid.UUID]
    proposed_at: Mapped[dt.datetime]
    approved_by: Mapped[uuid.UUID | None]
    approved_at: Mapped[dt.datetime | None]
    refused_at: Mapped[dt.datetime | None]

    @property
    def partnerships(self) -> frozenset[uuid.UUID]:
        """The one it is held in, or those of the agency it is held in."""
        return frozenset({self.partnership_id}) if self.partnership_id else super().partnerships


class ContactPoint(Keyed, Versioned, Dated, OfAgency, Placed, Base):
    """Where an agency is reached for one purpose (general, out of hours, sensitive case ...), and by whom."""

    __tablename__ = "contact_point"
    __table_args__ = (UniqueConstraint("agency_id", "purpose", "label", "since"),)
    purpose: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email, phone = Sealed(), Sealed()
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"), index=True)
    deputy_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("member.id"), index=True)


class Cover(Keyed, Dated, Placed, Base):
    """Somebody stands in for a member of the same agency for a while."""

    __tablename__ = "cover"
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    away_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"), index=True)
    covering_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"), index=True)


class DutyShift(Keyed, Dated, OfMember, Placed, Base):
    """Somebody is on duty for a partnership: urgent things reach them at once, whatever the hour."""

    __tablename__ = "duty_shift"
    partnership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("partnership.id"), index=True)

    @property
    def partnerships(self) -> frozenset[uuid.UUID]:
        """The one it is for."""
        return frozenset({self.partnership_id})


class Training(Keyed, OfMember, Base):
    """A course a member has done; `expires_on` is null where it does not expire."""

    __tablename__ = "training"
    course: Mapped[str] = mapped_column(Text)
    taken_on: Mapped[dt.date]
    expires_on: Mapped[dt.date | None]


class Vetting(Keyed, OfMember, Base):
    """A member's clearance."""

    __tablename__ = "vetting"
    level: Mapped[str] = mapped_column(Text)
    cleared_on: Mapped[dt.date]
    expires_on: Mapped[dt.date | None]


class EmailChange(Keyed, OfMember, Placed, Base):
    """A new address for somebody whose role needs two people: whoever holds the address can sign in as them."""

    __tablename__ = "email_change"
    __table_args__ = (CheckConstraint("approved_by <> proposed_by and approved_by <> member_id", name="two_people"),)
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email = Sealed()
    proposed_by: Mapped[uuid.UUID]
    proposed_at: Mapped[dt.datetime]
    approved_by: Mapped[uuid.UUID | None]
    settled_at: Mapped[dt.datetime | None]

    @property
    def agency_ids(self) -> frozenset[uuid.UUID]:
        """The agencies their member works for now."""
        return _works_for(self, self.member_id)
