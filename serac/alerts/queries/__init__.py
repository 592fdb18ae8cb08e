"""Reads of alerts and receipts."""

from serac.alerts.queries.alerts import (
    OPEN,
    Listed,
    find_alert,
    find_attachment,
    kinds_by_alert,
    list_attachments,
    list_closed,
    list_open,
)
from serac.alerts.queries.places import (
    area_codes,
    may_be_raised_to,
    rules_of,
    sensitive_readers,
    team_members,
)
from serac.alerts.queries.receipts import find_receipt, list_receipts

__all__ = [
    "OPEN",
    "Listed",
    "area_codes",
    "find_alert",
    "find_attachment",
    "find_receipt",
    "kinds_by_alert",
    "list_attachments",
    "list_closed",
    "list_open",
    "list_receipts",
    "may_be_raised_to",
    "rules_of",
    "sensitive_readers",
    "team_members",
]
