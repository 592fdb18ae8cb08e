"""What the open form asks, page by page, and what an alert is made of from the answers. Only danger and what was seen are needed.

Two ways through it: about somebody else, and "this is about me", which asks for safe contact first (domain 5.5, 5.11).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, validates_schema
from marshmallow import fields as answer_fields

from serac.core.answers import Answers, choice, choices, first_errors, text
from serac.core.carried import Answer
from serac.reference import current

LONGEST = 10_000
MOST_PEOPLE = 5
MOST_LINES = 10
"""Vehicles or businesses, one on each line."""
YES = {"yes": True, "no": False}
DOUBT = ("yes", "no", "not_sure")
TEXT = "text"
"""The channel that is a text message: whoever chooses it allows one."""
_AGES = {"yes": "child", "not_sure": "in_doubt"}
_PLATE = re.compile(r"\b([A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z]?|[A-Z]{2}\d{2})\b")
_WHOLE = re.compile(r"\b([A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]\d{1,3} ?[A-Z]{3})\b")
_ABROAD = (
    r"[A-Z]{1,3}[ -]?\d{2,4}[ -]?(?!(?:AM|PM)\b)[A-Z]{2,3}",  # B 123 ABC, CB 1234 AB, AA-123-BB
    r"[A-Z]{1,3}-[A-Z]{1,2}[ -]?\d{1,4}[EH]?",  # B-AB 1234
    r"[A-Z]{2,3}[ -]?\d[A-Z0-9]{3,4}",  # WA 12345, KR 1A234
    r"[A-Z]{3}[ -]\d{3}",  # ABC-123
    r"\d{4}[ -]?[A-Z]{3}",  # 1234 ABC
    r"(?=[A-Z\d-]*[A-Z])(?=[A-Z\d-]*\d)[A-Z\d]{2}-[A-Z\d]{2}-[A-Z\d]{2}",  # 12-AB-34
)
_FOREIGN = re.compile(rf"(?<![A-Z\d-])({'|'.join(_ABROAD)})(?![A-Z\d-])")
_TIGHT = re.compile(r"(?<![A-Z\d-])([A-Z]{1,3}\d{2,4}[A-Z]{2,3}|\d{4}[A-Z]{3})(?![A-Z\d-])")
"""Of plates from abroad: in parts only as they are painted, in capitals, since "at 10 the" is none; written as one, or first
in the line, in any."""


def _codes(name: str) -> Any:
    return lambda: current().list(name).codes()


def noticed() -> frozenset[str]:
    """The indicators that anybody may tick: practitioners' are left out."""
    return frozenset(one.code for one in current().indicators if one.audience == "all")


class Danger(Answers):
    """First of all, whether somebody is in danger now."""

    danger = choice("Say whether somebody is in danger now", tuple(YES))
    called_999 = choice("Say whether 999 was called", tuple(YES), required=False)


class What(Answers):
    """What was seen, in their own words; everything else if they like."""

    what = text("Write what you saw or heard", most=LONGEST)
    when = text(most=300)
    still_happening = choice("Choose whether it is still going on", ("yes", "no", "not_known"), required=False)
    kinds = choices(None, _codes("exploitation_kinds"))
    indicators = choices(None, noticed)


class Where(Answers):
    """Where it is, as far as they know."""

    where = text(most=500)
    place_kind = choice("Choose a kind of place, or leave it", _codes("place_kinds"), required=False)
    area = text(most=80)


class _Who(Answers):
    """Who is there."""

    child = choice("Say whether anybody is, or may be, under 18", DOUBT)
    vehicles = text(most=1000)
    businesses = text(most=1000)
    position_of_trust = choice("Say whether somebody in such a job may be involved", DOUBT, required=False)


PERSON = {"name": 200, "description": 1000, "phone": 60}
Who = type(
    "Who",
    (_Who,),
    {f"person_{n}_{name}": text(most=most) for n in range(1, MOST_PEOPLE + 1) for name, most in PERSON.items()},
)


