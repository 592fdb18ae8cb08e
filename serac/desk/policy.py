"""Whom the desk is for: everybody, each with their own."""

from serac.core.actor import Actor, Permission, Standing


def have_a_desk(actor: Actor, target: object, grant: Standing, /) -> bool:
    """Anybody who is signed in."""
    return actor.is_somebody


def take_emergency_access(actor: Actor, target: object, grant: Standing, /) -> bool:
    """The emergency duty team, who otherwise read nothing."""
    return actor.holds(Permission.EMERGENCY_ACCESS)
