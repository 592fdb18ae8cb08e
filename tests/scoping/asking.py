"""Requests that were sent, through the commands: where tests of replies and of the shared picture start from."""

from __future__ import annotations

from typing import Any

from serac.cases.models import Case
from serac.scoping.commands.rounds import begin_round
from serac.scoping.commands.rounds_requests import plan_request
from serac.scoping.commands.rounds_sending import send_round
from serac.scoping.models import Request, Round
from tests.given import Given
from tests.raising import agency

ROUND = {"purpose": "disrupt", "urgency": "ordinary", "question": "Look for this address and whoever lives there"}
GROUNDS = {"why": "To find who is at risk there", "wishes": "not_asked"}


def planned(given: Given, case: Case, agencies: list[str], by: str = "priya", **options: Any) -> Round:
    """A round that was planned and not sent. Options: of the round (ROUND), and of each request (plan_request)."""
    of_round = ROUND | {name: options.pop(name) for name in (*ROUND, "occasion") if name in options}
    facts = {"categories": ["intelligence"]} | options
    with given.as_(by) as unit:
        row = begin_round(unit, unit.session.get_one(Case, case.id), **of_round)
    for slug in agencies:
        with given.as_(by) as unit:
            plan_request(unit, unit.session.get_one(Round, row.id), agency=agency(unit, given, slug), **facts)
    return row


def asked(
    given: Given, case: Case, agencies: list[str] | None = None, by: str = "priya", **options: Any
) -> list[Request]:
    """What was asked of some agencies about a case, sent, in their order.

    Options: purpose, urgency, question of the round; things, categories, asks, joins_team, due_at of each request.
    """
    slugs = agencies or ["housing"]
    row = planned(given, case, slugs, by, **options)
    with given.as_(by) as unit:
        sent = send_round(unit, unit.session.get_one(Round, row.id), **GROUNDS)
        order = [given.agencies[slug] for slug in slugs]
        return sorted(sent, key=lambda one: order.index(one.agency_id))
