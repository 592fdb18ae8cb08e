"""Reading the directory: only what lies in the reader's partnerships, those they lie within and those within them."""

from serac.agencies.queries.agencies import (
    find_agency,
    find_contact_point,
    find_cover,
    list_agencies,
    list_aliases,
    list_contact_points,
    list_cover,
    list_flags,
    list_partnerships_of,
    who_is_reached,
)
from serac.agencies.queries.appointments import (
    appointments_of,
    find_appointment,
    find_email_change,
    holds_two_people_role,
    list_email_changes,
    list_waiting,
    names_of_places,
    only_holder_of,
)
from serac.agencies.queries.holdings import list_held
from serac.agencies.queries.members import (
    appointable,
    find_member,
    find_membership,
    list_members,
    memberships_of,
    names_of,
    records_of,
)
from serac.agencies.queries.partnerships import find_partnership, list_agencies_of, list_partnerships, reach

__all__ = [
    "appointable",
    "appointments_of",
    "find_agency",
    "find_appointment",
    "find_contact_point",
    "find_cover",
    "find_email_change",
    "find_member",
    "find_membership",
    "find_partnership",
    "holds_two_people_role",
    "list_agencies",
    "list_agencies_of",
    "list_aliases",
    "list_contact_points",
    "list_cover",
    "list_email_changes",
    "list_flags",
    "list_held",
    "list_members",
    "list_partnerships",
    "list_partnerships_of",
    "list_waiting",
    "memberships_of",
    "names_of",
    "names_of_places",
    "only_holder_of",
    "reach",
    "records_of",
    "who_is_reached",
]
