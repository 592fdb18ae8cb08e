"""Roles and what each may do, on one screen (domain.md section 1). A role is held in one partnership or one agency.

Writing, closing and deleting are apart. Nobody may hold an administrator's role beside one that reads cases.
"""

from collections.abc import Mapping
from enum import StrEnum

from serac.core.actor import Permission as May


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

_MEMBER = {May.RAISE_ALERT, May.READ_DIRECTORY}
_READER = _MEMBER | {May.READ_CASE, May.READ_AGREEMENTS}
_OVERSIGHT = {May.READ_DIRECTORY, May.READ_AGREEMENTS, May.READ_AUDIT, May.REVIEW_OVERRIDES}

PERMISSIONS: Mapping[Role, frozenset[May]] = {
    role: frozenset(held)
    for role, held in {
        Role.REPORTER: _MEMBER,
        Role.COORDINATOR: _READER
        | {May.READ_QUEUE, May.TRIAGE, May.OPEN_CASE, May.WRITE_CASE, May.CLOSE_CASE, May.GRANT_ACCESS}
        | {May.RECORD_OVERRIDE, May.READ_REFERENCE},
        Role.CHAIR: _READER | {May.DECIDE, May.CLOSE_CASE},
        Role.DEPUTY_CHAIR: _READER | {May.DECIDE},
        Role.HANDLER: _READER,
        Role.SPOC: _READER | {May.KEEP_OWN_AGENCY},
        Role.DEPUTY_SPOC: _READER | {May.KEEP_OWN_AGENCY},
        Role.SUPPORT_WORKER: _READER,
        Role.INVESTIGATING_OFFICER: _READER,
        Role.MINUTE_TAKER: _MEMBER,
        Role.EMERGENCY_DUTY: _READER | {May.EMERGENCY_ACCESS},
        Role.MANAGER: {May.READ_STATISTICS, May.READ_DIRECTORY},
        Role.GOVERNANCE_OFFICER: _OVERSIGHT
        | {May.KEEP_AGREEMENTS, May.APPROVE_APPOINTMENTS, May.READ_REFERENCE, May.DELETE_CASE},
        Role.CALDICOTT_GUARDIAN: _OVERSIGHT,
        Role.LEGAL_ADVISER: _OVERSIGHT,
        Role.ADMINISTRATOR: {May.KEEP_ACCOUNTS, May.KEEP_AGENCIES, May.READ_DIRECTORY, May.READ_REFERENCE}
        | {May.APPROVE_APPOINTMENTS},
    }.items()
}

OWN_TEAM = frozenset({Role.COORDINATOR})
"""Held in a partnership, these put a person on its own team: they see its compartments because it is the controller."""

HANDLERS = frozenset({Role.SPOC, Role.DEPUTY_SPOC, Role.HANDLER})
"""Held in an agency, these make a person one of its named handlers: what is granted to the agency opens to them."""

HELD_IN_AGENCY = HANDLERS | {Role.REPORTER, Role.SUPPORT_WORKER, Role.INVESTIGATING_OFFICER}
HELD_IN_PARTNERSHIP = frozenset(Role) - HELD_IN_AGENCY

NEEDS_TWO_PEOPLE = frozenset(Role) - {Role.REPORTER, Role.MANAGER}
"""Roles that read cases, govern, or could approve somebody into such a role: proposed by one person, approved by another."""

APART = (frozenset({Role.ADMINISTRATOR}), frozenset(Role) - {Role.ADMINISTRATOR, Role.REPORTER, Role.MANAGER})
"""Nobody holds a role of the one set beside a role of the other: an administrator reads no case."""
