"""Saving one gate, or one plan for tonight: each is a form of its own on the triage page."""

import uuid

from flask import g
from flask.typing import ResponseReturnValue

from serac.alerts import commands, policy
from serac.alerts.models import Alert
from serac.alerts.queries import find_alert
from serac.alerts.queries.triage import gate_codes
from serac.alerts.schemas.triage import TonightAnswers, gate_answers, gate_facts
from serac.alerts.views.blueprint import bp
from serac.alerts.views.triage.page import triage_page
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs


def find_with_gate(unit: Unit, reference: str, code: str) -> Alert:
    """An alert, where there is such a gate."""
    if code not in gate_codes():
        raise NotFound
    g.gate = code
    return find_alert(unit, reference)


def find_with_person(unit: Unit, reference: str, person_id: uuid.UUID) -> Alert:
    """An alert, and whose plan is saved: the command says whether they are in it."""
    g.person_id = person_id
    return find_alert(unit, reference)


@bp.route("/alerts/<reference>/gates/<code>", methods=["POST"])
@needs(policy.triage, on=find_with_gate)
def gate(alert: Alert) -> ResponseReturnValue:
    """Answer one gate. A yes to a position of trust may close the alert to whoever said so: back to the queue then."""
    unit, code = current_unit(), g.gate
    form = Form(gate_answers(code), version=0)
    reference = alert.reference
    if form.sent_well():
        facts = gate_facts(form.data) | {"seen_version": form.version}
        if form.attempt(lambda: commands.answer_gate(unit, alert, code=code, **facts)):
            unit.forget_standing(alert.compartment_id)
            if not unit.may(policy.read, alert):
                return go("alerts.index")
            return go("alerts.show", reference=reference, _anchor="gates")
    return triage_page(alert, gate=code, sent=form, which="gate")


@bp.route("/alerts/<reference>/tonight/<uuid:person_id>", methods=["POST"])
@needs(policy.triage, on=find_with_person)
def tonight(alert: Alert) -> ResponseReturnValue:
    """Save what keeps one person safe tonight."""
    unit, person_id = current_unit(), g.person_id
    form = Form(TonightAnswers(), version=0)
    if form.sent_well():
        facts = form.data | {"person_id": person_id, "seen_version": form.version}
        if form.attempt(lambda: commands.plan_tonight(unit, alert, **facts)):
            return go("alerts.show", reference=alert.reference, _anchor="tonight")
    return triage_page(alert, plan=person_id, sent=form, which="plan")
