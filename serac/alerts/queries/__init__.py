"""Reads of alerts and receipts."""

from serac.alerts.queries.alerts import (
    COUNTED,
    OPEN,
    Crowd,
    Listed,
    find_alert,
    find_attachment,
    kinds_by_alert,
    list_attachments,
    list_closed,
    list_crowds,
    list_in_crowd,
    list_open,
)
from serac.alerts.queries.drafts import fields_of, find_draft, list_drafts
from serac.alerts.queries.places import (
    area_codes,
    may_be_raised_to,
    rules_of,
    sensitive_readers,
    team_members,
)
from serac.alerts.queries.receipts import find_receipt, list_receipts
from serac.alerts.queries.told import facts_of_alert, reporter_of_alert, safe_contacts_of_alert

__all__ = [
    "COUNTED",
    "OPEN",
    "Crowd",
    "Listed",
    "area_codes",
    "facts_of_alert",
    "fields_of",
    "find_alert",
    "find_attachment",
    "find_draft",
    "find_receipt",
    "kinds_by_alert",
    "list_attachments",
    "list_closed",
    "list_crowds",
    "list_drafts",
    "list_in_crowd",
    "list_open",
    "list_receipts",
    "may_be_raised_to",
    "reporter_of_alert",
    "rules_of",
    "safe_contacts_of_alert",
    "sensitive_readers",
    "team_members",
]
