"""Writing down what triage learns later."""

import uuid

from flask import request
from flask.typing import ResponseReturnValue

from serac.alerts import commands, policy
from serac.alerts.models import Alert
from serac.alerts.queries import find_alert
from serac.alerts.schemas.triage import learnt_answers
from serac.alerts.views.blueprint import bp
from serac.alerts.views.triage.page import heading
from serac.alerts.views.triage.shown import person_title
from serac.cases.schemas import pairs
from serac.core.clock import LONDON
from serac.core.web import Form, current_unit, go, needs, page
from serac.entities.queries import list_people
from serac.reference import current


@bp.route("/alerts/<reference>/learnt", methods=["GET", "POST"])
@needs(policy.triage, on=find_alert)
def learnt(alert: Alert) -> ResponseReturnValue:
    """Say who somebody is in it, and add a person, a vehicle or a place."""
    unit, everybody = current_unit(), list_people(current_unit(), alert.compartment_id)
    people = [(one.id, f"role_{number}", person_title(one, number)) for number, one in enumerate(everybody, start=1)]
    initial = {name: person.role for (_, name, _), person in zip(people, everybody, strict=True)}
    form = Form(learnt_answers([name for _, name, _ in people]), initial=initial)
    if form.sent_well():
        roles: dict[uuid.UUID, str] = {one: form.data[name] for one, name, _ in people if name in request.form}
        facts = {name: value for name, value in form.data.items() if not name.startswith("role_")}
        if form.attempt(lambda: commands.write_learnt(unit, alert, facts=facts, roles=roles)):
            return go("alerts.show", reference=alert.reference, _anchor="report")
    day, reference = unit.now.astimezone(LONDON).date(), current()
    return page(
        "alerts/learnt.html",
        target=alert,
        shown=[alert.id, *(one for one, _, _ in people)],
        form=form,
        reference=alert.reference,
        people=[(name, title) for _, name, title in people],
        case_roles=pairs(reference.case_roles, day),
        ages=[(age.code, age.label) for age in reference.age_bands.offered(day)],
        **heading(unit, alert),
    )
