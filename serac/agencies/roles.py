"""The roles an appointment may give, in one partnership or one agency. What each may do is in access/roles.py."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """Every role. Codes are permanent: appointments and the audit log hold them."""

    REPORTER = "reporter"
    COORDINATOR = "coordinator"
    CHAIR = "chair"
    DEPUTY_CHAIR = "deputy_chair"
    HANDLER = "handler"
    SPOC = "spoc"
    DEPUTY_SPOC = "deputy_spoc"
    SUPPORT_WORKER = "support_worker"
    INVESTIGATING_OFFICER = "investigating_officer"
    MINUTE_TAKER = "minute_taker"
    EMERGENCY_DUTY = "emergency_duty"
    MANAGER = "manager"
    GOVERNANCE_OFFICER = "governance_officer"
    CALDICOTT_GUARDIAN = "caldicott_guardian"
    LEGAL_ADVISER = "legal_adviser"
    ADMINISTRATOR = "administrator"


ROLE_WORDS: Mapping[Role, str] = {
    Role.REPORTER: "reporter",
    Role.COORDINATOR: "co-ordinator",
    Role.CHAIR: "chair",
    Role.DEPUTY_CHAIR: "deputy chair",
    Role.HANDLER: "named handler",
    Role.SPOC: "single point of contact",
    Role.DEPUTY_SPOC: "deputy point of contact",
    Role.SUPPORT_WORKER: "support worker",
    Role.INVESTIGATING_OFFICER: "senior investigating officer",
    Role.MINUTE_TAKER: "minute-taker",
    Role.EMERGENCY_DUTY: "emergency duty team",
    Role.MANAGER: "manager",
    Role.GOVERNANCE_OFFICER: "information governance officer",
    Role.CALDICOTT_GUARDIAN: "Caldicott guardian",
    Role.LEGAL_ADVISER: "legal adviser",
    Role.ADMINISTRATOR: "administrator",
}

OWN_TEAM = frozenset({Role.COORDINATOR})
"""Held in a partnership, these put a person on its own team: they see its compartments because it is the controller."""

ON_DUTY = frozenset({Role.COORDINATOR, Role.EMERGENCY_DUTY})
"""Held in a partnership, these let a person stand on its duty rota."""

HANDLERS = frozenset({Role.SPOC, Role.DEPUTY_SPOC, Role.HANDLER})
"""Held in an agency, these make a person one of its named handlers: what is granted to the agency opens to them."""

HELD_IN_AGENCY = HANDLERS | {Role.REPORTER, Role.SUPPORT_WORKER, Role.INVESTIGATING_OFFICER}
HELD_IN_PARTNERSHIP = frozenset(Role) - HELD_IN_AGENCY

NEEDS_TWO_PEOPLE = frozenset(Role) - {Role.REPORTER, Role.MANAGER}
"""Roles that read cases, govern, or could approve somebody into one: proposed by one person, approved by another."""

APART = (frozenset({Role.ADMINISTRATOR}), frozenset(Role) - {Role.ADMINISTRATOR, Role.REPORTER, Role.MANAGER})
"""Nobody holds a role of the one set beside a role of the other: an administrator reads no case."""

KEPT_FILLED = frozenset({Role.SPOC, Role.COORDINATOR, Role.CHAIR, Role.GOVERNANCE_OFFICER, Role.ADMINISTRATOR})
"""Roles a place cannot do without: the last person to hold one there hands it over before it ends."""
