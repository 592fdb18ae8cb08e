"""How triage ends: one question with four answers, then what goes into a case where there is one."""

import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import g, request
from flask.typing import ResponseReturnValue

from serac.alerts import commands, policy
from serac.alerts.commands.triage import check_in_hand
from serac.alerts.lifecycle import FINISHED
from serac.alerts.models import Alert
from serac.alerts.queries import find_alert, kinds_by_alert
from serac.alerts.queries.triage import gates_of, in_another_hand, missing_of, plans_of
from serac.alerts.schemas import OWN_WORDS, OpenAnswers
from serac.alerts.schemas.triage import EndAnswers, JoinAnswers, texts_of
from serac.alerts.views.blueprint import bp
from serac.alerts.views.matches import matches_of
from serac.alerts.views.triage.page import heading, triage_page
from serac.cases.models import Case
from serac.cases.policy import write as write_in_case
from serac.cases.queries import find_case
from serac.cases.schemas import pairs
from serac.core.clock import LONDON
from serac.core.problems import Invalid, NotFound
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page
from serac.entities.models import Business, Person, Place, Vehicle
from serac.entities.queries import Recorded, list_recorded
from serac.reference import current

Rows = list[Person | Place | Vehicle | Business]
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_WITH_WORDS: Mapping[str, tuple[str, Callable[..., Alert]]] = {
    "signpost": ("signpost", commands.signpost_alert),
    "no_action": ("close", commands.close_alert),
}
_NO_CASE = "There is no case under this reference that you can add to. Check it, or open a new one"


@bp.route("/alerts/<reference>/finish", methods=["POST"])
@needs(policy.open_case, on=find_alert)
def finish(alert: Alert) -> ResponseReturnValue:
    """The last button: it says what is missing, or goes on to what was chosen."""
    unit, form = current_unit(), Form(EndAnswers(), version=alert.version)
    if form.sent_well():
        end = form.attempt(lambda: _end(unit, alert, form))
        if end:
            endpoint, address = end
            return go(endpoint, **address)
    return triage_page(alert, sent=form, which="end")


def _end(unit: Unit, alert: Alert, form: Form) -> tuple[str, dict[str, str]]:
    """Where to go on: the page of a new case, of joining, or back to the finished alert."""
    data, reference = form.data, alert.reference
    missing = {one.anchor: one.words for one in _missing(unit, alert)}
    check_in_hand(unit, alert)
    if data["outcome"] in _WITH_WORDS:
        name, finish_with = _WITH_WORDS[data["outcome"]]
        words = {"reason": data[f"{name}_reason"], "words": data[f"{name}_words"], "seen_version": form.version}
        words |= {"look_again": data["look_again"]} if name == "close" else {}
        try:
            finish_with(unit, alert, **words)
        except Invalid as problem:
            raise Invalid(problem.errors | missing) from None
        return "alerts.show", {"reference": reference}
    if data["outcome"] == "join":
        try:
            case = find_case(unit, data["case"].upper().replace(" ", ""))
        except NotFound:
            case = None
        if case is None or not unit.may(write_in_case, case):
            raise Invalid({"case": _NO_CASE} | missing)
        _refuse(missing)
        return "alerts.join", {"reference": reference, "case": case.reference}
    _refuse(missing)
    return "alerts.open_case", {"reference": reference}


def _refuse(missing: dict[str, str]) -> None:
    if missing:
        raise Invalid(missing)


def _not_yet(unit: Unit, alert: Alert) -> bool:
    """Whether its page says first what stands in the way: a gate, a plan, or that somebody else has it in hand.

    What was typed already comes back with the page it was typed on.
    """
    others = request.method == "GET" and in_another_hand(unit, alert)
    return alert.state not in FINISHED and (others or bool(_missing(unit, alert)))


def _missing(unit: Unit, alert: Alert) -> list[Any]:
    people = list_recorded(unit, alert.compartment_id).people
    return missing_of(gates_of(unit, alert), plans_of(unit, alert), people)


