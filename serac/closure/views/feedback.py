"""Telling those who helped: chosen, looked at exactly as each will read it, by name, then sent. And reading it."""

import uuid
from collections.abc import Collection
from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy import select

from serac.agencies.models import Agency
from serac.alerts.words import REPORTER_STATES
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.cases.views.frame import case_page
from serac.closure import commands, policy
from serac.closure.commands import Telling
from serac.closure.models import Feedback
from serac.closure.queries import (
    ToAgency,
    ToReporter,
    agencies_to_tell,
    find_feedback,
    reporters_to_tell,
    who_reads,
)
from serac.closure.schemas import FeedbackAnswers
from serac.closure.views.blueprint import bp
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page

CHANGED = "Who would read it has changed since you looked. Look again before you send it"


@bp.route("/cases/<reference>/closing/feedback", methods=["GET", "POST"])
@needs(policy.give_feedback, on=find_case)
def feedback(case: Case) -> ResponseReturnValue:
    """Choose whom to tell and in what words; see exactly what each will read; send it."""
    unit, checked = current_unit(), None
    form = Form(FeedbackAnswers())
    if form.sent_well():
        telling = _telling(form)
        if form.data["step"] != "change":
            checked = form.attempt(lambda: commands.check_feedback(unit, case, telling))
        if checked and form.data["step"] == "send":
            if form.data["seen"] != who_reads(checked.agencies, checked.reporters):
                form.errors = {"_form": CHANGED}
            elif form.attempt(lambda: commands.give_feedback(unit, case, telling=telling)):
                return go("closure.show", reference=case.reference, _anchor="told")
    agencies, reporters = agencies_to_tell(unit, case), reporters_to_tell(unit, case)
    return case_page(
        "closure/feedback.html",
        case,
        form=form,
        shown=[*(one.agency.id for one in agencies), *(one.alert.id for one in reporters)],
        preview=checked is not None,
        seen=who_reads(checked.agencies, checked.reporters) if checked else "",
        agencies=[_agency(one) for one in (checked.agencies if checked else agencies)],
        reporters=[_reporter(one) for one in (checked.reporters if checked else reporters)],
    )


def _telling(form: Form) -> Telling:
    said: dict[str, Any] = {
        name: form.data[name] for name in ("agency_words", "reporter_words", "reason", "no_operation")
    }
    return Telling(agencies=_ids(form.data["agencies"]), reporters=_ids(form.data["reporters"]), **said)


def _ids(texts: Collection[str]) -> frozenset[uuid.UUID]:
    """What was chosen; what is no id is nobody's."""
    found = set()
    for text in texts:
        try:
            found.add(uuid.UUID(text))
        except ValueError:
            found.add(uuid.UUID(int=0))
    return frozenset(found)


def _agency(one: ToAgency) -> dict[str, Any]:
    return {
        "id": str(one.agency.id),
        "name": one.agency.name,
        "people": [name for _, name in one.people],
        "confirms": one.confirms,
        "under": one.under,
        "stops": one.stops,
    }


def _reporter(one: ToReporter) -> dict[str, Any]:
    return {
        "id": str(one.alert.id),
        "name": one.name,
        "alert": one.alert.reference,
        "receipt": one.receipt.reference if one.receipt else "",
        "sent_at": one.receipt.sent_at if one.receipt else None,
        "sign": REPORTER_STATES[one.receipt.state] if one.receipt else None,
        "stops": one.stops,
    }


@bp.route("/feedback/<uuid:feedback_id>")
@needs(policy.read_feedback, on=find_feedback)
def received(feedback: Feedback) -> ResponseReturnValue:
    """What an agency was told of how its part counted."""
    unit = current_unit()
    return page(
        "closure/received.html",
        target=feedback,
        shown=[feedback.id],
        words=feedback.words,
        sent_at=feedback.sent_at,
        agency=_name(unit, feedback.agency_id),
        marking_for="Only for the people it was sent to",
    )


def _name(unit: Unit, agency_id: uuid.UUID) -> str:
    return unit.session.scalars(select(Agency.name).where(Agency.id == agency_id)).one()
