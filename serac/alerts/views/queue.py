"""The queue of the triage team: danger on top, then by the clock."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from serac.agencies.models import Agency, Partnership
from serac.alerts import policy
from serac.alerts.lifecycle import FINISHED, AlertState
from serac.alerts.models import Alert
from serac.alerts.queries import OPEN, area_codes, kinds_by_alert, list_closed, list_open
from serac.alerts.queries.alerts import Listed
from serac.alerts.views.blueprint import bp
from serac.alerts.views.crowd_rows import CrowdRow, crowd_rows
from serac.alerts.words import STATES, Sign, area_name, headline, time_left
from serac.cases.queries import restricted_among
from serac.core.answers import Answers
from serac.core.clock import LONDON, moment_in_words
from serac.core.database import among
from serac.core.unit import Unit
from serac.core.web import Form, addresses, before_of, current_unit, needs, page
from serac.reference import current

WAITING = "waiting"
_CROWDED = frozenset({"", AlertState.RECEIVED.value})
"""The filters by state under which crowds show: theirs are all received."""
_TEAMS = select(Partnership).where(among(Partnership.id, "asked")).order_by(Partnership.name, Partnership.id)
_AGENCIES = select(Agency.id, Agency.name).where(among(Agency.id, "asked"))


@dataclass(frozen=True)
class ListedAlert:
    """An alert as the queue shows it."""

    title: str
    url: str
    meta: str
    status: Sign
    act: Mapping[str, Any] | None
    danger: bool


@bp.route("/alerts")
@needs(policy.read_queue)
def index() -> ResponseReturnValue:
    """Alerts that wait, most dangerous first; or those opened into cases, newest first."""
    unit = current_unit()
    teams = unit.session.scalars(_TEAMS, {"asked": unit.actor.teams}).all()
    filters = _filters(teams)
    before = before_of(request.args.get("before"))
    found = _find(unit, filters, before)
    crowds = crowd_rows(unit) if before is None and filters.get("state", "") in _CROWDED else []
    form = Form(Answers())
    areas = dict.fromkeys(code for team in teams for code in area_codes(team))
    return page(
        "alerts/index.html",
        shown=[*(alert.id for alert in found.rows), *(crowd.id for crowd in crowds)],
        rows=_merged(found.rows, rows_of(unit, found.rows, form.key), crowds),
        filters=filters,
        states=[(state.value, sign.text) for state, sign in STATES.items()],
        areas=[(code, area_name(current(), code)) for code in areas],
        kinds=[(k.code, k.label) for k in current().exploitation_kinds.offered(unit.now.astimezone(LONDON).date())],
        older=found.older,
        at_start=before is None,
        marking_for="Only for the triage team",
    )


def _merged(alerts: Sequence[Alert], rows: Sequence[ListedAlert], crowds: Sequence[CrowdRow]) -> list[Any]:
    """The rows of alerts and of crowds in one order: danger first, then by the clock."""
    placed: list[tuple[bool, Any, Any]] = [
        (not alert.danger, alert.due_at, row) for alert, row in zip(alerts, rows, strict=True)
    ]
    placed += [(not crowd.danger, crowd.due_at, crowd) for crowd in crowds]
    return [row for *_, row in sorted(placed, key=lambda one: one[:2])] if crowds else list(rows)


def _filters(teams: Sequence[Partnership]) -> dict[str, str]:
    """The filters of the address that are codes we know; anything else is as no filter."""
    known = {
        "state": frozenset(state.value for state in AlertState),
        "area": frozenset(code for team in teams for code in area_codes(team)),
        "kind": current().exploitation_kinds.codes(),
    }
    return {name: request.args[name] for name, codes in known.items() if request.args.get(name, "") in codes}


def _find(unit: Unit, filters: Mapping[str, str], before: uuid.UUID | None) -> Listed:
    area, kind, state = filters.get("area", ""), filters.get("kind", ""), filters.get("state", "")
    if state in FINISHED:
        return list_closed(unit, state=AlertState(state), area=area, kind=kind, before=before)
    states = [AlertState(state)] if state else OPEN
    return list_open(unit, states=states, area=area, kind=kind, after=before)


def rows_of(unit: Unit, alerts: Sequence[Alert], key: str) -> list[ListedAlert]:
    """Alerts as a list shows them, each with the one thing that can be done from there."""
    ids = [alert.compartment_id for alert in alerts]
    kinds = kinds_by_alert(unit, ids)
    restricted = restricted_among(unit, ids)
    agency_ids = {"asked": list({alert.agency_id for alert in alerts})}
    agencies = dict(unit.session.execute(_AGENCIES, agency_ids).all()) if alerts else {}
    unit.know(
        alert.compartment_id for alert in alerts if alert.state == AlertState.RECEIVED
    )  # each is asked about below
    show, claim = addresses("alerts.show"), addresses("alerts.claim")
    rows = []
    for alert in alerts:
        title = headline(current(), kinds[alert.compartment_id], alert.place_kind, alert.area)
        title = "Restricted alert" if alert.compartment_id in restricted else title
        sender = agencies.get(alert.agency_id, "a partner") if alert.agency_id else "the public"
        meta = f"{alert.reference}. From {sender}, {moment_in_words(alert.received_at)}."
        meta += " 999 was called." if alert.called_999 else ""
        meta += " A child, or age in doubt." if alert.child else ""
        url = show(alert.reference)
        waits = alert.state in OPEN
        status = time_left(unit.now, alert.due_at, danger=alert.danger) if waits else STATES[alert.state]
        rows.append(
            ListedAlert(
                title, url, meta, status, _act(unit, alert, key, url, claim(alert.reference)), alert.danger and waits
            )
        )
    return rows


def _act(unit: Unit, alert: Alert, key: str, show_url: str, claim_url: str) -> Mapping[str, Any] | None:
    if alert.state == AlertState.RECEIVED and unit.may(policy.triage, alert):
        fields = {"version": alert.version}
        act = {"text": "Claim", "more": alert.reference, "url": claim_url, "post": True, "key": key, "fields": fields}
        return act | {"primary": alert.danger}
    if alert.state == AlertState.IN_TRIAGE:
        mine = alert.claimed_by == unit.actor.member_id
        return {"text": "Continue" if mine else "Look", "more": alert.reference, "url": show_url, "primary": False}
    return None
