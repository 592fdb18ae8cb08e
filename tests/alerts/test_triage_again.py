"""Triage that nothing slips through: what is denied, found late, in another's hand, or looked at again."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from serac.alerts import commands
from serac.alerts.lifecycle import AlertState
from serac.alerts.queries import find_alert
from serac.alerts.queries.triage import gates_of
from serac.core.outbox import Notice
from serac.core.problems import Conflict, Invalid
from tests.alerts.test_triage import TOLD, answered, ended
from tests.raising import PLAN, county, raised, register, triaged


@pytest.mark.parametrize(
    ("said", "code", "answer"),
    [
        ({"danger": True}, "danger", "danger.no"),
        ({"child": True}, "child", "child.no"),
        ({"people": [{"description": "A boy", "age_band": "from_10_to_12"}]}, "child", "child.no"),
        ({"position_of_trust": True}, "trust", "trust.no"),
    ],
)
def test_what_was_reported_or_recorded_is_not_denied_without_a_reason_in_words(given, said, code, answer):
    county(given)
    register(given, "priya")
    plain, alert = raised(given), raised(given, **said)
    answered(given, plain.reference, code, answer)
    with pytest.raises(Invalid) as refused:
        answered(given, alert.reference, code, answer, words=" ")
    assert set(refused.value.errors) == {"no_words"}
    answered(given, alert.reference, code, answer, words="They rang us: it is over")
    with given.as_("priya") as unit:
        assert gates_of(unit, find_alert(unit, alert.reference))[code].words == "They rang us: it is over"


def test_whoever_sent_an_alert_about_themselves_has_a_plan_for_tonight_named_or_not(given):
    county(given)
    alert = raised(given, about_me=True, people=[])
    with given.as_("priya") as unit, pytest.raises(Invalid):
        commands.plan_tonight(unit, find_alert(unit, alert.reference), nobody_else=True)
    with given.as_("priya") as unit:
        commands.plan_tonight(unit, find_alert(unit, alert.reference), **PLAN)


def test_danger_or_a_child_found_at_triage_runs_by_its_own_clock_from_then(given, clock):
    county(given)
    alert = raised(given)
    clock.forward(minutes=30)
    answered(given, alert.reference, "child", "child.told", **TOLD)
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        assert here.due_at == unit.now + dt.timedelta(minutes=60)
    answered(given, alert.reference, "danger", "danger.yes", when="8:07am")
    clock.forward(minutes=5)
    answered(given, alert.reference, "danger", "danger.yes", when="8:08am")
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        assert here.due_at == unit.now + dt.timedelta(minutes=5)  # saying it again wins no time


def test_what_is_in_another_officers_hand_is_finished_only_after_it_was_handed_over_and_they_are_told(given):
    county(given)
    alert = triaged(given, raised(given))
    with given.as_("tomas") as unit:
        here = find_alert(unit, alert.reference)
        with pytest.raises(Invalid) as refused:
            commands.close_alert(unit, here, reason="already_known")
        assert "hand it over to yourself" in refused.value.sentence.lower()
    with given.as_("tomas") as unit:
        here = find_alert(unit, alert.reference)
        commands.hand_over_alert(unit, here, member_id=given.members["tomas"])
        commands.close_alert(unit, here, reason="already_known")
    with given.operator() as unit:
        told = set(unit.session.scalars(select(Notice.member_id).where(Notice.key.like("notice:handed:%"))))
        assert given.members["priya"] in told


def test_what_ended_without_a_case_is_looked_at_again_with_its_first_reason_kept(given, clock):
    county(given)
    first, second = ended(given, "no_action"), ended(given, "opened")
    with given.as_("tomas") as unit, pytest.raises(Conflict):
        commands.reopen_alert(unit, find_alert(unit, second))
    clock.forward(days=90)
    with given.as_("tomas") as unit:
        here = find_alert(unit, first)
        commands.reopen_alert(unit, here, seen_version=here.version)
        assert (here.state, here.claimed_by) == (AlertState.IN_TRIAGE, given.members["tomas"])
        assert (here.finished_at, here.look_again_on) == (None, None)
        assert here.due_at > unit.now
        commands.answer_gate(unit, here, code="life", answer="life.no")
        commands.signpost_alert(unit, here, reason="housing", words="The housing desk")
        assert "The housing desk" in here.outcome
        assert "Before that: Another case already covers it" in here.outcome
