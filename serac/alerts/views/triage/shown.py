"""The parts of the triage page as plain data, read before it is rendered."""

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from serac.alerts.commands.gates import asked_as
from serac.alerts.models import Gate, Tonight
from serac.alerts.queries.triage import people_to_plan
from serac.core.actor import NOBODY
from serac.core.clock import LONDON, moment_in_words
from serac.core.unit import Unit
from serac.entities.models import Person
from serac.reference import current

NOT_TOLD = "Do not tell parent, carer or school before the strategy discussion"


@dataclass(frozen=True)
class Fresh:
    """A form nobody has sent yet, for pages that hold several."""

    values: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18))


@dataclass(frozen=True)
class Question:
    """What an answer asks for, as the template draws it."""

    name: str
    field: str
    label: str
    hint: str | None
    empty: str | None
    items: Sequence[tuple[Any, ...]]


@dataclass(frozen=True)
class ShownGate:
    """A gate: answered (a line with who and when), open (its form), or waiting.

    Attributes:
        answers: (code, words, hint) to choose from; questions: by answer. initial, version: what its form begins with.
    """

    code: str
    label: str
    question: str
    hint: str | None
    procedure: str | None
    answered: bool
    said: str
    warning: str
    by: str
    open: bool
    answers: Sequence[tuple[str, str, str | None]]
    questions: Mapping[str, Sequence[Question]]
    form: Any


@dataclass(frozen=True)
class ShownPlan:
    """What keeps one person safe tonight: planned (a line), open (its form), or still missing."""

    person_id: uuid.UUID
    title: str
    others: bool
    planned: bool
    said: str
    by: str
    open: bool
    form: Any


def who_and_when(unit: Unit, names: Mapping[uuid.UUID, str], member_id: uuid.UUID, at: dt.datetime) -> str:
    """Who did something, and when: "you" where it was the reader."""
    who = "you" if member_id == unit.actor.member_id else names.get(member_id, "somebody who has left")
    return f"{who}, {moment_in_words(at)}"


def gates_shown(
    unit: Unit, gates: Mapping[str, Gate], names: Mapping[uuid.UUID, str], *, opened: str, sent: Any = None
) -> list[ShownGate]:
    """Every gate in order. `opened`: the code of the one whose form is shown; `sent`: that form, if it came back."""
    day, shown = unit.now.astimezone(LONDON).date(), []
    for entry in current().gates.offered(day):
        row, is_open = gates.get(entry.code), entry.code == opened
        form: Any = None
        if is_open:
            form = sent or Fresh(_typed(row), row.version if row else 0)
        answers = [one for one in current().gate_answers.offered(day) if one.gate == entry.code] if is_open else []
        shown.append(
            ShownGate(
                entry.code,
                entry.label,
                entry.question,
                entry.hint,
                entry.procedure,
                row is not None,
                said_of(row) if row else "",
                f"{NOT_TOLD}: {row.why}" if row and row.do_not_tell else "",
                who_and_when(unit, names, row.answered_by, row.answered_at) if row else "",
                is_open,
                [(one.code, one.label, one.hint) for one in answers],
                {one.code: _questions(one.code, day) for one in answers},
                form,
            )
        )
    return shown


def _questions(answer: str, day: dt.date) -> list[Question]:
    lists: dict[str, Any] = {"reason": current().overriding_wishes_reasons, "decision": current().care_act_decisions}
    return [
        Question(
            asked_as(answer, one.field), one.field, one.label, one.hint, one.empty,
            [(entry.code, entry.label, entry.hint) for entry in lists[one.field].offered(day)] if one.field in lists else (),
        )
        for one in current().gate_questions
        if one.answer == answer
    ]  # fmt: skip


def _typed(row: Gate | None) -> dict[str, Any]:
    if row is None:
        return {}
    asked = [one.field for one in current().gate_questions if one.answer == row.answer]
    return {"answer": row.answer} | {asked_as(row.answer, name): getattr(row, name) for name in asked}


def said_of(row: Gate) -> str:
    """An answered gate as one line."""
    reference = current()
    says = reference.gate_answers.get(row.answer).says
    when = ", ".join(part for part in (row.when, f"reference {row.number}" if row.number else "") if part)
    parts = [f"{says.removesuffix('.')}: {_sentence(when)}" if when else says]
    parts += [_sentence(f"They want: {row.words}" if row.decision else row.words)] if row.words else []
    if row.reason:
        parts.append(_sentence(f"Overridden: {reference.overriding_wishes_reasons.label(row.reason).lower()}"))
    parts += [_sentence(row.why)] if row.why and not row.do_not_tell else []
    parts += [_sentence(reference.care_act_decisions.label(row.decision))] if row.decision else []
    parts += ["Urgent help was given without a full assessment."] if row.urgent_help else []
    return " ".join(parts)


def _sentence(words: str) -> str:
    return words if words.rstrip().endswith((".", "!", "?")) else f"{words.rstrip()}."


def age_words(code: str) -> str:
    """An age as the page says it; nothing where it is not known."""
    return "" if code == "not_known" else current().age_bands.label(code)


def role_words(code: str) -> str:
    """Somebody's part in it, if that is known."""
    return "" if code == "not_known" else current().case_roles.label(code)


def person_title(person: Person, number: int) -> str:
    """A person of the alert without their name: that waits for a tap."""
    words = ", ".join(part for part in (person.description, age_words(person.age_band).lower()) if part)
    child = current().age_bands.get(person.age_band).treated_as == "child" if person.age_band != "not_known" else False
    return f"Person {number}{f': {words}' if words else ''}{', treated as a child' if child else ''}"


def plans_shown(
    unit: Unit,
    plans: Mapping[uuid.UUID, Tonight],
    people: Sequence[Person],
    names: Mapping[uuid.UUID, str],
    *,
    opened: uuid.UUID | None,
    sent: Any = None,
) -> list[ShownPlan]:
    """A plan for each person, then one for whoever is there and not named."""
    wanted = {person.id for person in people_to_plan(people)}
    numbered = [(one.id, person_title(one, n)) for n, one in enumerate(people, start=1) if one.id in wanted]
    shown = []
    for person_id, title in (*numbered, (NOBODY, "Anybody else there" if numbered else "Whoever is there")):
        row, is_open = plans.get(person_id), person_id == opened
        names_kept = ("plan", "who", "by_when", "know")
        typed = {name: getattr(row, name) for name in names_kept} | {"nobody_else": row.nobody_else} if row else {}
        form = (sent or Fresh(typed, row.version if row else 0)) if is_open else None
        by = who_and_when(unit, names, row.planned_by, row.planned_at) if row else ""
        shown.append(
            ShownPlan(person_id, title, person_id == NOBODY, row is not None, _planned(row), by, is_open, form)
        )
    return shown


def _planned(row: Tonight | None) -> str:
    if row is None:
        return ""
    if row.nobody_else and not row.plan:
        return "Nobody else is known of."
    know = f" We will know because: {_sentence(row.know)}" if row.know else ""
    return f"{_sentence(row.plan)} {row.who}, by {_sentence(row.by_when)}{know}"
