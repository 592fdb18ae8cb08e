"""What the matrix needs of triage: alerts that may end, somebody on duty, and what forms of triage send."""

from __future__ import annotations

import datetime as dt
from typing import Any

from serac.agencies import commands as agencies
from serac.agencies.models import Member, Partnership
from serac.alerts import commands as alerts
from serac.alerts.models import Alert
from serac.core.actor import NOBODY
from serac.core.unit import Unit
from serac.referrals.commands import make_referral
from tests.given import Given
from tests.raising import answer_all

REFERRED = {"kind": "mash", "to_whom": "The front door", "when": "9am", "said": "A child may be there"}


def triaged(unit: Unit, alert: Alert) -> dict[str, Any]:
    """Every gate answered, a plan for everybody, a referral, and given back to the queue: then anything may be done with it."""
    answer_all(unit, alert)
    made = make_referral(unit, alert, kind="mash", said="Quillfeather is there")
    alerts.release_alert(unit, alert)
    return {"referral_id": made.id}


def on_duty(given: Given) -> dict[str, Any]:
    """Somebody is on duty; and what the forms of triage name in their addresses."""
    with given.as_("tom") as unit:
        home = unit.session.get_one(Partnership, given.partnerships["thornshire"])
        priya = unit.session.get_one(Member, given.members["priya"])
        until = unit.now + dt.timedelta(days=1)
        made = agencies.set_duty_shift(unit, home, member=priya, since=unit.now, until=until)
        return {"shift_id": made.id, "code": "life", "person_id": NOBODY}


def bodies(given: Given) -> dict[str, dict[str, Any]]:
    """A body for every form of triage. An alert is at its third version: claimed, then given back."""
    return {
        "alerts.claim": {"version": "3"},
        "alerts.open_case": {"title": "A case", "kinds": ["labour.forced"], "extracts": ["0"], "version": "3"},
        "alerts.join": {"extracts": ["0"], "version": "3"},
        "alerts.gate": {"answer": "life.no", "version": "1"},
        "alerts.tonight": {"nobody_else": "yes", "version": "1"},
        "alerts.hand_over": {"member": str(given.members["priya"]), "version": "3"},
        "alerts.release": {"version": "3"},
        "alerts.again": {"version": "3"},
        "alerts.learnt": {"name": "Somebody", "age_band": "adult", "role": "witness"},
        "alerts.finish": {"outcome": "no_action", "close_reason": "already_known", "version": "3"},
        "alerts.refer": REFERRED,
        "referrals.new": REFERRED,
        "referrals.reply": {"outcome": "accepted", "version": "1"},
    }
