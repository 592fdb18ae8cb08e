"""The answers of the open form as they will be sent, in groups, each with the page it can be changed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from serac.alerts.asked import concern_facts, lines_in, people_in, safe_contact_in
from serac.alerts.words import area_name
from serac.core.carried import Answer
from serac.reference import current

_YES = {"yes": "Yes", "no": "No", "not_sure": "Not sure", "": ""}
_STILL = {"yes": "Yes", "no": "No", "not_known": "I do not know", "": ""}
_CHILD = {"yes": "Yes", "no": "No, none that I know of", "not_sure": "There may be", "": ""}
_RETURN = {"yes": "Yes", "only_so": "Yes, but only in the way I say", "no": "No", "": ""}
_KNOW = {
    "agreed": "Yes, and they agree",
    "told": "Yes, and I cannot tell what they want",
    "objected": "Yes, and they do not want it",
    "no": "No",
    "not_asked": "I do not know",
    "": "",
}


@dataclass(frozen=True)
class CheckRow:
    """One answer: what was asked, what they said, and the page it stands on."""

    asked: str
    said: str | list[str]
    step: str


def concern_rows(answers: Mapping[str, Answer], areas: tuple[str, ...]) -> list[tuple[str, list[CheckRow]]]:
    """About somebody else."""
    reference, facts = current(), concern_facts(answers, areas)
    said = {name: str(value).strip() for name, value in answers.items() if isinstance(value, str)}
    people = [
        ", ".join(part for part in (one["name"], one["description"], one["phone"]) if part)
        for one in people_in(answers)
    ]
    area = area_name(reference, facts["area"]) if facts["area"] != "not_known" else ""
    kind = reference.place_kinds.label(facts["place_kind"]) if facts["place_kind"] != "not_known" else ""
    kinds = [reference.exploitation_kinds.label(code) for code in facts["kinds"] if code != "not_known"]
    seen = [
        CheckRow("In danger now", _YES[said.get("danger", "")], "danger"),
        CheckRow("What", facts["what"], "what"),
        CheckRow("When", facts["when"], "what"),
        CheckRow("Still going on", _STILL[said.get("still_happening", "")], "what"),
        CheckRow("What it may be", kinds, "what"),
        CheckRow("What you noticed", [reference.indicators.label(code) for code in facts["indicators"]], "what"),
    ]
    if said.get("danger") == "yes":
        seen.insert(1, CheckRow("999 called", _YES[said.get("called_999", "")], "danger"))
    where = [
        CheckRow("Where", facts["where"], "where"),
        CheckRow("Kind of place", kind, "where"),
        CheckRow("Council", area, "where"),
        CheckRow("Children", _CHILD[said.get("child", "")], "who"),
        CheckRow("People", people, "who"),
        CheckRow("Vehicles", lines_in(answers, "vehicles"), "who"),
        CheckRow("Businesses", lines_in(answers, "businesses"), "who"),
        CheckRow("Somebody people have to trust", _YES[said.get("position_of_trust", "")], "who"),
    ]
    how = reference.how_known.label(said["how_known"]) if said.get("how_known") else ""
    you = [
        CheckRow("How you know", how, "you"),
        CheckRow("Do they know you are telling us?", _KNOW[said.get("people_know", "")], "you"),
        CheckRow("What they want", facts["wishes"], "you"),
        CheckRow("May we come back to you?", _RETURN[said.get("may_return", "")], "you"),
        CheckRow("How to reach you", facts["contact"], "you"),
    ]
    return [("What you saw", seen), ("Where and who", where), ("You", you)]


def about_me_rows(answers: Mapping[str, Answer], t: Mapping[str, str]) -> list[tuple[str, list[CheckRow]]]:
    """About themselves, in their language."""
    said = {name: str(value).strip() for name, value in answers.items() if isinstance(value, str)}
    answered = {"yes": t["yes"], "no": t["no"], "not_sure": t["not_sure"], "not_known": t["not_sure"], "": ""}
    safe: dict[str, Any] = safe_contact_in(answers) or {}
    contact = [
        CheckRow(t["channel"], t[f"channel_{said['channel']}"] if said.get("channel") else "", "contact"),
        *(CheckRow(t[name], safe.get(name, ""), "contact") for name in ("number", "times")),
        *(
            CheckRow(t[name], answered[said.get(name, "")], "contact")
            for name in ("withheld", "voicemail", "text_allowed")
        ),
        CheckRow(t["shared"], answered[said.get("shared_device", "")], "contact"),
        *(CheckRow(t[name], safe.get(name, ""), "contact") for name in ("if_answered", "code_word", "if_lost")),
    ]
    about = [
        CheckRow(t["danger_now"], answered[said.get("danger", "")], "about"),
        CheckRow(t["under_18"], answered[said.get("under_18", "")], "about"),
        CheckRow(t["trusted"], answered[said.get("position_of_trust", "")], "about"),
        *(CheckRow(t[name], said.get(name, ""), "about") for name in ("what", "where", "wishes")),
    ]
    return [(t["contact_heading"], contact), (t["about_heading"], about)]
