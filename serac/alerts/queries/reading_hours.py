"""When an alert is read: what a form may promise, from the duty rota and the team's hours."""

import datetime as dt
from dataclasses import dataclass

from serac.agencies.hours import is_open, next_opening, rules_for
from serac.agencies.models import Partnership
from serac.agencies.queries import on_duty
from serac.core.unit import Unit


@dataclass(frozen=True)
class Reads:
    """Whether somebody reads alerts.

    Attributes:
        now: the team is at work now, or somebody is on duty.
        next_opening: when the team next begins to work; None while it is at work.
        on_duty: somebody is on the duty rota now. Where nobody is, the form says so (domain 5.11).
    """

    now: bool
    next_opening: dt.datetime | None
    on_duty: bool


def who_reads(unit: Unit, partnership: Partnership) -> Reads:
    """Whether and when an alert sent to a partnership now is read. Says nothing of any alert, and names nobody."""
    rules = rules_for(partnership.slug)
    duty = bool(on_duty(unit, partnership.id, unit.now))
    at_work = is_open(rules, unit.now)
    return Reads(at_work or duty, None if at_work else next_opening(rules, unit.now), duty)
