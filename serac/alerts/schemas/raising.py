"""What is asked when an alert is raised, by a partner or keyed for a caller, and the facts its answers become."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from marshmallow import fields

from serac.alerts.asked import TEXT
from serac.alerts.commands.facts import LONGEST, MOST_OF_EACH
from serac.core.answers import Answers, choice, choices, text
from serac.reference import current

YES_NO = {"yes": True, "no": False}
_SLOT = re.compile(r"(person|place|vehicle|business)_([1-9][0-9]?)_[a-z_]+")
Counts = tuple[int, int, int, int]


def codes_of(name: str) -> Callable[[], frozenset[str]]:
    """The codes of a list of the reference data, asked for when the form is read."""
    return lambda: current().list(name).codes()


def _yes_or_no(missing: str, *, required: bool = True) -> fields.String:
    return choice(missing, tuple(YES_NO), required=required)


def _role(name: str) -> fields.String:
    return choice("Choose what part it plays, or not known", codes_of(name), required=False)


THINGS: Final[Mapping[str, Mapping[str, Callable[[], fields.Field[Any]]]]] = MappingProxyType(
    {
        "person": {
            "name": text,
            "description": lambda: text(most=1000),
            "phone": lambda: text(most=60),
            "age_band": lambda: choice("Choose an age, or not known", codes_of("age_bands"), required=False),
            "role": lambda: choice("Choose their part in it, or not known", codes_of("case_roles"), required=False),
        },
        "place": {
            "address": lambda: text(most=500),
            "postcode": lambda: text(most=20),
            "kind": lambda: choice("Choose what kind of place it is", codes_of("place_kinds"), required=False),
            "role": lambda: _role("place_roles"),
        },
        "vehicle": {
            "plate": lambda: text(most=40),
            "description": lambda: text(most=500),
            "role": lambda: _role("vehicle_roles"),
        },
        "business": {
            "name": lambda: text(most=200),
            "role": lambda: _role("business_roles"),
            "council": lambda: choice("Tick it, or leave it", ("yes",), required=False),
        },
    }
)
"""What can be named any number of times, and the answers of each. The keys of a form are like person_2_phone."""
_SAYS: Final = MappingProxyType(
    {
        "person": ("name", "description", "phone"),
        "place": ("address", "postcode"),
        "vehicle": ("plate", "description"),
        "business": ("name",),
    }
)
SAFE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "safe_channel": "channel",
        "safe_number": "number",
        "safe_times": "times",
        "safe_shared": "shared_device",
        "safe_if_answered": "if_answered",
        "safe_code_word": "code_word",
        "safe_if_lost": "if_lost",
    }
)
"""Answers about safe contact, each with the fact it becomes."""
_SAFE_YES: Final = MappingProxyType(
    {"safe_withheld": "withheld", "safe_voicemail": "voicemail", "safe_text": "text_allowed"}
)
SAFE_NEEDS_HOW: Final = "Choose how they can be reached safely"
SAFE_NO_TEXT: Final = "They are to be reached by text message: choose yes, or another way to reach them"


class _AlertAnswers(Answers):
    """An alert as its form asks for it, but for what can be named any number of times."""

    danger = _yes_or_no("Say whether somebody is in danger now")
    called_999 = _yes_or_no("Say whether 999 was called", required=False)
    what = text("Enter what you saw or heard", most=LONGEST)
    when = text(most=300)
    how_known = choice("Choose how you know", codes_of("how_known"))
    kinds = choices("Choose what it may be, or not yet known", codes_of("exploitation_kinds"))
    where = text(most=500)
    where_role = _role("place_roles")
    place_kind = choice("Choose what kind of place it is, or not known", codes_of("place_kinds"))
    partnership = text("Choose which team receives it")
    area = text("Choose the area, or not known")
    child = choice("Say whether anybody is, or may be, under 18", ("yes", "no", "not_sure"))
    still_happening = choice("Choose whether they are still in the situation", codes_of("still_in_situation"))
    position_of_trust = _yes_or_no("Say whether somebody in a position of trust may be involved")
    indicators = choices(None, codes_of("indicators"))
    controls = choices(None, codes_of("methods_of_control"))
    people_know = choice("Choose whether they know", codes_of("people_know"), required=False)
    wishes = text(most=2000)
    safe_channel = choice(SAFE_NEEDS_HOW, codes_of("contact_channels"), required=False)
    safe_number = text(most=200)
    safe_times = text(most=300)
    safe_withheld = _yes_or_no("Say whether our number is withheld", required=False)
    safe_voicemail = _yes_or_no("Say whether a voicemail may be left", required=False)
    safe_text = _yes_or_no("Say whether a text may be sent", required=False)
    safe_shared = choice("Choose whether others use it", codes_of("shared_devices"), required=False)
    safe_if_answered = text(most=500)
    safe_code_word = text(most=60)
    safe_if_lost = text(most=500)
    source = choice("Choose how it came in", ("caller", "helpline"), required=False)
    may_return = choice("Choose whether we may come back", codes_of("may_return"), required=False)
    contact = text(most=300)
    own_reference = text(most=100)


def slots_in(names: Iterable[str]) -> Counts:
    """How many people, places, vehicles and businesses a form has room for: what it sent, one of each at least."""
    most = dict.fromkeys(THINGS, 1)
    for name in names:
        found = _SLOT.fullmatch(name)
        if found and int(found[2]) <= MOST_OF_EACH:
            most[found[1]] = max(most[found[1]], int(found[2]))
    return most["person"], most["place"], most["vehicle"], most["business"]


@lru_cache(maxsize=256)
def answers_for(counts: Counts) -> type[Answers]:
    """The whole form with room for so many people, places, vehicles and businesses."""
    slots: dict[str, Any] = {}
    for (thing, asked), count in zip(THINGS.items(), counts, strict=True):
        for number in range(1, count + 1):
            slots |= {f"{thing}_{number}_{name}": make() for name, make in asked.items()}
    return type("AlertAnswers", (_AlertAnswers,), slots)


def things_in(values: Mapping[str, Any], thing: str) -> list[dict[str, str]]:
    """The people, places, vehicles or businesses somebody typed in: those slots where something was written."""
    found = []
    for number in range(1, MOST_OF_EACH + 1):
        one = {name: str(values.get(f"{thing}_{number}_{name}") or "").strip() for name in THINGS[thing]}
        if any(one[name] for name in _SAYS[thing]):
            found.append(one)
    return found


def people_in(values: Mapping[str, Any]) -> list[dict[str, str]]:
    """The people, each with something to know them by."""
    found = things_in(values, "person")
    for one in found:
        one["description"] = one["description"] or ("" if one["name"] else "Somebody with this phone")
    return found


def safe_contact_in(answers: Mapping[str, Any]) -> dict[str, Any] | None:
    """How somebody can safely be reached, or None where nothing was said. What was not said is not allowed.

    Whoever chose a text message as the way allows one.
    """
    if not any(answers.get(name) for name in (*SAFE, *_SAFE_YES)):
        return None
    said = {fact: answers[name] for name, fact in SAFE.items()} | {"withheld": answers["safe_withheld"] != "no"}
    said |= {fact: answers[name] == "yes" for name, fact in _SAFE_YES.items() if fact != "withheld"}
    said["text_allowed"] |= said["channel"] == TEXT and answers["safe_text"] != "no"
    return said | {"shared_device": said["shared_device"] or "not_known"}


def facts_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the command takes, from the answers of the form."""
    same = ("what", "kinds", "how_known", "where", "place_kind", "area", "when", "still_happening", "indicators")
    more = ("where_role", "controls", "wishes", "contact", "own_reference")
    businesses = [one | {"holds_council_contract": one["council"] == "yes"} for one in things_in(answers, "business")]
    return {name: answers[name] for name in (*same, *more)} | {
        "danger": YES_NO[answers["danger"]],
        "called_999": YES_NO.get(answers["called_999"], False),
        "child": answers["child"] != "no",
        "position_of_trust": YES_NO[answers["position_of_trust"]],
        "source": answers["source"] or "partner",
        "people_know": answers["people_know"] or "not_asked",
        "may_return": answers["may_return"] or "not_asked",
        "people": people_in(answers),
        "places": things_in(answers, "place"),
        "vehicles": things_in(answers, "vehicle"),
        "businesses": businesses,
        "safe_contact": safe_contact_in(answers),
    }
