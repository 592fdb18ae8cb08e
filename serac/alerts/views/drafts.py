"""Unfinished alerts, before their author: to go on with, or to discard."""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from serac.alerts import commands, policy
from serac.alerts.models import Draft
from serac.alerts.queries import find_draft
from serac.alerts.views.blueprint import bp
from serac.core.clock import day_in_words, moment_in_words
from serac.core.web import current_unit, go, needs


@dataclass(frozen=True)
class ListedDraft:
    """An unfinished alert in its author's list. It says nothing of what is in it."""

    title: str
    url: str
    meta: str
    act: dict[str, Any]
    status: None = None


def listed_draft(draft: Draft) -> ListedDraft:
    """A draft by when it was begun; on to its form, or away with it."""
    begun = moment_in_words(draft.begun_at)
    discard = {
        "text": "Discard",
        "more": f"what you began {begun}",
        "url": url_for("alerts.discard", draft_id=draft.id),
        "post": True,
        "key": secrets.token_urlsafe(18),
    }
    kept = f"Saved {moment_in_words(draft.saved_at)}. Kept until {day_in_words(draft.expires_at)}."
    url = url_for("alerts.key" if draft.keyed else "alerts.new", draft=draft.id)
    return ListedDraft(f"Begun {begun}", url, kept, discard)


@bp.route("/alerts/drafts/<uuid:draft_id>/discard", methods=["POST"])
@needs(policy.own_draft, on=find_draft)
def discard(draft: Draft) -> ResponseReturnValue:
    """Delete an unfinished alert."""
    commands.discard_draft(current_unit(), draft)
    return go("alerts.mine")
