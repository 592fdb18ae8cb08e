"""The room in which a case ends: what stands in the way, closing it, opening it again, who was told."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from serac.agencies.queries import names_of
from serac.cases import policy as cases
from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.cases.schemas import pairs
from serac.cases.views.frame import case_page
from serac.closure import commands, policy
from serac.closure.models import Closing
from serac.closure.queries import is_decided, last_discussed, list_closings, list_feedback, list_obstacles, unseen_parts
from serac.closure.schemas import ClosingAnswers, ReopeningAnswers
from serac.closure.views.blueprint import bp
from serac.core.clock import LONDON, day_in_words, moment_in_words
from serac.core.web import Form, current_unit, go, needs
from serac.reference import current


@dataclass(frozen=True)
class ShownClosing:
    """One time the case was closed, as the page shows it."""

    reason: str
    outcomes: list[str]
    words: str
    meta: str
    reopened: str
    reopen_words: str


@dataclass(frozen=True)
class ShownFeedback:
    """What one agency was told."""

    agency: str
    words: str
    meta: str
    url: str


@bp.route("/cases/<reference>/closing")
@needs(cases.read, on=find_case)
def show(case: Case) -> ResponseReturnValue:
    """Whether the case is closed, how it was, what is in the way, and what was fed back."""
    unit = current_unit()
    may_close, closed = unit.may(policy.close, case), case.stage == Stage.CLOSED
    obstacles = list_obstacles(unit, case) if may_close and not closed else ()
    closings, told = list_closings(unit, case), list_feedback(unit, case)
    names = names_of(unit, [one for row in closings for one in (row.closed_by, row.reopened_by)])
    return case_page(
        "closure/show.html",
        case,
        shown=[*(i for one in obstacles for i in one.ids), *(c.id for c in closings), *(f.id for f, _ in told)],
        obstacles=obstacles,
        unseen=may_close and not unit.standing(case.compartment_id).team and unseen_parts(unit, case),
        decided=is_decided(unit, case),
        discussed=_day(last_discussed(unit, case)),
        closed=closed,
        closings=[_shown(one, names) for one in closings],
        told=[
            ShownFeedback(
                agency,
                one.words,
                f"Sent {moment_in_words(one.sent_at)}. Could be read by {one.names}.",
                url_for("closure.received", feedback_id=one.id),
            )
            for one, agency in told
        ],
        may_close=may_close,
        may_tell=unit.may(policy.give_feedback, case),
    )


def _day(moment: Any) -> str:
    return day_in_words(moment) if moment else ""


def _shown(one: Closing, names: Any) -> ShownClosing:
    reference = current()
    by = f"Closed {moment_in_words(one.closed_at)} by {names.get(one.closed_by, 'somebody')}."
    by += f" Last discussed {_day(one.last_discussed_at)}." if one.last_discussed_at else ""
    by += f" To be looked at again {day_in_words(one.review_on)}." if one.review_on else ""
    again = ""
    if one.reopened_at is not None and one.reopen_reason:
        who = names.get(one.reopened_by, "somebody")
        label = reference.reopening_reasons.label(one.reopen_reason)
        again = f"Opened again {moment_in_words(one.reopened_at)} by {who}: {label[:1].lower()}{label[1:]}."
    outcomes = [reference.case_outcomes.label(code) for code in one.outcomes]
    return ShownClosing(
        reference.closure_reasons.label(one.reason), outcomes, one.words, by, again, one.reopen_words or ""
    )


@bp.route("/cases/<reference>/closing/close", methods=["GET", "POST"])
@needs(policy.close, on=find_case)
def close(case: Case) -> ResponseReturnValue:
    """Close the case, or see what is still in the way."""
    unit = current_unit()
    form = Form(ClosingAnswers(), version=case.version)
    if form.sent_well():
        facts = form.data | {"seen_version": form.version}
        if form.attempt(lambda: commands.close_case(unit, case, **facts)):
            return go("closure.show", reference=case.reference)
    obstacles = list_obstacles(unit, case)
    day = unit.now.astimezone(LONDON).date()
    return case_page(
        "closure/close.html",
        case,
        form=form,
        shown=[row_id for one in obstacles for row_id in one.ids],
        obstacles=obstacles,
        closed=case.stage == Stage.CLOSED,
        decided=is_decided(unit, case),
        reasons=pairs(current().closure_reasons, day),
        outcomes=pairs(current().case_outcomes, day),
    )


@bp.route("/cases/<reference>/closing/reopen", methods=["GET", "POST"])
@needs(policy.close, on=find_case)
def reopen(case: Case) -> ResponseReturnValue:
    """Open a closed case again."""
    unit = current_unit()
    form = Form(ReopeningAnswers(), version=case.version)
    if form.sent_well():
        facts = form.data | {"seen_version": form.version}
        if form.attempt(lambda: commands.reopen_case(unit, case, **facts)):
            return go("cases.show", reference=case.reference)
    day = unit.now.astimezone(LONDON).date()
    return case_page(
        "closure/reopen.html",
        case,
        form=form,
        closed=case.stage == Stage.CLOSED,
        reasons=pairs(current().reopening_reasons, day),
    )
