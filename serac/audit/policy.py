"""Who reads the log, who sees who has looked, who sees overrides (who reviews one is said by access.policy)."""

from serac.core.actor import Actor, Permission, Standing


def read_log(actor: Actor, target: object, grant: Standing, /) -> bool:
    """Governance, the Caldicott guardian and the legal adviser read the log."""
    return actor.holds(Permission.READ_AUDIT)


def see_who_looked(actor: Actor, target: object, grant: Standing, /) -> bool:
    """A compartment's own team and its chairs see who has looked at it."""
    return grant.team or bool(grant.relations & {"chair", "deputy_chair"})


def read_overrides(actor: Actor, target: object, grant: Standing, /) -> bool:
    """Oversight sees what was recorded as an override or taken as emergency access."""
    return actor.holds(Permission.REVIEW_OVERRIDES)
