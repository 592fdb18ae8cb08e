"""A police contact who has not answered in time is reminded once, and the team is told."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select

from serac.cases.commands import chase_deconfliction
from serac.cases.lifecycle import Asked
from serac.cases.models import Deconfliction
from serac.core.jobs import Occasion, job
from serac.core.unit import Unit


def unanswered(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each question whose answer is due."""
    asked = select(Deconfliction).where(Deconfliction.state == Asked.WAITING, Deconfliction.due_at <= unit.now)
    for one in unit.session.scalars(asked.order_by(Deconfliction.due_at, Deconfliction.id)):
        yield Occasion(one.due_at, str(one.id))


@job("cases.deconfliction_due", due=unanswered)
def chase(unit: Unit, occasion: Occasion) -> None:
    """Remind them."""
    asked = select(Deconfliction).where(Deconfliction.id == uuid.UUID(occasion.subject))
    chase_deconfliction(unit, unit.session.scalars(asked).one())
