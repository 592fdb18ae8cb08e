"""Who has an alert in hand: claiming, handing over, giving back."""

import uuid
from typing import Any

from flask.typing import ResponseReturnValue

from serac.agencies.queries import names_of
from serac.alerts import commands, policy
from serac.alerts.lifecycle import AlertState
from serac.alerts.models import Alert
from serac.alerts.queries import find_alert
from serac.alerts.queries.triage import team_readers
from serac.alerts.schemas.triage import hand_over_answers
from serac.alerts.views.blueprint import bp
from serac.alerts.views.triage.page import heading
from serac.alerts.views.triage.shown import Fresh
from serac.core.answers import Answers
from serac.core.web import Form, current_unit, go, needs, page


@bp.route("/alerts/<reference>/claim", methods=["POST"])
@needs(policy.triage, on=find_alert)
def claim(alert: Alert) -> ResponseReturnValue:
    """Take an alert in hand."""
    form = Form(Answers())
    commands.claim_alert(current_unit(), alert, seen_version=form.version)
    return go("alerts.show", reference=alert.reference)


@bp.route("/alerts/<reference>/release", methods=["POST"])
@needs(policy.triage, on=find_alert)
def release(alert: Alert) -> ResponseReturnValue:
    """Give an alert back to the queue."""
    form = Form(Answers())
    commands.release_alert(current_unit(), alert, seen_version=form.version)
    return go("alerts.show", reference=alert.reference)


@bp.route("/alerts/<reference>/again", methods=["POST"])
@needs(policy.triage, on=find_alert)
def again(alert: Alert) -> ResponseReturnValue:
    """Look again at an alert that had ended without a case."""
    form = Form(Answers())
    commands.reopen_alert(current_unit(), alert, seen_version=form.version)
    return go("alerts.show", reference=alert.reference)


@bp.route("/alerts/<reference>/hand-over", methods=["GET", "POST"])
@needs(policy.triage, on=find_alert)
def hand_over(alert: Alert) -> ResponseReturnValue:
    """Give an alert into somebody else's hand."""
    unit = current_unit()
    names = names_of(unit, [one for one in team_readers(unit, alert) if one != alert.claimed_by])
    people = sorted(((str(one), name) for one, name in names.items()), key=lambda pair: pair[1].casefold())
    form = Form(hand_over_answers([one for one, _ in people]), version=alert.version)
    if form.sent_well():
        facts: dict[str, Any] = {"member_id": uuid.UUID(form.data["member"]), "seen_version": form.version}
        if form.attempt(lambda: commands.hand_over_alert(unit, alert, **facts)):
            return go("alerts.show", reference=alert.reference)
    return page(
        "alerts/hand_over.html",
        target=alert,
        shown=[alert.id],
        form=form,
        reference=alert.reference,
        people=people,
        in_hand=alert.state == AlertState.IN_TRIAGE,
        act=Fresh(version=alert.version),
        **heading(unit, alert),
    )
