"""Keeping an alert that is not finished, for its author alone, until it is sent, discarded or expired."""

import datetime as dt
import json
from collections.abc import Sequence

from sqlalchemy import func, select

from serac.agencies.models import Partnership
from serac.alerts import policy
from serac.alerts.models import Draft
from serac.alerts.queries import fields_of, rules_of
from serac.core.events import Event
from serac.core.problems import Invalid, Text
from serac.core.unit import Unit, acts_for_the_service, check_version, command
from serac.reference import current

MOST_DRAFTS = 20


@command(may=policy.raise_somewhere)
def save_draft(
    unit: Unit,
    draft: Draft | None,
    *,
    fields: Sequence[tuple[str, str]],
    keyed: bool = False,
    partnership: Partnership | None = None,
    seen_version: int | None = None,
) -> Draft:
    """Keep what has been typed so far, as it stands. Files are not kept.

    Args:
        draft: the one it goes on from, or None for a new one.
        fields: name and text of each field. partnership: the one chosen so far, whose rules say how long it is kept.

    Raises:
        Invalid: the actor has too many already.
        Conflict: it was saved from another page meanwhile.
        NotPermitted: it is somebody else's.
    """
    rules = rules_of(partnership) if partnership else current().national
    if draft is None:
        draft = _begin(unit, keyed=keyed)
    else:
        unit.require(policy.own_draft, draft)
        held = draft
        check_version(draft, seen_version, current=lambda: _texts(held))
    draft.saved_at = unit.now
    draft.expires_at = unit.now + dt.timedelta(days=rules.number("intake.draft_days"))
    draft.body = json.dumps([list(pair) for pair in fields])
    unit.record(Event.DRAFT_KEPT, draft)
    return draft


def _texts(draft: Draft) -> list[Text]:
    """What was saved meanwhile, for the page that shows both."""
    saved = dict(fields_of(draft))
    words = (
        ("what", "What did you see or hear?"),
        ("when", "When?"),
        ("where", "Where is it?"),
        ("wishes", "What do they want?"),
    )
    return [Text(name, label, saved[name]) for name, label in words if name in saved]


def _begin(unit: Unit, *, keyed: bool) -> Draft:
    member_id = unit.actor.member_id
    held = unit.session.scalar(select(func.count()).select_from(Draft).where(Draft.member_id == member_id)) or 0
    if member_id is None or held >= MOST_DRAFTS:
        raise Invalid(f"You have {held} unfinished alerts. Send or discard one first.")
    draft = Draft(member_id=member_id, keyed=keyed, begun_at=unit.now, saved_at=unit.now, expires_at=unit.now)
    unit.session.add(draft)
    unit.session.flush()
    return draft


@command(may=policy.own_draft)
def discard_draft(unit: Unit, draft: Draft, *, sent: bool = False) -> None:
    """Delete an unfinished alert: because its author wants that, or has sent it."""
    unit.session.delete(draft)
    unit.record(Event.DRAFT_GONE, draft, why="sent" if sent else "discarded")


@command(may=acts_for_the_service)
def expire_draft(unit: Unit, draft: Draft) -> None:
    """Delete an unfinished alert that nobody has gone on with in time."""
    unit.session.delete(draft)
    unit.record(Event.DRAFT_GONE, draft, why="expired")
