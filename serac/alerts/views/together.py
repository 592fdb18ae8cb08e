"""The alerts of one crowd: each can be looked at and taken in hand on its own."""

import uuid

from flask import request
from flask.typing import ResponseReturnValue

from serac.alerts import policy
from serac.alerts.crowds import crowd_title
from serac.alerts.models import Alert
from serac.alerts.queries import COUNTED, find_alert, list_in_crowd
from serac.alerts.queries.alerts import SIZE
from serac.alerts.views.blueprint import bp
from serac.alerts.views.queue import rows_of
from serac.core.answers import Answers
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.core.web import Form, before_of, current_unit, needs, page


def find_crowded(unit: Unit, reference: str) -> Alert:
    """An alert that came in a crowd.

    Raises:
        NotFound: hidden, unknown, or it came alone.
    """
    alert = find_alert(unit, reference)
    if alert.crowd is None:
        raise NotFound
    return alert


@bp.route("/alerts/<reference>/together")
@needs(policy.read, on=find_crowded)
def together(alert: Alert) -> ResponseReturnValue:
    """What came with this alert from one network in one hour and nobody has taken in hand, the most urgent first."""
    unit = current_unit()
    after: uuid.UUID | None = before_of(request.args.get("before"))
    counted = list_in_crowd(unit, alert.crowd or 0, size=COUNTED)
    found = list_in_crowd(unit, alert.crowd or 0, after=after, size=SIZE)
    restricted = alert.position_of_trust
    return page(
        "alerts/together.html",
        target=alert,
        shown=[one.id for one in found.rows],
        reference=alert.reference,
        title=crowd_title(len(counted.rows), alert.received_at, more=counted.older is not None, restricted=restricted),
        rows=rows_of(unit, found.rows, Form(Answers()).key),
        older=found.older,
        at_start=after is None,
        marking_for="Only for the triage team",
    )
