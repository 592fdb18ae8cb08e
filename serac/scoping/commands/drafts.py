"""A reply begun and not sent: kept for whoever of the agency goes on with it, and for nobody else."""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from serac.access import commands as access
from serac.access.commands.grants import ORIGINATOR
from serac.access.models import ConnectionStatement
from serac.access.queries import find_compartment, handlers_of
from serac.agencies.models import Member
from serac.core.actor import NOBODY
from serac.core.events import Event
from serac.core.problems import Invalid, Text
from serac.core.unit import Unit, check_version, command
from serac.scoping import policy
from serac.scoping.lifecycle import RequestState
from serac.scoping.models import ReplyDraft, Request
from serac.scoping.queries.replies import draft_of, has_stated, written_in

KIND = "draft"
LONGEST = 200_000


@command(may=policy.answer_request)
def keep_draft(unit: Unit, request: Request, *, body: Mapping[str, Any], seen_version: int | None = None) -> ReplyDraft:
    """Keep what somebody has written so far: readable by the agency's named handlers, never by the team that asked.

    Args:
        body: the fields of the form as typed. seen_version: of the draft; 0 where none was there yet.

    Raises:
        Invalid: they have not stated that they have no connection, or it is longer than anybody writes.
        Conflict: a colleague saved in between.
    """
    _check_stated(unit, request)
    if request.state == RequestState.REPLIED:
        raise Invalid("This has been answered. Load the page again to correct it.")
    draft = draft_of(unit, request)
    if draft is None:
        draft = _begin(unit, request)
    else:
        before = texts_of(written_in(draft))
        check_version(draft, seen_version, current=lambda: before)
    text = json.dumps(dict(body), ensure_ascii=False)
    if len(text) > LONGEST:
        raise Invalid("This is too long to keep. Send it in two replies.")
    draft.body, draft.kept_by, draft.kept_at = text, unit.actor.member_id or NOBODY, unit.now
    _keep_within_agency(unit, draft)
    unit.record(Event.REPLY_DRAFT_KEPT, request, draft=draft.id)
    return draft


@command(may=policy.answer_request)
def hand_over_draft(unit: Unit, request: Request, *, colleague: Member) -> ReplyDraft:
    """Hand a request to a colleague of the same agency, with what was written so far. They are told that something waits.

    The colleague states for themselves that they have no connection before names open to them.

    Raises:
        Invalid: they are not a named handler of the agency, or it is oneself.
    """
    if colleague.id == unit.actor.member_id:
        raise Invalid({"colleague": "Choose a colleague"})
    if colleague.id not in {member.id for member in handlers_of(unit, request.agency_id)}:
        raise Invalid({"colleague": "Choose a named handler of your agency"})
    draft = draft_of(unit, request) or _begin(unit, request)
    check_version(draft, None)
    draft.kept_by, draft.kept_at = colleague.id, unit.now
    _keep_within_agency(unit, draft)
    unit.record(Event.REPLY_DRAFT_HANDED_OVER, request, draft=draft.id, to=colleague.id)
    path, key = f"/requests/{request.reference}", f"hand-over:{draft.id}:{draft.version}"
    unit.notify("notice", colleague.id, key=key, path=path, about=request.compartment_id)
    return draft


def drop_draft(unit: Unit, request: Request) -> None:
    """Delete what was begun, now that it is sent. Part of the command that sends it."""
    draft = draft_of(unit, request)
    if draft is not None:
        unit.record(Event.REPLY_DRAFT_GONE, request, draft=draft.id)
        unit.session.delete(draft)
        unit.session.flush()


def texts_of(written: Mapping[str, Any]) -> Sequence[Text]:
    """The longer words of a draft or of a reply as it was typed, for the page that shows two texts."""
    labels = {"words": "Why you cannot share", "risk_words": "What harm you fear", "offers": "What you offer to do"}
    labels |= {"why": "Why sharing it is necessary", "wishes_words": "What the person wants"}
    found = [Text(name, label, str(written.get(name) or "")) for name, label in labels.items() if written.get(name)]
    items = [name for name in written if name.startswith("item_") and name.endswith("_text") and written[name]]
    return [*found, *(Text(name, f"Item {name.split('_')[1]}", str(written[name])) for name in items)]


def _check_stated(unit: Unit, request: Request) -> None:
    if not has_stated(unit, request):
        raise Invalid("State first that you have no connection with anybody named here.")


def _begin(unit: Unit, request: Request) -> ReplyDraft:
    readers = _handlers_without_conflict(unit, request)
    part = access.open_compartment(unit, request.partnership_id, kind=KIND, within=request.within_id, readers=readers)
    access.grant_own_disclosure(unit, part, request.agency_id, ORIGINATOR)
    draft = ReplyDraft(compartment_id=part.id, request_id=request.id, agency_id=request.agency_id)
    draft.kept_by, draft.kept_at = unit.actor.member_id or NOBODY, unit.now
    unit.session.add(draft)
    unit.session.flush()
    return draft


def _keep_within_agency(unit: Unit, draft: ReplyDraft) -> None:
    """Whoever is a named handler today reads it; whoever declared a connection does not."""
    request = unit.session.get_one(Request, draft.request_id)
    unit.session.flush()
    compartment = find_compartment(unit, draft.compartment_id)
    access.keep_to(unit, compartment, _handlers_without_conflict(unit, request))


def _handlers_without_conflict(unit: Unit, request: Request) -> list[uuid.UUID]:
    declared = select(ConnectionStatement.member_id).where(
        ConnectionStatement.compartment_id == request.within_id, ConnectionStatement.answer == "conflict"
    )
    gone = set(unit.session.scalars(declared.order_by(ConnectionStatement.member_id)))
    return [member.id for member in handlers_of(unit, request.agency_id) if member.id not in gone]
