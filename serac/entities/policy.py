"""Whom the commands of people, places, vehicles and businesses are for."""

from typing import Any

from serac.core.actor import Actor, Permission, Standing


def record(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Writing down who and what is in an alert or case: its own team, or whoever opens it in the same act."""
    return "opener" in grant.relations or (grant.team and actor.holds(Permission.WRITE_CASE, grant.partnership_id))


def settle(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Saying that what matches is the same, or is not: the own team of the side it is said on."""
    return grant.team and actor.holds(Permission.TRIAGE, grant.partnership_id)


def hold(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Holding a place of safety: the own team of the partnership that looks after the person."""
    return target.id in actor.teams and actor.holds(Permission.WRITE_CASE, target.id)
