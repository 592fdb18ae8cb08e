"""Unfinished alerts: each its author's alone."""

import json
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from serac.alerts.models import Draft
from serac.core.problems import NotFound
from serac.core.unit import Unit


def find_draft(unit: Unit, draft_id: uuid.UUID) -> Draft:
    """An unfinished alert of the actor's own.

    Raises:
        NotFound: somebody else's, sent, discarded, expired or unknown.
    """
    asked = select(Draft).where(Draft.id == draft_id, Draft.member_id == unit.actor.member_id)
    found = unit.session.scalars(asked.where(Draft.expires_at > unit.now)).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_drafts(unit: Unit) -> Sequence[Draft]:
    """The actor's own unfinished alerts, the last saved first."""
    own = select(Draft).where(Draft.member_id == unit.actor.member_id, Draft.expires_at > unit.now)
    return unit.session.scalars(own.order_by(Draft.saved_at.desc(), Draft.id)).all()


def fields_of(draft: Draft) -> list[tuple[str, str]]:
    """What had been typed, field by field."""
    return [(name, value) for name, value in json.loads(draft.body or "[]")]
