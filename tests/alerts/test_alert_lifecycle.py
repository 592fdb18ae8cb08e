"""Property: whatever officers do with an alert, in whatever order, it goes only where it may, and its reporter learns nothing of how."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import select

from serac.alerts import commands
from serac.alerts.lifecycle import AGAIN, ALERT_MOVES, FINISHED, AlertState, ReporterState
from serac.alerts.models import Alert, Receipt
from serac.alerts.queries import find_alert
from serac.alerts.queries.triage import gates_of, missing_of, plans_of
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.core.problems import Conflict, Invalid
from serac.core.unit import Unit
from serac.entities.queries import list_people
from tests.conftest import FULL
from tests.given import Given
from tests.raising import answer_all, county, opened, raised

OFFICERS = ("priya", "tomas")
Act = Callable[[Unit, Alert, Given, Case], Any]
TAKEN: dict[str, Any] = {"items": [{"text": "x"}], "people": []}
ACTS: dict[str, Act] = {
    "claim": lambda unit, alert, *_: commands.claim_alert(unit, alert),
    "release": lambda unit, alert, *_: commands.release_alert(unit, alert),
    "to priya": lambda unit, alert, given, _: commands.hand_over_alert(unit, alert, member_id=given.members["priya"]),
    "to tomas": lambda unit, alert, given, _: commands.hand_over_alert(unit, alert, member_id=given.members["tomas"]),
    "to hana": lambda unit, alert, given, _: commands.hand_over_alert(unit, alert, member_id=given.members["hana"]),
    "gate": lambda unit, alert, *_: commands.answer_gate(unit, alert, code="life", answer="life.no"),
    "tonight": lambda unit, alert, *_: commands.plan_tonight(unit, alert, nobody_else=True),
    "everything": lambda unit, alert, *_: answer_all(unit, alert),
    "open": lambda unit, alert, *_: commands.open_case_from_alert(unit, alert, title="x", kinds=["not_known"], **TAKEN),
    "join": lambda unit, alert, _, case: commands.join_alert(
        unit, alert, case=find_case(unit, case.reference), **TAKEN
    ),
    "signpost": lambda unit, alert, *_: commands.signpost_alert(unit, alert, reason="housing", words="The desk"),
    "again": lambda unit, alert, *_: commands.reopen_alert(unit, alert),
    "close": lambda unit, alert, *_: commands.close_alert(unit, alert, reason="already_known"),
}
STEPS = st.lists(st.tuples(st.sampled_from(OFFICERS), st.sampled_from(sorted(ACTS))), min_size=1, max_size=14)


def reachable(start: AlertState) -> set[AlertState]:
    """Where the table of moves lets something get to from a state, itself included."""
    found, wanted = {start}, [start]
    while wanted:
        for state in ALERT_MOVES[wanted.pop()] - found:
            found.add(state)
            wanted.append(state)
    return found


def look(given: Given, alert_id: Any) -> tuple[Alert, ReporterState]:
    """The alert, and the word its reporter sees."""
    with given.operator() as unit:
        alert = unit.session.get_one(Alert, alert_id)
        return alert, unit.session.scalars(select(Receipt.state).where(Receipt.id == alert.receipt_id)).one()


def check(given: Given, before: Alert, alert: Alert, word: ReporterState, *, touched: bool) -> None:
    """What always holds."""
    assert alert.state in reachable(before.state)
    assert (alert.claimed_by is None) == (alert.state == AlertState.RECEIVED)
    assert (alert.finished_at is None) == (alert.state not in FINISHED)
    assert word == (ReporterState.BEING_LOOKED_AT if touched else ReporterState.RECEIVED)
    if alert.state in FINISHED:
        with given.as_("priya") as unit:
            here = find_alert(unit, alert.reference)
            people = list_people(unit, here.compartment_id)
            assert missing_of(gates_of(unit, here), plans_of(unit, here), people) == []


def test_an_alert_goes_only_where_it_may_and_its_reporter_sees_the_same_whatever_is_done(given):
    county(given)
    case = opened(given)

    @settings(max_examples=60 if FULL else 8)
    @examples(STEPS)
    def holds(steps: list[tuple[str, str]]) -> None:
        made = raised(given)
        before, touched = look(given, made.id)[0], False
        for officer, act in steps:
            with given.as_(officer) as unit:
                try:
                    ACTS[act](unit, find_alert(unit, made.reference), given, case)
                    touched = True
                except (Conflict, Invalid):
                    pass
            alert, word = look(given, made.id)
            check(given, before, alert, word, touched=touched)
            if before.state in FINISHED and not (act == "again" and before.state in AGAIN):
                assert (alert.state, alert.version) == (before.state, before.version), f"{act} changed a finished alert"
            before = alert

    holds()
