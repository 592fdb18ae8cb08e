"""Somebody leaves: nothing is left owned by nobody."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from serac.access.roles import Role
from serac.agencies import commands, ownership, queries
from serac.agencies.models import Cover, Member
from serac.agencies.ownership import Held
from serac.core.actor import Authority
from serac.core.problems import Conflict, Invalid, NotFound, NotPermitted
from tests.agencies.people import acting


@pytest.fixture
def desk(county):
    """Kit answers at the police's desk, Sam is deputy; Kit stands in for Bob, who is told of sensitive cases."""
    with acting(county, "operator") as world:
        police, bob, kit, sam = world.agency("police"), world.member("bob"), world.member("kit"), world.member("sam")
        words = {"email": "desk@police.example.org", "phone": "01632 960400"}
        commands.add_contact_point(world.unit, police, purpose="scoping", label="Desk", member=kit, deputy=sam, **words)
        commands.add_contact_point(world.unit, police, purpose="sensitive_case", label="Standards", member=bob, **words)
        commands.set_cover(
            world.unit,
            police,
            away=bob,
            covering=kit,
            since=world.unit.now,
            until=world.unit.now + dt.timedelta(days=7),
        )
    return county


def leave(county, who, name, **successors):
    """`who` records that `name` leaves the police; successors by kind of thing."""
    with acting(county, who) as world:
        works = queries.find_membership(world.unit, county.members[name], "police")
        held = queries.list_held(world.unit, works)
        named = {one.key: world.member(successors[one.kind]) for one in held if one.kind in successors}
        return commands.end_membership(world.unit, works, successors=named)


def test_nobody_leaves_while_a_contact_point_would_be_owned_by_nobody(desk):
    with pytest.raises(Invalid, match="Choose who takes this over"):
        leave(desk, "bob", "kit")
    with acting(desk, "bob") as world:
        assert world.contact("Desk").member_id == desk.members["kit"]


def test_what_somebody_held_goes_to_the_colleagues_named(desk):
    leave(desk, "bob", "kit", contact_point="bob", cover="sam", appointment="sam")
    with acting(desk, "gil") as world:
        assert world.contact("Desk").member_id == desk.members["bob"]
        assert world.contact("Desk").deputy_id == desk.members["sam"]
        assert [one.role for one in world.held("sam") if one.approved_at is None] == ["handler"]
        covers = queries.list_cover(world.unit, world.agency("police"))
        assert [(one.away_id, one.covering_id) for one in covers] == [(desk.members["bob"], desk.members["sam"])]


def test_a_deputy_who_takes_over_is_no_longer_deputy(desk):
    leave(desk, "bob", "kit", contact_point="sam")
    with acting(desk, "bob") as world:
        assert (world.contact("Desk").member_id, world.contact("Desk").deputy_id) == (desk.members["sam"], None)


def test_whoever_leaves_their_last_agency_is_shut_out_at_once(desk):
    leave(desk, "bob", "kit", contact_point="bob")
    with acting(desk, "kit") as world:
        assert world.unit.actor.authority is Authority.NOBODY
    with acting(desk, "operator") as world:
        assert world.member("kit").disabled_at == world.unit.now
        assert world.held("kit") == []


def test_whoever_works_for_another_agency_keeps_their_account_and_loses_only_the_roles_of_the_first(county):
    with acting(county, "operator") as world:
        mo = world.member("kit")
        commands.start_membership(world.unit, world.agency("charity"), member=mo, job_title="Navigator")
    county.appoint("kit", Role.SUPPORT_WORKER, agency="charity")
    leave(county, "bob", "kit")
    with acting(county, "kit") as world:
        assert world.unit.actor.roles == ("support_worker",)


def test_a_successor_works_for_the_agency_and_is_not_who_leaves(desk):
    for name in ("mo", "kit"):
        with pytest.raises(Invalid):
            leave(desk, "bob", "kit", contact_point=name)


def test_the_only_point_of_contact_cannot_leave_before_another_is_appointed(desk):
    with pytest.raises(Invalid, match="only single point of contact"):
        leave(desk, "adi", "bob")
    desk.appoint("sam", Role.SPOC, agency="police")
    leave(desk, "adi", "bob")
    with acting(desk, "operator") as world:
        assert world.contact("Standards").member_id in {desk.members["sam"], desk.members["kit"]}


def test_an_administrator_is_not_told_of_the_sensitive_case_contact_and_it_still_passes_on(desk):
    desk.appoint("sam", Role.SPOC, agency="police")
    with acting(desk, "adi") as world:
        works = queries.find_membership(world.unit, desk.members["bob"], "police")
        held = queries.list_held(world.unit, works)
        assert [one.hidden for one in held if one.kind == "contact_point"] == [True]


def test_nobody_leaves_twice(county):
    with acting(county, "bob") as world:
        works = queries.find_membership(world.unit, county.members["sam"], "police")
        commands.end_membership(world.unit, works)
        with pytest.raises(Conflict):
            commands.end_membership(world.unit, works)


