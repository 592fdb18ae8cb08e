"""How many a case is open to, counted by the database: it stands in the frame of every page of a case.

`team_of` reads who they are, for the page that names them. The two say the same number (tests/cases/test_team_size.py).
"""

from typing import Any

from sqlalchemy import Select, and_, bindparam, distinct, func, or_, select, union

from serac.access.models import Exclusion, Grant
from serac.agencies.models import Agency, Appointment, Member, Membership
from serac.agencies.roles import HANDLERS
from serac.agreements.models import AgreementParty
from serac.cases.models import Case
from serac.core.database import Id, Moment
from serac.core.unit import Unit

NOT_SHARING = ("own_disclosure", "emergency")
"""Gateways of somebody's own sight, which put nobody on the virtual team."""
_CASE, _NOW = bindparam("asked", type_=Id), bindparam("the_now", type_=Moment())


def _counted(*, told_all: bool) -> Select[Any]:
    """People and agencies in one row. `told_all`: the reader knows who is kept out, so those do not count."""
    party = AgreementParty
    in_force = or_(Grant.party_id.is_(None), and_(party.since <= _NOW, party.until > _NOW))
    kept_out = select(Exclusion.grantee_id).where(Exclusion.compartment_id == _CASE)
    granted = (
        select(Grant.grantee_id)
        .outerjoin(party, party.id == Grant.party_id)
        .where(Grant.compartment_id == _CASE, Grant.since <= _NOW, Grant.until > _NOW, in_force)
        .where(Grant.gateway.not_in(NOT_SHARING), *([Grant.grantee_id.not_in(kept_out)] if told_all else []))
        .cte("granted")
    )
    works = and_(
        Membership.member_id == Appointment.member_id,
        Membership.agency_id == Appointment.agency_id,
        Membership.since <= _NOW,
        Membership.until > _NOW,
    )
    handlers = (
        select(Member.id)
        .select_from(granted)
        .join(Appointment, Appointment.agency_id == granted.c.grantee_id)
        .join(Membership, works)
        .join(Member, Member.id == Appointment.member_id)
        .where(Appointment.role.in_([str(role) for role in HANDLERS]), Appointment.approved_at.is_not(None))
        .where(Appointment.since <= _NOW, Appointment.until > _NOW, Member.disabled_at.is_(None))
    )
    people = union(handlers, select(Member.id).join(granted, granted.c.grantee_id == Member.id)).subquery()
    seen = select(func.count()).select_from(people)
    if told_all:
        seen = seen.where(people.c.id.not_in(kept_out))
    where = select(func.coalesce(_place_of(granted.c.grantee_id), granted.c.grantee_id).label("id")).subquery()
    agencies = select(func.count(distinct(where.c.id)))
    return select(seen.scalar_subquery(), agencies.scalar_subquery())


def _place_of(member_id: Any) -> Any:
    """Where a single person works now; the first by name of somebody with two places. Nothing for an agency."""
    return (
        select(Membership.agency_id)
        .join(Agency, Agency.id == Membership.agency_id)
        .where(Membership.member_id == member_id, Membership.since <= _NOW, Membership.until > _NOW)
        .order_by(Agency.name, Agency.id)
        .limit(1)
        .scalar_subquery()
    )


_COUNTED = {told_all: _counted(told_all=told_all) for told_all in (True, False)}


def team_size(unit: Unit, case: Case) -> tuple[int, int]:
    """How many people, of how many agencies, a case is open to now beside its own team, as far as the reader may know."""
    told_all, values = unit.standing(case.compartment_id).team, {"asked": case.compartment_id, "the_now": unit.now}
    people, agencies = unit.session.execute(_COUNTED[told_all], values).one()
    return people, agencies
