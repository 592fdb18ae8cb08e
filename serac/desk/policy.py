"""Whom the desk is for: everybody, each with their own."""

from serac.core.actor import Actor, Standing


def have_a_desk(actor: Actor, target: object, grant: Standing, /) -> bool:
    """Anybody who is signed in."""
    return actor.is_somebody
