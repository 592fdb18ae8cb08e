"""Whom the pages and commands of cases are for."""

from typing import Any

from serac.core.actor import Actor, Permission, Standing


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
