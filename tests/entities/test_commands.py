"""People, places, vehicles and businesses, and the tokens that lie beside them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from serac.cases.queries import find_case
from serac.core.blind_index import name_tokens, phone_tokens, plate_tokens, postcode_tokens
from serac.core.problems import Invalid, NotPermitted
from serac.entities import commands
from serac.entities.models import Person, Token
from serac.entities.queries import list_people, list_recorded
from tests.raising import county, opened, share


def add_all(unit, case):
    person = commands.add_person(
        unit, case, role="potential_victim", age_band="adult", name="Danuta Lis", phone="01632 960555"
    )
    place = commands.add_place(unit, case, kind="farm", address="Holly Farm, ZZ1 1AA")
    vehicle = commands.add_vehicle(unit, case, plate="zz19 klm", description="White van")
    business = commands.add_business(unit, case, name="Lis Packing Ltd", holds_council_contract=True)
    return person, place, vehicle, business


def test_what_is_written_down_is_found_again_by_its_tokens_in_the_same_compartment(given):
    county(given)
    case = opened(given)
    with given.as_("priya") as unit:
        person, place, vehicle, _ = add_all(unit, find_case(unit, case.reference))
    with given.as_("priya") as unit:
        recorded = list_recorded(unit, case.compartment_id)
        assert [p.name for p in recorded.people] == ["Danuta Lis"]
        assert [v.plate for v in recorded.vehicles] == ["ZZ19 KLM"]
        assert [b.holds_council_contract for b in recorded.businesses] == [True]
        for tokens, subject in (
            (name_tokens(unit.secrets, "Lis, Danuta"), person.id),
            (phone_tokens(unit.secrets, "+44 1632 960555"), person.id),
            (postcode_tokens(unit.secrets, "zz11aa"), place.id),
            (plate_tokens(unit.secrets, "Z19"), vehicle.id),
        ):
            found = unit.session.scalars(select(Token).where(Token.hash.in_(tokens))).all()
            assert {(t.compartment_id, t.subject_id) for t in found} == {(case.compartment_id, subject)}


def test_a_token_is_as_hidden_as_what_it_was_made_from(given):
    county(given)
    case = opened(given)
    with given.as_("priya") as unit:
        add_all(unit, find_case(unit, case.reference))
    with given.as_("hana") as unit:
        assert unit.session.scalars(select(Token)).all() == []
    share(given, case)
    with given.as_("hana") as unit:
        assert unit.session.scalars(select(Token).limit(1)).all()
        assert len(list_people(unit, case.compartment_id)) == 1


def test_a_handler_who_reads_a_case_writes_nobody_into_it(given):
    county(given)
    case = opened(given)
    share(given, case)
    with given.as_("hana") as unit:
        here = find_case(unit, case.reference)
        with pytest.raises(NotPermitted):
            commands.add_person(unit, here, role="witness", age_band="adult", name="Anybody")


@pytest.mark.parametrize(
    ("verb", "facts", "field"),
    [
        ("add_person", {"role": "witness", "age_band": "adult"}, "name"),
        ("add_person", {"role": "king", "age_band": "adult", "name": "A"}, "role"),
        ("add_person", {"role": "witness", "age_band": "old", "name": "A"}, "age_band"),
        ("add_place", {"kind": "farm"}, "address"),
        ("add_place", {"kind": "moon", "address": "A"}, "kind"),
        ("add_vehicle", {}, "plate"),
        ("add_business", {"name": " "}, "name"),
    ],
)
def test_what_is_missing_or_unknown_is_refused(given, verb, facts, field):
    county(given)
    case = opened(given)
    with given.as_("priya") as unit, pytest.raises(Invalid) as refused:
        getattr(commands, verb)(unit, find_case(unit, case.reference), **facts)
    assert set(refused.value.errors) == {field}


def test_a_copy_lies_in_its_new_compartment_with_tokens_of_its_own(given):
    county(given)
    one, two = opened(given), opened(given)
    with given.as_("priya") as unit:
        row = add_all(unit, find_case(unit, one.reference))[0]
        copied = commands.copy_recorded(unit, find_case(unit, two.reference), row=row)
    with given.as_("priya") as unit:
        found = unit.session.scalars(select(Person).where(Person.id == copied)).one()
        assert (found.compartment_id, found.name, found.phone) == (two.compartment_id, "Danuta Lis", "01632 960555")
        tokens = unit.session.scalars(select(Token).where(Token.subject_id == copied)).all()
        assert {t.compartment_id for t in tokens} == {two.compartment_id}
