"""Reads of people, places, vehicles and businesses, and of what may be the same."""

from serac.entities.queries.likeness import Found, candidates, find_alike, seen_of
from serac.entities.queries.matches import (
    LaidAside,
    Like,
    Matched,
    Why,
    find_like,
    find_match,
    list_laid_aside,
    list_matches,
    matches_between,
    rules_in,
)
from serac.entities.queries.recorded import (
    Recorded,
    find_recorded,
    list_businesses,
    list_people,
    list_places,
    list_recorded,
    list_vehicles,
    names_recorded,
)

__all__ = [
    "Found",
    "LaidAside",
    "Like",
    "Matched",
    "Recorded",
    "Why",
    "candidates",
    "find_alike",
    "find_like",
    "find_match",
    "find_recorded",
    "list_businesses",
    "list_laid_aside",
    "list_matches",
    "list_people",
    "list_places",
    "list_recorded",
    "list_vehicles",
    "matches_between",
    "names_recorded",
    "rules_in",
    "seen_of",
]
