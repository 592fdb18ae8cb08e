"""The ladder of professional disagreement: its steps, and until when one may stay on each. Pure."""

import datetime as dt

from serac.core.clock import add_working_minutes
from serac.reference import PartnershipRules, current
from serac.reference.subjects import LadderStep


def first_step() -> LadderStep:
    """Where every disagreement begins."""
    return min(current().disagreement_ladder, key=lambda step: step.order)


def next_step(code: str) -> LadderStep | None:
    """The step above; None at the top."""
    here = current().disagreement_ladder.get(code).order
    above = [step for step in current().disagreement_ladder if step.order > here]
    return min(above, key=lambda step: step.order, default=None)


def due(rules: PartnershipRules, step: LadderStep, since: dt.datetime) -> dt.datetime:
    """Until when it may stay on a step: its working days, times the partnership's factor, in the team's hours."""
    opens, closes = rules.time("hours.opens"), rules.time("hours.closes")
    a_day = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
    minutes = step.working_days * rules.number("disagreement.factor") * a_day
    return add_working_minutes(since, minutes, opens=opens, closes=closes)
