"""A decision that waits too long is brought up again; no further action is looked at on its day; a late disagreement goes up."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select

from serac.core.clock import LONDON, start_of
from serac.core.jobs import Occasion, job
from serac.core.unit import Unit
from serac.decisions.commands import chase_chair, climb, confirm_due, remind_of_review
from serac.decisions.lifecycle import DecisionState, DisagreementState
from serac.decisions.models import Decision, Disagreement


def to_review(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each decision in force whose day has come."""
    today = unit.now.astimezone(LONDON).date()
    asked = select(Decision).where(Decision.state == DecisionState.IN_FORCE, Decision.review_on <= today)
    for one in unit.session.scalars(asked.order_by(Decision.review_on, Decision.id)):
        if one.review_on is not None:
            yield Occasion(start_of(one.review_on), str(one.id))


@job("decisions.review_due", due=to_review)
def review(unit: Unit, occasion: Occasion) -> None:
    """Tell the team, unless another decision took its place meanwhile."""
    decision = unit.session.get(Decision, uuid.UUID(occasion.subject))
    if decision is not None and decision.state == DecisionState.IN_FORCE:
        remind_of_review(unit, decision)


def unconfirmed(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each decision that has waited for a chair long enough."""
    waiting = select(Decision).where(Decision.state == DecisionState.WAITING)
    for one in unit.session.scalars(waiting.order_by(Decision.recorded_at, Decision.id)):
        yield Occasion(confirm_due(unit, one), str(one.id))


@job("decisions.confirm_due", due=unconfirmed)
def chase(unit: Unit, occasion: Occasion) -> None:
    """Remind the chairs, unless one has answered meanwhile."""
    decision = unit.session.get(Decision, uuid.UUID(occasion.subject))
    if decision is not None and decision.state == DecisionState.WAITING:
        chase_chair(unit, decision)


def out_of_time(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each step whose time has run out."""
    asked = select(Disagreement).where(
        Disagreement.state == DisagreementState.OPEN, Disagreement.step_due_at <= unit.now
    )
    for one in unit.session.scalars(asked.order_by(Disagreement.step_due_at, Disagreement.id)):
        yield Occasion(one.step_due_at, str(one.id))


@job("decisions.disagreement_due", due=out_of_time)
def pass_up(unit: Unit, occasion: Occasion) -> None:
    """One step up, unless it was settled or moved meanwhile."""
    one = unit.session.get(Disagreement, uuid.UUID(occasion.subject))
    if one is not None and one.state == DisagreementState.OPEN and one.step_due_at == occasion.due_at:
        climb(unit, one)
