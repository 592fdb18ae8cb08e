"""The decision room of a case: what is in force, who dissents, what came before, who responds, what is disagreed about."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy import select

from serac.agencies.models import Agency
from serac.agencies.queries import names_of
from serac.agencies.roles import ROLE_WORDS, Role
from serac.cases import policy as cases
from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.cases.views.frame import case_page
from serac.cases.words import Sign
from serac.core.clock import day_in_words, moment_in_words
from serac.core.database import Keyed
from serac.core.unit import Unit
from serac.core.web import current_unit, needs
from serac.decisions import policy
from serac.decisions.commands.decisions import FIELDS
from serac.decisions.lifecycle import DecisionState, DisagreementState, TeamState
from serac.decisions.models import Decision, Dissent
from serac.decisions.queries import chairs_of, has_conflict, list_decisions, list_disagreements, list_dissent
from serac.decisions.queries import list_response_teams as teams_of
from serac.decisions.views.blueprint import bp
from serac.decisions.views.teams import shown_teams
from serac.reference import current

SIGNS: Mapping[DecisionState, Sign] = {
    DecisionState.WAITING: Sign("Waits for the chair", "wait", "late"),
    DecisionState.IN_FORCE: Sign("In force", "done", "done"),
    DecisionState.SENT_BACK: Sign("Sent back", "none", "quiet"),
    DecisionState.SUPERSEDED: Sign("Superseded", "none", "quiet"),
}


@dataclass(frozen=True)
class ShownDissent:
    """What an agency does not agree with: by role and agency, never by name."""

    who: str
    words: str
    said: str


@dataclass(frozen=True)
class ShownDecision:
    """A decision as its room shows it. `facts`: short answers; `texts`: the steps of the model in words."""

    number: int
    says: str
    sign: Sign
    facts: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]
    rationale: str
    why: str
    settled: str
    settled_words: str
    recorded: str
    dissent: tuple[ShownDissent, ...]
    ended: str


@dataclass(frozen=True)
class Names:
    """What people and agencies of these decisions are called."""

    people: Mapping[uuid.UUID, str]
    agencies: Mapping[uuid.UUID, str]

    def person(self, member_id: uuid.UUID | None) -> str:
        """Somebody's name."""
        return self.people.get(member_id, "Somebody") if member_id else "Somebody"

    def agency(self, agency_id: uuid.UUID | None) -> str:
        """An agency's name."""
        return self.agencies.get(agency_id, "") if agency_id else ""


