"""Who is acting. One actor for each unit; it never changes within it."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from serac.core.clock import FAR_FUTURE

NOBODY = uuid.UUID(int=0)
"""Stands where an id is wanted and no person acts: the service itself."""
OPERATOR = uuid.UUID(int=1)
"""Stands for whoever runs the command line, where a second pair of eyes is recorded."""
Way = tuple[uuid.UUID, uuid.UUID, uuid.UUID]


class Permission(StrEnum):
    """What a role may do. Writing, closing and deleting are apart. Roles hold these in access/roles.py."""

    RAISE_ALERT = "raise_alert"
    READ_QUEUE = "read_queue"
    TRIAGE = "triage"
    OPEN_CASE = "open_case"
    READ_CASE = "read_case"
    WRITE_CASE = "write_case"
    CLOSE_CASE = "close_case"
    DELETE_CASE = "delete_case"
    ANSWER_REQUESTS = "answer_requests"
    DECIDE = "decide"
    GRANT_ACCESS = "grant_access"
    RECORD_OVERRIDE = "record_override"
    EMERGENCY_ACCESS = "emergency_access"
    READ_DIRECTORY = "read_directory"
    KEEP_OWN_AGENCY = "keep_own_agency"
    KEEP_AGENCIES = "keep_agencies"
    KEEP_ACCOUNTS = "keep_accounts"
    APPROVE_APPOINTMENTS = "approve_appointments"
    READ_REFERENCE = "read_reference"
    READ_AGREEMENTS = "read_agreements"
    KEEP_AGREEMENTS = "keep_agreements"
    READ_AUDIT = "read_audit"
    REVIEW_OVERRIDES = "review_overrides"
    READ_STATISTICS = "read_statistics"


KEEPING = frozenset(
    {
        Permission.KEEP_AGENCIES,
        Permission.KEEP_ACCOUNTS,
        Permission.KEEP_AGREEMENTS,
        Permission.KEEP_OWN_AGENCY,
        Permission.APPROVE_APPOINTMENTS,
        Permission.READ_DIRECTORY,
        Permission.READ_AGREEMENTS,
        Permission.READ_REFERENCE,
    }
)
"""What keeps a service running and opens no case."""


class Authority(StrEnum):
    """Under what authority a unit runs. Everything but PERSON, PUBLIC and NOBODY is made by the service itself, never by a request.

    PUBLIC is what the open form sends an alert under: it raises one, and reads nothing.
    """

    NOBODY = "nobody"
    PERSON = "person"
    PUBLIC = "public"
    SIGN_IN = "sign_in"
    JOB = "job"
    AUDIT = "audit"
    COUNTING = "counting"
    OPERATOR = "operator"


UNSCOPED = frozenset({Authority.JOB, Authority.OPERATOR})
"""Authorities to which need to know does not apply: they act for the service, and every entry says so."""


@dataclass(frozen=True)
class Actor:
    """Who acts, under what authority, and what they hold today.

    Attributes:
        member_id: the person, or None for nobody and for the service itself.
        principals: the person and the agencies they are a named handler for, today.
        teams: partnerships on whose own team they are, today.
        gateways: (agency, agreement party, partnership) in force today for those agencies.
        agencies: every agency they belong to, handler or not.
        immigration_control: whether any agency they belong to is immigration control, which is a purpose apart (domain 5.4).
        partnerships: every partnership they hold any appointment in, or whose member agencies they belong to.
        permissions: what their roles let them do, by the place the role is held in: a partnership or an agency.
        now: when the unit began; aware, UTC.
    """

    authority: Authority
    now: dt.datetime
    member_id: uuid.UUID | None = None
    name: str = field(default="", repr=False)
    principals: tuple[uuid.UUID, ...] = ()
    teams: tuple[uuid.UUID, ...] = ()
    gateways: tuple[Way, ...] = ()
    agencies: tuple[uuid.UUID, ...] = ()
    immigration_control: bool = False
    partnerships: tuple[uuid.UUID, ...] = ()
    roles: tuple[str, ...] = ()
    permissions: frozenset[tuple[Permission, uuid.UUID]] = frozenset()
    until: dt.datetime = field(default=FAR_FUTURE)

    def holds(self, permission: Permission, place: uuid.UUID | None = None) -> bool:
        """Whether a role gives them this permission: in that partnership or agency, or anywhere if none is named.

        The operator's command line sets a service up, so it holds what keeps one; it holds nothing that reads a case.
        """
        if self.authority is Authority.OPERATOR:
            return permission in KEEPING
        if place is not None:
            return (permission, place) in self.permissions
        return any(held is permission for held, _ in self.permissions)

    def places(self, permission: Permission) -> Iterator[uuid.UUID]:
        """The partnerships and agencies in which they hold this permission."""
        return (place for held, place in self.permissions if held is permission)

    @property
    def is_somebody(self) -> bool:
        """A signed-in person."""
        return self.member_id is not None

    @property
    def unscoped(self) -> bool:
        """Whether need to know is lifted: only for the service's own work."""
        return self.authority in UNSCOPED


def nobody(now: dt.datetime) -> Actor:
    """The actor of a request without a sign-in. Sees nothing, does nothing that is protected."""
    return Actor(Authority.NOBODY, now)


def public_actor(now: dt.datetime) -> Actor:
    """The actor of the open form: somebody who need not say who they are. Sends an alert, sees nothing that is protected."""
    return Actor(Authority.PUBLIC, now)


@dataclass(frozen=True)
class Standing:
    """How the actor stands to one compartment, for policies.

    Attributes:
        team: they are on the own team of the compartment's partnership.
        relations: the relations of their grants in force (author, virtual_team, chair, ...).
        partnership_id: the compartment's partnership, None where the thing has no compartment.
        restricted: only those named on its list read the compartment.
    """

    team: bool = False
    relations: frozenset[str] = frozenset()
    partnership_id: uuid.UUID | None = None
    restricted: bool = False

    def __bool__(self) -> bool:
        return self.team or bool(self.relations)


NO_STANDING = Standing()
