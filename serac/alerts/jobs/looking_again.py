"""An alert that ended with no further action for now comes back to the team on its day."""

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import select

from serac.alerts.commands import remind_to_look_again
from serac.alerts.models import Alert
from serac.core.clock import LONDON, start_of
from serac.core.jobs import Occasion, job
from serac.core.unit import Unit

LOOK_BACK = dt.timedelta(days=60)
"""How long after its day a reminder is still made up for, if the scheduler was down."""


def days(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each alert whose day has come."""
    today = unit.now.astimezone(LONDON).date()
    asked = select(Alert.id, Alert.look_again_on).where(
        Alert.look_again_on <= today, Alert.look_again_on >= today - LOOK_BACK
    )
    for alert_id, day in unit.session.execute(asked.order_by(Alert.look_again_on, Alert.id)):
        if day is not None:
            yield Occasion(start_of(day), str(alert_id))


@job("alerts.look_again", due=days)
def remind(unit: Unit, occasion: Occasion) -> None:
    """Tell the team."""
    remind_to_look_again(unit, unit.session.get_one(Alert, uuid.UUID(occasion.subject)))
