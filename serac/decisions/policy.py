"""Whom decisions, response teams and disagreements are for. A declared connection is asked of the database besides: `no_conflict`."""

from typing import Any

from serac.core.actor import Actor, Permission, Standing

BY_EMERGENCY = frozenset({"emergency_duty"})
"""A relation that lets somebody look for some hours, and take no part."""


def chair(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Deciding as the chair or deputy chair of the case's partnership, while the case is open to them."""
    takes_part = grant.team or bool(grant.relations - BY_EMERGENCY)
    return takes_part and actor.holds(Permission.DECIDE, grant.partnership_id)


def decide(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Recording a decision: the case's own team, and the chair."""
    return chair(actor, target, grant) or (grant.team and actor.holds(Permission.WRITE_CASE, grant.partnership_id))


def confirm(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Confirming a decision that waits, or sending it back: the chair, never who recorded it."""
    return chair(actor, target, grant) and actor.member_id != target.recorded_by


def take_part(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Dissenting, or raising a disagreement: the own team and every agency the case is open to."""
    return actor.holds(Permission.READ_CASE) and (grant.team or bool(grant.relations - BY_EMERGENCY))


def respond(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Starting, changing and ending response teams: the case's own team."""
    return grant.team and actor.holds(Permission.WRITE_CASE, grant.partnership_id)


def put_to_chair(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Opening a case to a chair: its own team, those who may choose who sees it."""
    return grant.team and actor.holds(Permission.GRANT_ACCESS, grant.partnership_id)


def settle(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Passing a disagreement up, or settling it: the own team, the chair, and the agency that raised it."""
    raised_it = take_part(actor, target, grant) and target.agency_id in actor.agencies
    return decide(actor, target, grant) or raised_it
