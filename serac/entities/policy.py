"""Whom the commands of people, places, vehicles and businesses are for."""

from typing import Any

from serac.core.actor import Actor, Permission, Standing


def record(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Writing down who and what is in an alert or case: its own team, or whoever opens it in the same act."""
    return "opener" in grant.relations or (grant.team and actor.holds(Permission.WRITE_CASE, grant.partnership_id))
