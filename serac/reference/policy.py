"""Who sees the reference data as it stands."""

from serac.core.actor import Actor, Permission, Standing


def read_reference(actor: Actor, target: object, grant: Standing, /) -> bool:
    """Administrators, governance and co-ordinators see the values in force and can try a file."""
    return actor.holds(Permission.READ_REFERENCE)