def agency_names(unit: Unit, ids: Sequence[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Names of agencies by id."""
    wanted = {one for one in ids if one}
    found = unit.session.scalars(select(Agency).where(Agency.id.in_(wanted))) if wanted else ()
    return {agency.id: agency.name for agency in found}


def ids_of(rows: Sequence[Keyed]) -> list[uuid.UUID]:
    """What was shown, for the log."""
    return [row.id for row in rows]


@bp.route("/cases/<reference>/decision")
@needs(cases.read, on=find_case)
def show(case: Case) -> ResponseReturnValue:
    """What was decided and why, by whom it is doubted, and who does what from it."""
    unit = current_unit()
    decisions = list_decisions(unit, case)
    dissent = list_dissent(unit, [one.id for one in decisions])
    teams, disagreements = teams_of(unit, case), list_disagreements(unit, case)
    shown = shown_decisions(unit, decisions, dissent)
    of_state = {one.state: shown[one.id] for one in reversed(decisions)}
    earlier = [shown[one.id] for one in decisions if one.state not in {DecisionState.WAITING, DecisionState.IN_FORCE}]
    waiting = next((one for one in decisions if one.state == DecisionState.WAITING), None)
    return case_page(
        "decisions/show.html",
        case,
        shown=[*ids_of(decisions), *ids_of(dissent), *ids_of(teams), *ids_of(disagreements)],
        waiting=of_state.get(DecisionState.WAITING),
        in_force=of_state.get(DecisionState.IN_FORCE),
        earlier=earlier,
        teams=shown_teams(unit, case, teams),
        disagreements=sum(one.state == DisagreementState.OPEN for one in disagreements),
        ever_disagreed=bool(disagreements),
        next=_next(unit, case, decisions, waiting),
        may_respond=unit.may(policy.respond, case),
        may_take_part=unit.may(policy.take_part, case),
        chairs=_chairs(unit, case, waiting),
    )


def _next(unit: Unit, case: Case, decisions: Sequence[Decision], waiting: Decision | None) -> str:
    """The one thing this reader can do now: a code, "" for nothing."""
    if has_conflict(unit, case):
        return "stepped_aside"
    if waiting is not None and unit.may(policy.confirm, waiting):
        return "confirm"
    if not unit.may(policy.decide, case):
        return ""
    if case.stage not in {Stage.SCOPING, Stage.DECIDED}:
        return "closed" if case.stage == Stage.CLOSED else "too_soon"
    if waiting is not None:
        return "waits"
    in_force = next((one for one in decisions if one.state == DecisionState.IN_FORCE), None)
    if in_force is None:
        return "decide"
    working = any(one.state == TeamState.WORKING for one in teams_of(unit, case))
    answered = current().decision_responses.get(in_force.response).needs_review
    return "respond" if not working and not answered and unit.may(policy.respond, case) else "change"


def _chairs(unit: Unit, case: Case, waiting: Decision | None) -> dict[str, Any]:
    """Whom a decision waits for by name, and whether the reader can open the case to another chair."""
    if waiting is None:
        return {"reading": [], "may_put": False}
    chairs = chairs_of(unit, case)
    may_put = unit.may(policy.put_to_chair, case) and any(not one.reads for one in chairs)
    return {"reading": [one.name for one in chairs if one.reads], "may_put": may_put}


def shown_decisions(
    unit: Unit, decisions: Sequence[Decision], dissent: Sequence[Dissent]
) -> dict[uuid.UUID, ShownDecision]:
    """Each decision by its id, as pages show it."""
    ids: list[uuid.UUID | None] = [one.agency_id for one in dissent]
    for one in decisions:
        ids += [one.lead_id, one.first_responder_id, *(uuid.UUID(agency) for agency in one.consulted)]
    people = names_of(unit, [key for one in decisions for key in (one.recorded_by, one.settled_by)])
    names = Names(people, agency_names(unit, ids))
    by_decision: dict[uuid.UUID, list[ShownDissent]] = {}
    for said in dissent:
        by_decision.setdefault(said.decision_id, []).append(_dissent(said, names))
    return {one.id: _decision(one, names, tuple(by_decision.get(one.id, ()))) for one in decisions}


def _dissent(said: Dissent, names: Names) -> ShownDissent:
    role = ROLE_WORDS[Role(said.role)] if said.role in set(Role) else said.role
    return ShownDissent(f"{names.agency(said.agency_id)}, {role}", said.words, day_in_words(said.said_at))


def _decision(one: Decision, names: Names, dissent: tuple[ShownDissent, ...]) -> ShownDecision:
    reference = current()
    response = reference.decision_responses.get(one.response)
    facts = (
        ("Lead agency", names.agency(one.lead_id)),
        ("First responder", names.agency(one.first_responder_id)),
        ("What makes it so", ". ".join(reference.decision_criteria.label(code) for code in one.criteria)),
        ("Reason", reference.no_further_action_reasons.label(one.reason) if one.reason else ""),
        ("Looked at again", day_in_words(one.review_on) if one.review_on else ""),
        ("Consulted", ", ".join(sorted(names.agency(uuid.UUID(agency)) for agency in one.consulted))),
        ("Powers considered", ". ".join(reference.powers.label(code) for code in one.powers)),
    )
    texts = [(label, getattr(one, name)) for name, label in FIELDS.items() if name not in {"rationale", "why"}]
    settled = ""
    if one.settled_by is not None and one.settled_at is not None:
        did = "Sent back" if one.state == DecisionState.SENT_BACK else "Confirmed"
        settled = f"{did} by {names.person(one.settled_by)}, {moment_in_words(one.settled_at)}"
    ended = f"until {moment_in_words(one.superseded_at)}" if one.superseded_at else ""
    return ShownDecision(
        one.number,
        response.says,
        SIGNS[one.state],
        tuple((term, answer) for term, answer in facts if answer),
        tuple((label, words) for label, words in texts if words),
        one.rationale,
        one.why,
        settled,
        one.settled_words,
        f"Recorded by {names.person(one.recorded_by)}, {moment_in_words(one.recorded_at)}",
        dissent,
        ended,
    )
