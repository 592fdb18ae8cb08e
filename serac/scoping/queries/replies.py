"""What an agency was asked and what it answered, as its named handlers read it: always through the rule."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from serac.access.models import ConnectionStatement, Grant
from serac.cases.models import Item, ItemAbout
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.scoping.giving import HELD, NAMED
from serac.scoping.lifecycle import WAITING, RequestState
from serac.scoping.models import Brief, ItemSource, Named, Reply, ReplyDraft, Request
from serac.scoping.queries.rounds import find_request

SHOWN = 50
LOOK_BACK = dt.timedelta(days=60)
OPEN = (*WAITING, RequestState.SILENT)
"""States in which an agency may still answer; silence was recorded, an answer is welcome all the same."""


def find_asked(unit: Unit, reference: str) -> Request:
    """A request that was sent.

    Raises:
        NotFound: hidden, unknown, malformed, or planned only.
    """
    found = find_request(unit, reference)
    if found.state == RequestState.PLANNED:
        raise NotFound
    return found


def open_requests(unit: Unit) -> Sequence[Request]:
    """Everything that waits for the agencies the actor handles for, the soonest due first."""
    asked = select(Request).where(
        Request.agency_id.in_(unit.actor.principals), Request.state.in_([str(state) for state in OPEN])
    )
    return unit.session.scalars(asked.order_by(Request.due_at, Request.id).limit(SHOWN)).all()


def answered_requests(unit: Unit) -> Sequence[Request]:
    """What those agencies answered lately, the last first."""
    asked = select(Request).where(
        Request.agency_id.in_(unit.actor.principals),
        Request.state == str(RequestState.REPLIED),
        Request.replied_at > unit.now - LOOK_BACK,
    )
    return unit.session.scalars(asked.order_by(Request.replied_at.desc(), Request.id.desc()).limit(SHOWN // 2)).all()


def stated_in(unit: Unit, requests: Sequence[Request]) -> Mapping[uuid.UUID, ConnectionStatement]:
    """What the actor stated about the cases of some requests, by the compartment of the case."""
    asked = select(ConnectionStatement).where(
        ConnectionStatement.member_id == unit.actor.member_id,
        ConnectionStatement.compartment_id.in_({one.within_id for one in requests}),
    )
    return {one.compartment_id: one for one in unit.session.scalars(asked)} if requests else {}


def has_stated(unit: Unit, request: Request) -> bool:
    """Whether the actor has stated that they have no connection with anybody in the case."""
    found = stated_in(unit, [request]).get(request.within_id)
    return found is not None and found.answer == "none"


def asked_for(unit: Unit, request: Request) -> tuple[Brief | None, Sequence[Named]]:
    """What exactly is asked, and whom and what the request names; nothing while the reader has not stated no connection."""
    asked = select(Brief, Named).outerjoin(Named, Named.request_id == Brief.request_id)
    rows = unit.session.execute(asked.where(Brief.request_id == request.id).order_by(Named.id)).all()
    things: list[Named | None] = [row[1] for row in rows]
    return (rows[0][0] if rows else None), [one for one in things if one is not None]


def replies_to(unit: Unit, request: Request) -> Sequence[Reply]:
    """Every reply to a request, corrected ones too, the last first."""
    if request.state != RequestState.REPLIED:
        return ()
    asked = select(Reply).where(Reply.request_id == request.id)
    return unit.session.scalars(asked.order_by(Reply.sent_at.desc(), Reply.id.desc())).all()


def current_reply(unit: Unit, request: Request) -> Reply | None:
    """The reply that counts."""
    if request.state != RequestState.REPLIED:
        return None
    asked = select(Reply).where(Reply.request_id == request.id, Reply.current.is_(True))
    return unit.session.scalars(asked).one_or_none()


@dataclass(frozen=True)
class HeldItem:
    """An item as its giver sees it: its text, what wider readers get, where it came from, what it is about, for whom it is by name."""

    item: Item
    wider: Item | None
    source: ItemSource | None
    about: tuple[ItemAbout, ...]
    chosen: frozenset[uuid.UUID] = frozenset()


def items_given(unit: Unit, request: Request, *, replaced: bool = False) -> Sequence[HeldItem]:
    """The items an agency gave in answer to a request, oldest first: those that stand, or those it corrected."""
    return items_in(unit, request, replies_to(unit, request))[replaced]


def items_in(unit: Unit, request: Request, replies: Sequence[Reply]) -> tuple[Sequence[HeldItem], Sequence[HeldItem]]:
    """The items given in some replies, oldest first: those that stand, then those that were corrected."""
    ids = [one.id for one in replies if one.answer == HELD]
    asked = select(Item).where(Item.reply_id.in_(ids), Item.agency_id == request.agency_id)
    rows = unit.session.scalars(asked.order_by(Item.given_at, Item.id)).all() if ids else []
    unit.keys.hold({one.compartment_id for one in rows})
    own = [one for one in rows if one.sanitises_id is None]
    wider = {one.sanitises_id: one for one in rows if one.sanitises_id is not None}
    sources, about = _sources(unit, [one.id for one in own]), _about(unit, [one.id for one in own])
    chosen = _chosen(unit, [one.compartment_id for one in own if one.audience == NAMED])
    held = [
        HeldItem(
            one,
            wider.get(one.id),
            sources.get(one.id),
            about.get(one.id, ()),
            frozenset(chosen.get(one.compartment_id, ())),
        )
        for one in own
    ]
    return (
        [one for one in held if one.item.replaced_at is None],
        [one for one in held if one.item.replaced_at is not None],
    )


def _sources(unit: Unit, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, ItemSource]:
    asked = select(ItemSource).where(ItemSource.id.in_(ids))
    return {one.id: one for one in unit.session.scalars(asked)} if ids else {}


def _chosen(unit: Unit, compartment_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """The agencies each of these parts was given to by name and, as far as its giver goes, still is."""
    asked = select(Grant.compartment_id, Grant.grantee_id).where(Grant.compartment_id.in_(compartment_ids))
    asked = asked.where(Grant.relation == NAMED, Grant.since <= unit.now, Grant.until > unit.now)
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    for compartment_id, agency_id in unit.session.execute(asked) if compartment_ids else ():
        found.setdefault(compartment_id, set()).add(agency_id)
    return found


def _about(unit: Unit, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[ItemAbout, ...]]:
    found: dict[uuid.UUID, tuple[ItemAbout, ...]] = {}
    asked = select(ItemAbout).where(ItemAbout.item_id.in_(ids)).order_by(ItemAbout.item_id, ItemAbout.thing_id)
    for one in unit.session.scalars(asked) if ids else ():
        found[one.item_id] = (*found.get(one.item_id, ()), one)
    return found


def draft_of(unit: Unit, request: Request) -> ReplyDraft | None:
    """What somebody of the actor's agency has begun to write; nobody outside the agency ever reads it."""
    asked = select(ReplyDraft).where(
        ReplyDraft.request_id == request.id, ReplyDraft.agency_id.in_(unit.actor.principals)
    )
    return unit.session.scalars(asked.order_by(ReplyDraft.kept_at.desc(), ReplyDraft.id)).first()


def drafts_for(unit: Unit, requests: Sequence[Request]) -> Mapping[uuid.UUID, ReplyDraft]:
    """The drafts of some requests, by the request's id."""
    asked = select(ReplyDraft).where(ReplyDraft.request_id.in_([one.id for one in requests]))
    asked = asked.where(ReplyDraft.agency_id.in_(unit.actor.principals))
    return {one.request_id: one for one in unit.session.scalars(asked)} if requests else {}


def written_in(draft: ReplyDraft | None) -> dict[str, Any]:
    """What had been typed, field by field."""
    found: dict[str, Any] = json.loads(draft.body) if draft is not None and draft.body else {}
    return found
