"""Before names open: each person of an asked agency states that they have no connection, or declares one (domain 5.2)."""

from collections.abc import Collection
from uuid import UUID

from serac.access import commands as access
from serac.access.queries import Waiting, handlers_of, members_holding
from serac.agencies.roles import Role
from serac.cases.commands.team import TO_STATE, VIRTUAL_TEAM
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.unit import Unit, check_version, command
from serac.reference import current
from serac.scoping import policy
from serac.scoping.lifecycle import RequestState
from serac.scoping.models import Request
from serac.scoping.queries.askers import askers

TO_OPEN = frozenset({RequestState.ASKED})
"""A request whose silence was recorded stays so until it is answered."""


@command(may=policy.answer_request)
def state_no_connection(unit: Unit, request: Request) -> Request:
    """State that one has no connection with anybody a request may name: the brief and the names open to this person at once."""
    access.state_connection(unit, request.within_id, answer="none")
    if request.state in TO_OPEN:
        mark_opened(unit, request)
    return request


@command(may=policy.answer_request)
def open_request(unit: Unit, request: Request) -> Request:
    """Note that somebody who had stated no connection before, at another request of the case, has opened this one."""
    mark_opened(unit, request)
    return request


def mark_opened(unit: Unit, request: Request) -> None:
    """Move a request on to opened, where it is not yet. Part of a command of the agency."""
    if request.state not in TO_OPEN:
        unit.record(Event.REQUEST_OPENED, request, again=True)
        return
    check_version(request, None)
    request.state, request.opened_at = RequestState.OPENED, unit.now
    unit.session.flush()
    unit.record(Event.REQUEST_OPENED, request)


@command(may=policy.answer_request)
def declare_conflict(unit: Unit, request: Request, *, reason: str = "") -> Request:
    """Declare a connection: the request goes to the agency's deputy, and this person reads nothing of the case any more.

    The team that asked is told that somebody else must answer; nothing says who is connected with whom.

    Args:
        reason: code of conflict_reasons; it may be left out.

    Raises:
        Invalid: an unknown reason.
    """
    _check_reason(reason)
    unit.record(Event.CONFLICT_DECLARED, request, agency=request.agency_id, reason=reason)
    key, path = f"conflict:{request.id}:{unit.actor.member_id}", f"/requests/{request.reference}"
    for member_id in _deputies(unit, request.agency_id):
        unit.notify("notice", member_id, key=key, path=path, about=request.compartment_id)
    for member_id in askers(unit, request.within_id, request.asked_by):
        unit.notify("notice", member_id, key=key, path=path, about=request.compartment_id)
    access.state_connection(unit, request.within_id, answer="conflict")
    access.stand_aside(unit, request.within_id)
    return request


@command(may=policy.see_requests)
def state_for_shared(unit: Unit, waiting: Waiting, *, answer: str, reason: str = "") -> Waiting:
    """State whether one has a connection with anybody in what was opened without a request: the case, or an item given by name.

    With none it opens to this person at once. With one it never does, and somebody else of their agency is told that it waits.

    Args:
        answer: `none`, or `conflict`. reason: code of conflict_reasons; it may be left out.

    Raises:
        Invalid: an unknown reason.
    """
    _check_reason(reason)
    if answer == "none":
        access.state_connection(unit, waiting.root_id, answer="none")
        return waiting
    unit.record(Event.CONFLICT_DECLARED, None, case=waiting.root_id, agency=waiting.agency_id, reason=reason)
    key = f"conflict:{waiting.grant_id}:{unit.actor.member_id}"
    told = dict.fromkeys(_deputies(unit, waiting.agency_id), TO_STATE)
    if waiting.relation == VIRTUAL_TEAM:
        asked = askers(unit, waiting.root_id, waiting.granted_by)
        told |= dict.fromkeys(asked, f"/cases/{waiting.reference}/team")
    for member_id, path in told.items():
        unit.notify("notice", member_id, key=key, path=path, about=waiting.part_id)
    access.state_connection(unit, waiting.root_id, answer="conflict")
    access.stand_aside(unit, waiting.root_id)
    return waiting


def _check_reason(reason: str) -> None:
    if reason and reason not in current().conflict_reasons:
        raise Invalid({"reason": "Choose from the list, or leave it blank"})


def _deputies(unit: Unit, agency_id: UUID) -> Collection[UUID]:
    """Who takes over: the deputies of the agency's point of contact, else that point of contact, else its other handlers."""
    handlers = [member.id for member in handlers_of(unit, agency_id)]
    for found in (
        members_holding(unit, [Role.DEPUTY_SPOC], agency_id),
        members_holding(unit, [Role.SPOC], agency_id),
        handlers,
    ):
        others = [one for one in found if one != unit.actor.member_id]
        if others:
            return others
    return ()
