"""Whether the reporter of an alert may be connected to somebody in the case it led to: asked before words are released.

It compares the reporter's name, phone and e-mail and the name of their agency with the people and businesses written down there, and
the names of those they work with: a suspect may sit at the next desk. Nobody is told that it was asked (domain 5.1, 5.2).
"""

from collections.abc import Sequence

from sqlalchemy import select

from serac.agencies.models import Agency, Member, Membership
from serac.alerts.models import Alert
from serac.cases.models import Case
from serac.core.unit import Unit
from serac.entities.queries.connection import (
    AT_WORK,
    employs_one_of,
    held_of,
    is_business,
    is_one_of,
    people_in,
)
from serac.entities.queries.recorded import list_businesses


def may_be_connected(unit: Unit, alert: Alert) -> bool:
    """Whether its reporter may be connected to a person or business of the alert or of its case, or that cannot be looked up."""
    member = unit.session.get(Member, alert.reporter_id) if alert.reporter_id else None
    if member is None:
        return False
    agency = unit.session.get(Agency, alert.agency_id) if alert.agency_id else None
    places = [alert.compartment_id]
    if alert.case_id:
        case = unit.session.get(Case, alert.case_id)
        if case is None:  # closed to the actor: who is in it cannot be known, so nothing may be released
            return True
        places.append(case.compartment_id)
    people = [one for place in places for one in people_in(unit, place)]
    held = [(one.role, held_of(unit.secrets, one)) for one in people]
    if is_one_of(unit, member, [tokens for _, tokens in held]):
        return True
    if agency is None:
        return False
    names = [one.name for place in places for one in list_businesses(unit, place)]
    if any(is_business(unit.secrets, agency.name, name) for name in names) or employs_one_of(agency.name, people):
        return True
    others = [tokens for role, tokens in held if role not in AT_WORK]
    return any(is_one_of(unit, one, others) for one in _colleagues(unit, agency, member))


def _colleagues(unit: Unit, agency: Agency, member: Member) -> Sequence[Member]:
    """Who else works there, or did: somebody who has left may still be known there."""
    there = select(Membership.member_id).where(Membership.agency_id == agency.id, Membership.member_id != member.id)
    return unit.session.scalars(select(Member).where(Member.id.in_(there)).order_by(Member.id)).all()
