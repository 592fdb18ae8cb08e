"""Whom the pages and commands of scoping are for. One part for each builder of it: rounds, replies, the shared picture."""

from typing import Any

from serac.core.actor import Actor, Permission, Standing

ASKED = "asked"
"""The relation of an agency to a request that was sent to it."""
IMMIGRATION_CONTROL = "immigration_control"
"""The purpose that is apart from all others (domain 5.4)."""


# rounds and requests: the co-ordinator
def see_rounds(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Seeing whom a case was asked of and who answered: its own team. An agency sees what it was asked itself."""
    return grant.team and actor.holds(Permission.READ_CASE, grant.partnership_id)


def plan_round(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Planning a round and looking at who would see what: the own team, those who write in the case."""
    return grant.team and actor.holds(Permission.WRITE_CASE, grant.partnership_id)


def send_round(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Sending it, and whatever changes who is asked: the own team, those who may open a case to others."""
    return grant.team and actor.holds(Permission.GRANT_ACCESS, grant.partnership_id)


def override_request(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Asking somebody whom no agreement covers: the own team, those who may record an override."""
    return grant.team and actor.holds(Permission.RECORD_OVERRIDE, grant.partnership_id)


def chase_request(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Reminding, escalating, extending, withdrawing: the own team."""
    return grant.team and actor.holds(Permission.WRITE_CASE, grant.partnership_id)


# replies: the agency that was asked
def see_requests(actor: Actor, target: object, grant: Standing, /) -> bool:
    """What an agency was asked, what it ever gave, its own scorecard: its named handlers. The rule decides which rows."""
    return actor.holds(Permission.ANSWER_REQUESTS)


def read_request(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Reading a request: the named handlers of the agency that was asked, and the team that asked."""
    return grant.team or answer_request(actor, target, grant)


def answer_request(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Stating a connection, answering, correcting, keeping a draft: the named handlers of the agency that was asked."""
    return bool(grant.relations) and target.agency_id in actor.principals


# the shared picture: every reader of the case
def export_picture(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Taking a numbered copy away: the own team, and the named handlers of agencies on the virtual team."""
    return actor.holds(Permission.READ_CASE) and (grant.team or "virtual_team" in grant.relations)


def mark_contradiction(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Marking that two items disagree, or that it is settled: whoever may take a copy, of items they read."""
    return export_picture(actor, target, grant)
