"""What is kept only so that a form sent twice is answered once goes after a week."""

import datetime as dt
from collections.abc import Iterable

from serac.access.commands import forget_submissions
from serac.core.clock import LONDON, UTC
from serac.core.jobs import Occasion, job
from serac.core.unit import Unit

AT = dt.time(3, 30)


def due(unit: Unit) -> Iterable[Occasion]:
    """Every night at half past three, London time; a night that was missed is not made up for."""
    today = dt.datetime.combine(unit.now.astimezone(LONDON).date(), AT, LONDON).astimezone(UTC)
    return [Occasion(today)]


@job("access.submissions", due=due)
def forget(unit: Unit, _: Occasion) -> None:
    """Forget the keys of forms that nobody can send again."""
    forget_submissions(unit, None)