class You(Answers):
    """How they know, and whether we may come back to them."""

    how_known = choice("Choose how you know", ("saw_it", "was_told", "not_sure"), required=False)
    people_know = choice("Choose whether they know", ("agreed", "told", "objected", "no", "not_asked"), required=False)
    wishes = text(most=1000)
    may_return = choice("Choose whether we may come back to you", ("yes", "only_so", "no"), required=False)
    contact = text(most=500)


class SafeContactFirst(Answers):
    """How somebody at risk can be reached without more risk."""

    channel = choice("choose", _codes("contact_channels"), required=False)
    number = text(most=200)
    times = text(most=300)
    withheld = choice("choose", tuple(YES), required=False)
    voicemail = choice("choose", tuple(YES), required=False)
    text_allowed = choice("choose", tuple(YES), required=False)
    shared_device = choice("choose", _codes("shared_devices"), required=False)
    if_answered = text(most=300)
    code_word = text(most=100)
    if_lost = text(most=500)

    @validates_schema(skip_on_field_errors=True)
    def fits_together(self, data: Mapping[str, Any], **_: Any) -> None:
        """A text message as the way to reach them, and no text message, cannot both be what they want."""
        if data.get("channel") == TEXT and data.get("text_allowed") == "no":
            raise ValidationError("choose", "text_allowed")


class AboutMe(Answers):
    """What they want to say. Nothing of it is needed where they said how to reach them."""

    danger = choice("choose", tuple(YES), required=False)
    under_18 = choice("choose", DOUBT, required=False)
    position_of_trust = choice("choose", DOUBT, required=False)
    what = text(most=LONGEST)
    where = text(most=500)
    wishes = text(most=1000)


@dataclass(frozen=True)
class Step:
    """One page of questions: its name, and what reads its answers."""

    name: str
    schema: type[Answers]

    def fields(self) -> tuple[tuple[str, bool], ...]:
        """The fields of this page, each with whether it may have several values."""
        found = self.schema().fields.items()
        return tuple((name, isinstance(field, answer_fields.List)) for name, field in found)

    def errors(self, answers: Mapping[str, Answer]) -> dict[str, str]:
        """What is wrong with the answers to this page, a sentence a field."""
        try:
            self.schema().load({name: answers[name] for name, _ in self.fields() if name in answers})
        except ValidationError as error:
            return first_errors(error)
        return {}


CHECK = "check"
CONCERN = (Step("danger", Danger), Step("what", What), Step("where", Where), Step("who", Who), Step("you", You))
ME = (Step("contact", SafeContactFirst), Step("about", AboutMe))


def people_in(answers: Mapping[str, Answer]) -> list[dict[str, str]]:
    """The people written down, as far as anything was."""
    found = []
    for number in range(1, MOST_PEOPLE + 1):
        one = {name: _text(answers, f"person_{number}_{name}") for name in PERSON}
        if any(one.values()):
            one["description"] = one["description"] or ("" if one["name"] else "Somebody with this phone")
            found.append(one)
    return found


def lines_in(answers: Mapping[str, Answer], name: str) -> list[str]:
    """What was written one on each line; the last line holds whatever was too many."""
    lines = [line.strip() for line in _text(answers, name).splitlines() if line.strip()]
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], "; ".join(lines[MOST_LINES - 1 :])]


def plate_in(line: str) -> str:
    """The number plate in a line about a vehicle, if one stands in it."""
    loud = line.upper()
    found = _WHOLE.search(loud) or _FOREIGN.search(line) or _PLATE.search(loud)
    found = found or _TIGHT.search(loud) or _FOREIGN.match(loud)
    return found[0] if found else ""


