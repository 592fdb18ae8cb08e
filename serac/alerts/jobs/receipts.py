"""Receipts say "finished" on the morning after triage had done with their alerts, all together."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select

from serac.agencies.hours import rules_for
from serac.agencies.models import Partnership
from serac.alerts.commands import finish_receipts
from serac.alerts.commands.releasing import LOOK_BACK, finished_morning
from serac.alerts.lifecycle import ReporterState
from serac.alerts.models import Alert, Receipt
from serac.core.jobs import Occasion, job
from serac.core.unit import Unit


def mornings(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each partnership and morning on which receipts of finished alerts say so."""
    waiting = (
        select(Alert, Partnership.slug)
        .join(Receipt, Receipt.id == Alert.receipt_id)
        .join(Partnership, Partnership.id == Alert.partnership_id)
        .where(Alert.finished_at > unit.now - LOOK_BACK, Receipt.state != ReporterState.FINISHED)
        .order_by(Alert.finished_at, Alert.id)
    )
    for alert, slug in unit.session.execute(waiting):
        if alert.finished_at is not None:
            yield Occasion(finished_morning(rules_for(slug), alert.finished_at), str(alert.partnership_id))


@job("alerts.finish_receipts", due=mornings)
def finish(unit: Unit, occasion: Occasion) -> None:
    """All of them at once, whatever was done with the alerts."""
    finish_receipts(unit, unit.session.get_one(Partnership, uuid.UUID(occasion.subject)))
