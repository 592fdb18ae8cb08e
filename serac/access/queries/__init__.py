"""Reads of access."""

from serac.access.queries.compartments import (
    find_compartment,
    governors_of,
    handlers_of,
    is_own_agency,
    list_exclusions,
    list_grants,
    list_restricted_readers,
    members_holding,
)

__all__ = [
    "find_compartment",
    "governors_of",
    "handlers_of",
    "is_own_agency",
    "list_exclusions",
    "list_grants",
    "list_restricted_readers",
    "members_holding",
]
