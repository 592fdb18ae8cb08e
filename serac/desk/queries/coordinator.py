"""What waits for a co-ordinator: danger now, alerts by their clock, what they have in hand."""

from collections.abc import Collection, Sequence

from serac.alerts import policy as alerts_policy
from serac.alerts.crowds import crowd_title
from serac.alerts.lifecycle import AlertState
from serac.alerts.models import Alert
from serac.alerts.queries import kinds_by_alert, list_crowds, list_open
from serac.alerts.words import headline, time_left
from serac.cases.queries import restricted_among
from serac.core.clock import moment_in_words
from serac.core.unit import Unit
from serac.desk.sections import Act, Row, Section, Sign
from serac.desk.sections import time_left as time_left_of
from serac.reference import current
from serac.scoping.queries.rounds_tracker import late_of_teams

READ = 100
SHOWN = 15


def waiting_for_coordinator(unit: Unit) -> list[Section]:
    """Danger nobody else has in hand, then alerts nobody has claimed, then their own; each by the clock."""
    found = list_open(unit, size=READ)
    own = [alert for alert in found.rows if alert.claimed_by == unit.actor.member_id]
    unclaimed = [alert for alert in found.rows if alert.state == AlertState.RECEIVED]
    danger = [alert for alert in found.rows if alert.danger and (alert in own or alert in unclaimed)]
    compartments = [alert.compartment_id for alert in found.rows]
    kinds = kinds_by_alert(unit, compartments)
    restricted = restricted_among(unit, compartments)

    def section(code: str, title: str, alerts: list[Alert], first: Sequence[Row] = (), **words: object) -> Section:
        rows = [
            _row(unit, a, kinds[a.compartment_id], restricted=a.compartment_id in restricted) for a in alerts[:SHOWN]
        ]
        more, count = ("All alerts", "/alerts") if code == "triage" else None, len(alerts) + len(first)
        return Section(code, title, [*first, *rows], more=more, count=count, **words)  # type: ignore[arg-type]

    crowds = _crowds(unit)
    calm = "No alert waits. New ones appear here, the soonest due first."
    return [
        section("danger", "Danger now", danger, [row for row in crowds if row.danger], shape="danger", tone="danger"),
        section(
            "triage",
            "Alerts to triage",
            [alert for alert in unclaimed if not alert.danger],
            [row for row in crowds if not row.danger],
            empty=calm,
            at_least=found.older is not None,
        ),
        Section("replies", "Replies late", _replies(unit), shape="late", tone="late"),
        section("in-hand", "In your hands", [alert for alert in own if not alert.danger], shape="part"),
    ]


def _replies(unit: Unit) -> list[Row]:
    """Cases with requests that nobody answered in time, the longest late first."""
    rows = []
    for late in late_of_teams(unit):
        url, count = f"/cases/{late.case.reference}/scoping", len(late.requests)
        title = f"{count} {'reply' if count == 1 else 'replies'} late"
        due, act = late.requests[0].due_at, Act("See", url, f"the replies of {late.case.reference}")
        sign = time_left_of(due, unit.now) if due else None
        meta = f"{late.case.reference}. {', '.join(late.agencies)}."
        rows.append(Row(late.requests[0].id, title, url, meta, sign, act))
    return rows


def _crowds(unit: Unit) -> list[Row]:
    """Many alerts from one network, each crowd behind one row."""
    found = list_crowds(unit)
    hidden = restricted_among(unit, [crowd.first.compartment_id for crowd in found]) if found else set()
    rows = []
    for crowd in found:
        first, restricted = crowd.first, crowd.first.compartment_id in hidden
        title = crowd_title(crowd.count, first.received_at, more=crowd.more, restricted=restricted)
        url, sign = f"/alerts/{first.reference}/together", time_left(unit.now, first.due_at, danger=first.danger)
        act = Act("Look", url, f"beginning with {first.reference}", primary=first.danger)
        shape = Sign(sign.text, sign.shape, sign.tone)
        rows.append(Row(first.id, title, url, "More at once than is usual.", shape, act, danger=first.danger))
    return rows


def _row(unit: Unit, alert: Alert, kinds: Collection[str], *, restricted: bool) -> Row:
    title = "Restricted alert" if restricted else headline(current(), kinds, alert.place_kind, alert.area)
    url, sign = f"/alerts/{alert.reference}", time_left(unit.now, alert.due_at, danger=alert.danger)
    told = [alert.reference, f"Received {moment_in_words(alert.received_at)}"]
    told += ["A child, or age in doubt"] if alert.child else []
    told += ["999 called"] if alert.called_999 else []
    claimed = alert.claimed_by is not None
    act = Act("Continue", url, f"with alert {alert.reference}", primary=alert.danger)
    if not claimed and unit.may(alerts_policy.triage, alert):
        seen = {"version": str(alert.version)}
        act = Act("Claim", f"{url}/claim", f"alert {alert.reference}", post=True, primary=alert.danger, fields=seen)
    return Row(
        alert.id, title, url, ". ".join(told) + ".", Sign(sign.text, sign.shape, sign.tone), act, danger=alert.danger
    )
