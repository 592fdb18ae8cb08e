"""Response teams: starting, changing and ending one, and asking for what it does."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from serac.actions import commands as act
from serac.actions.lifecycle import OPEN
from serac.actions.models import Action
from serac.actions.queries import briefs_of, list_actions
from serac.actions.schemas import MakeAnswers
from serac.actions.views.asking import USUAL, askable, choices_of, chosen, lists_of, readers_of
from serac.actions.views.shown import agencies_named
from serac.actions.words import ListedAction, listed
from serac.agencies.models import Agency, Member
from serac.agencies.queries import names_of
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.cases.schemas import pairs
from serac.cases.views.frame import case_page
from serac.cases.words import Sign
from serac.core.clock import LONDON, day_in_words
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs
from serac.decisions import commands, policy
from serac.decisions.lifecycle import TeamState
from serac.decisions.models import ResponseTeam
from serac.decisions.queries import find_response_team, in_force_of, leads_of, list_response_teams, people_by_agency
from serac.decisions.schemas import EndTeamAnswers, NewTeamAnswers, TeamAnswers
from serac.decisions.views.blueprint import bp
from serac.reference import current

WORKING, ENDED = Sign("Working", "part"), Sign("Ended", "done", "quiet")


@dataclass(frozen=True)
class ShownTeam:
    """A response team as the decision room shows it. `url`: where it is changed, "" for whoever may not."""

    id: uuid.UUID
    kind: str
    sign: Sign
    lead: str
    aim: str
    exit_when: str
    dates: str
    ended: str
    url: str
    end_url: str
    action_url: str
    actions: tuple[ListedAction, ...]
    open_actions: int


def shown_teams(unit: Unit, case: Case, teams: Sequence[ResponseTeam]) -> list[ShownTeam]:
    """The response teams of a case, those at work first."""
    ids = {one.lead_id for one in teams}
    found = unit.session.scalars(select(Agency).where(Agency.id.in_(ids))) if ids else ()
    agencies = {agency.id: agency.name for agency in found}
    people = names_of(unit, [one.lead_member_id for one in teams])
    may = unit.may(policy.respond, case)
    ordered = sorted(teams, key=lambda one: one.state != TeamState.WORKING)
    actions = _actions(unit, case) if teams else {}
    return [
        _shown(case, one, agencies.get(one.lead_id, ""), people, actions.get(one.id, ()), may=may) for one in ordered
    ]


def _actions(unit: Unit, case: Case) -> dict[uuid.UUID, list[tuple[Action, ListedAction]]]:
    """The actions of a case that the reader may see, by what they hang from."""
    found = list_actions(unit, case.compartment_id)
    briefs, names = briefs_of(unit, found), names_of(unit, [one.owner_id for one in found])
    agencies = agencies_named(unit, [one.agency_id for one in found])
    by_team: dict[uuid.UUID, list[tuple[Action, ListedAction]]] = {}
    for one in found:
        whose = agencies.get(one.agency_id, ""), names.get(one.owner_id, "Somebody")
        row = listed(one, briefs.get(one.id), *whose, unit.now, restricted=False)
        by_team.setdefault(one.hangs_from_id, []).append((one, row))
    return by_team


def _shown(
    case: Case, one: ResponseTeam, lead: str, people: dict[uuid.UUID, str], actions: Sequence[tuple[Action, ListedAction]],
    *, may: bool,
) -> ShownTeam:  # fmt: skip
    reference = current()
    works = one.state == TeamState.WORKING
    member = people.get(one.lead_member_id, "") if one.lead_member_id else ""
    ended = reference.response_team_endings.label(one.end_reason) if one.end_reason else ""
    dates = f"Since {day_in_words(one.started_at)}"
    if one.ended_at is not None:
        dates += f", ended {day_in_words(one.ended_at)}"
    address: dict[str, Any] = {"reference": case.reference, "team_id": one.id}
    return ShownTeam(
        one.id,
        reference.response_team_kinds.label(one.kind),
        WORKING if works else ENDED,
        f"{member}, {lead}" if member else lead,
        one.aim,
        one.exit_when,
        dates,
        f"{ended}. {one.end_words}".strip() if ended else "",
        url_for("decisions.team", **address) if may and works else "",
        url_for("decisions.end_team", **address) if may and works else "",
        url_for("decisions.team_action", **address) if may and works else "",
        tuple(row for _, row in actions),
        sum(action.state in OPEN for action, _ in actions),
    )


def _choices(unit: Unit, case: Case, leads: Sequence[Agency]) -> dict[str, Any]:
    people = people_by_agency(unit, case, leads)
    persons = {str(one.id): f"{one.name}, {agency.name}" for agency in leads for one in people[agency.id]}
    named = sorted(persons.items(), key=lambda one: one[1].lower())
    return {"agencies": [(agency.slug, agency.name) for agency in leads], "people": named}


def _facts(
    unit: Unit, data: dict[str, Any], leads: Sequence[Agency], people: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """The answers as the command takes them; somebody who was not offered is nobody."""
    lead = next((agency for agency in leads if agency.slug == data["lead"]), None)
    chosen = data["lead_member"] if data["lead_member"] in dict(people) else ""
    member = unit.session.get(Member, uuid.UUID(chosen)) if chosen else None
    return data | {"lead": lead, "lead_member": member}


@bp.route("/cases/<reference>/decision/teams", methods=["GET", "POST"])
@needs(policy.respond, on=find_case)
def teams(case: Case) -> ResponseReturnValue:
    """Start a response team."""
    unit = current_unit()
    leads, decision = leads_of(unit, case), in_force_of(unit, case)
    choices = _choices(unit, case, leads)
    leading = next((agency.slug for agency in leads if decision and agency.id == decision.lead_id), "")
    form = Form(NewTeamAnswers(), initial={"lead": leading})
    if form.sent_well():
        facts = _facts(unit, form.data, leads, choices["people"])
        if form.attempt(lambda: commands.start_response_team(unit, case, **facts)):
            return go("decisions.show", reference=case.reference, _anchor="teams")
    working = {one.kind for one in list_response_teams(unit, case) if one.state == TeamState.WORKING}
    kinds = pairs(current().response_team_kinds, unit.now.astimezone(LONDON).date())
    return case_page(
        "decisions/teams.html",
        case,
        form=form,
        kinds=[kind for kind in kinds if kind[0] not in working or form.errors],
        decided=decision is not None and not current().decision_responses.get(decision.response).needs_review,
        **choices,
    )


@bp.route("/cases/<reference>/decision/teams/<uuid:team_id>", methods=["GET", "POST"])
@needs(policy.respond, on=find_response_team)
def team(found: ResponseTeam) -> ResponseReturnValue:
    """Change who leads a response team, its aim, or when it is done."""
    unit = current_unit()
    case = unit.session.get_one(Case, found.case_id)
    leads = leads_of(unit, case)
    choices = _choices(unit, case, leads)
    now = {
        "lead": next((agency.slug for agency in leads if agency.id == found.lead_id), ""),
        "lead_member": str(found.lead_member_id or ""),
        "aim": found.aim,
        "exit_when": found.exit_when,
    }
    form = Form(TeamAnswers(), initial=now, version=found.version)
    if form.sent_well():
        facts = _facts(unit, form.data, leads, choices["people"]) | {"seen_version": form.version}
        if form.attempt(lambda: commands.change_response_team(unit, found, **facts)):
            return go("decisions.show", reference=case.reference, _anchor="teams")
    kind = current().response_team_kinds.label(found.kind)
    return case_page("decisions/team.html", case, form=form, shown=[found.id], kind=kind, **choices)


@bp.route("/cases/<reference>/decision/teams/<uuid:team_id>/end", methods=["GET", "POST"])
@needs(policy.respond, on=find_response_team)
def end_team(found: ResponseTeam) -> ResponseReturnValue:
    """End a response team, with a reason."""
    unit = current_unit()
    case = unit.session.get_one(Case, found.case_id)
    form = Form(EndTeamAnswers(), version=found.version)
    if form.sent_well():
        facts = form.data | {"seen_version": form.version}
        if form.attempt(lambda: commands.end_response_team(unit, found, **facts)):
            return go("decisions.show", reference=case.reference, _anchor="teams")
    day = unit.now.astimezone(LONDON).date()
    return case_page(
        "decisions/end_team.html",
        case,
        form=form,
        shown=[found.id],
        responding=shown_teams(unit, case, [found])[0],
        reasons=pairs(current().response_team_endings, day),
    )


@bp.route("/cases/<reference>/decision/teams/<uuid:team_id>/action", methods=["GET", "POST"])
@needs(policy.respond, on=find_response_team)
def team_action(found: ResponseTeam) -> ResponseReturnValue:
    """Ask an agency for something that hangs from a response team."""
    unit, reference = current_unit(), current()
    case = unit.session.get_one(Case, found.case_id)
    offered = askable(unit, case.partnership_id, case.compartment_id)
    today = unit.now.astimezone(LONDON).date()
    form = Form(MakeAnswers(), initial={"due_on": today + dt.timedelta(days=7), **USUAL})
    if form.sent_well() and form.attempt(lambda: _ask(unit, case, found, offered, form.data)):
        return go("decisions.show", reference=case.reference, _anchor="teams")
    return case_page(
        "decisions/team_action.html",
        case,
        form=form,
        shown=[found.id],
        owners=choices_of(offered),
        alone=readers_of(offered),
        kinds=pairs(reference.action_kinds, today),
        priorities=pairs(reference.action_priorities, today),
        **lists_of(unit),
    )


def _ask(unit: Unit, case: Case, team: ResponseTeam, offered: Any, answers: dict[str, Any]) -> Action:
    agency, owner = chosen(unit, offered, answers["owner"])
    facts = {name: answers[name] for name in ("why", "kind", "priority", "due_on", "purpose", "categories")}
    facts |= {"text": answers["what"], "not_for_immigration": not answers["for_immigration"]}
    facts |= {"hangs_from": "response_team", "hangs_from_id": team.id}
    return act.make_action(unit, case, agency=agency, owner=owner, **facts)
