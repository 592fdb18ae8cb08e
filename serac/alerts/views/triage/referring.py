"""Recording at triage that somebody was referred on."""

from flask.typing import ResponseReturnValue

from serac.alerts.models import Alert
from serac.alerts.queries import find_alert
from serac.alerts.views.blueprint import bp
from serac.alerts.views.triage.page import heading
from serac.core.clock import LONDON
from serac.core.web import Form, current_unit, go, needs, page
from serac.reference import current
from serac.referrals import policy
from serac.referrals.commands import make_referral
from serac.referrals.schemas import ReferralAnswers


@bp.route("/alerts/<reference>/referrals/new", methods=["GET", "POST"])
@needs(policy.refer, on=find_alert)
def refer(alert: Alert) -> ResponseReturnValue:
    """To whom, when, what was said."""
    unit, form = current_unit(), Form(ReferralAnswers())
    if form.sent_well() and form.attempt(lambda: make_referral(unit, alert, **form.data)):
        return go("alerts.show", reference=alert.reference, _anchor="referrals")
    kinds = current().referral_kinds.offered(unit.now.astimezone(LONDON).date())
    return page(
        "alerts/refer.html",
        target=alert,
        shown=[alert.id],
        form=form,
        reference=alert.reference,
        referral_kinds=[(kind.code, kind.label, kind.hint) for kind in kinds],
        **heading(unit, alert),
    )
