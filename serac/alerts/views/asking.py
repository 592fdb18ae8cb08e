"""What the pages of raising an alert hold: the questions with their lists, and the answers as they will be sent."""

from typing import Any, Final

from marshmallow import fields

from serac.agencies.models import Partnership
from serac.alerts import policy
from serac.alerts.commands.facts import MOST_OF_EACH
from serac.alerts.queries import area_codes, sensitive_readers
from serac.alerts.queries.reading_hours import who_reads
from serac.alerts.schemas import THINGS, answers_for, people_in, safe_contact_in, slots_in, things_in
from serac.alerts.words import area_name
from serac.cases.schemas import pairs
from serac.cases.words import HOW_KNOWN
from serac.core.clock import LONDON, moment_in_words
from serac.core.unit import Unit
from serac.core.web import Form
from serac.reference import current

LISTS: Final = frozenset(
    name for name, field in answers_for((1, 1, 1, 1))().fields.items() if isinstance(field, fields.List)
)
"""The fields that may hold several codes."""
_YES: Final = {"yes": "Yes", "no": "No", "not_sure": "Not sure", "": ""}
_CHOSEN: Final = {
    "how_known": "how_known",
    "place_kinds": "place_kinds",
    "still": "still_in_situation",
    "case_roles": "case_roles",
    "place_roles": "place_roles",
    "vehicle_roles": "vehicle_roles",
    "business_roles": "business_roles",
    "people_know": "people_know",
    "may_return": "may_return",
    "channels": "contact_channels",
    "shared": "shared_devices",
    "controls": "methods_of_control",
    "kinds": "exploitation_kinds",
    "ages": "age_bands",
}
SECTIONS: Final = {
    "people": ("person_",),
    "vehicles": ("vehicle_",),
    "businesses": ("business_",),
    "places": ("place_", "where_role"),
    "noticed": ("indicators", "controls"),
    "wishes": ("people_know", "wishes", "safe_"),
    "you": ("may_return", "contact", "own_reference"),
}
"""The closed parts of the page, each with how the names of its fields begin: one that holds anything is open."""
_KEYED_FIRST: Final = ("danger", "called_999", "source", "own_reference")
_NOT_THERE: Final = frozenset({"place_kind"})


def questions(unit: Unit, form: Form, partnerships: list[Partnership], *, keyed: bool, more: str) -> dict[str, Any]:
    """The lists to choose from, how many of each thing there is room for, and which parts are open."""
    day, reference = unit.now.astimezone(LONDON).date(), current()
    areas = dict.fromkeys(code for one in partnerships for code in area_codes(one))
    room = dict(zip(THINGS, slots_in(form.values), strict=True))
    if more and any(form.values.get(f"{more}_{room[more]}_{name}") for name in THINGS[more]):
        room[more] += 1
    groups = [(one.code, one.label) for one in reference.indicator_groups.offered(day)]
    noticed = reference.indicators.offered(day)
    return {
        "partnerships": [(one.slug, one.name) for one in partnerships],
        "areas": [(code, area_name(reference, code)) for code in areas],
        "indicators": [
            (label, [(one.code, one.label) for one in noticed if one.group == code]) for code, label in groups
        ],
        "slots": {thing: min(count, MOST_OF_EACH) for thing, count in room.items()},
        "most": MOST_OF_EACH,
        "opened": _opened(form, more),
        "order": list(dict.fromkeys((*(_KEYED_FIRST if keyed else ()), *form.schema.fields))),
        **_lists(unit, keyed=keyed),
        "may_key": not keyed and unit.may(policy.key_somewhere, None),
    }


def _lists(unit: Unit, *, keyed: bool) -> dict[str, list[tuple[str, str, str | None]]]:
    """Every list to choose from. Where leaving it out means not known, that is no line of its own."""
    day, reference = unit.now.astimezone(LONDON).date(), current()
    found = {name: pairs(reference.list(listed), day) for name, listed in _CHOSEN.items()}
    found["kinds_of_place"] = found["place_kinds"]
    for name in ("ages", "kinds_of_place", "case_roles", "place_roles", "vehicle_roles", "business_roles"):
        found[name] = [item for item in found[name] if item[0] != "not_known"]
    if keyed:
        found["how_known"] = [(code, HOW_KNOWN.get(code, label), hint) for code, label, hint in found["how_known"]]
    return found


def _opened(form: Form, more: str) -> frozenset[str]:
    """The parts that hold something, or something wrong, or were just added to."""
    held = {name for name, value in form.values.items() if value} | set(form.errors)
    adds = {"person": "people", "vehicle": "vehicles", "business": "businesses", "place": "places"}
    found = {part for part, starts in SECTIONS.items() if any(_of(name, starts) for name in held)}
    return frozenset(found | ({adds[more]} if more else set()))


def _of(name: str, starts: tuple[str, ...]) -> bool:
    return name.startswith(starts) and name not in _NOT_THERE


