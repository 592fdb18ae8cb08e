"""What others shared with the reader's agency, without asking it anything; and before that, the statement of no connection."""

import datetime as dt
from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from serac.access.queries import Waiting
from serac.agencies.queries import names_of
from serac.cases.commands.team import VIRTUAL_TEAM
from serac.core.clock import LONDON, day_in_words, moment_in_words
from serac.core.web import Form, current_unit, go, needs, page
from serac.reference import current
from serac.scoping import policy
from serac.scoping.commands.connection import state_for_shared
from serac.scoping.picture_words import meta_of, span_in_words
from serac.scoping.queries.shared import Shared, case_of_shared, find_waiting_shared, shared_with, waiting_shared
from serac.scoping.schemas.replies import ConnectionAnswers
from serac.scoping.views.blueprint import bp


@dataclass(frozen=True)
class ShownShared:
    """An item as the agency it was given to reads it."""

    text: str
    days: str
    meta: str
    earlier: tuple[tuple[str, str], ...]
    withdrawn: str
    request: str


@bp.get("/shared")
@needs(policy.see_requests)
def shared() -> ResponseReturnValue:
    """What others gave to the reader's agency by name, and what waits for the reader's statement."""
    unit = current_unit()
    found, waiting = shared_with(unit), waiting_shared(unit)
    read = [one.piece.item.id for one in found] + [former.id for one in found for former in one.piece.earlier]
    return page(
        "scoping/shared.html",
        shown=read,
        items=[_shown(one) for one in found],
        waiting=[_row(one) for one in waiting],
    )


def _shown(one: Shared) -> ShownShared:
    item, taken = one.piece.item, one.piece.withdrawn
    before = tuple((former.text, _until(former.replaced_at)) for former in one.piece.earlier)
    meta = f"{meta_of(item)} Given {day_in_words(item.given_at)}."
    return ShownShared(item.text, span_in_words(item), meta, before, _until(taken), one.request)


def _until(moment: dt.datetime | None) -> str:
    return day_in_words(moment) if moment else ""


def _row(one: Waiting) -> dict[str, object]:
    """What waits, in words that say nothing of the case."""
    url = f"/shared/{one.grant_id}"
    what = "A case was opened to your agency" if one.relation == VIRTUAL_TEAM else "Your agency was given information"
    label = current().sharing_purposes.label(one.purpose)
    return {
        "title": what,
        "url": url,
        "meta": f"{moment_in_words(one.since)}. For: {label.lower()}.",
        "status": None,
        "act": {"text": "Open", "more": f"what came {moment_in_words(one.since)}", "url": url, "primary": False},
        "danger": False,
    }


@bp.route("/shared/<uuid:grant_id>", methods=["GET", "POST"])
@needs(policy.see_requests, on=find_waiting_shared)
def shared_connection(waiting: Waiting) -> ResponseReturnValue:
    """State that one has no connection, or declare one: then somebody else of the agency reads it."""
    unit = current_unit()
    form = Form(ConnectionAnswers())
    if form.sent_well():
        facts = {"answer": form.data["stated"], "reason": form.data["reason"]}
        if form.attempt(lambda: state_for_shared(unit, waiting, **facts)):
            reference = case_of_shared(unit, waiting)
            return go("scoping.picture", reference=reference) if reference else go("scoping.shared")
    reasons = current().conflict_reasons.offered(unit.now.astimezone(LONDON).date())
    return page(
        "scoping/shared_connection.html",
        form=form,
        at=moment_in_words(waiting.since),
        by=names_of(unit, [waiting.granted_by]).get(waiting.granted_by, "the team"),
        reasons=[(one.code, one.label) for one in reasons],
    )
