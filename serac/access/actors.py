"""From a member to an actor: what they hold today, in one statement."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import LargeBinary, Text, bindparam, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from serac.access.roles import HANDLERS, HELD_IN_AGENCY, OWN_TEAM, PERMISSIONS, Role
from serac.agencies.models import Appointment, Member, Membership, PartnershipAgency
from serac.agreements.models import AgreementParty
from serac.core.actor import Actor, Authority, Permission, nobody
from serac.core.crypto import unseal
from serac.core.database import Id, Moment

_member, _now = bindparam("the_member", type_=Id), bindparam("the_now", type_=Moment())


def _look_up() -> Any:
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
        select(held.c.role, held.c.partnership_id, held.c.agency_id, none, nothing),
        select(literal("partnership"), PartnershipAgency.partnership_id, PartnershipAgency.agency_id, none, nothing)
        .where(PartnershipAgency.agency_id.in_(select(works.c.agency_id)), *live),
        select(literal("gateway"), AgreementParty.agency_id, AgreementParty.id, AgreementParty.partnership_id, nothing)
        .where(AgreementParty.agency_id.in_(select(handles.c.agency_id)), AgreementParty.since <= _now)
        .where(AgreementParty.until > _now),
    )  # fmt: skip


_LOOK_UP = _look_up()
_WORDS = frozenset({"member", "works", "partnership", "gateway"})


def actor_of(session: Session, member_id: uuid.UUID, now: dt.datetime) -> Actor:
    """The actor for a member, with what they hold at `now` (aware, UTC). Nobody, if they are disabled or unknown."""
    rows = session.execute(_LOOK_UP, {"the_member": member_id, "the_now": now}).all()
    sealed = next((row[4] for row in rows if row[0] == "member"), None)
    if not any(row[0] == "member" for row in rows):
        return nobody(now)
    service = session.info["unit"].secrets.service
    name = unseal(service, b"member.name." + member_id.bytes, sealed).decode() if sealed else ""
    return _actor(member_id, name, rows, now)


def _actor(member_id: uuid.UUID, name: str, rows: Iterable[Any], now: dt.datetime) -> Actor:
    roles = [(Role(row[0]), row[1] or row[2]) for row in rows if row[0] not in _WORDS]
    works = tuple(row[1] for row in rows if row[0] == "works")
    # A role in an agency counts only while they work there: leaving closes it at once.
    roles = [(role, place) for role, place in roles if role not in HELD_IN_AGENCY or place in works]
    handled = tuple(dict.fromkeys(place for role, place in roles if role in HANDLERS))
    member_of = tuple(row[1] for row in rows if row[0] == "partnership")
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
        partnerships=tuple(dict.fromkeys((*own, *member_of))),
        roles=tuple(dict.fromkeys(str(role) for role, _ in roles)),
        permissions=frozenset(permissions),
    )
