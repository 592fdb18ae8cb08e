"""Writing down what hangs from an alert: kinds, codes, people, places, vehicles, businesses, safe contact, files."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from serac.agencies.models import Partnership
from serac.alerts.attachments import CleanFile, clean_file
from serac.alerts.commands.facts import AlertFacts, ticked
from serac.alerts.models import Alert, AlertCode, AlertKind, Attachment
from serac.alerts.queries import rules_of
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.entities import commands as entities
from serac.entities.models import Person

UNKNOWN = "not_known"


def write_codes(unit: Unit, alert: Alert, kinds: Iterable[str], facts: AlertFacts) -> None:
    """The kinds of exploitation, and the indicators and methods of control that were ticked."""
    compartment_id, place_id = alert.compartment_id, alert.partnership_id
    for code in kinds:
        unit.session.add(AlertKind(compartment_id=compartment_id, code=code, partnership_id=place_id))
    for name, listed in (("indicators", "indicators"), ("controls", "methods_of_control")):
        for code in sorted(ticked(facts, name)):
            unit.session.add(AlertCode(compartment_id=compartment_id, list=listed, code=code))


def write_things(unit: Unit, alert: Alert, partnership: Partnership, facts: AlertFacts) -> None:
    """People, places, vehicles and businesses, each with its tokens, and how somebody can safely be reached."""
    people = [_add_person(unit, alert, one) for one in facts.get("people", ()) if _said(one, "name", "description")]
    for place in _places(alert, facts):
        entities.add_place(unit, alert, **place)
    for vehicle in _vehicles(facts):
        entities.add_vehicle(unit, alert, **vehicle)
    for business in _businesses(facts):
        entities.add_business(unit, alert, **business)
    safe = dict(facts.get("safe_contact") or {})
    if safe:
        person = people[0].id if len(people) == 1 else None
        days = rules_of(partnership).number("support.safe_contact_days")
        entities.record_safe_contact(unit, alert, person_id=person, days=days, **safe)


def write_files(unit: Unit, alert: Alert, partnership: Partnership, facts: AlertFacts) -> None:
    """The files, cleaned and sealed.

    Raises:
        Invalid: there are too many, or one may not be kept.
    """
    one = facts.get("attachment")
    given: Sequence[CleanFile | tuple[str, bytes]] = [*([one] if one else []), *facts.get("attachments", ())]
    most = rules_of(partnership).number("intake.most_files")
    if len(given) > most:
        raise Invalid({"attachment": f"Choose {most} files or fewer"})
    for file in given:
        clean = file if isinstance(file, CleanFile) else clean_file(*file)
        kept = Attachment(compartment_id=alert.compartment_id, media_type=clean.media_type, size=len(clean.content))
        kept.added_at, kept.name, kept.content = unit.now, clean.name, clean.content
        unit.session.add(kept)
    if given:
        unit.session.flush()


def _said(one: Mapping[str, Any], *names: str) -> bool:
    return any(str(one.get(name) or "").strip() for name in names)


def _add_person(unit: Unit, alert: Alert, one: Mapping[str, str]) -> Person:
    words: dict[str, str] = {name: one.get(name) or "" for name in ("name", "description", "phone")}
    role, age_band = one.get("role") or UNKNOWN, one.get("age_band") or UNKNOWN
    return entities.add_person(unit, alert, role=role, age_band=age_band, still_there=alert.still_happening, **words)


def _places(alert: Alert, facts: AlertFacts) -> Iterable[dict[str, str]]:
    first = {"kind": alert.place_kind, "address": facts["where"], "role": facts.get("where_role", "")}
    for one in (first, *facts.get("places", ())):
        if _said(one, "address", "postcode"):
            words = {name: one.get(name) or "" for name in ("address", "postcode")}
            yield words | {name: one.get(name) or UNKNOWN for name in ("kind", "role")}


def _vehicles(facts: AlertFacts) -> Iterable[dict[str, str]]:
    first = {"plate": facts.get("plate", ""), "role": facts.get("plate_role", "")}
    for one in (first, *facts.get("vehicles", ())):
        if _said(one, "plate", "description"):
            words = {name: one.get(name) or "" for name in ("plate", "description")}
            yield words | {"role": one.get("role") or UNKNOWN}


def _businesses(facts: AlertFacts) -> Iterable[dict[str, Any]]:
    first = {"name": facts.get("business", ""), "role": facts.get("business_role", "")}
    contract = facts.get("business_contract", False)
    for one in (first | {"holds_council_contract": contract}, *facts.get("businesses", ())):
        if _said(one, "name"):
            holds = bool(one.get("holds_council_contract"))
            yield {"name": one["name"], "role": one.get("role") or UNKNOWN, "holds_council_contract": holds}
