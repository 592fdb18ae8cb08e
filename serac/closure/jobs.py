"""What closure does by itself: noticing what came back, and reminding the team to look at a closed case again."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable

from sqlalchemy import select

from serac.cases.models import Case
from serac.closure.commands import note_repeats, remind_to_review
from serac.closure.models import Closing
from serac.closure.queries import list_new_repeats, list_to_review
from serac.core.clock import LONDON, start_of
from serac.core.jobs import Occasion, errand, job, job_unit
from serac.core.unit import Services, Unit

OPENS = dt.timedelta(hours=9)
LATE = dt.timedelta(days=60)
"""A review that no scheduler ran for so long is not asked for any more."""


@errand("closure.repeats")
def notice_repeats(services: Services, stopping: Callable[[], bool]) -> None:
    """Write down what came back since the last look; a row that stands is not written twice."""
    if stopping():
        return
    with job_unit(services) as unit:
        found = list_new_repeats(unit)
        if found:
            note_repeats(unit, None, found=found)


def reviews(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each closed case whose day to be looked at again has come, at nine in the morning."""
    today = unit.now.astimezone(LONDON).date()
    for closing, _ in list_to_review(unit, today - LATE, today):
        if closing.review_on is not None:
            yield Occasion(start_of(closing.review_on) + OPENS, str(closing.id))


@job("closure.review", due=reviews)
def review(unit: Unit, occasion: Occasion) -> None:
    """Remind the team."""
    closing = unit.session.scalars(select(Closing).where(Closing.id == uuid.UUID(occasion.subject))).one()
    case = unit.session.scalars(select(Case).where(Case.compartment_id == closing.compartment_id)).one()
    remind_to_review(unit, closing, case=case)
