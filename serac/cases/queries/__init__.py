"""Reads of cases."""

from serac.cases.queries.cases import (
    Page,
    find_case,
    kinds_of,
    list_items,
    list_items_with_givers,
    list_page,
    restricted_among,
)
from serac.cases.queries.size import team_size
from serac.cases.queries.team import (
    OnTeam,
    Person,
    Team,
    agencies_to_add,
    find_exclusion,
    find_team_grant,
    in_words,
    own_team,
    people_to_keep_out,
    team_of,
)

__all__ = [
    "OnTeam",
    "Page",
    "Person",
    "Team",
    "agencies_to_add",
    "find_case",
    "find_exclusion",
    "find_team_grant",
    "in_words",
    "kinds_of",
    "list_items",
    "list_items_with_givers",
    "list_page",
    "own_team",
    "people_to_keep_out",
    "restricted_among",
    "team_of",
    "team_size",
]
