"""What is done about access."""

from serac.access.commands.compartments import (
    exclude,
    list_reader,
    open_compartment,
    restrict,
    shred,
    stop_excluding,
    unlist_reader,
    unrestrict,
)
from serac.access.commands.grants import (
    end_grant,
    grant_own_disclosure,
    grant_to_agency,
    grant_to_member,
    record_override,
    review_override,
    take_emergency_access,
)

__all__ = [
    "end_grant",
    "exclude",
    "grant_own_disclosure",
    "grant_to_agency",
    "grant_to_member",
    "list_reader",
    "open_compartment",
    "record_override",
    "restrict",
    "review_override",
    "shred",
    "stop_excluding",
    "take_emergency_access",
    "unlist_reader",
    "unrestrict",
]
