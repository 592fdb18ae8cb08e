"""Whom the pages and commands of actions are for. The rule has already said who knows that an action exists."""

from typing import Any

from serac.core.actor import Actor, Permission, Standing

VIRTUAL_TEAM, CHAIR = "virtual_team", "chair"


def list_actions(actor: Actor, target: object, grant: Standing, /) -> bool:
    """The list of actions: everybody who may read a case somewhere. The rule decides which."""
    return actor.holds(Permission.READ_CASE)


def read(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Reading an action: whoever it is open to, in a role that reads cases."""
    return bool(grant) and actor.holds(Permission.READ_CASE)


def add(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Adding an action to a case: its own team, its chair; an agency on its virtual team takes one on itself."""
    team = grant.team and actor.holds(Permission.WRITE_CASE, grant.partnership_id)
    return actor.holds(Permission.READ_CASE) and (team or bool(grant.relations & {VIRTUAL_TEAM, CHAIR}))


def add_for_others(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Asking another agency to do something: the case's own team, and its chair."""
    return (grant.team and actor.holds(Permission.WRITE_CASE, grant.partnership_id)) or CHAIR in grant.relations


def answer(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Accepting, refusing, passing on within the agency: the named handlers of the agency whose it is, or the own team."""
    theirs = target.agency_id in actor.principals or (target.by_team and grant.team)
    return bool(grant) and theirs and actor.holds(Permission.READ_CASE)


def work(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Saying how it goes and how it ended: the agency whose it is, and the own team on its word."""
    return answer(actor, target, grant) or (grant.team and actor.holds(Permission.WRITE_CASE, grant.partnership_id))


def keep(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Giving it to somebody else, carrying it forward, splitting and withdrawing it: whoever asked, and the own team."""
    team = grant.team and actor.holds(Permission.WRITE_CASE, grant.partnership_id)
    return bool(grant) and (team or actor.member_id == target.asked_by)


def escalate(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Taking a refused one to the chair, which opens it to them: the own team, those who hold the right to share."""
    return grant.team and actor.holds(Permission.GRANT_ACCESS, grant.partnership_id)


def settle(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Settling a refused one: the chair and deputy chair it is open to."""
    return bool(grant) and actor.holds(Permission.DECIDE, grant.partnership_id)
