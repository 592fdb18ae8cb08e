"""Recording a decision; the chair's part in it; dissent."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from serac.agencies.models import Agency, Member
from serac.agencies.roles import ROLE_WORDS, Role
from serac.cases.models import Case
from serac.cases.queries import Person, find_case
from serac.cases.schemas import pairs
from serac.cases.views.frame import case_page
from serac.cases.views.leaving_out import linked_words
from serac.core.clock import LONDON
from serac.core.problems import NotPermitted
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs
from serac.decisions import commands, policy
from serac.decisions.commands.decisions import FIELDS, latest_review
from serac.decisions.lifecycle import DecisionState
from serac.decisions.models import Decision
from serac.decisions.queries import (
    chairs_of,
    current_of,
    find_current,
    find_waiting,
    first_responders_of,
    has_conflict,
    has_stated_none,
    latest_number,
    leads_of,
    list_dissent,
    waiting_of,
)
from serac.decisions.schemas import ChairAnswers, ConfirmAnswers, DecisionAnswers, DissentAnswers
from serac.decisions.views.blueprint import bp
from serac.decisions.views.room import agency_names, shown_decisions
from serac.reference import current


def case_here(unit: Unit, decision: Decision) -> Case:
    """The case of a decision, which its reader has found already."""
    return unit.session.get_one(Case, decision.case_id)


@bp.route("/cases/<reference>/decision/new", methods=["GET", "POST"])
@needs(policy.decide, on=find_case)
def new(case: Case) -> ResponseReturnValue:
    """Record a decision. It supersedes the one before."""
    unit = current_unit()
    if has_conflict(unit, case):
        raise NotPermitted("You told us that you have a connection with somebody in this case. Somebody else decides.")
    leads, before = leads_of(unit, case), current_of(unit, case)
    first = {"review_on": latest_review(unit, case)}
    form = Form(DecisionAnswers(), initial=first, version=latest_number(unit, case))
    if form.sent_well():
        facts = _facts(form.data, {agency.slug: agency for agency in leads}) | {"seen": form.version or 0}
        made: Decision | None = form.attempt(lambda: commands.decide(unit, case, **facts))
        if made is not None:
            unread = made.state == DecisionState.WAITING and not any(one.reads for one in chairs_of(unit, case))
            may_put = unread and unit.may(policy.put_to_chair, case)
            return go("decisions.chair" if may_put else "decisions.show", reference=case.reference)
    by_chair = unit.may(policy.chair, case)
    asks = by_chair and not unit.standing(case.compartment_id).team and not has_stated_none(unit, case)
    return case_page(
        "decisions/new.html",
        case,
        form=form,
        shown=[before.id] if before else [],
        before=shown_decisions(unit, [before], ())[before.id] if before else None,
        asks_connection=asks,
        labels=FIELDS,
        first_responders=[(agency.slug, agency.name) for agency in first_responders_of(unit, case)],
        **_choices(unit, leads),
    )


def _facts(data: dict[str, Any], by_slug: dict[str, Agency]) -> dict[str, Any]:
    """The answers as the command takes them: reasons of another response than the one chosen are left out."""
    of_this = {one.code for one in current().decision_criteria if one.response == data["response"]}
    chosen = [by_slug[slug].id for slug in data["consulted"] if slug in by_slug]
    return data | {
        "criteria": [code for code in data["criteria"] if code in of_this],
        "lead": by_slug.get(data["lead"]),
        "first_responder": by_slug.get(data["first_responder"]),
        "consulted": chosen,
        "review_on": data.get("review_on"),
    }


def _choices(unit: Unit, leads: Any) -> dict[str, Any]:
    reference, day = current(), unit.now.astimezone(LONDON).date()
    criteria: dict[str, list[tuple[str, str]]] = {}
    for one in reference.decision_criteria.offered(day):
        criteria.setdefault(one.response, []).append((one.code, one.label))
    groups: dict[str, list[tuple[str, str]]] = {}
    for power in reference.powers.offered(day):
        groups.setdefault(reference.power_groups.label(power.group), []).append((power.code, power.label))
    return {
        "responses": pairs(reference.decision_responses, day),
        "criteria": criteria,
        "reasons": pairs(reference.no_further_action_reasons, day),
        "agencies": [(agency.slug, agency.name) for agency in leads],
        "powers": [item for label, items in groups.items() for item in ((None, label), *items)],
    }


@bp.route("/cases/<reference>/decision/confirm", methods=["GET", "POST"])
@needs(policy.confirm, on=find_waiting)
def confirm(decision: Decision) -> ResponseReturnValue:
    """The chair confirms a decision, sends it back, or steps aside."""
    unit = current_unit()
    case = case_here(unit, decision)
    if has_conflict(unit, case):
        raise NotPermitted("You told us that you have a connection with somebody in this case. Somebody else decides.")
    form = Form(ConfirmAnswers(), version=decision.version)
    if form.sent_well() and form.attempt(lambda: _answer(unit, case, decision, form)):
        aside = form.data["answer"] == "step_aside"
        return go("cases.index") if aside else go("decisions.show", reference=case.reference)
    dissent = list_dissent(unit, [decision.id])
    asks = not unit.standing(case.compartment_id).team and not has_stated_none(unit, case)
    return case_page(
        "decisions/confirm.html",
        case,
        form=form,
        shown=[decision.id, *(one.id for one in dissent)],
        decision=shown_decisions(unit, [decision], dissent)[decision.id],
        asks_connection=asks,
    )


def _answer(unit: Unit, case: Case, decision: Decision, form: Form) -> bool:
    data = form.data
    if data["answer"] == "step_aside":
        commands.step_aside(unit, case)
    elif data["answer"] == "send_back":
        commands.send_back(unit, decision, words=data["words"], seen_version=form.version)
    else:
        facts = {"no_connection": data["no_connection"], "words": data["words"]}
        commands.confirm_decision(unit, decision, seen_version=form.version, **facts)
    return True


@bp.route("/cases/<reference>/decision/chair", methods=["GET", "POST"])
@needs(policy.put_to_chair, on=find_case)
def chair(case: Case) -> ResponseReturnValue:
    """Open a case to a chair."""
    unit = current_unit()
    chairs = chairs_of(unit, case)
    form = Form(ChairAnswers())
    if form.sent_well():
        member = unit.session.get(Member, form.data["chair"])
        if member is None or all(one.id != member.id for one in chairs):
            form.errors = {"chair": "Choose a chair"}
        elif form.attempt(lambda: _put(unit, case, member, form.data)):
            return go("decisions.show", reference=case.reference)
    day, reference = unit.now.astimezone(LONDON).date(), current()
    return case_page(
        "decisions/chair.html",
        case,
        form=form,
        waits=waiting_of(unit, case) is not None,
        reading=[one.name for one in chairs if one.reads],
        chairs=[(str(one.id), one.name) for one in chairs if not one.reads],
        purposes=[(p.code, p.label, p.hint) for p in reference.sharing_purposes.offered(day) if p.on_by_default],
        categories=pairs(reference.information_categories, day),
        **linked_words(unit, case, [Person(one.id, one.name) for one in chairs if not one.reads], ()),
    )


def _put(unit: Unit, case: Case, member: Member, data: dict[str, Any]) -> bool:
    commands.put_to_chair(unit, case, chair=member, purpose=data["purpose"], categories=data["categories"])
    return True


@bp.route("/cases/<reference>/decision/dissent", methods=["GET", "POST"])
@needs(policy.take_part, on=find_current)
def dissent(decision: Decision) -> ResponseReturnValue:
    """Say that an agency does not agree."""
    unit = current_unit()
    case = case_here(unit, decision)
    named = agency_names(unit, unit.actor.agencies)
    roles = [(role, ROLE_WORDS[Role(role)].capitalize()) for role in unit.actor.roles]
    only = {"agency": str(next(iter(named))) if len(named) == 1 else "", "role": roles[0][0] if len(roles) == 1 else ""}
    form = Form(DissentAnswers(), initial=only)
    if form.sent_well():
        agency = next((one for one in named if str(one) == form.data["agency"]), None)
        if agency is None:
            form.errors = {"agency": "Choose an agency you work for"}
        else:
            facts = {"agency": unit.session.get_one(Agency, agency), "role": form.data["role"]}
            if form.attempt(lambda: commands.add_dissent(unit, decision, words=form.data["words"], **facts)):
                return go("decisions.show", reference=case.reference)
    return case_page(
        "decisions/dissent.html",
        case,
        form=form,
        shown=[decision.id],
        decision=shown_decisions(unit, [decision], ())[decision.id],
        agencies=sorted(((str(key), name) for key, name in named.items()), key=lambda one: one[1].lower()),
        roles=roles,
        back_url=url_for("decisions.show", reference=case.reference),
    )
