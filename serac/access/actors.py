"""From a member to an actor: what they hold today, in one statement."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import LargeBinary, Text, bindparam, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from serac.access.models import SignInSession
from serac.access.roles import HANDLERS, HELD_IN_AGENCY, OWN_TEAM, PERMISSIONS, Role
from serac.agencies.models import Agency, Appointment, Member, Membership, PartnershipAgency
from serac.agreements.models import AgreementParty
from serac.core.actor import Actor, Authority, Permission, nobody
from serac.core.crypto import unseal
from serac.core.database import Id, Moment
from serac.core.need_to_know import name_statement
from serac.reference import current

KIND = "kind of agency: "
_now = bindparam("the_now", type_=Moment())
_session = SignInSession.__table__


def _look_up(_member: Any) -> Any:
    """Every row says what it is: the member, an agency, an appointment (role, place), a gateway, a partnership."""
    none, nothing = cast(null(), Id), cast(null(), LargeBinary())
    held = (
        select(Appointment.role, Appointment.partnership_id, Appointment.agency_id)
        .where(Appointment.member_id == _member, Appointment.since <= _now, Appointment.until > _now)
        .where(Appointment.approved_at.is_not(None))
        .cte("held")
    )
    works = (
        select(Membership.agency_id)
        .where(Membership.member_id == _member, Membership.since <= _now, Membership.until > _now)
        .cte("works")
    )
    handles = select(held.c.agency_id).where(held.c.role.in_([str(r) for r in HANDLERS])).cte("handles")
    live = (PartnershipAgency.since <= _now, PartnershipAgency.until > _now)
    return union_all(
        select(literal("member", Text), Member.id, none, none, Member.name_sealed)
        .where(Member.id == _member, Member.disabled_at.is_(None)),
        select(literal("works"), works.c.agency_id, none, none, nothing),
        select(KIND + Agency.kind, Agency.id, none, none, nothing).where(Agency.id.in_(select(works.c.agency_id))),
        select(held.c.role, held.c.partnership_id, held.c.agency_id, none, nothing),
        select(literal("partnership"), PartnershipAgency.partnership_id, PartnershipAgency.agency_id, none, nothing)
        .where(PartnershipAgency.agency_id.in_(select(works.c.agency_id)), *live),
        select(literal("gateway"), AgreementParty.agency_id, AgreementParty.id, AgreementParty.partnership_id, nothing)
        .where(AgreementParty.agency_id.in_(select(handles.c.agency_id)), AgreementParty.since <= _now)
        .where(AgreementParty.until > _now),
    )  # fmt: skip


def _look_up_by_session() -> Any:
    """The same for whoever's session it is, with the session itself: one trip to the database before every page."""
    found = _session.c.key_hash == bindparam("the_hash")
    whose = select(_session.c.member_id).where(found).scalar_subquery()
    held = _look_up(whose).subquery()
    never = cast(null(), Moment())
    nothing = cast(null(), LargeBinary())
    moments = (_session.c.seen_at, _session.c.expires_at, _session.c.ended_at)
    itself = select(literal("session", Text), _session.c.id, _session.c.member_id, cast(null(), Id), nothing, *moments)
    return union_all(itself.where(found), select(*held.c, never, never, never))


_LOOK_UP = _look_up(bindparam("the_member", type_=Id))
_LOOK_UP_BY_SESSION = _look_up_by_session()
_BEFORE = name_statement("sessions.whose", "a session is found by the hash of its key, before there is an actor")
_WORDS = frozenset({"session", "member", "works", "partnership", "gateway"})


@dataclass(frozen=True)
class Signed:
    """A session as it was found."""

    id: uuid.UUID
    member_id: uuid.UUID
    seen_at: dt.datetime
    expires_at: dt.datetime
    ended_at: dt.datetime | None


def actor_of_session(session: Session, key_hash: bytes, now: dt.datetime) -> tuple[Signed | None, Actor]:
    """The session with this key and who its person is at `now`. Whether it still counts is the caller's question."""
    values = {"the_hash": key_hash, "the_now": now}
    rows = session.execute(_LOOK_UP_BY_SESSION, values, execution_options=_BEFORE).all()
    signed = next((Signed(row[1], row[2], row[5], row[6], row[7]) for row in rows if row[0] == "session"), None)
    return signed, nobody(now) if signed is None else _actor_in(session, signed.member_id, rows, now)


def actor_of(session: Session, member_id: uuid.UUID, now: dt.datetime) -> Actor:
    """The actor for a member, with what they hold at `now` (aware, UTC). Nobody, if they are disabled or unknown."""
    rows = session.execute(_LOOK_UP, {"the_member": member_id, "the_now": now}).all()
    return _actor_in(session, member_id, rows, now)


def _actor_in(session: Session, member_id: uuid.UUID, rows: Sequence[Any], now: dt.datetime) -> Actor:
    sealed = next((row[4] for row in rows if row[0] == "member"), None)
    if not any(row[0] == "member" for row in rows):
        return nobody(now)
    service = session.info["unit"].secrets.service
    name = unseal(service, b"member.name." + member_id.bytes, sealed).decode() if sealed else ""
    return _actor(member_id, name, rows, now)


def _actor(member_id: uuid.UUID, name: str, rows: Iterable[Any], now: dt.datetime) -> Actor:
    rows = list(rows)
    kinds = {row[0].removeprefix(KIND) for row in rows if row[0].startswith(KIND)}
    plain = [row for row in rows if row[0] not in _WORDS and not row[0].startswith(KIND)]
    roles = [(Role(row[0]), row[1] or row[2]) for row in plain]
    works = tuple(row[1] for row in rows if row[0] == "works")
    # A role in an agency counts only while they work there: leaving closes it at once.
    roles = [(role, place) for role, place in roles if role not in HELD_IN_AGENCY or place in works]
    handled = tuple(dict.fromkeys(place for role, place in roles if role in HANDLERS))
    member_of = tuple(row[1] for row in rows if row[0] == "partnership")
    controls = current().agency_kinds
    own = tuple(place for role, place in roles if role not in HELD_IN_AGENCY)
    permissions: set[tuple[Permission, uuid.UUID]] = {(p, place) for role, place in roles for p in PERMISSIONS[role]}
    return Actor(
        authority=Authority.PERSON,
        now=now,
        member_id=member_id,
        name=name,
        principals=(member_id, *handled),
        teams=tuple(dict.fromkeys(place for role, place in roles if role in OWN_TEAM)),
        gateways=tuple((row[1], row[2], row[3]) for row in rows if row[0] == "gateway" and row[1] in handled),
        agencies=works,
        immigration_control=any(kind in controls and controls.get(kind).immigration_control for kind in kinds),
        partnerships=tuple(dict.fromkeys((*own, *member_of))),
        roles=tuple(dict.fromkeys(str(role) for role, _ in roles)),
        permissions=frozenset(permissions),
    )
