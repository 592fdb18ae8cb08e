"""Unfinished alerts that nobody has gone on with in time are deleted."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select

from serac.alerts.commands import expire_draft
from serac.alerts.models import Draft
from serac.core.jobs import Occasion, job
from serac.core.unit import Unit


def stale(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each of them."""
    gone = select(Draft.id, Draft.expires_at).where(Draft.expires_at <= unit.now)
    for draft_id, expires_at in unit.session.execute(gone.order_by(Draft.expires_at, Draft.id)):
        yield Occasion(expires_at, str(draft_id))


@job("alerts.stale_drafts", due=stale)
def expire(unit: Unit, occasion: Occasion) -> None:
    """Delete it, unless its author has just gone on with it."""
    draft = unit.session.get(Draft, uuid.UUID(occasion.subject))
    if draft is not None and draft.expires_at <= unit.now:
        expire_draft(unit, draft)
