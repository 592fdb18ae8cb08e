"""Access ends the second its rule does: open one microsecond before, gone at the moment, on the page and below it.

Fire (finn) is on the case, is asked, is named an item, has an action and gave an item of its own. Each ending closes all of it
but what it gave itself, which it reads for as long as it is there; whoever is excluded reads nothing at all.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Compartment, Grant, Override
from serac.actions import commands as actions
from serac.actions.models import Action
from serac.agencies import commands as agencies
from serac.agencies.models import Agency
from serac.agreements import commands as agreements
from serac.agreements.models import AgreementParty
from serac.cases.models import Case, Item
from serac.core.problems import NotFound
from serac.scoping.commands.connection import state_no_connection
from serac.scoping.commands.replies import reply
from serac.scoping.commands.rounds_sending import send_on_override
from serac.scoping.models import Brief, Disclosure, Named, Request
from serac.scoping.queries.rounds import find_request
from tests.given import Given
from tests.raising import agency
from tests.scoping.answering import HELD, ITEM, build_asked, on_team, stated, the_request
from tests.scoping.asking import asked, planned

TICK = dt.timedelta(microseconds=1)
T = dt.datetime(2026, 3, 6, 11, 30, 15, 250_000, tzinfo=dt.UTC)
OWN = "No way out at the back"
WORDS = {
    "team": "Nine people sleep above the wash",
    "named": "The landlord takes cash",
    "coordinators": "The landlord is a cousin",
}
THINGS = ("case", "request", "names", "team", "named", "action", "picture", "request page", "action page")
"""What an ending closes to fire. What is for the co-ordinators alone was never open to it."""
Ending = Callable[[Given], None]
Sight = Callable[[str], dict[str, bool]]


def build_reached(given: Given) -> None:
    """Everything of a case that an agency can be reached by, and what it gave itself."""
    build_asked(given)
    on_team(given, "fire", "landlord")
    stated(given, "sam")
    fire = given.agencies["fire"]
    written = [
        {"text": WORDS["team"]},
        {"text": WORDS["named"], "audience": "named", "agencies": [fire]},
        {"text": WORDS["coordinators"], "audience": "coordinators"},
    ]
    with given.as_("sam") as unit:
        reply(unit, the_request(unit, given), **HELD, items=[ITEM | one for one in written])
    with given.as_("priya") as unit:
        case = unit.session.get_one(Case, given.also["case"])
        facts: dict[str, Any] = {"text": "Look at the plans", "kind": "records", "priority": "ordinary"}
        facts |= {"purpose": "disrupt", "categories": ["intelligence"], "due_on": dt.date(2026, 3, 20)}
        made = actions.make_action(unit, case, agency=agency(unit, given, "fire"), **facts)
        given.also |= {"action": made.id, "action reference": made.reference, "case reference": case.reference}
    (waiting,) = asked(given, case, ["fire"], question="And the yard", things=[given.also["woman"]])
    with given.as_("finn") as unit:
        first = select(Request).where(Request.agency_id == fire, Request.id != waiting.id)
        reply(unit, unit.session.scalars(first).one(), **HELD, items=[ITEM | {"text": OWN}])
    given.also |= {"asked": waiting.id, "asked reference": waiting.reference}


@pytest.fixture
def reached(given: Given) -> Given:
    return given.once(build_reached)


@pytest.fixture
def sight(app: Flask, given: Given) -> Callable[[str], dict[str, bool]]:
    """What of it somebody reaches now, below the pages and on them, in a session that they keep."""
    clients: dict[str, FlaskClient] = {}

    def now(name: str) -> dict[str, bool]:
        if name not in clients:
            clients[name] = given.sign_in(app.test_client(), name)
        return reach(given, clients[name], name)

    return now


def reach(given: Given, client: FlaskClient, name: str) -> dict[str, bool]:
    """The same for one moment."""
    also = given.also
    with given.as_(name) as unit:
        found = {kind: unit.session.get(model, also[key]) is not None for kind, model, key in _ROWS}
        mine = [select(model).where(model.request_id == also["asked"]) for model in (Brief, Named)]
        found["names"] = all(unit.session.scalars(one).first() is not None for one in mine)
        items = unit.session.scalars(select(Item)).all()
        unit.keys.hold({one.compartment_id for one in items})
        texts = {one.text for one in items}
        found |= {kind: text in texts for kind, text in WORDS.items()} | {"own": OWN in texts}
    answers = {kind: client.get(path.format(**also), follow_redirects=True) for kind, path in _PAGES.items()}
    assert {one.status_code for one in answers.values()} <= {200, 404}
    seen = {kind: one.status_code == 200 and one.request.path != "/sign-in" for kind, one in answers.items()}
    shown = answers["picture"].text
    assert {kind for kind, text in WORDS.items() if text in shown} <= {kind for kind in WORDS if found[kind]}
    given_too = client.get("/disclosures")
    return seen | found | {"log": OWN in given_too.text}


_ROWS: tuple[tuple[str, Any, str], ...] = (
    ("case", Case, "case"),
    ("request", Request, "asked"),
    ("action", Action, "action"),
)
_PAGES = {
    "picture": "/cases/{case reference}/picture",
    "request page": "/requests/{asked reference}",
    "action page": "/actions/{action reference}",
}


def agreement_lapses(given: Given) -> None:
    """Nobody does anything: the last moment of the agreement has passed."""


def grants_withdrawn(given: Given) -> None:
    """The team ends every grant that fire has on an agreement, in the case and in its parts."""
    with given.as_("priya") as unit:
        theirs = select(Grant).where(Grant.grantee_id == given.agencies["fire"], Grant.gateway == "agreement")
        for one in unit.session.scalars(theirs.order_by(Grant.id)).all():
            access.end_grant(unit, unit.session.get_one(Compartment, one.compartment_id), grant=one)


def agreement_ended(given: Given) -> None:
    """Fire leaves the agreement before its time."""
    with given.operator() as unit:
        for one in unit.session.scalars(_parties(given)).all():
            agreements.end_party(unit, one, reason="replaced")


def person_excluded(given: Given) -> None:
    """The team keeps finn out of the case."""
    with given.as_("priya") as unit:
        case = unit.session.get_one(Case, given.also["case"])
        whole = unit.session.get_one(Compartment, case.compartment_id)
        access.exclude(unit, whole, grantee_id=given.members["finn"], reason="linked_person")


def agency_closed(given: Given) -> None:
    """Fire is no more: its action is done with, and its people leave with it."""
    with given.as_("finn") as unit:
        action = unit.session.get_one(Action, given.also["action"])
        if action.state == "proposed":
            actions.refuse_action(unit, action, reason="no_power", words="We are closing")
    with given.operator() as unit:
        agencies.close_agency(unit, unit.session.get_one(Agency, given.agencies["fire"]))


def _parties(given: Given) -> Any:
    return select(AgreementParty).where(AgreementParty.agency_id == given.agencies["fire"])


def last_moment(given: Given) -> dt.datetime:
    """When the agreement of fire is over."""
    with given.operator() as unit:
        return unit.session.scalars(_parties(given)).one().until


@pytest.mark.parametrize(
    "ending",
    [agreement_lapses, agreement_ended, grants_withdrawn, person_excluded, agency_closed],
    ids=lambda e: e.__name__,
)
def test_everything_that_was_opened_to_an_agency_closes_at_the_moment_and_not_before(
    reached: Given, sight: Sight, clock: Any, ending: Ending
) -> None:
    moment = last_moment(reached) if ending is agreement_lapses else T
    clock.set((moment - TICK).isoformat())
    before, priya = sight("finn"), sight("priya")
    assert before == dict.fromkeys(THINGS, True) | {"coordinators": False, "own": True, "log": True}
    assert priya["own"]
    assert priya["coordinators"]
    clock.set(moment.isoformat())
    ending(reached)
    keeps = ending not in {person_excluded, agency_closed}
    after = sight("finn")
    assert after == dict.fromkeys(THINGS, False) | {"coordinators": False, "own": keeps, "log": keeps}
    # nobody else loses anything by it: what fire gave stays with the team, what housing gave stays with housing
    assert sight("priya") == priya
    if ending is not agreement_lapses:
        assert sight("vera")["own"]
    with reached.as_("sam") as unit:
        texts = {one.text for one in unit.session.scalars(select(Item)).all()}
        assert texts >= set(WORDS.values())


def test_an_override_opens_one_request_and_its_names_until_its_last_microsecond(
    reached: Given, app: Flask, clock: Any
) -> None:
    request = _on_override(reached)
    path = f"/requests/{request.reference}"
    with reached.as_("carys") as unit:
        here = find_request(unit, request.reference)
        state_no_connection(unit, here)
        reply(unit, here, **HELD, items=[ITEM | {"text": OWN, "audience": "coordinators"}])
    with reached.operator() as unit:
        until = unit.session.get_one(Override, request.override_id).until
    clock.set((until - TICK).isoformat())
    assert _carys(reached, app, request.id, path) == (True, True, 200, True, True)
    clock.set(until.isoformat())
    assert _carys(reached, app, request.id, path) == (False, False, 404, True, True)
    with reached.as_("carys") as unit, pytest.raises(NotFound):
        find_request(unit, request.reference)


def _on_override(given: Given) -> Request:
    with given.as_("priya") as unit:
        case = unit.session.get_one(Case, given.also["case"])
    row = planned(given, case, ["charity"], things=[given.also["woman"]])
    with given.as_("priya") as unit:
        request = unit.session.scalars(select(Request).where(Request.round_id == row.id)).one()
        facts: dict[str, Any] = {"ground": "vital_interests", "reason": "Somebody is in danger", "hours": 2}
        return send_on_override(unit, request, wishes="not_asked", **facts)


def _carys(given: Given, app: Flask, request_id: uuid.UUID, path: str) -> tuple[bool, bool, int, bool, bool]:
    """Request, names, page, own item, own record of it."""
    with given.as_("carys") as unit:
        request = unit.session.get(Request, request_id) is not None
        names = unit.session.scalars(select(Named)).first() is not None
        own = unit.session.scalars(select(Item)).first() is not None
    client = given.sign_in(app.test_client(), "carys")
    return request, names, client.get(path).status_code, own, OWN in client.get("/disclosures").text


def test_a_co_ordinator_who_is_kept_out_loses_every_audience_and_every_record_in_the_same_moment(
    reached: Given, sight: Sight, clock: Any
) -> None:
    clock.set((T - TICK).isoformat())
    before = sight("tomas")
    assert all(before[kind] for kind in (*WORDS, "own", "case", "picture", "action", "names"))
    clock.set(T.isoformat())
    with reached.as_("priya") as unit:
        case = unit.session.get_one(Case, reached.also["case"])
        whole = unit.session.get_one(Compartment, case.compartment_id)
        access.exclude(unit, whole, grantee_id=reached.members["tomas"], reason="linked_person")
    assert not any(sight("tomas").values())
    with reached.as_("tomas") as unit:
        assert unit.session.scalars(select(Disclosure)).first() is None
