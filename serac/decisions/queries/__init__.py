"""Reads of decisions, response teams and disagreements."""

from serac.decisions.queries.chairs import Chair, chairs_of, has_conflict, has_stated_none, may_be_chair
from serac.decisions.queries.decisions import (
    asked_of_chair,
    current_of,
    find_current,
    find_waiting,
    in_force_of,
    latest_number,
    list_decisions,
    list_dissent,
    waiting_of,
)
from serac.decisions.queries.disagreements import find_disagreement, list_disagreements, list_steps
from serac.decisions.queries.teams import (
    find_response_team,
    first_responders_of,
    leads_of,
    list_response_teams,
    people_by_agency,
    team_to_tell,
)

__all__ = [
    "Chair",
    "asked_of_chair",
    "chairs_of",
    "current_of",
    "find_current",
    "find_disagreement",
    "find_response_team",
    "find_waiting",
    "first_responders_of",
    "has_conflict",
    "has_stated_none",
    "in_force_of",
    "latest_number",
    "leads_of",
    "list_decisions",
    "list_disagreements",
    "list_dissent",
    "list_response_teams",
    "list_steps",
    "may_be_chair",
    "people_by_agency",
    "team_to_tell",
    "waiting_of",
]
