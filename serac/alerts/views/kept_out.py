"""Colleagues whom an alert seems to name: it did not go to them, and the rest of the team sees that."""

import uuid
from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue

from serac.access.queries import list_exclusions
from serac.agencies.queries import names_of
from serac.alerts import commands, policy
from serac.alerts.models import Alert
from serac.alerts.queries.named import find_kept_out
from serac.alerts.views.blueprint import bp
from serac.core.unit import Unit
from serac.core.web import current_unit, go, needs
from serac.reference import current


@dataclass(frozen=True)
class KeptOut:
    """Somebody kept out of an alert. let_back_url: "" where the reader may not let them back."""

    name: str
    why: str
    let_back_url: str


def kept_out_of(unit: Unit, alert: Alert) -> list[KeptOut]:
    """Who is kept out of an alert, for its own team alone."""
    rows, reasons = list_exclusions(unit, alert.compartment_id), current().exclusion_reasons
    names = names_of(unit, [row.grantee_id for row in rows])
    may = not alert.case_id and unit.may(policy.let_back, alert)
    return [
        KeptOut(
            names.get(row.grantee_id, "An agency"),
            reasons.label(row.reason) if row.reason in reasons else "",
            url_for("alerts.let_back", reference=alert.reference, grantee_id=row.grantee_id) if may else "",
        )
        for row in rows
    ]


@bp.route("/alerts/<reference>/kept-out/<uuid:grantee_id>/let-back", methods=["POST"])
@needs(policy.let_back, on=find_kept_out)
def let_back(alert: Alert) -> ResponseReturnValue:
    """It was somebody else of that name: let a colleague back."""
    member_id = uuid.UUID(str((request.view_args or {})["grantee_id"]))
    commands.let_named_back(current_unit(), alert, member_id=member_id)
    return go("alerts.show", reference=alert.reference)
