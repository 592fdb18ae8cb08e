"""What waits for a co-ordinator: danger now, alerts by their clock, what they have in hand. And for a reporter."""

from collections.abc import Collection

from serac.alerts import policy as alerts_policy
from serac.alerts.lifecycle import AlertState
from serac.alerts.models import Alert
from serac.alerts.queries import kinds_by_alert, list_open, list_receipts
from serac.alerts.words import REPORTER_STATES, headline, time_left
from serac.cases.queries import restricted_among
from serac.core.clock import moment_in_words
from serac.core.unit import Unit
from serac.desk.sections import Act, Row, Section, Sign
from serac.reference import current

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

    def section(code: str, title: str, alerts: list[Alert], **words: object) -> Section:
        rows = [
            _row(unit, a, kinds[a.compartment_id], restricted=a.compartment_id in restricted) for a in alerts[:SHOWN]
        ]
        more = ("All alerts", "/alerts") if code == "triage" else None
        return Section(code, title, rows, more=more, count=len(alerts), **words)  # type: ignore[arg-type]

    calm = "No alert waits. New ones appear here, the soonest due first."
    return [
        section("danger", "Danger now", danger, shape="danger", tone="danger"),
        section(
            "triage",
            "Alerts to triage",
            [alert for alert in unclaimed if not alert.danger],
            empty=calm,
            at_least=found.older is not None,
        ),
        section("in-hand", "In your hands", [alert for alert in own if not alert.danger], shape="part"),
    ]


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


def waiting_for_reporter(unit: Unit) -> list[Section]:
    """Their alerts with the one word they may know, newest first; and the way to raise one."""
    receipts = list_receipts(unit, size=5)
    rows = []
    for receipt in receipts.rows:
        sign = REPORTER_STATES[receipt.state]
        title, meta = f"Alert of {moment_in_words(receipt.sent_at)}", receipt.reference
        rows.append(
            Row(receipt.id, title, f"/alerts/sent/{receipt.reference}", meta, Sign(sign.text, sign.shape, sign.tone))
        )
    empty = "You have not raised an alert yet. Raise one whenever something worries you: you need not be sure."
    more = ("Raise an alert", "/alerts/new")
    return [Section("mine", "My alerts", rows, "part", empty=empty, more=more)]
