"""Oversight's pages: the log, checking it, overrides and emergency access to review."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from serac.access import policy as access_policy
from serac.access.commands import review_override
from serac.access.models import Override
from serac.audit import policy
from serac.audit.queries import (
    OUTCOMES,
    Found,
    Wanted,
    find_entry,
    find_override,
    list_entries,
    list_narrowings,
    list_overrides,
    members_of_scope,
    override_row,
)
from serac.audit.schemas import FilterSchema, ReviewSchema
from serac.audit.words import every_event
from serac.core.answers import Answers, first_errors
from serac.core.audit_log import CHAINS, Fault, verify_through
from serac.core.events import Event
from serac.core.web import Form, before_of, current_unit, go, needs, page

bp = Blueprint("audit", __name__)
MOST_AT_ONCE = 200_000
"""How many of the newest entries the page checks; the command line checks them all, however many there are."""


@bp.get("/audit")
@needs(policy.read_log)
def index() -> ResponseReturnValue:
    """The log, newest first."""
    unit = current_unit()
    before = before_of(request.args.get("before"))
    wanted, chosen, errors = _asked()
    rows, older = list_entries(unit, wanted, before) if not errors else ([], None)
    return page(
        "audit/index.html",
        event=Event.LOG_READ,
        status=422 if errors else 200,
        shown=[row.line.id for row in rows],
        rows=rows,
        older=older,
        filters=chosen,
        errors=errors,
        has_errors=bool(errors),
        at_start=before is None,
        events=every_event(),
        members=members_of_scope(unit),
        may_review=unit.may(policy.read_overrides, None),
    )


def _asked() -> tuple[Wanted, dict[str, str], dict[str, str]]:
    """What is asked for, the filters as they stand in the address, and what is wrong with them."""
    chosen = {name: text for name in ("event", "day", "member") if (text := request.args.get(name, "").strip())}
    try:
        asked: dict[str, Any] = FilterSchema().load(chosen)
    except ValidationError as error:
        return Wanted(), chosen, first_errors(error)
    return Wanted(asked["event"] or None, asked["day"], asked["member"]), chosen, {}


@bp.get("/audit/entries/<entry_id>")
@needs(policy.read_log, on=find_entry)
def entry(found: Found) -> ResponseReturnValue:
    """Everything one entry holds."""
    return page("audit/entry.html", event=Event.LOG_READ, shown=[found.line.id], found=found)


@dataclass(frozen=True)
class Checked:
    """What checking the log found.

    Attributes:
        whole: everything was read, not only the newest part. first: the first bad entry; others: of other chains.
    """

    read: int
    chains: int
    whole: bool
    first: Fault | None
    others: tuple[Fault, ...]


@bp.route("/audit/verify", methods=["GET", "POST"])
@needs(policy.read_log)
def verify() -> ResponseReturnValue:
    """Check the log: every entry still as it was written, none missing, none put in."""
    form = Form(Answers())
    checked = _check() if form.sent_well() else None
    return page("audit/verify.html", form=form, checked=checked, most=MOST_AT_ONCE)


def _check() -> Checked:
    unit = current_unit()
    key, anchor = unit.secrets.audit_key, unit.services.anchor
    read, faults = verify_through(unit.session.connection(), key, anchor, newest=MOST_AT_ONCE)
    first = faults[0] if faults else None
    found: dict[str, Any] = {"first": first.entry_id, "chain": first.chain, "place": first.place} if first else {}
    unit.record(Event.LOG_VERIFIED, read=read, faults=len(faults), **found)
    return Checked(read, CHAINS, read <= MOST_AT_ONCE // CHAINS, first, tuple(faults[1:]))


@bp.get("/overrides")
@needs(policy.read_overrides)
def overrides() -> ResponseReturnValue:
    """Overrides and emergency access: what waits for review, and what has been reviewed. And who was kept out of what, by whom."""
    unit = current_unit()
    waiting, reviewed = list_overrides(unit), list_overrides(unit, waiting=False, most=50)
    narrowed = list_narrowings(unit)
    shown = [row.id for row in (*waiting, *reviewed)] + [row.id for row in narrowed]
    return page("audit/overrides.html", shown=shown, waiting=waiting, reviewed=reviewed, narrowed=narrowed)


@bp.route("/overrides/<override_id>", methods=["GET", "POST"])
@needs(policy.read_overrides, on=find_override)
def review(override: Override) -> ResponseReturnValue:
    """One override: what it opened to whom, and what its review found."""
    unit = current_unit()
    may_review = unit.may(access_policy.review_override, override)
    form = Form(ReviewSchema())
    if form.sent_well() and form.attempt(lambda: review_override(unit, override, **form.data)):
        return go("audit.overrides")
    row = override_row(unit, override)
    offered = may_review and not row.reviewed_at
    return page("audit/review.html", target=override, form=form, row=row, may_review=offered, outcomes=OUTCOMES)
