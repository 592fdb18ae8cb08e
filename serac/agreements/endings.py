"""Why an agreement, or an agency's part in it, ended before its date: codes, for the audit log holds no narrative."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "replaced": "Replaced by another agreement",
    "withdrew": "The agency withdrew",
    "left": "The agency left the partnership or closed",
    "breach": "After a breach",
    "not_needed": "No longer needed",
    "other": "Another reason",
}
