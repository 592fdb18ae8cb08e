"""Who refers somebody on, and who sees to whom: the team of the alert's or case's partnership."""

from typing import Any

from serac.core.actor import Actor, Permission, Standing


def read(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """To whom somebody was referred: the team of the partnership, while the alert or case is open to them."""
    return grant.team and actor.holds(Permission.READ_QUEUE, grant.partnership_id)


def refer(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Recording that somebody was referred on, and what was answered: the same team."""
    return grant.team and actor.holds(Permission.TRIAGE, grant.partnership_id)
