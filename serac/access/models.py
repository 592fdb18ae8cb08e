"""Compartments, grants, and what wins over a grant. And sign-in: credentials, sessions, invitations, attempts."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from serac.agencies.models import Dated, Placed
from serac.core.crypto import Sealed
from serac.core.database import Base, Keyed


class Compartment(Keyed, Base):
    """What is protected together: an alert, a receipt, a case, an operation, a meeting, a restricted part of a person.

    `reference` is that of the alert or case in it, for emergency access: somebody reads it out over a telephone.
    `joined_id` is, of an alert, the case it was opened into or joined to: who is kept out of that is kept out of this.

    Attributes:
        within_id: the case that a part of it (a request, a reply, an item, an action) belongs to: who is excluded from the
            case, or not on its restricted list, reads no part of it, whatever else opens the part.
        follows: whether it is also open to whoever the case it is within was granted to, for as long as that lasts.
        not_for_immigration: closed to everybody who works for immigration control, and to every grant for that purpose.
    """

    __tablename__ = "compartment"
    __table_args__ = (
        UniqueConstraint("id", "partnership_id"),
        CheckConstraint("within_id is not null or not follows", name="follows_something"),
    )
    partnership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("partnership.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    reference: Mapped[str | None] = mapped_column(Text, unique=True)
    joined_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("compartment.id"), index=True)
    within_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("compartment.id"), index=True)
    follows: Mapped[bool] = mapped_column(default=False)
    not_for_immigration: Mapped[bool] = mapped_column(default=False)
    restricted: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[dt.datetime]


class Grant(Keyed, Dated, Base):
    """Opens a compartment to an agency's named handlers or to one person, in a relation, for a time, on a gateway.

    Attributes:
        grantee_id: an agency or a member.
        gateway: `agreement` (party_id says which), `override` (override_id; must end), `controller` (the partnership's own
            people), `own_disclosure` (they keep sight of what they sent), `emergency` (a person, for hours, reviewed).
        confirms: it opens to each person only once they have stated that they have no connection (domain 5.2).
    """

    __tablename__ = "access_grant"
    __table_args__ = (
        CheckConstraint(
            "(gateway = 'agreement' and party_id is not null and override_id is null)"
            " or (gateway = 'override' and party_id is null and override_id is not null and until < '9000-01-01')"
            " or (gateway = 'emergency' and party_id is null and override_id is not null and until < '9000-01-01')"
            " or (gateway in ('controller', 'own_disclosure') and party_id is null and override_id is null)",
            name="gateway",
        ),
        Index("grant_under", "grantee_id", "party_id", "compartment_id", "until", "since"),
        Index("grant_to", "grantee_id", "compartment_id", "until", "since", "party_id"),
        Index("grant_of", "compartment_id", "grantee_id"),
        Index(
            "grant_unparted", "grantee_id", "compartment_id", "until",
            postgresql_where=text("party_id IS NULL"), sqlite_where=text("party_id IS NULL"),
        ),
    )  # fmt: skip
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"))
    grantee_id: Mapped[uuid.UUID]
    relation: Mapped[str] = mapped_column(Text)
    gateway: Mapped[str] = mapped_column(Text)
    party_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agreement_party.id"))
    override_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("access_override.id"))
    purpose: Mapped[str] = mapped_column(Text)
    confirms: Mapped[bool] = mapped_column(default=False)
    granted_by: Mapped[uuid.UUID]
    ended_by: Mapped[uuid.UUID | None]


class Override(Keyed, Dated, Base):
    """A recorded reason to share where no agreement covers it, or to look in an emergency. It must end, and it is reviewed."""

    __tablename__ = "access_override"
    __table_args__ = (CheckConstraint("until < '9000-01-01'", name="must_end"),)
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    partnership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("partnership.id"), index=True)
    grantee_id: Mapped[uuid.UUID]
    ground: Mapped[str] = mapped_column(Text)
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reason = Sealed()
    recorded_by: Mapped[uuid.UUID]
    recorded_at: Mapped[dt.datetime]
    reviewed_by: Mapped[uuid.UUID | None]
    reviewed_at: Mapped[dt.datetime | None]
    review_outcome: Mapped[str | None] = mapped_column(Text)


class ConnectionStatement(Base):
    """What somebody stated about themselves and the people of a case: `none`, or a `conflict`. The latest counts.

    `compartment_id` is that of the case, so that one statement serves every request and the case itself.
    """

    __tablename__ = "connection_statement"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"), primary_key=True)
    answer: Mapped[str] = mapped_column(Text)
    stated_at: Mapped[dt.datetime]


class RestrictedReader(Base):
    """Somebody named on a restricted compartment's list: nobody else reads it, whatever they were granted."""

    __tablename__ = "restricted_reader"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"), primary_key=True)


class Exclusion(Base):
    """An agency or a person kept out of a compartment, silently: it wins over everything that opens it."""

    __tablename__ = "exclusion"
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), primary_key=True)
    grantee_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    since: Mapped[dt.datetime]
    excluded_by: Mapped[uuid.UUID]


class Narrowing(Keyed, Base):
    """That somebody was kept out of a compartment, or that it was closed to all but a list: governance sees each of them.

    Attributes:
        kind: `kept_out`, `restricted`, `taken_off` (a list), `named` (kept out by the service, since what was sent names them),
            `let_back`. grantee_id: whom; None where a list was made.
        reason: a code of exclusion_reasons; words: why, sealed with the compartment: governance reads no case.
        recorded_by: NOBODY where the service did it.
    """

    __tablename__ = "access_narrowing"
    __table_args__ = (Index("ix_access_narrowing_partnership_id", "partnership_id", "recorded_at"),)
    compartment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    partnership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("partnership.id"))
    kind: Mapped[str] = mapped_column(Text)
    grantee_id: Mapped[uuid.UUID | None]
    reason: Mapped[str | None] = mapped_column(Text)
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words = Sealed()
    recorded_by: Mapped[uuid.UUID]
    recorded_at: Mapped[dt.datetime]


class Credential(Base):
    """A member's password (argon2id) and second factor. `last_code` is the last time-step used: a code works once.

    `vouched_for`: hash of the address two people stood behind when this was set up; None where one person did it alone.
    """

    __tablename__ = "credential"
    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"), primary_key=True)
    password: Mapped[str | None] = mapped_column(Text)
    secret_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    secret = Sealed()
    last_code: Mapped[int] = mapped_column(default=0)
    password_changed_at: Mapped[dt.datetime | None]
    vouched_for: Mapped[int | None] = mapped_column(BigInteger)


class SignInSession(Keyed, Base):
    """Somebody signed in, somewhere. Only the hash of its key is stored; ended rows stay to be listed and to hold what was typed."""

    __tablename__ = "sign_in_session"
    __table_args__ = (Index("ix_sign_in_session_member", "member_id", "ended_at"),)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"))
    started_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    device: Mapped[str] = mapped_column(Text)
    network: Mapped[str] = mapped_column(Text)


class Invitation(Keyed, Placed, Base):
    """An invitation to set up (or set up again) an account, bound to one address and one agency, used once, for a few days."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint("approved_by <> proposed_by and approved_by <> member_id", name="two_people"),)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    token_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    token = Sealed()
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    email_hash: Mapped[int] = mapped_column(BigInteger)
    purpose: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[uuid.UUID]
    proposed_at: Mapped[dt.datetime]
    approved_by: Mapped[uuid.UUID | None]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]


class Attempt(Keyed, Base):
    """A refused sign-in, by where it came from (and by where and for whom): never by whom alone, so nobody can be locked out."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_from", "source", "at"),)
    source: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[dt.datetime]
