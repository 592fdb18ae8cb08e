"""What each role may do, on one screen (domain.md section 1). A role is held in one partnership or one agency.

Writing, closing and deleting are apart. Nobody may hold an administrator's role beside one that reads cases.
"""

from collections.abc import Mapping

from serac.agencies.roles import (
    APART,
    HANDLERS,
    HELD_IN_AGENCY,
    HELD_IN_PARTNERSHIP,
    NEEDS_TWO_PEOPLE,
    OWN_TEAM,
    ROLE_WORDS,
    Role,
)
from serac.core.actor import Permission as May

__all__ = [
    "APART",
    "HANDLERS",
    "HELD_IN_AGENCY",
    "HELD_IN_PARTNERSHIP",
    "NEEDS_TWO_PEOPLE",
    "OWN_TEAM",
    "PERMISSIONS",
    "ROLE_WORDS",
    "Role",
]

_MEMBER = {May.RAISE_ALERT, May.READ_DIRECTORY}
_READER = _MEMBER | {May.READ_CASE, May.READ_AGREEMENTS}
_HANDLER = _READER | {May.ANSWER_REQUESTS}
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
        Role.HANDLER: _HANDLER,
        Role.SPOC: _HANDLER | {May.KEEP_OWN_AGENCY},
        Role.DEPUTY_SPOC: _HANDLER | {May.KEEP_OWN_AGENCY},
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
