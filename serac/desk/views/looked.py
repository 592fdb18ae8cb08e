"""Who has looked at a case or an alert: for its own team and chairs."""

import uuid
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from serac.alerts.models import Alert
from serac.alerts.queries import find_alert
from serac.audit.policy import see_who_looked
from serac.audit.queries import LookedPage, who_has_looked
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.cases.views.frame import case_page
from serac.core.web import before_of, current_unit, needs, page
from serac.desk.views.blueprint import bp


def _looked(compartment_id: uuid.UUID, endpoint: str, reference: str) -> dict[str, Any]:
    older_than = before_of(request.args.get("older"))
    looked: LookedPage = who_has_looked(current_unit(), compartment_id, older_than=older_than)
    here = url_for(endpoint, reference=reference)
    return {
        "looked": looked,
        "shown": looked.entry_ids,
        "older_url": f"{here}?older={looked.older}" if looked.older else None,
        "newest_url": here if older_than else None,
    }


@bp.get("/cases/<reference>/who-has-looked")
@needs(see_who_looked, on=find_case)
def case_log(case: Case) -> ResponseReturnValue:
    """Who has looked at a case, by day and person."""
    return case_page("desk/case_log.html", case, **_looked(case.compartment_id, "desk.case_log", case.reference))


@bp.get("/alerts/<reference>/who-has-looked")
@needs(see_who_looked, on=find_alert)
def alert_log(alert: Alert) -> ResponseReturnValue:
    """Who has looked at an alert, by day and person."""
    words = _looked(alert.compartment_id, "desk.alert_log", alert.reference)
    return page("desk/alert_log.html", target=alert, reference=alert.reference, **words)
