"""What waits about deconfliction: for the police contact to answer, and for the team that asked."""

import datetime as dt
import uuid
from collections.abc import Iterable

from serac.cases.models import Case
from serac.cases.queries import answered_for_actor, asked_of_actor, never_asked, restricted_among
from serac.cases.queries.contact import Waits
from serac.cases.words import DECONFLICTION
from serac.core.clock import LONDON, day_in_words, moment_in_words
from serac.core.unit import Unit
from serac.desk.sections import Act, Row, Section, Sign, time_left

RECENT = dt.timedelta(days=5)
SHOWN = 10


def waiting_for_police(unit: Unit) -> list[Section]:
    """Cases about which the actor, or the police agency they handle for, has been asked."""
    waits = asked_of_actor(unit)
    titles = _titles(unit, (one.case for one in waits))
    rows = [_to_answer(unit, one, titles[one.case.id]) for one in waits]
    return [Section("police", "To answer for the police", rows, "hold", "late")]


def waiting_for_asker(unit: Unit) -> list[Section]:
    """Of the actor's own teams: what the police contact has answered lately or not yet, and cases nobody has asked about."""
    asked, never = answered_for_actor(unit, unit.now - RECENT), never_asked(unit)
    titles = _titles(unit, [*(one.case for one in asked), *never])
    answered = [_answered(unit, one, titles[one.case.id]) for one in asked]
    return [
        Section("answers", "Answers of the police contact", answered, "hold"),
        Section(
            "not-asked",
            "Cases the police have not been asked about",
            [_not_asked(case, titles[case.id]) for case in never[:SHOWN]],
            "none",
            "late",
            count=min(len(never), SHOWN),
            at_least=len(never) > SHOWN,
        ),
    ]


def _titles(unit: Unit, cases: Iterable[Case]) -> dict[uuid.UUID, str]:
    found = list(cases)
    restricted = restricted_among(unit, [case.compartment_id for case in found])
    return {case.id: "Restricted case" if case.compartment_id in restricted else case.title for case in found}


def _url(case: Case) -> str:
    return f"/cases/{case.reference}/contact"


def _to_answer(unit: Unit, one: Waits, title: str) -> Row:
    meta = f"{one.case.reference}. Asked {moment_in_words(one.asked.asked_at)}"
    act = Act("Answer", f"{_url(one.case)}/{one.asked.id}/answer", f"about case {one.case.reference}", primary=True)
    return Row(one.asked.id, title, _url(one.case), meta, time_left(one.asked.due_at, unit.now), act)


def _answered(unit: Unit, one: Waits, title: str) -> Row:
    if one.asked.answered_at is None:
        meta = f"{one.case.reference}. Asked {moment_in_words(one.asked.asked_at)}"
        late = one.asked.due_at < unit.now
        sign = Sign("No answer yet", "late" if late else "wait", "late" if late else None)
        return Row(one.asked.id, title, _url(one.case), meta, sign)
    said = DECONFLICTION[one.asked.answer or "waiting"]
    until = f" Until {day_in_words(one.asked.review_on)}." if one.asked.review_on else ""
    meta = f"{one.case.reference}. Answered {moment_in_words(one.asked.answered_at)}.{until}"
    over = one.asked.review_on is not None and one.asked.review_on < unit.now.astimezone(LONDON).date()
    sign = Sign("Hold has run out: ask again", "late", "late") if over else Sign(said.text, said.shape, said.tone)
    return Row(one.asked.id, title, _url(one.case), meta, sign)


def _not_asked(case: Case, title: str) -> Row:
    act = Act("Ask", f"{_url(case)}/ask", f"the police contact about case {case.reference}")
    return Row(
        case.id, title, f"/cases/{case.reference}", case.reference, Sign("Records checks only", "hold", "late"), act
    )
