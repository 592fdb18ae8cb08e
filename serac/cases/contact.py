"""What may be done about a case beside looking in one's own records (domain, step 3 and 5.14). Pure.

Until the police contact says "clear", only records checks can be asked for. Immediate danger overrides it for some hours.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from serac.cases.models import Case
from serac.reference import current

OPENING, OPERATION = "opening", "operation"
"""Why the police contact is asked: a case was opened; an operation is about to go (the answer is asked for again)."""


@dataclass(frozen=True)
class ContactNow:
    """What decides whether anybody may go near, for somebody who reads a part of the case and not the case."""

    deconfliction: str
    contact_rule: str
    contact_lead_id: uuid.UUID | None
    danger_until: dt.datetime | None


def in_danger(case: Case | ContactNow, now: dt.datetime) -> bool:
    """Whether immediate danger overrides the contact rule at this moment."""
    return case.danger_until is not None and now < case.danger_until


def only_records_checks(case: Case | ContactNow, now: dt.datetime) -> bool:
    """Whether nothing but checks of records may be asked for: not cleared, or cleared for no more than that."""
    if in_danger(case, now):
        return False
    return case.deconfliction != "clear" or current().contact_rules.get(case.contact_rule).checks_only


def may_contact(case: Case | ContactNow, agency_id: uuid.UUID, now: dt.datetime) -> bool:
    """Whether an agency may visit, call or write by its own decision; under a lead only the lead may."""
    if only_records_checks(case, now):
        return False
    led = current().contact_rules.get(case.contact_rule).needs_lead
    return in_danger(case, now) or not led or agency_id == case.contact_lead_id