def test_only_those_who_keep_the_agency_record_a_leaving(county):
    for who, refusal in (("gil", NotPermitted), ("kit", NotPermitted), ("mo", NotFound), ("fay", NotFound)):
        with pytest.raises(refusal):
            leave(county, who, "sam")


def test_work_of_another_feature_has_to_be_handed_over_too(county, monkeypatch):
    passed = {}

    def find(unit, membership):
        return (
            [Held("case", membership.member_id, "Owns a case")] if membership.member_id == county.members["sam"] else []
        )

    def hand_over(unit, held, successor):
        passed[held.id] = successor.id

    monkeypatch.setattr(ownership, "OWNERSHIPS", ownership.OWNERSHIPS)
    monkeypatch.setitem(ownership.OWNERSHIPS, "case", (find, hand_over))
    with pytest.raises(Invalid):
        leave(county, "bob", "sam")
    with acting(county, "adi") as world, pytest.raises(Invalid, match="still holds work"):
        commands.close_agency(world.unit, world.agency("police"))
    leave(county, "bob", "sam", case="kit")
    assert passed == {county.members["sam"]: county.members["kit"]}


def test_who_comes_back_has_no_role_and_their_account_stays_closed(county):
    leave(county, "bob", "sam")
    with acting(county, "bob") as world:
        facts = {"name": "Sam", "email": "sam@police.example.org", "job_title": "Officer"}
        back = commands.add_member(world.unit, world.agency("police"), **facts)
        assert back.id == county.members["sam"]
        assert back.disabled_at is not None
    with acting(county, "sam") as world:
        assert world.unit.actor.authority is Authority.NOBODY


def test_a_closed_agency_opens_nothing_and_its_people_go_to_the_one_that_takes_its_place(desk):
    party = desk.agreement("police")
    desk.agency("new-police")
    with acting(desk, "adi") as world:
        commands.close_agency(world.unit, world.agency("police"), successor=world.agency("new-police"))
    with acting(desk, "kit") as world:
        assert world.unit.actor.agencies == (desk.agencies["new-police"],)
        assert world.unit.actor.gateways == world.unit.actor.roles == ()
    with acting(desk, "ann") as world:
        police = queries.find_agency(world.unit, "police")
        assert not police.is_in_force(world.unit.now)
        assert queries.list_contact_points(world.unit, police) == []
        assert queries.list_cover(world.unit, police) == []
        assert world.agency("new-police").predecessor_id == police.id
    assert party


def test_a_stand_in_is_told_instead_and_the_deputy_of_a_closed_account(desk):
    with acting(desk, "operator") as world:
        away, covering, now = world.member("kit"), world.member("bob"), world.unit.now
        until = now + dt.timedelta(days=7)
        commands.set_cover(world.unit, world.agency("police"), away=away, covering=covering, since=now, until=until)

    def told(purpose):
        with acting(desk, "ann") as world:
            return list(queries.who_is_reached(world.unit, desk.agencies["police"], purpose))

    assert told("scoping") == [desk.members["bob"]]  # Kit is away
    with acting(desk, "operator") as world:
        cover = select(Cover).where(Cover.away_id == desk.members["kit"])
        commands.end_cover(world.unit, world.unit.session.scalars(cover).one())
    assert told("scoping") == [desk.members["kit"]]
    with acting(desk, "operator") as world, world.unit.command("test"):
        world.get(Member, desk.members["kit"]).disabled_at = world.unit.now
        world.unit.recorded += 1
    assert told("scoping") == [desk.members["sam"]]


def test_a_stand_in_is_never_told_of_sensitive_cases_only_their_contact_or_its_deputy(desk):
    """An administrator may set who stands in; who is told of those cases is for the points of contact alone."""

    def told():
        with acting(desk, "ann") as world:
            return list(queries.who_is_reached(world.unit, desk.agencies["police"], "sensitive_case"))

    assert told() == [desk.members["bob"]]  # though Kit stands in for him
    with acting(desk, "bob") as world:
        words = {"email": "", "phone": "", "label": "Standards"}
        people = {"member": world.member("bob"), "deputy": world.member("sam")}
        commands.change_contact_point(world.unit, world.contact("Standards"), **words, **people)
    with acting(desk, "operator") as world, world.unit.command("test"):
        world.get(Member, desk.members["bob"]).disabled_at = world.unit.now
        world.unit.recorded += 1
    assert told() == [desk.members["sam"]]


def test_after_a_stand_in_is_ended_another_begins_the_same_day(desk):
    with acting(desk, "bob") as world:
        commands.end_cover(world.unit, world.unit.session.scalars(select(Cover)).one())
        police, now = world.agency("police"), world.unit.now
        people = {"away": world.member("bob"), "covering": world.member("sam")}
        day = {"since": now.replace(hour=0, minute=0), "until": now + dt.timedelta(days=1)}
        made = commands.set_cover(world.unit, police, **people, **day)
        assert made.since == now
        with pytest.raises(Invalid, match="already stands in"):
            commands.set_cover(world.unit, police, **people, **day)
