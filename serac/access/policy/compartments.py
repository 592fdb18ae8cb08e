"""Predicates of compartments, grants, overrides and emergency access."""

from serac.access.models import Compartment, Override
from serac.core.actor import Actor, Permission, Standing


def share(actor: Actor, target: Compartment, grant: Standing, /) -> bool:
    """Opening a compartment to others: its own team, and only those who hold the right."""
    return grant.team and actor.holds(Permission.GRANT_ACCESS, grant.partnership_id)


def restrict(actor: Actor, target: Compartment, grant: Standing, /) -> bool:
    """Restricting a compartment and naming its readers: its own team."""
    return grant.team and actor.holds(Permission.GRANT_ACCESS, grant.partnership_id)


def override(actor: Actor, target: Compartment, grant: Standing, /) -> bool:
    """Sharing where no agreement covers it: its own team, with a recorded reason and an end."""
    return grant.team and actor.holds(Permission.RECORD_OVERRIDE, grant.partnership_id)


def take_emergency_access(actor: Actor, target: Compartment, grant: Standing, /) -> bool:
    """Looking in an emergency: the emergency duty team of the compartment's partnership."""
    return actor.holds(Permission.EMERGENCY_ACCESS, target.partnership_id)


def review_override(actor: Actor, target: Override, grant: Standing, /) -> bool:
    """Reviewing an override or emergency access: the governance of its partnership, never who recorded it."""
    return actor.holds(Permission.REVIEW_OVERRIDES, target.partnership_id) and actor.member_id != target.recorded_by


def shred(actor: Actor, target: Compartment, grant: Standing, /) -> bool:
    """Making a compartment unreadable for ever: governance alone, who read no case."""
    return actor.holds(Permission.DELETE_CASE, target.partnership_id)
