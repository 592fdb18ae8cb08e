"""What an alert says, in words, for the page of the team that triages it. Told nowhere else."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from serac.agencies.models import Agency
from serac.agencies.queries import names_of
from serac.alerts.models import Alert, AlertCode
from serac.alerts.words import area_name
from serac.cases.words import HOW_KNOWN
from serac.core.clock import day_in_words
from serac.core.unit import Unit
from serac.entities.models import Business, Place, SafeContact, Vehicle
from serac.entities.queries import Recorded, list_recorded
from serac.reference import current

_UNKNOWN = frozenset({"not_known", "not_asked", ""})


@dataclass(frozen=True)
class ToldSafeContact:
    """How somebody can safely be reached: what may stand on the page, and what waits for a tap."""

    id: uuid.UUID
    facts: list[tuple[str, str]]
    number: str
    code_word: str
    expired: bool


@dataclass(frozen=True)
class ToldReporter:
    """Who reported it: in words, with their own reference, how to come back to them, and whether we may."""

    words: str
    reference: str
    contact: str
    may_return: str


def facts_of_alert(unit: Unit, alert: Alert, recorded: Recorded | None = None) -> list[tuple[str, str]]:
    """Everything it says as (term, answer), but for the account, the people, safe contact, files and who reported it."""
    reference, here = current(), recorded or list_recorded(unit, alert.compartment_id)
    codes = _codes(unit, alert)
    told = [
        ("How they know", HOW_KNOWN.get(alert.how_known) or reference.how_known.label(alert.how_known)),
        ("Where", alert.where),
        ("Kind of place", f"{reference.place_kinds.label(alert.place_kind)}. {area_name(reference, alert.area)}"),
        ("When", alert.when),
        ("Still in the situation", reference.still_in_situation.label(alert.still_happening)),
        ("Immediate danger", ("Yes" if alert.danger else "No") + (". 999 was called." if alert.called_999 else "")),
        ("Child, or age in doubt", "Yes: tell children’s social care now, in parallel." if alert.child else "No"),
        ("About themselves", "Yes. The person at risk sent this." if alert.about_me else ""),
        ("Position of trust", "May be involved: restricted from the start." if alert.position_of_trust else ""),
        ("Do the people know", _label("people_know", alert.people_know)),
        ("What they want", alert.wishes),
        ("What was noticed", _labels("indicators", codes)),
        ("How they are controlled", _labels("methods_of_control", codes)),
        ("Places", _lines(_place(one) for one in here.places if one.address != alert.where or one.postcode)),
        ("Role of the place", _role_of_first(alert, here.places)),
        ("Vehicles" if len(here.vehicles) > 1 else "Vehicle", _lines(_vehicle(one) for one in here.vehicles)),
        ("Businesses" if len(here.businesses) > 1 else "Business", _lines(_business(one) for one in here.businesses)),
    ]
    return [(term, answer.strip()) for term, answer in told if answer.strip()]


def safe_contacts_of_alert(unit: Unit, alert: Alert) -> list[ToldSafeContact]:
    """How people in it can safely be reached, each with whether that has expired."""
    rows = unit.session.scalars(
        select(SafeContact).where(SafeContact.compartment_id == alert.compartment_id).order_by(SafeContact.id)
    ).all()
    return [_safe(unit, row) for row in rows]


def reporter_of_alert(unit: Unit, alert: Alert) -> ToldReporter:
    """Who sent it, or for whom it was keyed and by whom."""
    name = names_of(unit, [alert.reporter_id]).get(alert.reporter_id) if alert.reporter_id else None
    agency = unit.session.get(Agency, alert.agency_id) if alert.agency_id else None
    who = f"{name or 'Somebody'}, {agency.name if agency else 'a partner'}"
    words = {
        "public": "A member of the public, by the open form",
        "caller": f"Keyed for a caller by {who}",
        "helpline": f"Keyed from a helpline report by {who}",
    }.get(alert.source, who)
    return ToldReporter(words, alert.own_reference, alert.contact, _label("may_return", alert.may_return))


def _codes(unit: Unit, alert: Alert) -> Sequence[AlertCode]:
    asked = select(AlertCode).where(AlertCode.compartment_id == alert.compartment_id)
    return unit.session.scalars(asked.order_by(AlertCode.list, AlertCode.code)).all()


def _labels(listed: str, codes: Sequence[AlertCode]) -> str:
    return _lines(current().list(listed).label(one.code) for one in codes if one.list == listed)


def _lines(words: Iterable[str]) -> str:
    return "; ".join(one for one in words if one)


def _label(listed: str, code: str) -> str:
    return "" if code in _UNKNOWN else current().list(listed).label(code)


def _role_of_first(alert: Alert, places: Sequence[Place]) -> str:
    return next((_label("place_roles", one.role) for one in places if one.address == alert.where), "")


def _place(one: Place) -> str:
    kind = _label("place_kinds", one.kind)
    return ". ".join(part for part in (one.address, one.postcode, kind, _label("place_roles", one.role)) if part)


def _vehicle(one: Vehicle) -> str:
    return ". ".join(part for part in (one.plate, one.description, _label("vehicle_roles", one.role)) if part)


def _business(one: Business) -> str:
    council = "Holds a council contract or licence" if one.holds_council_contract else ""
    return ". ".join(part for part in (one.name, _label("business_roles", one.role), council) if part)


def _safe(unit: Unit, row: SafeContact) -> ToldSafeContact:
    reference, expired = current(), row.expires_at <= unit.now
    until = f"Expired on {day_in_words(row.expires_at)}: ask again" if expired else day_in_words(row.expires_at)
    told = [
        ("How", reference.contact_channels.label(row.channel)),
        ("When", row.times),
        ("Our number", "Withheld" if row.withheld else "May be shown"),
        ("Voicemail", "Allowed" if row.voicemail else "Never"),
        ("Text messages", "Allowed" if row.text_allowed else "Never"),
        ("Shared phone or device", reference.shared_devices.label(row.shared_device)),
        ("If somebody else answers", row.if_answered),
        ("If we lose them", row.if_lost),
        ("Agreed until", until),
    ]
    return ToldSafeContact(row.id, [pair for pair in told if pair[1]], row.number, row.code_word, expired)
