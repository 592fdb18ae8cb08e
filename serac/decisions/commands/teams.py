"""Response teams: who supports, pursues and disrupts from a decision on, to what aim, and when that is reached."""

from sqlalchemy import select

from serac.agencies.models import Agency, Member
from serac.cases.commands import check_not_closed
from serac.cases.models import Case
from serac.core.actor import NOBODY
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid, Text
from serac.core.unit import Unit, check_version, command
from serac.decisions import policy
from serac.decisions.commands.telling import LONGEST, counted, tell_team
from serac.decisions.lifecycle import TeamState
from serac.decisions.models import ResponseTeam
from serac.decisions.queries import in_force_of, leads_of, list_response_teams, people_by_agency
from serac.reference import current

ENDED = "This team has ended. Look at the case before you act."


@command(may=policy.respond)
def start_response_team(
    unit: Unit, case: Case, *, kind: str, lead: Agency | None, aim: str, exit_when: str, lead_member: Member | None = None
) -> ResponseTeam:  # fmt: skip
    """Start a response team from the decision in force.

    Args:
        kind: code of response_team_kinds: support, pursue, disrupt. One of a kind works on a case at a time.
        lead, lead_member: the agency that leads, and who there, if that is known.
        aim: what it is to reach. exit_when: by what it will be known that it has.

    Raises:
        Invalid: nothing is decided, or it was decided that nothing more is done; or something is missing or wrong.
    """
    check_not_closed(case)
    decision = in_force_of(unit, case)
    if decision is None or current().decision_responses.get(decision.response).needs_review:
        raise Invalid({"kind": "A response team starts from a decision in force that somebody responds"})
    errors = _wrong(unit, case, lead, lead_member, aim, exit_when)
    if kind not in current().response_team_kinds:
        errors["kind"] = "Choose what the team does"
    elif any(one.kind == kind and one.state == TeamState.WORKING for one in list_response_teams(unit, case)):
        errors["kind"] = "A team of this kind is working already. Change that one, or end it first."
    if errors or lead is None:
        raise Invalid(errors)
    team = ResponseTeam(compartment_id=case.compartment_id, case_id=case.id, decision_id=decision.id, kind=kind)
    team.state, team.lead_id = TeamState.WORKING, lead.id
    team.lead_member_id = lead_member.id if lead_member else None
    team.started_by, team.started_at = unit.actor.member_id or NOBODY, unit.now
    team.aim, team.exit_when = aim.strip(), exit_when.strip()
    unit.session.add(team)
    unit.session.flush()
    facts = [counted(unit, case, "response_team.started", kind=kind, lead=str(lead.id))]
    unit.record(Event.RESPONSE_TEAM_STARTED, team, facts=facts, kind=kind, lead=lead.id)
    tell_team(unit, case, key=f"response-team:{team.id}")
    return team


def _wrong(
    unit: Unit, case: Case, lead: Agency | None, lead_member: Member | None, aim: str, exit_when: str
) -> dict[str, str]:
    errors = {}
    leads = leads_of(unit, case)
    if lead is None or lead.id not in {agency.id for agency in leads}:
        errors["lead"] = "Choose which agency leads"
    elif lead_member is not None:
        people = people_by_agency(unit, case, leads)[lead.id]
        if lead_member.id not in {person.id for person in people}:
            errors["lead_member"] = f"Choose somebody at {lead.name} who reads this case"
    for name, words, missing in (
        ("aim", aim, "Enter what the team is to reach"),
        ("exit_when", exit_when, "Enter by what you will know that it is reached"),
    ):
        if not words.strip() or len(words) > LONGEST:
            errors[name] = f"Use {LONGEST:,} characters or fewer" if words.strip() else missing
    return errors


@command(may=policy.respond)
def change_response_team(
    unit: Unit, team: ResponseTeam, *, lead: Agency | None, aim: str, exit_when: str, lead_member: Member | None = None,
    seen_version: int | None = None,
) -> ResponseTeam:  # fmt: skip
    """Change who leads a response team, its aim, or when it is done.

    Raises:
        Conflict: somebody saved in between, or it has ended.
        Invalid: something is missing or wrong.
    """
    case = _case_of(unit, team)
    errors = _wrong(unit, case, lead, lead_member, aim, exit_when)
    if errors or lead is None:
        raise Invalid(errors)
    if team.state != TeamState.WORKING:
        raise Conflict(ENDED)
    saved = [Text("aim", "Aim", team.aim), Text("exit_when", "Done when", team.exit_when)]
    check_version(team, seen_version, lambda: saved)
    team.lead_id, team.lead_member_id = lead.id, lead_member.id if lead_member else None
    team.aim, team.exit_when = aim.strip(), exit_when.strip()
    unit.record(Event.RESPONSE_TEAM_CHANGED, team, lead=lead.id)
    tell_team(unit, case, key=f"response-team:{team.id}:{team.version}")
    return team


@command(may=policy.respond)
def end_response_team(
    unit: Unit, team: ResponseTeam, *, reason: str, words: str = "", seen_version: int | None = None
) -> ResponseTeam:
    """End a response team, with a reason.

    Args:
        reason: code of response_team_endings; some ask for words.

    Raises:
        Conflict: somebody saved in between, or it has ended.
        Invalid: an unknown reason, or words are missing.
    """
    endings = current().response_team_endings
    if reason not in endings:
        raise Invalid({"reason": "Choose why the team ends"})
    if len(words) > LONGEST or (endings.get(reason).describe and not words.strip()):
        raise Invalid({"words": f"Use {LONGEST:,} characters or fewer" if words.strip() else "Enter what happened"})
    if team.state != TeamState.WORKING:
        raise Conflict(ENDED)
    check_version(team, seen_version)
    team.state, team.end_reason, team.end_words = TeamState.ENDED, reason, words.strip()
    team.ended_by, team.ended_at = unit.actor.member_id or NOBODY, unit.now
    case = _case_of(unit, team)
    facts = [counted(unit, case, "response_team.ended", kind=team.kind, reason=reason)]
    unit.record(Event.RESPONSE_TEAM_ENDED, team, facts=facts, kind=team.kind, reason=reason)
    tell_team(unit, case, key=f"response-team-ended:{team.id}")
    return team


def _case_of(unit: Unit, team: ResponseTeam) -> Case:
    return unit.session.scalars(select(Case).where(Case.id == team.case_id)).one()
