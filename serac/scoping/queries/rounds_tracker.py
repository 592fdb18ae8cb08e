"""The reply tracker: each round of a case, who was asked, where each request is, late first; and what is late anywhere."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from serac.agencies.models import Agency
from serac.cases.models import Case, Item
from serac.cases.queries.team import Person, handlers_by_agency
from serac.core.unit import Unit
from serac.scoping.lifecycle import WAITING, RequestState
from serac.scoping.models import Reply, Request, RequestChange, Round
from serac.scoping.queries.rounds import changes_of, counts, list_rounds
from serac.scoping.words import is_late

SHOWN = 25


@dataclass(frozen=True)
class Tracked:
    """One request as the tracker shows it. `items`: how many the reader may see of its reply; `people`: its named handlers."""

    request: Request
    agency: str
    people: tuple[Person, ...]
    reply: Reply | None
    items: int
    changes: Sequence[RequestChange]
    late: bool


@dataclass(frozen=True)
class TrackedRound:
    """A round with its requests, late first."""

    row: Round
    requests: Sequence[Tracked]


def track(unit: Unit, case: Case) -> Sequence[TrackedRound]:
    """Every round of a case, the last first, in a fixed number of statements however many agencies there are."""
    rounds = list_rounds(unit, case)
    if not rounds:
        return []
    agencies, requests = _with_agencies(unit, case)
    replies = _replies(unit, case)
    handlers, items = handlers_by_agency(unit, agencies), _items(unit, case, replies)
    changes = changes_of(unit, case, requests)

    def tracked(one: Request) -> Tracked:
        reply, people = replies.get(one.id), handlers.get(one.agency_id, ())
        count = items.get(reply.id, 0) if reply else 0
        name, late = agencies[one.agency_id], is_late(one, unit.now)
        return Tracked(one, name, people, reply, count, changes[one.id], late)

    of_round: dict[uuid.UUID, list[Tracked]] = {row.id: [] for row in rounds}
    for one in requests:
        if one.round_id in of_round:
            of_round[one.round_id].append(tracked(one))
    return [TrackedRound(row, sorted(of_round[row.id], key=_pressing)) for row in rounds]


def _with_agencies(unit: Unit, case: Case) -> tuple[Mapping[uuid.UUID, str], Sequence[Request]]:
    """The names of the agencies asked, and the requests, in one statement."""
    asked = select(Request, Agency.name).join(Agency, Agency.id == Request.agency_id)
    rows = unit.session.execute(asked.where(Request.within_id == case.compartment_id).order_by(Request.id)).all()
    return {one.agency_id: name for one, name in rows}, [one for one, _ in rows if counts(one)]


def _pressing(one: Tracked) -> tuple[object, ...]:
    """Late first, by the clock; then what waits; then what somebody cannot share; then the rest by name."""
    cannot = one.reply is not None and one.reply.answer == "cannot_share"
    waits = one.request.state in WAITING
    rank = 0 if one.late else 1 if waits else 2 if cannot or one.request.state == RequestState.SILENT else 3
    return rank, str(one.request.due_at or "") if waits else "", one.agency.lower(), one.request.id


def _replies(unit: Unit, case: Case) -> Mapping[uuid.UUID, Reply]:
    """The replies that count, by request."""
    asked = select(Reply).where(Reply.within_id == case.compartment_id, Reply.current.is_(True)).order_by(Reply.id)
    return {one.request_id: one for one in unit.session.scalars(asked)}


def _items(unit: Unit, case: Case, replies: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """How many items of each reply stand now, the text for wider readers not counted twice."""
    if not replies:
        return {}
    asked = (
        select(Item.reply_id, func.count(Item.id))
        .where(Item.within_id == case.compartment_id, Item.reply_id.is_not(None))
        .where(Item.replaced_at.is_(None), Item.sanitises_id.is_(None))
        .group_by(Item.reply_id)
    )
    return {reply_id: count for reply_id, count in unit.session.execute(asked) if reply_id}


@dataclass(frozen=True)
class Late:
    """Requests of one case that are late: its agencies, the longest late first."""

    case: Case
    requests: Sequence[Request]
    agencies: tuple[str, ...]


def late_of_teams(unit: Unit) -> Sequence[Late]:
    """Cases of the actor's own teams with requests that are late, the longest late first."""
    if not unit.actor.teams:
        return []
    rows = unit.session.execute(
        select(Request, Case, Agency.name)
        .join(Case, Case.id == Request.case_id)
        .join(Agency, Agency.id == Request.agency_id)
        .where(Request.state.in_(sorted(WAITING)), Request.due_at <= unit.now)
        .where(Request.partnership_id.in_([*unit.actor.teams]))
        .order_by(Request.due_at, Request.id)
        .limit(SHOWN)
    )
    found: dict[uuid.UUID, tuple[Case, list[Request], list[str]]] = {}
    for request, case, name in rows:
        _, requests, names = found.setdefault(case.id, (case, [], []))
        requests.append(request)
        names.append(name)
    return [Late(case, requests, tuple(names)) for case, requests, names in found.values()]
