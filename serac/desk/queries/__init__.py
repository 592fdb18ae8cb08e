"""What is waiting for somebody, by role. Built from the queries of features alone: the desk has no rule of its own."""

from collections.abc import Callable, Mapping, Sequence

from serac.access.roles import Role
from serac.core.unit import Unit
from serac.desk.queries.actions import waiting_actions
from serac.desk.queries.chair import waiting_for_chair
from serac.desk.queries.contact import waiting_for_asker, waiting_for_police
from serac.desk.queries.coordinator import waiting_for_coordinator
from serac.desk.queries.everyone import waiting_for_everyone
from serac.desk.queries.handler import waiting_for_handler
from serac.desk.queries.keeping import roles_to_approve, waiting_for_administrator, waiting_for_governance
from serac.desk.queries.replies import requests_to_answer
from serac.desk.queries.reporter import answers_for_team, questions_for_reporter, waiting_for_reporter
from serac.desk.queries.spoc import waiting_for_spoc
from serac.desk.sections import Section, merged

Waiting = Callable[[Unit], Sequence[Section]]
WAITING: Mapping[Role, tuple[Waiting, ...]] = {
    Role.REPORTER: (waiting_for_reporter,),
    Role.COORDINATOR: (waiting_for_coordinator, answers_for_team, waiting_actions, waiting_for_asker, roles_to_approve),
    Role.CHAIR: (waiting_for_chair, waiting_actions, waiting_for_handler),
    Role.DEPUTY_CHAIR: (waiting_for_chair, waiting_actions, waiting_for_police, waiting_for_handler),
    Role.HANDLER: (requests_to_answer, waiting_actions, waiting_for_police, waiting_for_handler),
    Role.SPOC: (requests_to_answer, waiting_actions, waiting_for_police, waiting_for_handler, waiting_for_spoc),
    Role.DEPUTY_SPOC: (requests_to_answer, waiting_actions, waiting_for_police, waiting_for_handler, waiting_for_spoc),
    Role.SUPPORT_WORKER: (waiting_for_handler,),
    Role.INVESTIGATING_OFFICER: (waiting_actions, waiting_for_police, waiting_for_handler),
    Role.MINUTE_TAKER: (),
    Role.EMERGENCY_DUTY: (waiting_for_handler,),
    Role.MANAGER: (),
    Role.GOVERNANCE_OFFICER: (waiting_for_governance,),
    Role.CALDICOTT_GUARDIAN: (waiting_for_governance,),
    Role.LEGAL_ADVISER: (waiting_for_governance,),
    Role.ADMINISTRATOR: (waiting_for_administrator,),
}
"""What each role's home is made of, in order."""


def waiting_for(unit: Unit) -> list[Section]:
    """Everything that waits for the actor, most pressing first, each section once; then their inbox."""
    held = [Role(role) for role in unit.actor.roles]
    parts = dict.fromkeys(part for role in Role if role in held for part in WAITING[role])
    triages = Role.COORDINATOR in held  # danger first; everybody else's questions come before what is new
    inside = (*parts, questions_for_reporter) if triages else (questions_for_reporter, *parts)
    return merged([section for part in (*inside, waiting_for_everyone) for section in part(unit)])
