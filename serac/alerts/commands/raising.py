"""Raising an alert: one act that leaves the alert with the triage team and a receipt with its reporter."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NotRequired, TypedDict, Unpack

from sqlalchemy import select

from serac.access.commands import grant_own_disclosure, open_compartment
from serac.access.queries import governors_of
from serac.agencies.models import Partnership, PartnershipAgency
from serac.alerts import policy
from serac.alerts.attachments import CleanFile, clean_file
from serac.alerts.lifecycle import AlertState, ReporterState
from serac.alerts.models import Alert, AlertKind, Attachment, Receipt
from serac.alerts.queries import area_codes, rules_of, sensitive_readers, team_members
from serac.alerts.queries.alerts import PREFIX
from serac.alerts.queries.receipts import PREFIX as RECEIPT_PREFIX
from serac.core.clock import add_working_minutes
from serac.core.events import Event
from serac.core.facts import Counted
from serac.core.problems import Invalid
from serac.core.references import new_reference
from serac.core.unit import Unit, command
from serac.entities import commands as entities
from serac.reference import current

LONGEST = 10_000
_NEEDED = (
    ("still_happening", "still_in_situation", "Choose whether they are still in the situation"),
    ("place_kind", "place_kinds", "Choose what kind of place it is, or not known"),
    ("how_known", "how_known", "Choose how you know"),
)


class AlertFacts(TypedDict):
    """What an alert says.

    Attributes:
        what: what was seen or heard. where, when: in the reporter's words.
        still_happening, kinds, area, place_kind, how_known: codes of config; the area is one the partnership covers.
        danger: somebody is in danger now. child: somebody is a child, or may be.
        people: each with name, description, phone, role and age_band, as far as known.
        own_reference: the reporter's own number for it.
        attachment: one file; give it cleaned (attachments.clean_file), so that no transaction waits for that.
        position_of_trust: somebody in a position of trust may be involved: then it is restricted from its first save,
            and goes only to the team's registered contacts for sensitive cases. Where there are none, the information
            governance officer is told and nobody on the team reads it (domain 5.2).
    """

    what: str
    where: str
    when: str
    still_happening: str
    kinds: Collection[str]
    area: str
    place_kind: str
    danger: bool
    called_999: bool
    child: bool
    how_known: str
    people: NotRequired[Iterable[Mapping[str, str]]]
    plate: NotRequired[str]
    business: NotRequired[str]
    own_reference: NotRequired[str]
    attachment: NotRequired[CleanFile | tuple[str, bytes] | None]
    position_of_trust: NotRequired[bool]


@command(may=policy.raise_alert)
def raise_alert(unit: Unit, partnership: Partnership, **facts: Unpack[AlertFacts]) -> Alert:
    """Send an alert to the triage team of a partnership. Its reporter keeps a receipt, and nothing else of it.

    Args:
        facts: what it says: see AlertFacts.

    Raises:
        Invalid: something needed is missing or not on its list; says which.
    """
    kinds = _check(partnership, facts)
    if not team_members(unit, partnership.id):  # domain step 1: nothing is taken in where nobody would ever read it
        raise Invalid({"partnership": f"Nobody at {partnership.name} can read alerts now. Choose another team."})
    people = [dict(one) for one in facts.get("people", ())]
    readers = sensitive_readers(unit, partnership.id) if facts.get("position_of_trust") else None
    reference = new_reference(PREFIX)
    compartment = open_compartment(unit, partnership.id, kind="alert", reference=reference, readers=readers)
    receipt = _give_receipt(unit, partnership, readers)
    alert = Alert(compartment_id=compartment.id, partnership_id=partnership.id, reference=reference)
    alert.state, alert.danger, alert.called_999 = AlertState.RECEIVED, facts["danger"], facts["called_999"]
    alert.child = facts["child"] or any(_is_child(one.get("age_band", "")) for one in people)
    alert.area, alert.place_kind, alert.how_known = facts["area"], facts["place_kind"], facts["how_known"]
    alert.still_happening, alert.received_at = facts["still_happening"], unit.now
    alert.due_at = due_at(partnership, unit.now, danger=alert.danger, child=alert.child)
    alert.receipt_id, alert.agency_id = receipt.id, _agency_of(unit, partnership)
    alert.reporter_id = _reporter(unit)
    alert.account, alert.where, alert.when = facts["what"].strip(), facts["where"].strip(), facts["when"].strip()
    alert.own_reference = facts.get("own_reference", "").strip()
    unit.session.add(alert)
    for code in kinds:
        unit.session.add(AlertKind(compartment_id=compartment.id, code=code, partnership_id=partnership.id))
    _write_down(unit, alert, people, facts)
    _keep_file(unit, alert, facts.get("attachment"))
    _record(unit, alert, kinds, restricted=readers is not None)
    _tell(unit, alert, readers)
    return alert


def due_at(partnership: Partnership, now: dt.datetime, *, danger: bool, child: bool) -> dt.datetime:
    """When triage is due by the partnership's clocks: minutes in danger or for a child, else working hours."""
    rules = rules_of(partnership)
    if danger:
        return now + dt.timedelta(minutes=rules.number("triage.danger_minutes"))
    if child:
        return now + dt.timedelta(minutes=rules.number("triage.child_minutes"))
    minutes = rules.number("triage.ordinary_working_hours") * 60
    return add_working_minutes(now, minutes, opens=rules.time("hours.opens"), closes=rules.time("hours.closes"))


