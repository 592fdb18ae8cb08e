"""Whom closing, feedback and what came back are for."""

from typing import Any

from serac.core.actor import Actor, Permission, Standing


def close(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Closing a case and opening it again: apart from writing in it. The own team's co-ordinators, and its chair."""
    return bool(grant) and actor.holds(Permission.CLOSE_CASE, grant.partnership_id)


def give_feedback(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Telling agencies and reporters that their part counted: the own team, those who may choose who sees a case."""
    return (
        grant.team
        and actor.holds(Permission.GRANT_ACCESS, grant.partnership_id)
        and actor.holds(Permission.TRIAGE, grant.partnership_id)
    )


def read_feedback(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """What an agency was told: its named handlers, and the team that told them."""
    return bool(grant) and actor.holds(Permission.READ_CASE)
