"""What waits for those who keep the service: governance, and administrators."""

import datetime as dt
import uuid

from serac.access.policy import accounts as access_policy
from serac.access.queries.accounts import list_accounts, list_waiting_invitations
from serac.agencies import policy as agencies_policy
from serac.agencies.queries import list_email_changes, list_waiting, names_of
from serac.agencies.roles import ROLE_WORDS, Role
from serac.agreements import policy as agreements_policy
from serac.agreements.models import Agreement
from serac.agreements.queries import list_agreements
from serac.audit.queries import OverrideRow, list_overrides
from serac.core.clock import LONDON, day_in_words, moment_in_words
from serac.core.unit import Unit
from serac.desk.sections import Act, Row, Section, Sign, runs_out
from serac.reference import current

ENDING = dt.timedelta(days=60)
SHOWN = 10


def waiting_for_governance(unit: Unit) -> list[Section]:
    """Overrides and emergency access to review, roles to approve, agreements ending or due for review."""
    overrides = list_overrides(unit)
    empty = "An override or emergency access appears here as soon as it is recorded."
    rows = [_override(row) for row in overrides[:SHOWN]]
    title, more = "Overrides and emergency access to review", ("All overrides and emergency access", "/overrides")
    return [
        Section("overrides", title, rows, "late", "late", empty=empty, more=more, count=len(overrides)),
        *roles_to_approve(unit),
        Section("agreements", "Agreements ending or due for review", _agreements(unit), "late", "late"),
    ]


def waiting_for_administrator(unit: Unit) -> list[Section]:
    """Second approvals, accounts nobody has accepted yet, reference data nobody has checked."""
    not_yet = [account for account in list_accounts(unit) if account.state in {"new", "waiting", "invited", "lapsed"}]
    accounts = [
        Row(
            account.member_id,
            account.name,
            f"/accounts/{account.member_id}",
            ", ".join(account.agencies),
            Sign(account.state_in_words, *(("late", "late") if account.state == "lapsed" else ("wait", None))),
        )
        for account in not_yet[:SHOWN]
    ]
    to_check = len(current().to_check())
    words = f"{to_check} entr{'y' if to_check == 1 else 'ies'} nobody has confirmed"
    check = [
        Row(None, words, "/reference/to-check", "They are never offered until somebody has", Sign("To check", "wait"))
    ]
    empty = "Nothing waits for a second person. Proposals of other people appear here."
    return [
        *roles_to_approve(unit, empty),
        Section(
            "accounts", "Accounts not accepted yet", accounts, more=("All accounts", "/accounts"), count=len(not_yet)
        ),
        Section("reference", "Reference data to check", check if to_check else [], count=to_check),
    ]


def roles_to_approve(unit: Unit, empty: str = "") -> list[Section]:
    """What the actor may approve as the second person: roles, new addresses, invitations and resets."""
    roles = [one for one in list_waiting(unit) if unit.may(agencies_policy.approve, one)]
    emails = [one for one in list_email_changes(unit) if unit.may(agencies_policy.approve_email, one)]
    invitations = [one for one in list_waiting_invitations(unit) if unit.may(access_policy.approve_invitation, one)]
    concerned = [r.member_id for r in roles] + [e.member_id for e in emails] + [i.member_id for i in invitations]
    known = names_of(unit, concerned)
    rows = []
    for role in roles:
        title = f"{known.get(role.member_id, '')}: {ROLE_WORDS[Role(role.role)]}"
        rows.append(_proposal(role.id, title, "/appointments", role.proposed_at, "role"))
    for email in emails:
        title = f"{known.get(email.member_id, '')}: new email address"
        rows.append(_proposal(email.id, title, "/appointments", email.proposed_at, "new address"))
    for invitation in invitations:
        what = "invitation" if invitation.purpose == "invite" else "new password and second factor"
        title = f"{known.get(invitation.member_id, '')}: {what}"
        rows.append(_proposal(invitation.id, title, "/accounts/waiting", invitation.proposed_at, what))
    return [Section("approve", "To approve", rows, empty=empty)]


def _proposal(key: uuid.UUID, title: str, url: str, at: dt.datetime, what: str) -> Row:
    act = Act("Look", url, f"{what} of {title.partition(':')[0]}")
    return Row(key, title, url, f"Proposed {moment_in_words(at)}", Sign("Needs a second person", "wait"), act)


def _override(row: OverrideRow) -> Row:
    kind = "Emergency access" if row.emergency else "Override"
    meta = f"{kind} for {row.opened_to}. Recorded by {row.recorded_by}, {moment_in_words(row.recorded_at)}"
    sign = Sign("Ended", "none", "quiet") if row.ended else Sign("Open now", "now", "late")
    url = f"/overrides/{row.id}"
    more = f"{row.ground}, {moment_in_words(row.recorded_at)}"
    return Row(row.id, row.ground, url, meta, sign, Act("Review", url, more, primary=True))


def _agreements(unit: Unit) -> list[Row]:
    today, by = unit.now.astimezone(LONDON).date(), (unit.now + ENDING).astimezone(LONDON).date()
    kept = [one for one in list_agreements(unit) if unit.may(agreements_policy.keep, one) and not one.ended_at]
    due = sorted((pair for one in kept for pair in _due(one, today, by)), key=lambda pair: (pair[0], pair[1].id))
    return [_agreement(unit, *pair) for pair in due]


def _due(agreement: Agreement, today: dt.date, by: dt.date) -> list[tuple[dt.date, Agreement, str]]:
    """An agreement that ends soon, or has lately, is said to end; else one whose review is due soon."""
    ends = agreement.until.astimezone(LONDON).date()
    if today - ENDING <= ends <= by:
        return [(ends, agreement, "ends")]
    return [(agreement.review_on, agreement, "review")] if ends > by and agreement.review_on <= by else []


def _agreement(unit: Unit, day: dt.date, agreement: Agreement, what: str) -> Row:
    sign = runs_out(day, unit.now)
    if what == "review":
        late = sign.shape == "late"
        sign = Sign(f"Review {'was ' if late else ''}due {day_in_words(day)}", sign.shape, sign.tone)
    return Row(agreement.id, agreement.title, f"/agreements/{agreement.reference}", agreement.reference, sign)
