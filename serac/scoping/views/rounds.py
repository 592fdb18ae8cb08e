"""Planning a round: what is asked, of whom and why, what is named to each. Nothing is sent from these pages."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from serac.agencies.models import Agency
from serac.cases.contact import only_records_checks
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.cases.schemas import pairs
from serac.cases.views.frame import case_page
from serac.core.clock import LONDON
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs
from serac.entities.queries import list_recorded
from serac.reference import current
from serac.scoping import policy
from serac.scoping.commands.rounds import begin_round, change_round, discard_round, end_of_work, rules_of
from serac.scoping.commands.rounds_requests import (
    HOLDS,
    change_request,
    drop_request,
    is_immigration_control,
    plan_request,
    things_in,
)
from serac.scoping.lifecycle import RoundState
from serac.scoping.models import Request, Round
from serac.scoping.queries.rounds import (
    agencies_of,
    briefs_of,
    case_of,
    find_planned,
    find_round,
    named_in,
    planned_in,
    requests_of_case,
)
from serac.scoping.queries.rounds_proposals import Proposal, propose
from serac.scoping.schemas.rounds import PlanAnswers, RequestAnswers, RoundAnswers
from serac.scoping.views.blueprint import bp
from serac.scoping.words import ASKS, URGENCIES


@dataclass(frozen=True)
class Planned:
    """A planned request in the list of its round."""

    agency: str
    words: str
    names: tuple[str, ...]
    meta: str
    url: str
    drop_url: str


@bp.route("/cases/<reference>/scoping/begin", methods=["GET", "POST"])
@needs(policy.plan_round, on=find_case)
def begin(case: Case) -> ResponseReturnValue:
    """Say what is asked, what for and how soon. Nobody is asked yet."""
    form = Form(RoundAnswers())
    if form.sent_well() and form.attempt(lambda: begin_round(current_unit(), case, **form.data)):
        return go("scoping.plan", reference=case.reference)
    return case_page("scoping/begin.html", case, form=form, **_round_choices(current_unit(), case))


@bp.route("/cases/<reference>/scoping/round/change", methods=["GET", "POST"])
@needs(policy.plan_round, on=find_round)
def change(row: Round) -> ResponseReturnValue:
    """Change what a round asks before it is sent."""
    unit, case = current_unit(), case_of(current_unit(), row)
    initial = {"purpose": row.purpose, "urgency": row.urgency, "question": row.question}
    form = Form(RoundAnswers(), initial=initial, version=row.version)
    if form.sent_well():
        facts = form.data | {"seen_version": form.version}
        if form.attempt(lambda: change_round(unit, row, **facts)):
            return go("scoping.plan", reference=case.reference)
    return case_page("scoping/change.html", case, form=form, **_round_choices(unit, case))


def _round_choices(unit: Unit, case: Case) -> dict[str, Any]:
    day, rules = unit.now.astimezone(LONDON).date(), rules_of(unit, case)
    days, hours = rules.number("scoping.ordinary_working_days"), rules.number("scoping.urgent_hours")
    hints = {"ordinary": f"{days} working days to answer", "urgent": f"{hours} hours to answer"}
    purposes = [(p.code, p.label, p.hint) for p in current().sharing_purposes.offered(day) if p.on_by_default]
    return {"purposes": purposes, "urgencies": [(code, label, hints[code]) for code, label in URGENCIES.items()]}


@bp.route("/cases/<reference>/scoping/round/give-up", methods=["POST"])
@needs(policy.plan_round, on=find_round)
def give_up(row: Round) -> ResponseReturnValue:
    """Give up a round that was not sent."""
    reference = case_of(current_unit(), row).reference
    discard_round(current_unit(), row)
    return go("scoping.show", reference=reference)


@bp.route("/cases/<reference>/scoping/round", methods=["GET", "POST"])
@needs(policy.plan_round, on=find_round)
def plan(row: Round) -> ResponseReturnValue:
    """Choose agencies, with the reasons they are proposed for, and what is named to them."""
    unit, case = current_unit(), case_of(current_unit(), row)
    planned = _planned(unit, case, row)
    asked = {one.id for one in agencies_of(unit, _all_of(unit, row)).values()}
    proposals = [one for one in propose(unit, case) if one.agency.id not in asked]
    initial = {"agencies": [one.agency.slug for one in proposals if one.why and not asked], "asks": "records"}
    form = Form(PlanAnswers(), initial=initial)
    if form.sent_well() and form.attempt(lambda: _plan_all(unit, case, row, proposals, form.data)):
        return go("scoping.plan", reference=case.reference)
    return case_page(
        "scoping/plan.html",
        case,
        form=form,
        round={"number": row.number, "question": row.question, "draft": row.state == RoundState.DRAFT},
        planned=planned,
        proposed=[_choice(one) for one in proposals if not one.controls],
        controls=[_choice(one) for one in proposals if one.controls],
        shown=[row.id],
        **_what_choices(unit, case),
    )


def _all_of(unit: Unit, row: Round) -> Sequence[Request]:
    case = case_of(unit, row)
    return [one for one in requests_of_case(unit, case) if one.round_id == row.id]


def _choice(one: Proposal) -> tuple[str, str, str]:
    hint = ". ".join(filter(None, (*one.why, one.record)))
    return one.agency.slug, one.agency.name, hint + "." if hint else ""


def _planned(unit: Unit, case: Case, row: Round) -> list[Planned]:
    rows = planned_in(unit, row)
    agencies, briefs, named = agencies_of(unit, rows), briefs_of(unit, rows), named_in(unit, rows)
    categories = current().information_categories
    found = []
    for one in rows:
        where: dict[str, Any] = {"reference": case.reference, "request_reference": one.reference}
        holds = ", ".join(categories.label(code).lower() for code in one.categories)
        meta = f"{ASKS[one.asks]}. Holds: {holds}." + (" Joins the virtual team." if one.joins_team else "")
        url, drop_url = url_for("scoping.plan_one", **where), url_for("scoping.drop_one", **where)
        names = tuple(thing.words for thing in named[one.id])
        found.append(Planned(agencies[one.agency_id].name, briefs[one.id].words, names, meta, url, drop_url))
    return sorted(found, key=lambda one: one.agency.lower())


def _what_choices(unit: Unit, case: Case) -> dict[str, Any]:
    """Whom and what can be named, and the categories that naming them is not already."""
    day, recorded = unit.now.astimezone(LONDON).date(), list_recorded(unit, case.compartment_id)
    categories, strict = pairs(current().information_categories, day), only_records_checks(case, unit.now)
    asks = [(code, label) for code, label in ASKS.items() if code == "records" or not strict]
    things = [(str(thing_id), words) for _, thing_id, words in things_in(recorded) if words]
    return {"things": things, "all_categories": categories, "asks": asks, "strict": strict}


def _plan_all(unit: Unit, case: Case, row: Round, proposals: Sequence[Proposal], answers: dict[str, Any]) -> bool:
    able = {one.agency.slug: one.agency for one in proposals}
    if any(slug not in able for slug in answers["agencies"]):
        raise Invalid({"agencies": "Choose agencies of this partnership that are not asked yet"})
    for slug in answers["agencies"]:
        plan_request(unit, row, agency=able[slug], **_facts_for(unit, case, able[slug], answers))
    return True


def _facts_for(unit: Unit, case: Case, agency: Agency, answers: dict[str, Any]) -> dict[str, Any]:
    """What was chosen for all; for immigration control without people and without what is never opened to it (domain 5.4)."""
    facts = {name: answers[name] for name in ("things", "categories", "asks", "joins_team")}
    if not is_immigration_control(agency):
        return facts
    people = {one.id for one in list_recorded(unit, case.compartment_id).people}
    known = current().information_categories
    return facts | {
        "things": [one for one in facts["things"] if one not in people],
        "categories": [code for code in facts["categories"] if not known.get(code).never_to_immigration],
        "joins_team": False,
    }


@bp.route("/cases/<reference>/scoping/requests/<request_reference>/plan", methods=["GET", "POST"])
@needs(policy.plan_round, on=find_planned)
def plan_one(row: Request) -> ResponseReturnValue:
    """Change what one agency will be asked and what is named to it."""
    unit, case = current_unit(), case_of(current_unit(), row)
    form = Form(RequestAnswers(), initial=_as_planned(unit, row), version=row.version)
    if form.sent_well():
        due_on: dt.date | None = form.data.pop("due_on")
        due_at = end_of_work(rules_of(unit, case), due_on) if due_on else None
        facts = form.data | {"due_at": due_at, "seen_version": form.version}
        if form.attempt(lambda: change_request(unit, row, **facts)):
            return go("scoping.plan", reference=case.reference)
    agency = agencies_of(unit, [row])[row.agency_id]
    words: dict[str, Any] = {"agency": agency.name, "controls": is_immigration_control(agency)}
    return case_page("scoping/plan_one.html", case, form=form, shown=[row.id], **words, **_what_choices(unit, case))


def _as_planned(unit: Unit, row: Request) -> dict[str, Any]:
    named = named_in(unit, [row])[row.id]
    implied = {HOLDS[one.kind] for one in named}
    return {
        "question": briefs_of(unit, [row])[row.id].words,
        "things": [str(one.thing_id) for one in named],
        "categories": [code for code in row.categories if code not in implied],
        "asks": row.asks,
        "joins_team": row.joins_team,
        "due_on": row.due_at.astimezone(LONDON).date() if row.due_at else None,
    }


@bp.route("/cases/<reference>/scoping/requests/<request_reference>/drop", methods=["POST"])
@needs(policy.plan_round, on=find_planned)
def drop_one(row: Request) -> ResponseReturnValue:
    """Take an agency out before anything is sent."""
    drop_request(current_unit(), row)
    return go("scoping.plan", reference=str((request.view_args or {})["reference"]))
