"""Whom the pages and commands of cases are for."""

from typing import Any

from serac.cases.contact import only_records_checks
from serac.core.actor import Actor, Permission, Standing

POLICE_CONTACT = "police_contact"
"""The relation in which a case is open to whoever was asked for the police."""

VIRTUAL_TEAM = "virtual_team"
"""The relation of an agency to a case that is open to its named handlers."""


def list_cases(actor: Actor, target: object, grant: Standing, /) -> bool:
    """The list of cases: everybody who may read one somewhere. The rule decides which."""
    return actor.holds(Permission.READ_CASE)


def read(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Reading a case: whoever it is open to, in a role that reads cases."""
    return bool(grant) and actor.holds(Permission.READ_CASE)


def open_case(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Opening a case in a partnership: its own team."""
    return target.id in actor.teams and actor.holds(Permission.OPEN_CASE, target.id)


def write(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Writing in a case: its own team, while it is open to them."""
    return grant.team and actor.holds(Permission.WRITE_CASE, grant.partnership_id)


def share(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Choosing who sees a case: its own team, those who hold the right."""
    return grant.team and actor.holds(Permission.GRANT_ACCESS, grant.partnership_id)


def override(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Opening a case where no agreement covers it."""
    return grant.team and actor.holds(Permission.RECORD_OVERRIDE, grant.partnership_id)


def ask_police(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Asking the police contact, making the contact rule stricter, overriding it in danger: the case's own team."""
    return grant.team and actor.holds(Permission.WRITE_CASE, grant.partnership_id)


def answer_police(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Answering for the police: whoever was asked, and the named handlers of that agency. Never the team that asked."""
    return POLICE_CONTACT in grant.relations or (bool(grant) and target.agency_id in actor.principals)


def record_premises(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Recording what a visitor must know first: the own team, and every agency the case is open to."""
    return actor.holds(Permission.READ_CASE) and (grant.team or bool(grant.relations - {"emergency_duty"}))


def ask_beyond_records(actor: Actor, target: Any, grant: Standing, /) -> bool:
    """Asking an agency for more than a check of its own records: the own team, once the contact rule allows it."""
    return write(actor, target, grant) and not only_records_checks(target, actor.now)