def _check(partnership: Partnership, facts: AlertFacts) -> list[str]:
    """The kinds, in order; raises Invalid with every mistake at once."""
    reference, errors = current(), {}
    if not facts["what"].strip():
        errors["what"] = "Enter what you saw or heard"
    elif len(facts["what"]) > LONGEST:
        errors["what"] = f"Use {LONGEST:,} characters or fewer"
    chosen = sorted(set(facts["kinds"]))
    if not chosen or any(code not in reference.exploitation_kinds for code in chosen):
        errors["kinds"] = "Choose what it may be, or not yet known"
    if facts["area"] not in area_codes(partnership):
        errors["area"] = "Choose the area, or not known"
    wrong = {n: words for n, one, words in _NEEDED if str(facts.get(n)) not in reference.list(one)}
    errors |= wrong
    if errors:
        raise Invalid(errors)
    return chosen


def _is_child(age_band: str) -> bool:
    bands = current().age_bands
    return age_band in bands and bands.get(age_band).treated_as == "child"


def _reporter(unit: Unit) -> uuid.UUID:
    if unit.actor.member_id is None:
        raise Invalid("Sign in to send an alert.")
    return unit.actor.member_id


def _agency_of(unit: Unit, partnership: Partnership) -> uuid.UUID:
    """The reporter's agency, of this partnership if they work for several."""
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
    """The receipt lies in a compartment of its own: it opens to the reporter, and to the team that moves it on."""
    reporter = _reporter(unit)
    listed = None if readers is None else [reporter, *readers]
    compartment = open_compartment(unit, partnership.id, kind="receipt", readers=listed)
    receipt = Receipt(compartment_id=compartment.id, partnership_id=partnership.id)
    receipt.reference, receipt.state, receipt.sent_at = new_reference(RECEIPT_PREFIX), ReporterState.RECEIVED, unit.now
    unit.session.add(receipt)
    grant_own_disclosure(unit, compartment, reporter, policy.REPORTER)
    return receipt


def _write_down(unit: Unit, alert: Alert, people: Iterable[Mapping[str, str]], facts: AlertFacts) -> None:
    """People, place, vehicle and business, each with its tokens, in the alert's own compartment."""
    for one in people:
        if not one.get("name", "").strip() and not one.get("description", "").strip():
            continue
        codes = {"role": one.get("role") or "not_known", "age_band": one.get("age_band") or "not_known"}
        words: dict[str, Any] = {name: one.get(name, "") for name in ("name", "description", "phone")}
        entities.add_person(unit, alert, still_there=alert.still_happening, **codes, **words)
    if facts["where"].strip():
        entities.add_place(unit, alert, kind=alert.place_kind, address=facts["where"])
    if facts.get("plate", "").strip():
        entities.add_vehicle(unit, alert, plate=facts["plate"])
    if facts.get("business", "").strip():
        entities.add_business(unit, alert, name=facts["business"])


def _keep_file(unit: Unit, alert: Alert, attachment: CleanFile | tuple[str, bytes] | None) -> None:
    if attachment is None:
        return
    clean = attachment if isinstance(attachment, CleanFile) else clean_file(*attachment)
    kept = Attachment(compartment_id=alert.compartment_id, media_type=clean.media_type, size=len(clean.content))
    kept.added_at, kept.name, kept.content = unit.now, clean.name, clean.content
    unit.session.add(kept)
    unit.session.flush()


def _record(unit: Unit, alert: Alert, kinds: list[str], *, restricted: bool) -> None:
    codes: dict[str, object] = {
        "kinds": kinds,
        "area": alert.area,
        "place_kind": alert.place_kind,
        "agency": str(alert.agency_id),
    }
    codes |= {"danger": alert.danger, "child": alert.child}
    counted = Counted("alert.raised", alert.partnership_id, unit.now, codes, restricted=restricted)
    unit.record(
        Event.ALERT_RAISED, alert, facts=[counted], kinds=kinds, area=alert.area, danger=alert.danger, child=alert.child
    )


def _tell(unit: Unit, alert: Alert, readers: Sequence[uuid.UUID] | None) -> None:
    """Tell who triages it; where nobody may read it, tell governance that somebody must be registered."""
    kind = "urgent" if alert.danger or alert.child else "notice"
    told = team_members(unit, alert.partnership_id) if readers is None else readers
    for member_id in told:
        unit.notify(
            kind, member_id, key=f"alert:{alert.id}", path=f"/alerts/{alert.reference}", about=alert.compartment_id
        )
    if not told:
        for governor in governors_of(unit, alert.partnership_id):
            unit.notify("urgent", governor, key=f"unread-alert:{alert.id}", path="/agencies")
