"""What the forms of the triage page ask: one gate, one plan for tonight, the end, handing over, joining."""

from collections.abc import Collection
from typing import Any

from marshmallow import fields, validate

from serac.alerts.commands.gates import asked_as
from serac.alerts.commands.raising import LONGEST
from serac.alerts.schemas.opening import OWN_WORDS
from serac.alerts.schemas.raising import codes_of
from serac.core.answers import Answers, DateParts, choice, choices, text, yes
from serac.reference import current

ENDS = ("join", "open", "signpost", "no_action")
TICKED = frozenset({"do_not_tell", "urgent_help"})
_LENGTHS = {"when": 60, "number": 100, "words": 4_000, "why": 1_000}
_LISTS = {"reason": "overriding_wishes_reasons", "decision": "care_act_decisions"}


def gate_answers(code: str) -> Answers:
    """The form of one gate: its answers, and what each of them asks for."""
    reference = current()
    own = [one.code for one in reference.gate_answers if one.gate == code]
    asked: dict[str, Any] = {"answer": choice("Choose an answer", own)}
    for question in reference.gate_questions:
        if question.answer in own:
            asked[asked_as(question.answer, question.field)] = _field(question.field)
    made: Answers = Answers.from_dict(asked)()  # type: ignore[assignment]
    return made


def _field(name: str) -> Any:
    if name in TICKED:
        return yes()
    if name in _LISTS:
        return choice("Choose from the list", codes_of(_LISTS[name]), required=False)
    return text(most=_LENGTHS[name])


def gate_facts(data: dict[str, Any]) -> dict[str, Any]:
    """What the command takes: the fields of the answer that was chosen, and of no other."""
    answer = data["answer"]
    asked = [question.field for question in current().gate_questions if question.answer == answer]
    return {"answer": answer} | {name: data[asked_as(answer, name)] for name in asked}


class TonightAnswers(Answers):
    """What keeps somebody safe tonight. What is needed is said by the command, which knows for whom it is."""

    plan = text(most=2_000)
    who = text()
    by_when = text(most=60)
    know = text(most=500)
    nobody_else = yes()


class EndAnswers(Answers):
    """How triage ends, with what each end asks for."""

    outcome = choice("Choose what happens now", ENDS)
    case = text(most=30)
    signpost_reason = choice("Choose why it is signposted", codes_of("signpost_reasons"), required=False)
    signpost_words = text(most=4_000)
    close_reason = choice("Choose why nothing more is done", codes_of("no_further_action_reasons"), required=False)
    close_words = text(most=4_000)
    look_again = DateParts("Enter the day to look again", load_default=None)


def hand_over_answers(people: Collection[str]) -> Answers:
    """To whom an alert is handed over."""
    asked: dict[str, Any] = {"member": choice("Choose who takes it on", people)}
    made: Answers = Answers.from_dict(asked)()  # type: ignore[assignment]
    return made


def learnt_answers(roles: Collection[str]) -> Answers:
    """What was learnt since an alert came in. `roles`: the names of the fields that say who each person in it is."""
    known = codes_of("case_roles")
    asked: dict[str, Any] = {name: choice("Choose from the list", known, required=False) for name in (*roles, "role")}
    asked |= {"age_band": choice("Choose from the list", codes_of("age_bands"), required=False)}
    asked |= {"name": text(), "description": text(most=1000), "phone": text(most=60), "plate": text(most=20)}
    asked |= {"vehicle": text(most=300), "address": text(most=500)}
    made: Answers = Answers.from_dict(asked)()  # type: ignore[assignment]
    return made


class JoinAnswers(Answers):
    """What is taken from an alert into a case that is there already."""

    extracts = choices(None, tuple(str(number) for number in range(200)))
    words_1 = text(most=LONGEST)
    words_2 = text(most=LONGEST)
    words_3 = text(most=LONGEST)
    take = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=100))


def texts_of(data: dict[str, Any], sentences: list[str]) -> list[str]:
    """The chosen sentences in their order, then what was written afresh."""
    chosen = sorted(int(number) for number in data["extracts"])
    own = [str(data[f"words_{number}"]) for number in range(1, OWN_WORDS + 1)]
    return [sentences[number] for number in chosen if number < len(sentences)] + [one for one in own if one.strip()]
