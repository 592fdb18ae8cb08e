"""Requests of the matrix: one that housing was asked and has opened, one that it answered, and a case opened to it unasked."""

from __future__ import annotations

from typing import Any

from serac.agencies.models import Agency, Partnership
from serac.cases import commands as cases
from serac.entities import commands as entities
from serac.scoping.commands.connection import state_no_connection
from serac.scoping.commands.replies import reply
from serac.scoping.commands.rounds import begin_round
from serac.scoping.commands.rounds_requests import plan_request
from serac.scoping.commands.rounds_sending import send_round
from serac.scoping.queries.rounds import find_request
from tests.given import Given

HELD: dict[str, Any] = {"answer": "information_held", "why": "It is needed", "wishes": "not_asked"}


def with_requests(given: Given, home: str, planted: str) -> dict[str, dict[str, Any]]:
    """Each of them, with the arguments of its addresses."""
    return {
        "requested": requested(given, home, planted),
        "answered": requested(given, home, planted, answered=True),
        "shared": shared(given, home, planted),
    }


def shared(given: Given, home: str, planted: str) -> dict[str, Any]:
    """A case is opened to housing without a request: nobody there has stated yet that they have no connection."""
    with given.as_("tom") as unit:
        place = unit.session.get_one(Partnership, given.partnerships[home])
        housing = unit.session.get_one(Agency, given.agencies["kelderby-housing"])
        case = cases.open_case(unit, place, title=f"{planted} shared", kinds=["labour.forced"])
        facts: dict[str, Any] = {"purpose": "disrupt", "categories": ["intelligence"]}
        grant = cases.add_to_virtual_team(unit, case, agency=housing, confirms=True, **facts)
        return {"grant_id": grant.id}


def requested(given: Given, home: str, planted: str, *, answered: bool = False) -> dict[str, Any]:
    """Housing is asked about a case; gwen has stated no connection, amir and dora have not. The address of the request."""
    with given.as_("tom") as unit:
        place = unit.session.get_one(Partnership, given.partnerships[home])
        housing = unit.session.get_one(Agency, given.agencies["kelderby-housing"])
        case = cases.open_case(unit, place, title=f"{planted} asked about", kinds=["labour.forced"])
        person = entities.add_person(unit, case, name=planted, role="potential_victim", age_band="adult")
        row = begin_round(unit, case, purpose="disrupt", urgency="ordinary", question=f"Look for {planted}")
        plan_request(unit, row, agency=housing, things=[person.id], categories=["intelligence"])
        (sent,) = send_round(unit, row, why="To find who is at risk", wishes="not_asked")
        reference = sent.reference
    with given.as_("gwen") as unit:
        request = find_request(unit, reference)
        state_no_connection(unit, request)
        if answered:
            item = {"text": f"{planted} pays the rent", "how_known": "our_records", "audience": "coordinators"}
            reply(unit, request, **HELD, risk="high", items=[item])
    return {"reference": reference}


def bodies(given: Given) -> dict[str, dict[str, Any]]:
    """What a well-filled form sends."""
    item = {"item_1_text": "Seen there", "item_1_how_known": "our_records", "item_1_audience": "team", "count": "1"}
    return {
        "scoping.requests": {"known": []},
        "scoping.asked": {"answer": "nothing_known"},
        "scoping.connection": {"stated": "none"},
        "scoping.shared_connection": {"stated": "none"},
        "scoping.reply": HELD | item | {"version": "0"},
        "scoping.hand_over": {"colleague": str(given.members["amir"])},
    }
