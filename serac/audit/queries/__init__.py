"""What oversight reads, and what a case's own team sees of who has looked."""

from serac.audit.queries.log import Found, Wanted, find_entry, list_entries, members_of_scope
from serac.audit.queries.looked import Looked, LookedPage, have_looked, who_has_looked
from serac.audit.queries.narrowings import NarrowingRow, list_narrowings
from serac.audit.queries.overrides import OUTCOMES, OverrideRow, find_override, list_overrides, override_row

__all__ = [
    "OUTCOMES",
    "Found",
    "Looked",
    "LookedPage",
    "NarrowingRow",
    "OverrideRow",
    "Wanted",
    "find_entry",
    "find_override",
    "have_looked",
    "list_entries",
    "list_narrowings",
    "list_overrides",
    "members_of_scope",
    "override_row",
    "who_has_looked",
]
