"""What is asked when an alert is raised, and when it is opened into a case."""

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import fields, validate

from serac.alerts.commands.raising import LONGEST
from serac.core.answers import Answers, choice, choices, text
from serac.reference import current

MOST_PEOPLE = 6
OWN_WORDS = 3
YES_NO = {"yes": True, "no": False}
_PERSON = ("name", "description", "phone", "age_band")


def _codes(name: str) -> Callable[[], frozenset[str]]:
    """The codes of a list of the reference data, asked for when the form is read."""
    return lambda: current().list(name).codes()


def _yes_or_no(missing: str, *, required: bool = True) -> fields.String:
    return choice(missing, tuple(YES_NO), required=required)


class _AlertAnswers(Answers):
    """An alert as its form asks for it, but for the people."""

    danger = _yes_or_no("Say whether somebody is in danger now")
    called_999 = _yes_or_no("Say whether 999 was called", required=False)
    what = text("Enter what you saw or heard", most=LONGEST)
    kinds = choices("Choose what it may be, or not yet known", _codes("exploitation_kinds"))
    how_known = choice("Choose how you know", _codes("how_known"))
    where = text("Enter where it is, or what you know of where", most=500)
    place_kind = choice("Choose what kind of place it is, or not known", _codes("place_kinds"))
    partnership = text("Choose which team receives it")
    area = text("Choose the area, or not known")
    when = text(most=300)
    still_happening = choice("Choose whether they are still in the situation", _codes("still_in_situation"))
    child = choice("Say whether anybody is, or may be, under 18", ("yes", "no", "not_sure"))
    plate = text(most=40)
    business = text(most=200)
    position_of_trust = _yes_or_no("Say whether somebody in a position of trust may be involved")
    own_reference = text(most=100)


def _with_people() -> type[Answers]:
    """The whole form: six people at most, each by name, description, phone and age as far as known."""
    slots: dict[str, Any] = {}
    for number in range(1, MOST_PEOPLE + 1):
        slots[f"person_{number}_name"] = text()
        slots[f"person_{number}_description"] = text(most=1000)
        slots[f"person_{number}_phone"] = text(most=60)
        slots[f"person_{number}_age_band"] = choice("Choose an age, or not known", _codes("age_bands"), required=False)
    return type("AlertAnswers", (_AlertAnswers,), slots)


AlertAnswers = _with_people()


def people_in(values: Mapping[str, Any]) -> list[dict[str, str]]:
    """The people somebody typed in: those slots where something was written."""
    found = []
    for number in range(1, MOST_PEOPLE + 1):
        one = {name: str(values.get(f"person_{number}_{name}") or "") for name in _PERSON}
        if any(one[name].strip() for name in ("name", "description", "phone")):
            one["description"] = one["description"] or ("Somebody with this phone" if not one["name"].strip() else "")
            found.append(one)
    return found


def facts_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the command takes, from the answers of the form."""
    same = ("what", "kinds", "how_known", "where", "place_kind", "area", "when", "still_happening", "plate", "business")
    return {name: answers[name] for name in (*same, "own_reference")} | {
        "danger": YES_NO[answers["danger"]],
        "called_999": YES_NO.get(answers["called_999"], False),
        "child": answers["child"] != "no",
        "position_of_trust": YES_NO[answers["position_of_trust"]],
        "people": people_in(answers),
    }


class OpenAnswers(Answers):
    """What is taken from an alert into a new case."""

    title = text("Enter a few words that say what this case is about", most=120)
    kinds = choices("Choose what kind of exploitation it may be, or not yet known", _codes("exploitation_kinds"))
    extracts = choices(None, tuple(str(number) for number in range(200)))
    words_1 = text(most=LONGEST)
    words_2 = text(most=LONGEST)
    words_3 = text(most=LONGEST)
    take = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=100))
