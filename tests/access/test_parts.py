"""Parts of a case: whoever is kept out of the case is kept out of each; some follow it, some open to those who stated no connection."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Compartment
from serac.access.queries.compartments import list_grants
from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.agencies.models import Agency, Member, Membership
from serac.agreements.sharing import sharing_with
from serac.cases import commands as cases
from serac.cases import policy
from serac.cases.models import Case, Item
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.unit import Unit, command
from tests.given import Given
from tests.raising import county, open_to_control, opened

FACTS: dict[str, Any] = {"purpose": "prevent_detect_crime", "categories": {"intelligence"}}


@pytest.fixture
def case(given: Given) -> Case:
    county(given)
    for slug, kind, name in (
        ("landlord", "housing_association", "vera"),
        ("border", "immigration_enforcement", "ivor"),
    ):
        given.agency(slug, kind)
        given.member(name, slug, Role.HANDLER)
    given.agreement(
        "landlord", "border", purposes=["prevent_detect_crime", "immigration_control"], categories=["intelligence"]
    )
    return opened(given)


@command(may=policy.write)
def add_part(unit: Unit, case: Case, *, agency: str = "", given: Given | None = None, **options: Any) -> Item:
    """A part of the case with an item in it, opened to an agency if one is named."""
    confirms, facts = options.pop("confirms", False), FACTS | {"purpose": options.pop("purpose", FACTS["purpose"])}
    part = access.open_compartment(
        unit, _whole(unit, case).partnership_id, kind="item", within=case.compartment_id, **options
    )
    item = Item(compartment_id=part.id, within_id=case.compartment_id, how_known="saw_it", text="Six mattresses")
    item.grade_source, item.grade_information, item.handling = "untested", "known_directly", "share"
    item.given_at, item.added_by = unit.now, unit.actor.member_id or uuid.UUID(int=0)
    unit.session.add(item)
    unit.session.flush()
    if given and agency:
        found = unit.session.get_one(Agency, given.agencies[agency])
        access.grant_to_agency(unit, part, agency=found, relation="asked", confirms=confirms, **facts)
    unit.record(Event.ITEM_ADDED, item)
    return item


def _whole(unit: Unit, case: Case) -> Compartment:
    return unit.session.get_one(Compartment, case.compartment_id)


def part_of(given: Given, case: Case, **options: Any) -> Item:
    with given.as_("priya") as unit:
        return add_part(unit, unit.session.get_one(Case, case.id), given=given, **options)


def put_on_team(given: Given, case: Case, agency: str, **facts: Any) -> None:
    with given.as_("priya") as unit:
        found = unit.session.get_one(Agency, given.agencies[agency])
        access.grant_to_agency(unit, _whole(unit, case), agency=found, relation="virtual_team", **(FACTS | facts))


def reads(given: Given, name: str, item: Item) -> bool:
    with given.as_(name) as unit:
        return unit.session.get(Item, item.id) is not None


def test_a_part_that_follows_the_case_opens_and_closes_with_it(given: Given, case: Case) -> None:
    item = part_of(given, case, follows=True)
    assert not reads(given, "vera", item)
    put_on_team(given, case, "landlord")
    assert reads(given, "vera", item)
    with given.as_("vera") as unit:
        assert unit.standing(item.compartment_id).relations == {"virtual_team"}
    with given.as_("priya") as unit:
        for grant in list_grants(unit, case.compartment_id):
            if grant.relation == "virtual_team":
                access.end_grant(unit, _whole(unit, case), grant=grant)
    assert not reads(given, "vera", item)


def test_a_part_that_does_not_follow_stays_closed_to_the_virtual_team(given: Given, case: Case) -> None:
    item = part_of(given, case)
    put_on_team(given, case, "landlord")
    assert not reads(given, "vera", item)
    assert reads(given, "priya", item)


def test_whoever_is_excluded_from_the_case_reads_no_part_of_it_whatever_opens_the_part(
    given: Given, case: Case
) -> None:
    item = part_of(given, case, agency="landlord")
    assert reads(given, "vera", item)
    with given.as_("priya") as unit:
        access.exclude(unit, _whole(unit, case), grantee_id=given.members["vera"], reason="declared")
        access.exclude(unit, _whole(unit, case), grantee_id=given.members["tomas"], reason="declared")
    assert not reads(given, "vera", item)
    assert not reads(given, "tomas", item)


def test_whoever_is_not_on_a_restricted_cases_list_reads_no_part_of_it(given: Given, case: Case) -> None:
    item = part_of(given, case, agency="landlord")
    with given.as_("priya") as unit:
        access.restrict(unit, _whole(unit, case), readers=[])
    assert not reads(given, "vera", item)
    assert not reads(given, "tomas", item)
    assert reads(given, "priya", item)
    with given.as_("priya") as unit:
        access.list_reader(unit, _whole(unit, case), member_id=given.members["vera"])
    assert reads(given, "vera", item)


@pytest.mark.parametrize("purpose", ["disrupt", "immigration_control"])
def test_what_is_not_for_immigration_control_never_opens_to_it(given: Given, case: Case, purpose: str) -> None:
    if purpose == "immigration_control":
        put_on_team(given, case, "border", purpose=purpose)
    else:
        open_to_control(given, case)
    barred = part_of(given, case, follows=True, not_for_immigration=True)
    direct = part_of(given, case, agency="border", purpose="immigration_control", not_for_immigration=True)
    assert reads(given, "ivor", part_of(given, case, follows=True))
    assert not reads(given, "ivor", barred)
    assert not reads(given, "ivor", direct)
    assert reads(given, "priya", barred)


def test_an_agency_of_immigration_control_is_let_in_for_no_other_purpose_and_on_no_override(
    given: Given, case: Case
) -> None:
    with pytest.raises(Invalid, match="separate purpose"):
        put_on_team(given, case, "border")
    with given.as_("priya") as unit:
        border = unit.session.get_one(Agency, given.agencies["border"])
        place = {"partnership_id": _whole(unit, case).partnership_id, "categories": frozenset({"intelligence"})}
        found = sharing_with(unit, purpose="prevent_detect_crime", **place)
        assert (found[border.id].allowed, found[given.agencies["landlord"]].allowed) == (False, True)
        here, facts = unit.session.get_one(Case, case.id), FACTS | {"purpose": "immigration_control"}
        with pytest.raises(Invalid, match="own purpose"):
            cases.add_to_virtual_team(unit, here, agency=border, **facts)
        ground: dict[str, Any] = {"ground": "vital_interests", "reason": "x", "hours": 2, "relation": "virtual_team"}
        with pytest.raises(Invalid, match="own purpose"):
            access.record_override(unit, _whole(unit, case), agency=border, **ground)


def test_a_grant_for_immigration_control_does_not_open_it_to_any_other_agency_either(given: Given, case: Case) -> None:
    put_on_team(given, case, "landlord", purpose="immigration_control", categories={"intelligence"})
    assert not reads(given, "vera", part_of(given, case, follows=True, not_for_immigration=True))


def test_a_part_that_confirms_opens_to_each_person_once_they_state_no_connection(given: Given, case: Case) -> None:
    given.member("sam", "landlord", Role.HANDLER)
    plain = part_of(given, case, agency="landlord")
    named = part_of(given, case, agency="landlord", confirms=True)
    assert reads(given, "vera", plain)
    assert not reads(given, "vera", named)
    assert state(given, "vera", plain, "none")
    assert reads(given, "vera", named)
    assert not reads(given, "sam", named)
    assert state(given, "vera", plain, "conflict")
    assert not reads(given, "vera", named)


def test_what_was_opened_to_one_person_on_their_agencys_agreement_ends_when_they_leave_it(
    given: Given, case: Case
) -> None:
    given.member("nia", "landlord", Role.HANDLER)  # somebody who stays, so that nothing is left to nobody
    with given.as_("priya") as unit:
        vera = unit.session.get_one(Member, given.members["vera"])
        access.grant_to_member(unit, _whole(unit, case), member=vera, relation="police_contact", **FACTS)
    with given.operator() as unit:
        vera = unit.session.get_one(Member, given.members["vera"])
        charity = unit.session.get_one(Agency, given.agencies["charity"])
        agencies.start_membership(unit, charity, member=vera, job_title="")
    item = part_of(given, case, follows=True)
    assert reads(given, "vera", item)
    with given.operator() as unit:
        left = Membership.agency_id == given.agencies["landlord"], Membership.member_id == given.members["vera"]
        agencies.end_membership(unit, unit.session.scalars(select(Membership).where(*left)).one())
    assert not reads(given, "vera", item)
    with given.as_("vera") as unit:
        assert unit.actor.is_somebody
        assert unit.session.get(Case, case.id) is None


@command(may=lambda actor, target, grant: bool(grant))
def _state(unit: Unit, item: Item, *, answer: str) -> bool:
    access.state_connection(unit, item.within_id, answer=answer)
    return True


def state(given: Given, name: str, item: Item, answer: str) -> bool:
    with given.as_(name) as unit:
        return _state(unit, unit.session.get_one(Item, item.id), answer=answer)
