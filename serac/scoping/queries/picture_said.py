"""What agencies said that is not an item: whether they answered, how they see the risk; and which items were marked as disagreeing."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select

from serac.agencies.models import Agency, Member
from serac.core.database import Id, among
from serac.core.keys import DataKey
from serac.core.unit import Unit
from serac.reference import current
from serac.scoping.lifecycle import RequestState
from serac.scoping.models import Contradiction, Named, PictureCopy, Reply, Request, RiskView
from serac.scoping.picture import AskedAbout

_CASE = bindparam("asked", type_=Id)
_RISKS = (
    select(RiskView, Agency.name, DataKey.wrapped)
    .join(Agency, Agency.id == RiskView.agency_id)
    .outerjoin(DataKey, DataKey.compartment_id == RiskView.compartment_id)
    .where(RiskView.within_id == _CASE, RiskView.replaced_at.is_(None))
    .order_by(RiskView.given_at, RiskView.id)
)
_REQUESTS = (
    select(Request, Agency.name, Named.thing_id, Reply)
    .join(Agency, Agency.id == Request.agency_id)
    .outerjoin(Named, Named.request_id == Request.id)
    .outerjoin(Reply, and_(Reply.request_id == Request.id, Reply.current.is_(True)))
    .where(Request.within_id == _CASE, Request.asked_at.is_not(None), Request.state != RequestState.WITHDRAWN)
    .order_by(Request.id, Named.id)
)
_CONTRADICTIONS = (
    select(Contradiction, Member)
    .outerjoin(Member, Member.id == Contradiction.marked_by)
    .where(among(Contradiction.item_id, "asked"), Contradiction.ended_at.is_(None))
    .order_by(Contradiction.marked_at, Contradiction.id)
)
_COPIES = (
    select(PictureCopy, Member)
    .outerjoin(Member, Member.id == PictureCopy.member_id)
    .where(PictureCopy.compartment_id == _CASE)
    .order_by(PictureCopy.number.desc())
    .limit(bindparam("most"))
)
_OWN_COPY = (
    select(PictureCopy)
    .where(PictureCopy.compartment_id == _CASE, PictureCopy.member_id == bindparam("who", type_=Id))
    .order_by(PictureCopy.number.desc())
    .limit(1)
)
MOST_COPIES = 50


@dataclass(frozen=True)
class SeenRisk:
    """How one agency sees the risk: the level in words, how high it is, and why."""

    id: uuid.UUID
    agency: str
    level: str
    order: int
    words: str
    at: dt.datetime


@dataclass(frozen=True)
class Disagreement:
    """Two items that say opposite things, as somebody marked them."""

    id: uuid.UUID
    item_id: uuid.UUID
    other_id: uuid.UUID
    words: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Taken:
    """A numbered copy that somebody made."""

    number: int
    by: str
    at: dt.datetime


def _name_of(member: Member | None) -> str:
    return "Somebody" if member is None else member.name


def read_risks(unit: Unit, compartment_id: uuid.UUID) -> list[SeenRisk]:
    """The view of each agency that gave one, its latest, the highest first: side by side, never added up."""
    latest: dict[str, RiskView] = {}
    for one, agency, wrapped in unit.session.execute(_RISKS, {"asked": compartment_id}):
        if wrapped is not None:
            unit.keys.offer(one.compartment_id, wrapped)
        latest[agency] = one
    levels = current().risk_levels
    views = [
        SeenRisk(one.id, agency, levels.label(one.level), levels.get(one.level).order, one.words or "", one.given_at)
        for agency, one in latest.items()
    ]
    return sorted(views, key=lambda one: (-one.order, one.agency.lower()))


def asked_about(unit: Unit, compartment_id: uuid.UUID) -> list[AskedAbout]:
    """The requests of a case that were sent and that the actor may see, with what became of each."""
    answers: dict[uuid.UUID, str] = {}
    rows: dict[uuid.UUID, tuple[Request, str]] = {}
    named: dict[uuid.UUID, set[uuid.UUID]] = {}
    for request, agency, thing_id, reply in unit.session.execute(_REQUESTS, {"asked": compartment_id}):
        rows[request.id] = request, agency
        if reply is not None:
            answers[request.id] = reply.answer
        named.setdefault(request.id, set()).update({thing_id} - {None})
    return [
        AskedAbout(
            request.id,
            request.agency_id,
            agency,
            frozenset(named[request.id]),
            answers.get(request.id),
            _is_late(request, unit.now),
        )
        for request, agency in rows.values()
    ]


def _is_late(request: Request, now: dt.datetime) -> bool:
    return request.state == RequestState.SILENT or (request.due_at is not None and request.due_at <= now)


def disagreements(unit: Unit, item_ids: Collection[uuid.UUID]) -> list[Disagreement]:
    """What was marked about items, all of them read already: only between two that the actor reads, and not settled since."""
    if not item_ids:
        return []
    rows = unit.session.execute(_CONTRADICTIONS, {"asked": list(item_ids)}).all()
    return [
        Disagreement(one.id, one.item_id, one.other_id, one.words, _name_of(by), one.marked_at)
        for one, by in rows
        if one.other_id in item_ids
    ]


def list_copies(unit: Unit, compartment_id: uuid.UUID) -> list[Taken]:
    """The copies that were made of a case's picture, the latest first."""
    rows = unit.session.execute(_COPIES, {"asked": compartment_id, "most": MOST_COPIES})
    return [Taken(one.number, _name_of(by), one.made_at) for one, by in rows]


def last_own_copy(unit: Unit, compartment_id: uuid.UUID) -> PictureCopy | None:
    """The copy the actor made last."""
    values = {"asked": compartment_id, "who": unit.actor.member_id}
    return unit.session.scalars(_OWN_COPY, values).one_or_none()
