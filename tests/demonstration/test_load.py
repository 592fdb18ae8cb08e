"""The demonstration holds alerts in every state over a year, all made through the commands."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from serac.access.models import Compartment
from serac.agencies.models import DutyShift
from serac.alerts.lifecycle import AlertState, ReporterState
from serac.alerts.models import Alert, AlertQuestion, Receipt, ReceiptNote
from serac.cases.contact import in_danger
from serac.cases.models import Case, PremisesRisk
from serac.core.audit_log import verify
from serac.demonstration.play import CONCERNS
from serac.entities.models import Match

DAYS = 300


def test_there_are_forty_alerts_in_every_state_from_everybody_over_a_year_and_several_match(loaded):
    alerts = loaded.session.scalars(select(Alert)).all()
    assert len(alerts) == len(CONCERNS) >= 40
    states = Counter(alert.state for alert in alerts)
    assert {state: states[state] >= 3 for state in AlertState} == dict.fromkeys(AlertState, True)
    assert {alert.source for alert in alerts} == {"partner", "public", "caller", "helpline"}
    assert (loaded.now - min(alert.received_at for alert in alerts)).days > DAYS
    assert any(alert.danger for alert in alerts)
    assert any(alert.about_me for alert in alerts)
    restricted = select(Compartment).where(Compartment.kind == "alert", Compartment.restricted)
    assert len(loaded.session.scalars(restricted).all()) == 1
    receipts = Counter(receipt.state for receipt in loaded.session.scalars(select(Receipt)))
    assert set(receipts) == set(ReporterState)
    assert len({match.compartment_id for match in loaded.session.scalars(select(Match))}) >= 6


def test_deconfliction_is_in_every_state_and_questions_answers_and_words_released_are_there(loaded):
    cases = loaded.session.scalars(select(Case)).all()
    stands = {case.deconfliction for case in cases}
    assert stands == {"not_asked", "waiting", "clear", "hold", "speak_to_me"}
    assert {case.contact_rule for case in cases} == {"open", "ask_lead", "lead_agency_only", "records_only"}
    assert sum(in_danger(case, loaded.now) for case in cases) == 1
    assert len(loaded.session.scalars(select(PremisesRisk)).all()) >= 3
    questions = loaded.session.scalars(select(AlertQuestion)).all()
    assert {question.answered_at is None for question in questions} == {True, False}
    assert loaded.session.scalars(select(ReceiptNote)).all()
    on_duty = select(DutyShift).where(DutyShift.until > loaded.now)
    assert len(loaded.session.scalars(on_duty).all()) >= 7


def test_everything_was_made_through_commands_so_the_log_holds_it_and_is_whole(loaded, services):
    entries, faults = verify(services.engine, services.secrets.audit_key, services.anchor)
    assert faults == []
    assert entries > 500