@bp.route("/alerts/<reference>/open", methods=["GET", "POST"])
@needs(policy.open_case, on=find_alert)
def open_case(alert: Alert) -> ResponseReturnValue:
    """Choose what goes into a new case. The alert itself stays closed to everybody else."""
    unit = current_unit()
    if _not_yet(unit, alert):
        return go("alerts.show", reference=alert.reference, _anchor="outcome-now")
    recorded, sentences = list_recorded(unit, alert.compartment_id), _sentences(alert)
    kinds = kinds_by_alert(unit, [alert.compartment_id])[alert.compartment_id]
    form = Form(OpenAnswers(), initial={"kinds": kinds}, version=alert.version)
    if form.sent_well():
        case = form.attempt(lambda: _open(unit, alert, form, sentences, recorded))
        if case:
            return go("cases.show", reference=case.reference)
    if alert.state in FINISHED and not form.sent:
        return go("alerts.show", reference=alert.reference)
    matches = matches_of(unit, alert)
    return page(
        "alerts/open_case.html",
        target=alert,
        shown=[alert.id, *recorded.ids, *(row_id for one in matches for row_id in one.ids)],
        form=form,
        matches=matches,
        all_kinds=pairs(current().exploitation_kinds, unit.now.astimezone(LONDON).date()),
        **_choices(alert, sentences, recorded),
        **heading(unit, alert),
    )


def find_with_case(unit: Unit, reference: str, case: str) -> Alert:
    """An alert, and a case the reader may see."""
    g.case = find_case(unit, case)
    return find_alert(unit, reference)


@bp.route("/alerts/<reference>/join/<case>", methods=["GET", "POST"])
@needs(policy.open_case, on=find_with_case)
def join(alert: Alert) -> ResponseReturnValue:
    """Choose what goes into a case that is there already."""
    unit = current_unit()
    case: Case = g.case
    unit.require(write_in_case, case)
    if _not_yet(unit, alert):
        return go("alerts.show", reference=alert.reference, _anchor="outcome-now")
    recorded, sentences = list_recorded(unit, alert.compartment_id), _sentences(alert)
    form = Form(JoinAnswers(), version=alert.version)
    if form.sent_well():
        joined = form.attempt(lambda: _join(unit, alert, case, form, sentences, recorded))
        if joined:
            return go("cases.show", reference=joined.reference)
    if alert.state in FINISHED and not form.sent:
        return go("alerts.show", reference=alert.reference)
    return page(
        "alerts/join.html",
        target=alert,
        shown=[alert.id, case.id, *recorded.ids],
        form=form,
        case_reference=case.reference,
        case_title=case.title,
        case_restricted=unit.standing(case.compartment_id).restricted,
        **_choices(alert, sentences, recorded),
        **heading(unit, alert),
    )


def _sentences(alert: Alert) -> list[str]:
    return [one.strip() for one in _BETWEEN_SENTENCES.split(alert.account) if one.strip()][:200]


def _choices(alert: Alert, sentences: list[str], recorded: Recorded) -> dict[str, Any]:
    """What there is to take: sentences of the account, and who and what was written down."""
    people = [(str(p.id), p.name or p.description) for p in recorded.people]
    places = [(str(p.id), p.address or p.postcode) for p in recorded.places]
    vehicles = [(str(v.id), v.plate or v.description) for v in recorded.vehicles]
    return {
        "reference": alert.reference,
        "sentences": [(str(number), sentence) for number, sentence in enumerate(sentences)],
        "takes": people + places + vehicles + [(str(b.id), b.name) for b in recorded.businesses],
        "own_words": OWN_WORDS,
    }


def _taken(form: Form, sentences: list[str], recorded: Recorded) -> tuple[list[dict[str, str]], Rows]:
    """The words and rows that were chosen."""
    if any(int(number) >= len(sentences) for number in form.data["extracts"]):
        raise Invalid({"extracts": "Choose from what was reported"})
    texts = texts_of(form.data, sentences)
    if not texts:
        raise Invalid({"extracts": "Choose or write at least one piece of information"})
    wanted: set[uuid.UUID] = set(form.data["take"])
    rows: Rows = [*recorded.people, *recorded.places, *recorded.vehicles, *recorded.businesses]
    return [{"text": text} for text in texts], [row for row in rows if row.id in wanted]


def _open(unit: Unit, alert: Alert, form: Form, sentences: list[str], recorded: Recorded) -> Case:
    items, rows = _taken(form, sentences, recorded)
    facts = {"title": form.data["title"], "kinds": form.data["kinds"], "seen_version": form.version}
    return commands.open_case_from_alert(unit, alert, items=items, people=rows, **facts)


def _join(unit: Unit, alert: Alert, case: Case, form: Form, sentences: list[str], recorded: Recorded) -> Case:
    items, rows = _taken(form, sentences, recorded)
    return commands.join_alert(unit, alert, case=case, items=items, people=rows, seen_version=form.version)
