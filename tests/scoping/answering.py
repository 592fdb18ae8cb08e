"""Agencies that are asked and answer, through the commands: where tests of replies start from."""

from __future__ import annotations

from typing import Any

from serac.access.roles import Role
from serac.cases.models import Case, Item
from serac.core.unit import Unit
from serac.entities import commands as entities
from serac.scoping.commands.connection import state_no_connection
from serac.scoping.commands.replies import correct_reply, reply
from serac.scoping.models import Reply, Request
from serac.scoping.queries.rounds import find_request
from tests.given import Given
from tests.raising import build_county, open_to_control, opened
from tests.scoping.asking import asked

NAME = "Zdravka Petkanova"
BRIEF = "Licence holder, complaints and visits at Quillback Valeting"
HELD: dict[str, Any] = {
    "answer": "information_held",
    "why": "Nine people sleep there tonight",
    "wishes": "not_asked",
    "risk": "high",
    "risk_words": "Fire: one exit, locked at night",
    "offers": "An inspector on Tuesday",
}
ITEM: dict[str, Any] = {"text": "Nine people sleep above the wash", "how_known": "our_records", "audience": "team"}


def build_asked(given: Given) -> None:
    """A case with a named woman; housing is asked and joins, so do fire and a landlord; immigration control may be let in."""
    build_county(given)
    given.member("sam", "housing", Role.HANDLER)
    given.member("dora", "housing", Role.DEPUTY_SPOC)
    for slug, kind, name in (
        ("fire", "fire", "finn"),
        ("landlord", "housing_association", "vera"),
        ("border", "immigration_enforcement", "ivor"),
    ):
        given.agency(slug, kind)
        given.member(name, slug, Role.HANDLER)
    given.agreement("fire", "landlord", "border", categories=["identity", "intelligence", "premises"])
    case = opened(given)
    given.also["case"] = case.id
    with given.as_("priya") as unit:
        here = unit.session.get_one(Case, case.id)
        woman = entities.add_person(unit, here, name=NAME, role="potential_victim", age_band="adult")
        given.also["woman"] = woman.id
    (first,) = asked(given, case, ["housing"], question=BRIEF, things=[woman.id])
    given.also["request"], given.also["reference"] = first.id, first.reference


def on_team(given: Given, *agencies: str) -> None:
    """Agencies are asked too and join the virtual team, and their handlers state no connection.

    Immigration control is never asked so, and no command opens a case to it: what it still may not read, the rule itself bars.
    """
    with given.as_("priya") as unit:
        case = unit.session.get_one(Case, given.also["case"])
    if "border" in agencies:
        open_to_control(given, case)
    for one in asked(given, case, [slug for slug in agencies if slug != "border"], joins_team=True):
        slug = next(slug for slug, key in given.agencies.items() if key == one.agency_id)
        name = {"fire": "finn", "landlord": "vera"}[slug]
        with given.as_(name) as unit:
            state_no_connection(unit, unit.session.get_one(Request, one.id))


def the_request(unit: Unit, given: Given) -> Request:
    """The request to housing, as this unit sees it."""
    return find_request(unit, given.also["reference"])


def stated(given: Given, *names: str) -> None:
    """People of housing state that they have no connection."""
    for name in names:
        with given.as_(name) as unit:
            state_no_connection(unit, the_request(unit, given))


def replied(given: Given, by: str = "sam", **facts: Any) -> Reply:
    """Somebody of housing states no connection and answers."""
    stated(given, by)
    with given.as_(by) as unit:
        return reply(unit, the_request(unit, given), **facts)


def held(given: Given, by: str = "sam", **item: Any) -> Item:
    """Somebody of housing gives one item; it is as they read it."""
    made = replied(given, by, **HELD, items=[ITEM | item])
    return item_of(given, by, made)


def item_of(given: Given, by: str, made: Reply) -> Item:
    """The item of a reply, not its wording for wider readers."""
    with given.as_(by) as unit:
        rows = unit.session.query(Item).filter_by(reply_id=made.id, sanitises_id=None).all()
        unit.keys.hold({one.compartment_id for one in rows})
        return rows[0]


def corrected(given: Given, by: str = "sam", **facts: Any) -> Reply:
    """Somebody of housing corrects what was answered."""
    with given.as_(by) as unit:
        return correct_reply(unit, the_request(unit, given), **facts)


def reads(given: Given, name: str, item: Any) -> bool:
    """Whether somebody reads a protected row."""
    with given.as_(name) as unit:
        return unit.session.get(type(item), item.id) is not None