def concern_facts(answers: Mapping[str, Answer], areas: tuple[str, ...]) -> dict[str, Any]:
    """What the command takes, of a concern about somebody else."""
    area = _text(answers, "area")
    vehicles = lines_in(answers, "vehicles")
    return {
        "what": _text(answers, "what"),
        "when": _text(answers, "when"),
        "where": _text(answers, "where"),
        "still_happening": _text(answers, "still_happening") or "not_known",
        "kinds": _several(answers, "kinds") or ["not_known"],
        "indicators": _several(answers, "indicators"),
        "area": area if area in areas else "not_known",
        "place_kind": _text(answers, "place_kind") or "not_known",
        "danger": _text(answers, "danger") == "yes",
        "called_999": _text(answers, "called_999") == "yes",
        "child": _text(answers, "child") in {"yes", "not_sure"},
        "people": people_in(answers),
        "vehicles": [{"plate": plate_in(line), "description": line} for line in vehicles],
        "businesses": [{"name": line} for line in lines_in(answers, "businesses")],
        "position_of_trust": _text(answers, "position_of_trust") in {"yes", "not_sure"},
        "how_known": _text(answers, "how_known") or "not_sure",
        "people_know": _text(answers, "people_know") or "not_asked",
        "wishes": _text(answers, "wishes"),
        "may_return": _text(answers, "may_return") or "not_asked",
        "contact": _text(answers, "contact"),
    }


def me_facts(answers: Mapping[str, Answer], language: str) -> dict[str, Any]:
    """What the command takes, of somebody who tells us about themselves."""
    words = _text(answers, "what") or "They wrote nothing here, and said only how to reach them."
    safe = safe_contact_in(answers)
    return {
        "what": words
        if language == "en"
        else f"{words}\n\n(Written on the page in {current().public_languages.get(language).english}.)",
        "when": "",
        "where": _text(answers, "where"),
        "still_happening": "yes",
        "kinds": ["not_known"],
        "area": "not_known",
        "place_kind": "not_known",
        "danger": _text(answers, "danger") == "yes",
        "called_999": False,
        "child": _text(answers, "under_18") in {"yes", "not_sure"},
        "how_known": "saw_it",
        "wishes": _text(answers, "wishes"),
        "about_me": True,
        "people": [
            {
                "description": "Whoever sent this, about themselves",
                "role": "potential_victim",
                "age_band": _AGES.get(_text(answers, "under_18"), "not_known"),
            }
        ],
        "position_of_trust": _text(answers, "position_of_trust") in {"yes", "not_sure"},
        "people_know": "agreed",
        "may_return": "only_so" if safe and safe["channel"] != "none" else "no",
        "safe_contact": safe,
    }


def safe_contact_in(answers: Mapping[str, Answer]) -> dict[str, Any] | None:
    """How they can be reached; None where they said nothing of it. What was not answered is the safer of the two."""
    said = {name: _text(answers, name) for name, _ in ME[0].fields()}
    if not any(said.values()):
        return None
    return {
        "channel": said["channel"] or "none",
        "number": said["number"],
        "times": said["times"],
        "withheld": said["withheld"] != "no",
        "voicemail": said["voicemail"] == "yes",
        "text_allowed": said["text_allowed"] == "yes" or (said["channel"] == TEXT and said["text_allowed"] != "no"),
        "shared_device": said["shared_device"] or "not_known",
        "if_answered": said["if_answered"],
        "code_word": said["code_word"],
        "if_lost": said["if_lost"],
    }


def says_something(answers: Mapping[str, Answer]) -> bool:
    """Whether somebody who tells us about themselves wrote anything at all that could be acted on."""
    return (
        any(_text(answers, name) for name in ("what", "where", "number", "wishes")) or _text(answers, "danger") == "yes"
    )


def _text(answers: Mapping[str, Answer], name: str) -> str:
    value = answers.get(name, "")
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def _several(answers: Mapping[str, Answer], name: str) -> list[str]:
    value = answers.get(name, [])
    return list(value) if isinstance(value, list) else []
