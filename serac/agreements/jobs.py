"""Thirty days before an agreement's review date, those who keep it are told."""

import datetime as dt
import uuid
from collections.abc import Iterable

from serac.agreements.commands import remind_of_review
from serac.agreements.models import Agreement
from serac.agreements.queries import list_reviews_due
from serac.core.clock import LONDON, UTC
from serac.core.jobs import Occasion, job
from serac.core.unit import Unit

AHEAD = dt.timedelta(days=30)


def due_at(review_on: dt.date) -> dt.datetime:
    """Nine in the morning in London, thirty days before the review date."""
    return dt.datetime.combine(review_on - AHEAD, dt.time(9), LONDON).astimezone(UTC)


def reviews_due(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each agreement and each review date it has had."""
    latest = unit.now.astimezone(LONDON).date() + AHEAD
    return [Occasion(due_at(one.review_on), str(one.id)) for one in list_reviews_due(unit, latest)]


@job("agreements.review", due=reviews_due)
def remind(unit: Unit, occasion: Occasion) -> None:
    """Tell the partnership's information governance officers."""
    remind_of_review(unit, unit.session.get_one(Agreement, uuid.UUID(occasion.subject)))
