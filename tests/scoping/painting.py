"""A case with a picture that differs for each of its readers: what each agency gave, for whom, planted word by planted word."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from serac.access import commands as access
from serac.access.models import Compartment
from serac.access.roles import Role
from serac.agencies.models import Agency
from serac.cases import commands as cases
from serac.cases import policy
from serac.cases.models import Case, Item, ItemAbout
from serac.core.events import Event
from serac.core.unit import Unit, command
from serac.entities import commands as entities
from serac.entities.models import Person, Place
from serac.scoping.commands.connection import state_no_connection
from serac.scoping.commands.replies import reply
from serac.scoping.models import Request
from tests.given import Given
from tests.raising import build_county, open_to_control, opened
from tests.scoping.asking import asked

FACTS: dict[str, Any] = {"purpose": "disrupt", "categories": {"intelligence"}}
ON_TEAM = ("housing", "police", "landlord")


@command(may=policy.read)
def give(
    unit: Unit, case: Case, *, text: str, agency: Agency | None = None, to: tuple[Agency, ...] = (), **more: Any
) -> Item:
    """An item as a reply gives it: in a compartment of its own, open to the audience its giver chose."""
    audience = more.pop("audience", "team")
    whole = unit.session.get_one(Compartment, case.compartment_id)
    barred = bool(more.get("not_for_immigration"))
    part = access.open_compartment(
        unit, whole.partnership_id, kind="item", within=whole.id, follows=audience == "team", not_for_immigration=barred
    )
    about = more.pop("about", ())
    usual = {"how_known": "our_records", "grade_source": "2", "grade_information": "C", "handling": "ask_me_first"}
    item = Item(compartment_id=part.id, within_id=whole.id, audience=audience, text=text, **(usual | more))
    item.agency_id, item.given_at, item.added_by = agency.id if agency else None, unit.now, unit.actor.member_id
    unit.session.add(item)
    unit.session.flush()
    for thing in about:
        unit.session.add(
            ItemAbout(item_id=item.id, thing_id=thing.id, compartment_id=part.id, kind=thing.__tablename__)
        )
    for one in to:
        access.share_onward(unit, part, agency=one, relation="named", **FACTS)
    if agency:
        access.grant_own_disclosure(unit, part, agency.id, "originator")
    unit.record(Event.ITEM_ADDED, item)
    return item


@command(may=policy.read)
def correct(unit: Unit, case: Case, *, item: Item, text: str, **more: Any) -> Item:
    """What its giver says instead."""
    agency = unit.session.get(Agency, item.agency_id)
    made = give(unit, case, text=text, agency=agency, replaces_id=item.id, **more)
    item.replaced_at = unit.now
    return made


def ask(given: Given, answers: dict[str, dict[str, Any] | None]) -> None:
    """Agencies are asked about the person and the place; their handlers then answer this or, with None, nothing."""
    with given.as_("priya") as unit:
        case = unit.session.get_one(Case, given.also["case"])
    things = [given.also["person"], given.also["place"]]
    requests = asked(given, case, list(answers), things=things, joins_team=False)
    for request, (slug, answer) in zip(requests, answers.items(), strict=True):
        if answer:
            with given.as_(HANDLER[slug]) as unit:
                here = unit.session.get_one(Request, request.id)
                state_no_connection(unit, here)
                reply(unit, here, **answer)


def build_painted(given: Given) -> None:
    """The county, a landlord (vera) and a border agency (ivor), and a case that all of them are on but the charity."""
    build_county(given)
    for slug, kind, name in (
        ("landlord", "housing_association", "vera"),
        ("border", "immigration_enforcement", "ivor"),
    ):
        given.agency(slug, kind)
        given.member(name, slug, Role.HANDLER)
    given.agreement(*ON_TEAM, categories=["identity", "intelligence", "premises"])
    given.agreement("border", purposes=["disrupt", "immigration_control"], categories=["intelligence"])
    case = opened(given, summary="")
    with given.as_("priya") as unit:
        here = unit.session.get_one(Case, case.id)
        for slug in ON_TEAM:
            cases.add_to_virtual_team(unit, here, agency=unit.session.get_one(Agency, given.agencies[slug]), **FACTS)
        person = entities.add_person(
            unit, here, name="Zdravka Petkanova", description="Thin, a green coat", role="potential_victim",
            age_band="from_16_to_17",
        )  # fmt: skip
        place = entities.add_place(unit, here, address="41 Quillback Lane", kind="car_wash")
        cases.add_item(unit, here, text="Planted alpha", how_known="saw_it", about=place)
        given.also |= {"case": case.id, "reference": case.reference, "person": person.id, "place": place.id}
    open_to_control(given, case)
    _given_by_agencies(given)


def _given_by_agencies(given: Given) -> None:
    housing, police = given.agencies["housing"], given.agencies["police"]
    items = {
        "bravo": ("police", {"audience": "named", "to": (housing,), "about": ("person",)}),
        "bravo-wider": ("police", {"sanitises": "bravo", "happened_from": dt.date(2026, 2, 3)}),
        "charlie": ("housing", {"audience": "coordinators"}),
        "delta": ("police", {"not_for_immigration": True, "about": ("person", "place")}),
        "echo": ("landlord", {"audience": "named", "to": (police,)}),
        "foxtrot": ("housing", {"happened_from": dt.date(2026, 1, 5), "happened_to": dt.date(2026, 1, 9)}),
        "foxtrot-corrected": ("housing", {"corrects": "foxtrot", "happened_from": dt.date(2026, 1, 6)}),
        "golf": ("police", {}),
        "golf-corrected": ("police", {"corrects": "golf", "audience": "coordinators"}),
    }  # fmt: skip
    for word, (slug, how) in items.items():
        given.also[word] = give_as(given, slug, f"Planted {word}", **how).id


HANDLER = {"housing": "hana", "police": "dev", "landlord": "vera"}


def give_as(given: Given, slug: str, text: str, **how: Any) -> Item:
    """An item that an agency gives, by its handler. What is named by a word is found by it."""
    with given.as_(HANDLER[slug]) as unit:
        case = unit.session.get_one(Case, given.also["case"])
        agency = unit.session.get_one(Agency, given.agencies[slug])
        how["to"] = tuple(unit.session.get_one(Agency, one) for one in how.pop("to", ()))
        things = {"person": entities_of(unit, given)[0], "place": entities_of(unit, given)[1]}
        how["about"] = tuple(things[one] for one in how.pop("about", ()))
        if "sanitises" in how:
            how["sanitises_id"] = given.also[how.pop("sanitises")]
        if "corrects" in how:
            item = unit.session.get_one(Item, given.also[how.pop("corrects")])
            return correct(unit, case, item=item, text=text, **how)
        return give(unit, case, text=text, agency=agency, **how)


def entities_of(unit: Unit, given: Given) -> tuple[Any, Any]:
    """The person and the place of the case."""
    person, place = (
        unit.session.get_one(model, given.also[name]) for model, name in ((Person, "person"), (Place, "place"))
    )
    return person, place


def planted(text: str) -> set[str]:
    """The planted words in a text."""
    words = {
        "alpha",
        "bravo",
        "bravo-wider",
        "charlie",
        "delta",
        "echo",
        "foxtrot",
        "foxtrot-corrected",
        "golf",
        "golf-corrected",
    }
    found = {re.split("[<”\n]", piece)[0].strip() for piece in text.split("Planted ")[1:]}
    return words & found
