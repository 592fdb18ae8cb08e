"""Emergency access: for hours, recorded, told to governance, reviewed."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from serac.access.commands import take_emergency_access
from serac.access.queries import find_in_emergency
from serac.core.events import Event
from serac.core.web import Form, current_unit, needs, page
from serac.desk import policy
from serac.desk.schemas import EmergencyAnswers
from serac.desk.views.blueprint import bp
from serac.reference import current

NOT_FOUND = "There is nothing under this reference that you can open. Check it with whoever gave it to you."
PLACES = {"case": "/cases/", "alert": "/alerts/"}


@bp.route("/emergency-access", methods=["GET", "POST"])
@needs(policy.take_emergency_access)
def emergency() -> ResponseReturnValue:
    """Open one alert or case by its reference. What is not there and what may not be opened get the same answer."""
    unit = current_unit()
    form = Form(EmergencyAnswers(), initial={"reference": request.args.get("reference", "")[:20]})
    if form.sent_well():
        reference = form.data["reference"].upper().replace(" ", "")
        compartment = find_in_emergency(unit, reference)
        if compartment is None or compartment.kind not in PLACES:
            form.errors = {"reference": NOT_FOUND}
            unit.record(Event.REFUSED, page="desk.emergency", tried=unit.tried(reference))
        elif form.attempt(
            lambda: take_emergency_access(unit, compartment, why=form.data["why"], reason=form.data["reason"])
        ):
            return redirect(PLACES[compartment.kind] + reference, 303)
    reasons = [(entry.code, entry.label) for entry in current().emergency_access_reasons.offered(unit.now.date())]
    return page("desk/emergency.html", form=form, reasons=reasons)
