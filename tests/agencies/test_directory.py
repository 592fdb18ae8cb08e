"""Who finds whom: the directory of one's own partnerships, and nothing of anybody else's."""

from __future__ import annotations

import uuid

import pytest

from serac.access.roles import Role
from serac.agencies import commands, queries
from serac.core.problems import Conflict, Invalid, NotFound, NotPermitted
from tests.agencies.people import acting

WORDS = {"email": "desk@police.example.org", "phone": "01632 960400"}


def found(county, who):
    with acting(county, who) as world:
        return {one.slug for one in queries.list_agencies(world.unit)}


def test_everyone_finds_the_agencies_of_their_partnership_and_of_those_above_and_below(county):
    county.agency("regional-unit", "rocu", partnership="northmark")
    assert found(county, "kit") == {"council", "police", "charity", "regional-unit"}
    assert found(county, "mo") == {"council", "police", "charity", "regional-unit"}
    assert found(county, "fay") == {"fen-police"}


def test_a_sister_district_is_not_in_reach(county):
    county.partnership("westdale", parent="thornshire")
    county.agency("west-charity", "support_provider", partnership="westdale")
    assert "west-charity" not in found(county, "mo")
    with acting(county, "mo") as world, pytest.raises(NotFound):
        queries.find_partnership(world.unit, "westdale")


def test_what_is_in_another_partnership_is_not_found(county):
    with acting(county, "fay") as world:
        for find, given in (
            (queries.find_agency, "police"),
            (queries.find_agency, "no-such-agency"),
            (queries.find_partnership, "thornshire"),
            (queries.find_member, county.members["kit"]),
            (queries.find_member, uuid.uuid4()),
        ):
            with pytest.raises(NotFound):
                find(world.unit, given)


def test_people_are_seen_by_those_near_them_only(county):
    with acting(county, "operator") as world:
        commands.add_contact_point(
            world.unit, world.agency("police"), purpose="scoping", label="Desk", member=world.member("kit"), **WORDS
        )
    for who, may in (("bob", True), ("sam", True), ("ann", True), ("gil", True), ("adi", True), ("mo", False)):
        with acting(county, who) as world:
            police = queries.find_agency(world.unit, "police")
            assert bool(queries.list_members(world.unit, police)) is may, who
            assert [one.label for one in queries.list_contact_points(world.unit, police)] == ["Desk"]


def test_who_is_told_of_sensitive_cases_is_shown_to_the_own_team_and_the_agencys_points_of_contact_only(county):
    with acting(county, "bob") as world:
        police, kit = world.agency("police"), world.member("kit")
        made = commands.add_contact_point(
            world.unit, police, purpose="sensitive_case", label="Standards", member=kit, **WORDS
        ).id
    for who, may in (("bob", True), ("ann", True), ("kit", False), ("adi", False), ("gil", False), ("mo", False)):
        with acting(county, who) as world:
            police = queries.find_agency(world.unit, "police")
            assert bool(queries.list_contact_points(world.unit, police)) is may, who
            if not may:
                with pytest.raises(NotFound):
                    queries.find_contact_point(world.unit, made)


def test_an_agency_has_one_sensitive_case_contact_and_registers_it_itself(county):
    with acting(county, "adi") as world, pytest.raises(NotPermitted):
        commands.add_contact_point(
            world.unit, world.agency("police"), purpose="sensitive_case", label="A", member=world.member("kit"), **WORDS
        )
    with acting(county, "bob") as world:
        police, kit = world.agency("police"), world.member("kit")
        commands.add_contact_point(world.unit, police, purpose="sensitive_case", label="A", member=kit, **WORDS)
        with pytest.raises(Invalid, match="already"):
            commands.add_contact_point(world.unit, police, purpose="sensitive_case", label="B", member=kit, **WORDS)


def test_a_point_of_contact_keeps_their_own_agency_and_no_other(county):
    with acting(county, "bob") as world:
        commands.add_member(
            world.unit, world.agency("police"), name="Jo", email="jo@police.example.org", job_title="PC"
        )
        with pytest.raises(NotPermitted):
            commands.add_member(world.unit, world.agency("charity"), name="Jo", email="j@c.example.org", job_title="PC")
        with pytest.raises(NotPermitted):
            commands.change_agency(world.unit, world.agency("police"), name="Police", first_responder=False)
        commands.change_agency(world.unit, world.agency("police"), name="County police", aliases=["The force"])


