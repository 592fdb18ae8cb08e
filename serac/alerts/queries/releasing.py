"""Whether more than the three words may be released to a reporter (domain 5.1)."""

from serac.alerts.lifecycle import FINISHED
from serac.alerts.models import Alert
from serac.alerts.queries.connection import may_be_connected
from serac.alerts.queries.questions import ASKED_HERE
from serac.core.unit import Unit


def operation_in_the_way(unit: Unit, alert: Alert) -> str:
    """Why an operation that has not run forbids releasing anything, as a sentence; "" where none does.

    Operations come with their own feature, which asks here; until then the co-ordinator states that none is planned.
    """
    return ""


def why_not_released(unit: Unit, alert: Alert) -> str:
    """Why nothing may be released to the reporter of an alert, as a sentence for its team; "" where it may."""
    if alert.source != ASKED_HERE or alert.reporter_id is None:
        return "Whoever sent this has no account. The public hear nothing after the receipt."
    if alert.state not in FINISHED:
        return "Triage is not finished. Until then they see only received or being looked at."
    if may_be_connected(unit, alert):
        return "Whoever sent this may be connected to somebody in the case, so nothing is released. They are not told."
    return operation_in_the_way(unit, alert)
