"""Whom the pages and commands of alerts are for."""

from typing import Any

from serac.core.actor import Actor, Authority, Permission, Standing

REPORTER = "reporter"


def raise_somewhere(actor: Actor, target: object, grant: Standing, /) -> bool:
    """The form: everybody who may raise an alert in some partnership."""
    return actor.holds(Permission.RAISE_ALERT)


def raise_alert(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Sending an alert to a partnership: those whose agency, or who themselves, are in it; anybody by the open form."""
    inside = actor.holds(Permission.RAISE_ALERT) and target.id in actor.partnerships
    return inside or actor.authority is Authority.PUBLIC


def key_alert(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Keying an alert for somebody who rang or wrote, or from the helpline: the team of that partnership."""
    return target.id in actor.teams and actor.holds(Permission.TRIAGE, target.id)


def key_somewhere(actor: Actor, target: object, grant: Standing, /) -> bool:
    """The form for a caller: whoever is on some triage team."""
    return actor.holds(Permission.TRIAGE)


def own_draft(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Going on with an unfinished alert, or discarding it: its author alone."""
    return actor.is_somebody and target.member_id == actor.member_id


def read_queue(actor: Actor, target: object, grant: Standing, /) -> bool:
    """The queue: the triage team. The rule decides which alerts stand in it."""
    return actor.holds(Permission.READ_QUEUE)


def read(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """One alert: its triage team; the emergency duty team where emergency access opened it. Never its reporter."""
    on_team = grant.team and actor.holds(Permission.READ_QUEUE, grant.partnership_id)
    return on_team or ("emergency_duty" in grant.relations and actor.holds(Permission.EMERGENCY_ACCESS))


def triage(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Taking an alert in hand."""
    return grant.team and actor.holds(Permission.TRIAGE, grant.partnership_id)


def open_case(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Opening an alert into a case."""
    return grant.team and actor.holds(Permission.OPEN_CASE, grant.partnership_id)


def let_back(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Letting somebody back to an alert that seemed to name them: the triage team."""
    return grant.team and actor.holds(Permission.GRANT_ACCESS, grant.partnership_id)


def know_reporter(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Who reported an alert: its triage team alone. Whoever looks in an emergency has no need of it."""
    return grant.team and actor.holds(Permission.READ_QUEUE, grant.partnership_id)


def read_receipt(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """A receipt: the reporter it was given to, and nobody else."""
    return REPORTER in grant.relations


def ask_reporter(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Asking whoever sent an alert, reading what they answered, releasing words to them: the triage team."""
    return grant.team and actor.holds(Permission.TRIAGE, grant.partnership_id)


def answer_question(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Answering a question: the reporter it was put to, and nobody else."""
    return REPORTER in grant.relations