def test_a_contact_point_is_held_by_somebody_of_the_agency(county):
    with acting(county, "bob") as world:
        police, kit, mo = world.agency("police"), world.member("kit"), world.member("mo")
        facts = {"purpose": "general", "label": "Desk", **WORDS}
        with pytest.raises(Invalid):
            commands.add_contact_point(world.unit, police, member=mo, **facts)
        with pytest.raises(Invalid):
            commands.add_contact_point(world.unit, police, member=kit, deputy=kit, **facts)
        commands.add_contact_point(world.unit, police, member=kit, **facts)
        with pytest.raises(Invalid, match="already"):
            commands.add_contact_point(world.unit, police, member=kit, **facts)


def test_flags_and_names_are_dated_so_that_the_past_stays_known(county, clock):
    with acting(county, "adi") as world:
        commands.change_agency(world.unit, world.agency("police"), name="Police", aliases=["The force"])
    clock.forward(days=30)
    with acting(county, "adi") as world:
        police = world.agency("police")
        commands.change_agency(world.unit, police, name="Police", first_responder=False, duty_to_notify=True)
        flags = {one.flag: one.is_in_force(world.unit.now) for one in queries.list_flags(world.unit, police)}
        assert flags == {"first_responder": False, "duty_to_notify": True}
        assert queries.list_aliases(world.unit, police) == []


def test_a_save_from_a_page_that_is_no_longer_true_is_refused_with_what_is_saved_now(county):
    with acting(county, "bob") as world:
        commands.change_agency(world.unit, world.agency("police"), name="First", seen_version=1)
        with pytest.raises(Conflict) as refused:
            commands.change_agency(world.unit, world.agency("police"), name="Second", seen_version=1)
        assert ("name", "First") in [(text.name, text.text) for text in refused.value.current]


def test_an_address_belongs_to_one_person(county):
    with acting(county, "bob") as world, pytest.raises(Invalid, match="already in the directory"):
        commands.add_member(
            world.unit, world.agency("police"), name="Kit", email=" KIT@police.example.org", job_title="PC"
        )
    with acting(county, "bob") as world, pytest.raises(Invalid, match="Somebody else"):
        commands.change_member(world.unit, world.member("sam"), name="Sam", email="kit@police.example.org")


def test_a_new_address_of_somebody_who_reads_cases_takes_two_people(county):
    new = "kit@new.example.org"
    with acting(county, "adi") as world, pytest.raises(Invalid, match="second person"):
        commands.change_member(world.unit, world.member("kit"), name="Kit", email=new)
    with acting(county, "adi") as world:
        change = commands.propose_email(world.unit, world.member("kit"), email=new)
        with pytest.raises(NotPermitted):
            commands.approve_email(world.unit, change)
        waiting = change.id
    for who in ("kit", "sam", "ann"):
        with acting(county, who) as world, pytest.raises((NotPermitted, NotFound)):
            commands.approve_email(world.unit, queries.find_email_change(world.unit, waiting))
    with acting(county, "gil") as world:
        change = queries.find_email_change(world.unit, waiting)
        assert commands.approve_email(world.unit, change).email == new
        with pytest.raises(Conflict):
            commands.refuse_email(world.unit, change)


def test_an_administrator_lets_only_agencies_they_keep_join_and_never_says_who_runs_a_partnership(county):
    with acting(county, "operator") as world:
        commands.form_partnership(world.unit, None, slug="other", name="Other", parent=world.partnership("thornshire"))
    with acting(county, "adi") as world:
        place = queries.find_partnership(world.unit, "other")
        with pytest.raises(NotPermitted):
            commands.join_partnership(world.unit, place, agency=world.agency("fen-police"))
        with pytest.raises(Invalid, match="operates"):
            commands.join_partnership(world.unit, place, agency=world.agency("police"), own_team=True)
        commands.join_partnership(world.unit, place, agency=world.agency("police"))
        with pytest.raises(Invalid, match="already"):
            commands.join_partnership(world.unit, place, agency=world.agency("police"))
        with pytest.raises(NotPermitted):
            commands.form_partnership(world.unit, None, slug="alone", name="Alone")


def test_the_directory_pages_by_key_and_leaves_nothing_out(county):
    for number in range(7):
        county.agency(f"school-{number}", "school")
    with acting(county, "kit") as world:
        seen, after = [], None
        while batch := list(queries.list_agencies(world.unit, kind="school", after=after, size=3)):
            seen += [one.slug for one in batch[:3]]
            after = batch[:3][-1].id
            if len(batch) <= 3:
                break
    assert seen == [f"school-{number}" for number in range(7)]


def test_a_person_with_a_role_in_the_region_reads_the_directory_below(county):
    county.member("ros", "council", Role.MANAGER, partnership="northmark")
    assert "charity" in found(county, "ros")
