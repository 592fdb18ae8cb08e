"""Raising an alert: one act that leaves the alert with the triage team and a receipt with its reporter."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any, Unpack

from sqlalchemy import select

from serac.access.commands import grant_own_disclosure, open_compartment
from serac.agencies.models import Partnership, PartnershipAgency
from serac.alerts import policy
from serac.alerts.commands.escalation import tell_on_duty
from serac.alerts.commands.facts import KEYED, LONGEST, AlertFacts, check_facts, reporter_of, source_of
from serac.alerts.commands.named import keep_out_named, tell_that_one_waits
from serac.alerts.commands.writing import write_codes, write_files, write_things
from serac.alerts.crowds import crowd_mark
from serac.alerts.lifecycle import AlertState, ReporterState
from serac.alerts.models import Alert, Receipt
from serac.alerts.queries import rules_of, sensitive_readers, team_members
from serac.alerts.queries.alerts import PREFIX
from serac.alerts.queries.clocks import due_at
from serac.alerts.queries.named import named_in_facts
from serac.alerts.queries.receipts import PREFIX as RECEIPT_PREFIX
from serac.alerts.queries.triage import is_child
from serac.core.actor import Authority
from serac.core.events import Event
from serac.core.facts import Counted
from serac.core.problems import Invalid
from serac.core.references import new_reference
from serac.core.unit import Unit, command

__all__ = ["LONGEST", "AlertFacts", "raise_alert"]


@command(may=policy.raise_alert)
def raise_alert(unit: Unit, partnership: Partnership, **facts: Unpack[AlertFacts]) -> Alert:
    """Send an alert to the triage team of a partnership. Its reporter keeps a receipt, and nothing else of it.

    It goes to nobody whom it names: they are kept out before anybody is told (domain 5.2).
    The one way in for partners, for the open form (in a unit of `public_actor`: nobody is named, nobody holds the
    receipt) and for what the team keys for a caller or from the helpline.

    Args:
        facts: what it says: see AlertFacts.

    Raises:
        Invalid: something needed is missing or not on its list; says which.
        NotPermitted: keyed for somebody by a person who is not on the team.
    """
    kinds = check_facts(unit, partnership, facts)
    team = _check_way_in(unit, partnership, source_of(unit, facts))
    named = named_in_facts(unit, partnership.id, facts)
    readers = sensitive_readers(unit, partnership.id, named) if facts.get("position_of_trust") else None
    reference = new_reference(PREFIX)
    compartment = open_compartment(unit, partnership.id, kind="alert", reference=reference, readers=readers)
    receipt = _give_receipt(unit, partnership, readers)
    alert = Alert(compartment_id=compartment.id, partnership_id=partnership.id, reference=reference)
    alert.state, alert.received_at, alert.receipt_id = AlertState.RECEIVED, unit.now, receipt.id
    alert.source, alert.reporter_id = source_of(unit, facts), reporter_of(unit)
    alert.agency_id = _agency_of(unit, partnership)
    _put_in(alert, facts)
    alert.due_at = due_at(partnership, unit.now, danger=alert.danger, child=alert.child)
    unit.session.add(alert)
    write_codes(unit, alert, kinds, facts)
    write_things(unit, alert, partnership, facts)
    write_files(unit, alert, partnership, facts)
    keep_out_named(unit, alert, receipt, named)
    _record(unit, alert, kinds, restricted=readers is not None)
    _tell(unit, alert, [one for one in (team if readers is None else readers) if one not in named], named)
    return alert


def _check_way_in(unit: Unit, partnership: Partnership, source: str) -> Sequence[uuid.UUID]:
    """Who on the team would read it; refused where this partnership takes no alerts by this way, or nobody would."""
    if source in KEYED:
        unit.require(policy.key_alert, partnership)
    elif source == "public" and unit.actor.authority is not Authority.PUBLIC:
        raise Invalid({"source": "Choose how it came in"})
    elif source == "public" and not rules_of(partnership).flag("intake.public_form"):
        raise Invalid({"partnership": f"{partnership.name} takes no alerts from the public here."})
    team = team_members(unit, partnership.id)
    if not team:  # domain step 1: nothing is taken in where nobody would ever read it
        raise Invalid({"partnership": f"Nobody at {partnership.name} can read alerts now. Choose another team."})
    return team


def _put_in(alert: Alert, facts: AlertFacts) -> None:
    """What the alert itself says, from the facts as they came."""
    alert.danger, alert.called_999 = facts["danger"], facts["called_999"]
    alert.child = facts["child"] or any(is_child(one.get("age_band") or "") for one in facts.get("people", ()))
    alert.area, alert.place_kind, alert.how_known = facts["area"], facts["place_kind"], facts["how_known"]
    alert.still_happening, alert.about_me = facts["still_happening"], facts.get("about_me", False)
    alert.position_of_trust = facts.get("position_of_trust", False)
    alert.people_know, alert.may_return = facts.get("people_know", "not_asked"), facts.get("may_return", "not_asked")
    alert.network, alert.crowded = facts.get("network"), facts.get("crowded", False)
    if alert.crowded and alert.network is not None:
        alert.crowd = crowd_mark(alert.network, alert.received_at, restricted=alert.position_of_trust)
    alert.account, alert.where, alert.when = facts["what"].strip(), facts["where"].strip(), facts["when"].strip()
    alert.own_reference = facts.get("own_reference", "").strip()
    alert.wishes, alert.contact = facts.get("wishes", "").strip(), facts.get("contact", "").strip()


def _agency_of(unit: Unit, partnership: Partnership) -> uuid.UUID | None:
    """The reporter's agency, of this partnership if they work for several. None by the open form."""
    if unit.actor.authority is Authority.PUBLIC:
        return None
    ids = list(unit.actor.agencies)
    inside = unit.session.scalars(
        select(PartnershipAgency.agency_id)
        .where(PartnershipAgency.partnership_id == partnership.id, PartnershipAgency.agency_id.in_(ids))
        .where(PartnershipAgency.since <= unit.now, PartnershipAgency.until > unit.now)
        .order_by(PartnershipAgency.agency_id)
        .limit(1)
    ).one_or_none()
    if inside is None and not ids:
        raise Invalid("You work for no agency now. Ask your single point of contact.")
    return inside or ids[0]


