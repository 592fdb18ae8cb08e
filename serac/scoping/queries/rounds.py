"""Finding rounds and requests, and everything the tracker shows of them, always through the rule."""

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from serac.agencies.models import Agency
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.core.problems import NotFound
from serac.core.references import is_reference
from serac.core.unit import Unit
from serac.scoping.lifecycle import RequestState, RoundState
from serac.scoping.models import Brief, Named, Request, RequestChange, Round

REQUEST_PREFIX = "RQ"


def list_rounds(unit: Unit, case: Case, *, discarded: bool = False) -> Sequence[Round]:
    """The rounds of a case, the last first; those given up before they were sent only where they are asked for."""
    asked = select(Round).where(Round.compartment_id == case.compartment_id).order_by(Round.number.desc())
    found = unit.session.scalars(asked).all()
    return [one for one in found if discarded or one.state != RoundState.DISCARDED]


def round_in_hand(unit: Unit, case: Case) -> Round | None:
    """The round that agencies can be added to: a draft, else the last one sent that has not ended."""
    waiting = [one for one in list_rounds(unit, case) if one.state != RoundState.ENDED]
    drafts = [one for one in waiting if one.state == RoundState.DRAFT]
    return next(iter(drafts or waiting), None)


def find_round(unit: Unit, reference: str) -> Round:
    """The round in hand of a case.

    Raises:
        NotFound: the case is hidden or unknown, or it has none.
    """
    found = round_in_hand(unit, find_case(unit, reference))
    if found is None:
        raise NotFound
    return found


def find_sent_round(unit: Unit, reference: str, number: int) -> Round:
    """A round of a case that was sent, by its number.

    Raises:
        NotFound: the case is hidden or unknown, or there is no such round.
    """
    rounds = list_rounds(unit, find_case(unit, reference))
    found = next((one for one in rounds if one.number == number and one.sent_at is not None), None)
    if found is None:
        raise NotFound
    return found


def find_request(unit: Unit, reference: str) -> Request:
    """A request by its reference.

    Raises:
        NotFound: hidden, unknown or malformed.
    """
    if not is_reference(reference, REQUEST_PREFIX):
        raise NotFound
    found = unit.session.scalars(select(Request).where(Request.reference == reference)).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_request_of(unit: Unit, reference: str, request_reference: str) -> Request:
    """A request of a case, by both references.

    Raises:
        NotFound: either is hidden, unknown or malformed, or the one is none of the other's.
    """
    case, found = find_case(unit, reference), find_request(unit, request_reference)
    if found.case_id != case.id:
        raise NotFound
    return found


def find_planned(unit: Unit, reference: str, request_reference: str) -> Request:
    """The same, while it has not been sent.

    Raises:
        NotFound: as above, or it was sent.
    """
    found = find_request_of(unit, reference, request_reference)
    if found.state != RequestState.PLANNED:
        raise NotFound
    return found


def find_sent(unit: Unit, reference: str, request_reference: str) -> Request:
    """The same, once it was sent.

    Raises:
        NotFound: as above, or it is only planned.
    """
    found = find_request_of(unit, reference, request_reference)
    if found.state == RequestState.PLANNED:
        raise NotFound
    return found


def case_of(unit: Unit, row: Round | Request) -> Case:
    """The case a round or a request is of, which its reader has found already."""
    compartment_id = row.compartment_id if isinstance(row, Round) else row.within_id
    return unit.session.scalars(select(Case).where(Case.compartment_id == compartment_id)).one()


def requests_of_case(unit: Unit, case: Case) -> Sequence[Request]:
    """Every request of a case the actor may see, in the order they were planned, without those dropped before sending."""
    asked = select(Request).where(Request.within_id == case.compartment_id)
    found = unit.session.scalars(asked.order_by(Request.id)).all()
    return [one for one in found if counts(one)]


def counts(row: Request) -> bool:
    """Whether a request was sent or may still be: not one dropped before it was sent."""
    return row.asked_at is not None or row.state == RequestState.PLANNED


def planned_in(unit: Unit, of: Round) -> Sequence[Request]:
    """What is planned in a round and not sent, in the order it was planned."""
    asked = select(Request).where(Request.round_id == of.id, Request.state == RequestState.PLANNED)
    return unit.session.scalars(asked.order_by(Request.id)).all()


def agencies_of(unit: Unit, requests: Sequence[Request]) -> Mapping[uuid.UUID, Agency]:
    """The agencies asked, by id."""
    ids = {one.agency_id for one in requests}
    return {one.id: one for one in unit.session.scalars(select(Agency).where(Agency.id.in_(ids)))} if ids else {}


def briefs_of(unit: Unit, requests: Sequence[Request]) -> Mapping[uuid.UUID, Brief]:
    """What each of these requests asks, by the request's id; their keys are fetched in one statement."""
    unit.keys.hold({one.names_id for one in requests})
    asked = select(Brief).where(Brief.request_id.in_([one.id for one in requests]))
    return {one.request_id: one for one in unit.session.scalars(asked)} if requests else {}


def named_in(unit: Unit, requests: Sequence[Request]) -> Mapping[uuid.UUID, Sequence[Named]]:
    """Whom and what each of these requests names, by the request's id."""
    unit.keys.hold({one.names_id for one in requests})
    found: dict[uuid.UUID, list[Named]] = {one.id: [] for one in requests}
    asked = select(Named).where(Named.request_id.in_(list(found))).order_by(Named.id)
    for one in unit.session.scalars(asked) if found else ():
        found[one.request_id].append(one)
    return found


def changes_of(unit: Unit, case: Case, requests: Sequence[Request]) -> Mapping[uuid.UUID, Sequence[RequestChange]]:
    """What was done to each request after it was sent, the first first."""
    found: dict[uuid.UUID, list[RequestChange]] = {one.id: [] for one in requests}
    asked = select(RequestChange).where(RequestChange.compartment_id == case.compartment_id)
    for one in unit.session.scalars(asked.order_by(RequestChange.made_at, RequestChange.id)):
        found.setdefault(one.request_id, []).append(one)
    return found