def typed(form: Form) -> list[tuple[str, str]]:
    """Every field that holds anything, as typed: what the next page carries, and what a draft keeps."""
    found: list[tuple[str, str]] = []
    for name, value in form.values.items():
        found += [(name, str(one)) for one in (value if isinstance(value, list) else [value]) if one]
    return found


def warnings(unit: Unit, form: Form, partnership: Partnership) -> dict[str, Any]:
    """What is said before it is sent: ring 999, who reads it and when. Nobody is named."""
    trusted = form.data["position_of_trust"] == "yes"
    reads = who_reads(unit, partnership)
    return {
        "danger": form.data["danger"] == "yes",
        "called": form.data["called_999"] == "yes",
        "trusted": trusted,
        "somebody_reads": bool(sensitive_readers(unit, partnership.id)) if trusted else True,
        "read_now": reads.now,
        "read_from": moment_in_words(reads.next_opening) if reads.next_opening else "",
    }


def answers(form: Form, partnership: Partnership, *, keyed: bool) -> list[tuple[str, Any, None]]:
    """What will be sent, question by question; questions that were left closed are left out."""
    reference, data = current(), form.data
    known = HOW_KNOWN.get(data["how_known"], "") if keyed else reference.how_known.label(data["how_known"])
    asked: list[tuple[str, Any]] = [
        ("In danger now", _YES[data["danger"]]),
        *([("999 called", _YES[data["called_999"]])] if data["danger"] == "yes" else []),
        *([("How it came in", _label("alert_sources", data["source"]))] if keyed else []),
        ("What was seen or heard" if keyed else "What you saw or heard", data["what"]),
        ("When", data["when"]),
        ("How it is known" if keyed else "How you know", known),
        ("What it may be", [reference.exploitation_kinds.label(code) for code in data["kinds"]]),
        ("Where", _joined(data["where"], _label("place_roles", data["where_role"]))),
        ("Kind of place", reference.place_kinds.label(data["place_kind"])),
        ("Area", area_name(reference, data["area"])),
        ("Under 18, or may be", _YES[data["child"]]),
        ("Still in the situation", reference.still_in_situation.label(data["still_happening"])),
        ("Position of trust", _YES[data["position_of_trust"]]),
    ]
    more = [(term, answer) for term, answer in _more(data, keyed=keyed) if answer]
    return [(term, answer, None) for term, answer in (*asked, *more, ("Sent to", partnership.name))]


def _more(data: dict[str, Any], *, keyed: bool) -> list[tuple[str, Any]]:
    """What stands in the parts of the page that are closed at first."""
    reference = current()
    who = "The caller’s" if keyed else "Your own"
    return [
        ("People", [_person(one) for one in people_in(data)]),
        ("Vehicles", [_thing(one, "vehicle_roles", "plate", "description") for one in things_in(data, "vehicle")]),
        ("Businesses", [_business(one) for one in things_in(data, "business")]),
        ("Other places", [_thing(one, "place_roles", "address", "postcode") for one in things_in(data, "place")]),
        ("What was noticed", [reference.indicators.label(code) for code in data["indicators"]]),
        ("How they are controlled", [reference.methods_of_control.label(code) for code in data["controls"]]),
        ("Do they know", _label("people_know", data["people_know"])),
        ("What they want", data["wishes"]),
        ("Safe contact", _safe(data)),
        ("May we come back", _label("may_return", data["may_return"])),
        ("How to come back", data["contact"]),
        (f"{who} reference", data["own_reference"]),
    ]


def _person(one: dict[str, str]) -> str:
    age, role = _label("age_bands", one["age_band"]), _label("case_roles", one["role"])
    return _joined(one["name"], one["description"], one["phone"], age, role)


def _thing(one: dict[str, str], roles: str, *names: str) -> str:
    kind = _label("place_kinds", one.get("kind", ""))
    return _joined(*(one[name] for name in names), kind, _label(roles, one["role"]))


def _business(one: dict[str, str]) -> str:
    council = "holds a council contract or licence" if one["council"] else ""
    return _joined(one["name"], _label("business_roles", one["role"]), council)


def _safe(data: dict[str, Any]) -> list[str]:
    safe = safe_contact_in(data)
    if safe is None:
        return []
    says = [
        _joined(_label("contact_channels", safe["channel"]), safe["number"], safe["times"]),
        "Our number withheld" if safe["withheld"] else "Our number may be shown",
        "Voicemail may be left" if safe["voicemail"] else "No voicemail",
        "Texts may be sent" if safe["text_allowed"] else "No texts",
        f"Others use or look at it: {_label('shared_devices', safe['shared_device']).lower()}",
        *([f"If somebody else answers: {safe['if_answered']}"] if safe["if_answered"] else []),
        *([f"Code word: {safe['code_word']}"] if safe["code_word"] else []),
        *([f"If we lose them: {safe['if_lost']}"] if safe["if_lost"] else []),
    ]
    return [one for one in says if one]


def _label(name: str, code: str) -> str:
    return current().list(name).label(code) if code else ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part.strip())