def _give_receipt(unit: Unit, partnership: Partnership, readers: Sequence[uuid.UUID] | None) -> Receipt:
    """The receipt lies in a compartment of its own: it opens to the reporter, if anybody is, and to the team that moves it on."""
    reporter = reporter_of(unit)
    listed = None if readers is None else [*([reporter] if reporter else []), *readers]
    compartment = open_compartment(unit, partnership.id, kind="receipt", readers=listed)
    receipt = Receipt(compartment_id=compartment.id, partnership_id=partnership.id)
    receipt.reference, receipt.state, receipt.sent_at = new_reference(RECEIPT_PREFIX), ReporterState.RECEIVED, unit.now
    unit.session.add(receipt)
    unit.session.flush()
    if reporter is not None:
        grant_own_disclosure(unit, compartment, reporter, policy.REPORTER)
    return receipt


def _record(unit: Unit, alert: Alert, kinds: list[str], *, restricted: bool) -> None:
    codes: dict[str, object] = {
        "kinds": kinds,
        "area": alert.area,
        "place_kind": alert.place_kind,
        "agency": str(alert.agency_id) if alert.agency_id else None,
    }
    codes |= {"danger": alert.danger, "child": alert.child, "source": alert.source}
    counted = Counted("alert.raised", alert.partnership_id, unit.now, codes, restricted=restricted)
    said: dict[str, Any] = {"kinds": kinds, "area": alert.area, "source": alert.source}
    said |= {"danger": alert.danger, "child": alert.child}
    unit.record(Event.ALERT_RAISED, alert, facts=[counted], **said)


def _tell(unit: Unit, alert: Alert, told: Sequence[uuid.UUID], named: Collection[uuid.UUID]) -> None:
    """Tell who triages it, but whoever it names; where nobody may read it, tell governance that somebody must.

    Of a crowd they are told once an hour, and once more when the first of it in danger or about a child comes.
    """
    kind = "urgent" if alert.danger or alert.child else "notice"
    which = str(alert.id) if alert.crowd is None else f"crowd {alert.crowd}"
    path = f"/alerts/{alert.reference}" if alert.crowd is None else "/alerts"
    for member_id in told if alert.crowd is None else unit.untold(kind, told, key=f"alert:{which}"):
        unit.notify(kind, member_id, key=f"alert:{which}", path=path, about=alert.compartment_id)
    tell_on_duty(unit, alert, told)
    if not told:
        tell_that_one_waits(unit, alert, which, named)
