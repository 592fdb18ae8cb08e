"""Raising an alert: one page of questions, a look at the answers, then it is sent. Nothing typed is ever lost."""

import functools
from collections.abc import Callable
from typing import Any

from flask import g, request
from flask.typing import ResponseReturnValue

from serac.agencies.models import Partnership
from serac.alerts import commands, policy
from serac.alerts.attachments import CleanFile, clean_file
from serac.alerts.models import Alert, Receipt
from serac.alerts.queries import area_codes, may_be_raised_to, sensitive_readers
from serac.alerts.schemas import MOST_PEOPLE, AlertAnswers, facts_of, people_in
from serac.alerts.views.blueprint import bp
from serac.alerts.words import area_name
from serac.cases.schemas import pairs
from serac.core.clock import LONDON
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page, services, uploaded
from serac.reference import current

View = Callable[..., ResponseReturnValue]
STEPS = frozenset({"check", "change", "add_person", "send"})


def file_first(view: View) -> View:
    """Look at a file, and encode a picture afresh, before the work in the database begins: only of who may send it, once."""

    @functools.wraps(view)
    def run(**address: Any) -> ResponseReturnValue:
        sends = request.form.get("step") == "send" and not request.form.get("restore")
        if sends and current_unit().may(policy.raise_somewhere, None):
            current_unit().commit()
            g.alert_file = _clean_upload()
        return view(**address)

    return run


def _clean_upload() -> CleanFile | Invalid | None:
    sent = uploaded("attachment")
    if sent is None:
        return None
    try:
        return clean_file(*sent, most=services().extra["settings"].upload_megabytes * 1024 * 1024)
    except Invalid as problem:
        return problem


@bp.route("/alerts/new", methods=["GET", "POST"])
@file_first
@needs(policy.raise_somewhere)
def new() -> ResponseReturnValue:
    """Questions; then the answers to check; then it is sent and the reporter gets a receipt."""
    unit = current_unit()
    partnerships = list(may_be_raised_to(unit))
    only = partnerships[0].slug if len(partnerships) == 1 else ""
    form = Form(AlertAnswers(), initial={"partnership": only})
    step = request.form.get("step", "")
    step = step if step in STEPS and not request.form.get("restore") else ""
    if not form.sent or step in {"", "change", "add_person"}:
        return _questions(unit, form, partnerships, more=step == "add_person")
    good = form.sent_well()
    partnership = next((one for one in partnerships if one.slug == form.values["partnership"]), None)
    if good and partnership is None:
        form.errors = {"partnership": "Choose which team receives it"}
    elif good and partnership and form.data["area"] not in area_codes(partnership):
        form.errors = {"area": f"{partnership.name} does not cover that area. Choose another, or not known."}
    if form.errors or partnership is None:
        return _questions(unit, form, partnerships)
    sent = form.attempt(lambda: _send(unit, partnership, form)) if step == "send" else None
    if sent is not None:
        return go("alerts.receipt", reference=sent.reference)
    if set(form.errors) - {"attachment"}:
        return _questions(unit, form, partnerships)
    return _check(unit, form, partnership)


def _send(unit: Unit, partnership: Partnership, form: Form) -> Receipt:
    file = g.get("alert_file")
    if isinstance(file, Invalid):
        raise file
    alert: Alert = commands.raise_alert(unit, partnership, **facts_of(form.data), attachment=file)
    return unit.session.get_one(Receipt, alert.receipt_id)


def _questions(unit: Unit, form: Form, partnerships: list[Partnership], *, more: bool = False) -> ResponseReturnValue:
    day, reference = unit.now.astimezone(LONDON).date(), current()
    areas = dict.fromkeys(code for one in partnerships for code in area_codes(one))
    slots = max(1, len(people_in(form.values)) + (1 if more else 0), _last_slot(form))
    return page(
        "alerts/new.html",
        form=form,
        partnerships=[(one.slug, one.name) for one in partnerships],
        areas=[(code, area_name(reference, code)) for code in areas],
        kinds=pairs(reference.exploitation_kinds, day),
        how_known=pairs(reference.how_known, day),
        place_kinds=pairs(reference.place_kinds, day),
        still=pairs(reference.still_in_situation, day),
        ages=[(age.code, age.label) for age in reference.age_bands.offered(day)],
        slots=min(slots, MOST_PEOPLE),
        most_people=MOST_PEOPLE,
        file_chosen_before=any(file.filename for file in request.files.values()),
    )


def _last_slot(form: Form) -> int:
    """The last person's place that holds anything, so that nothing typed is hidden."""
    numbers = range(1, MOST_PEOPLE + 1)
    names = ("name", "description", "phone", "age_band")
    return max((n for n in numbers if any(form.values.get(f"person_{n}_{name}") for name in names)), default=0)


def _check(unit: Unit, form: Form, partnership: Partnership) -> ResponseReturnValue:
    """The answers, as they will be sent. The file is chosen here: a browser gives none back from the page before."""
    trusted = form.data["position_of_trust"] == "yes"
    settings = services().extra["settings"]
    return page(
        "alerts/check.html",
        form=form,
        rows=_answers(form, partnership),
        danger=form.data["danger"] == "yes",
        called=form.data["called_999"] == "yes",
        trusted=trusted,
        somebody_reads=bool(sensitive_readers(unit, partnership.id)) if trusted else True,
        team=partnership.name,
        megabytes=settings.upload_megabytes,
        kept=[(name, value) for name, value in form.values.items() if value],
    )


def _answers(form: Form, partnership: Partnership) -> list[tuple[str, Any, None]]:
    reference, data = current(), form.data
    yes = {"yes": "Yes", "no": "No", "not_sure": "Not sure", "": ""}
    people = [
        ", ".join(
            part
            for part in (one["name"], one["description"], one["phone"], _label("age_bands", one["age_band"]))
            if part.strip()
        )
        for one in people_in(data)
    ]
    rows: list[tuple[str, Any]] = [
        ("In danger now", yes[data["danger"]]),
        *([("999 called", yes[data["called_999"]])] if data["danger"] == "yes" else []),
        ("What you saw or heard", data["what"]),
        ("What it may be", [reference.exploitation_kinds.label(code) for code in data["kinds"]]),
        ("How you know", reference.how_known.label(data["how_known"])),
        ("Where", data["where"]),
        ("Kind of place", reference.place_kinds.label(data["place_kind"])),
        ("Area", area_name(reference, data["area"])),
        ("When", data["when"]),
        ("Still in the situation", reference.still_in_situation.label(data["still_happening"])),
        ("Under 18, or may be", yes[data["child"]]),
        ("People", people),
        ("Number plate", data["plate"]),
        ("Business", data["business"]),
        ("Position of trust", yes[data["position_of_trust"]]),
        ("Your own reference", data["own_reference"]),
        ("Sent to", partnership.name),
    ]
    return [(key, value, None) for key, value in rows]


def _label(name: str, code: str) -> str:
    return current().list(name).label(code) if code else ""
