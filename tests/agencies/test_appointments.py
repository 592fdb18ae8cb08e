"""Roles: proposed by one person, approved by another, and some never held together."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from serac.access.roles import HELD_IN_AGENCY, NEEDS_TWO_PEOPLE, Role
from serac.agencies import commands, queries
from serac.agencies.models import Appointment
from serac.core.actor import Permission
from serac.core.problems import Conflict, Invalid, NotFound, NotPermitted
from tests.agencies.people import acting


def propose(world, name, role, *, agency=None, partnership=None):
    place = {"agency": world.agency(agency) if agency else None}
    place["partnership"] = world.partnership(partnership) if partnership else None
    return commands.propose_appointment(world.unit, world.member(name), role=str(role), **place).id


def approve(county, name, appointment_id):
    with acting(county, name) as world:
        return commands.approve_appointment(world.unit, world.get(Appointment, appointment_id))


def permissions(county, name):
    with acting(county, name) as world:
        return {held for held, _ in world.unit.actor.permissions}


def test_a_role_that_reads_cases_gives_nothing_until_a_second_person_approves_it(county):
    with acting(county, "bob") as world:
        waiting = propose(world, "sam", Role.HANDLER, agency="police")
    assert Permission.READ_CASE not in permissions(county, "sam")
    approve(county, "gil", waiting)
    assert Permission.READ_CASE in permissions(county, "sam")


def test_a_reporter_begins_at_once(county):
    with acting(county, "bob") as world:
        propose(world, "sam", Role.REPORTER, agency="police")
    assert Permission.RAISE_ALERT in permissions(county, "sam")


def test_a_named_handler_is_approved_by_those_who_govern_or_co_ordinate(county):
    for who in ("gil", "adi", "ann"):
        county.member(f"new-{who}", "police")
        with acting(county, "bob") as world:
            waiting = propose(world, f"new-{who}", Role.HANDLER, agency="police")
        assert approve(county, who, waiting).approved_by == county.members[who]


def test_a_named_handler_is_approved_by_another_point_of_contact_of_the_agency(county):
    county.member("dee", "police", Role.DEPUTY_SPOC)
    with acting(county, "bob") as world:
        waiting = propose(world, "sam", Role.HANDLER, agency="police")
    approve(county, "dee", waiting)


def test_nobody_else_approves_a_named_handler(county):
    with acting(county, "bob") as world:
        waiting = propose(world, "sam", Role.HANDLER, agency="police")
    for who in ("bob", "kit", "sam", "mo", "fay"):
        with pytest.raises(NotPermitted):
            approve(county, who, waiting)


def test_other_roles_of_an_agency_are_not_for_its_own_people_or_a_co_ordinator_to_approve(county):
    for role in sorted(NEEDS_TWO_PEOPLE & HELD_IN_AGENCY - {Role.HANDLER}):
        with acting(county, "adi") as world:
            waiting = propose(world, "sam", role, agency="police")
        for who in ("ann", "bob"):
            with pytest.raises(NotPermitted):
                approve(county, who, waiting)
        approve(county, "gil", waiting)


def test_a_role_in_a_partnership_is_approved_by_a_second_person_who_governs(county):
    with acting(county, "adi") as world:
        waiting = propose(world, "sam", Role.CHAIR, partnership="thornshire")
    for who in ("adi", "sam", "ann"):
        with pytest.raises(NotPermitted):
            approve(county, who, waiting)
    approve(county, "gil", waiting)


def test_nobody_proposes_a_role_for_themselves(county):
    with acting(county, "bob") as world, pytest.raises(NotPermitted):
        propose(world, "bob", Role.HANDLER, agency="police")


def test_a_point_of_contact_proposes_in_their_own_agency_only(county):
    with acting(county, "bob") as world:
        with pytest.raises(NotPermitted):
            propose(world, "mo", Role.HANDLER, agency="charity")
        with pytest.raises(NotPermitted):
            propose(world, "sam", Role.CHAIR, partnership="thornshire")


def test_an_administrator_of_the_county_proposes_in_its_districts_but_not_next_door_or_above(county):
    with acting(county, "adi") as world:
        propose(world, "mo", Role.HANDLER, agency="charity")
        with pytest.raises(NotPermitted):
            propose(world, "fay", Role.HANDLER, agency="fen-police")
        with pytest.raises(NotPermitted):
            propose(world, "ann", Role.MANAGER, partnership="northmark")


def test_an_administrator_of_a_district_does_not_reach_the_county(county):
    county.agency("east-council", "council.community_safety", partnership="eastdale")
    county.member("eve", "east-council", Role.ADMINISTRATOR, partnership="eastdale")
    with acting(county, "eve") as world:
        propose(world, "mo", Role.HANDLER, agency="charity")
        with pytest.raises(NotPermitted):
            propose(world, "sam", Role.HANDLER, agency="police")


def test_a_governance_officer_above_approves_below(county):
    county.member("ros", "council", Role.GOVERNANCE_OFFICER, partnership="northmark")
    with acting(county, "adi") as world:
        waiting = propose(world, "sam", Role.CHAIR, partnership="thornshire")
    approve(county, "ros", waiting)


def test_an_administrator_never_reads_cases_as_well(county):
    for held, wanted in (("adi", Role.COORDINATOR), ("ann", Role.ADMINISTRATOR)):
        with acting(county, "operator") as world, pytest.raises(Invalid, match="reads no case"):
            propose(world, held, wanted, partnership="thornshire")


def test_a_role_that_waits_counts_as_held(county):
    with acting(county, "operator") as world:
        propose(world, "sam", Role.HANDLER, agency="police")
        with pytest.raises(Invalid, match="reads no case"):
            propose(world, "sam", Role.ADMINISTRATOR, partnership="thornshire")
        with pytest.raises(Invalid, match="already hold"):
            propose(world, "sam", Role.HANDLER, agency="police")


def test_an_administrator_may_read_statistics(county):
    with acting(county, "operator") as world:
        propose(world, "adi", Role.MANAGER, partnership="thornshire")
    assert Permission.READ_STATISTICS in permissions(county, "adi")


def test_a_role_is_held_in_the_kind_of_place_it_belongs_to(county):
    with acting(county, "operator") as world:
        for role, place in (
            (Role.COORDINATOR, {"agency": "police"}),
            (Role.SPOC, {"partnership": "thornshire"}),
            (Role.SPOC, {}),
        ):
            with pytest.raises(Invalid):
                propose(world, "sam", role, **place)
        with pytest.raises(Invalid, match="Choose a role"):
            propose(world, "sam", "owner", agency="police")


def test_a_role_is_held_where_somebody_works(county):
    with acting(county, "operator") as world:
        with pytest.raises(Invalid):
            propose(world, "sam", Role.HANDLER, agency="charity")
        with pytest.raises(Invalid):
            propose(world, "sam", Role.CHAIR, partnership="fenland")


def test_what_was_settled_is_not_settled_again(county):
    with acting(county, "adi") as world:
        waiting = propose(world, "sam", Role.CHAIR, partnership="thornshire")
    approve(county, "gil", waiting)
    with pytest.raises(Conflict):
        approve(county, "gil", waiting)
    with acting(county, "gil") as world, pytest.raises(Conflict):
        commands.refuse_appointment(world.unit, world.get(Appointment, waiting))


def test_a_refused_role_gives_nothing_and_can_be_proposed_again(county):
    with acting(county, "bob") as world:
        waiting = propose(world, "sam", Role.HANDLER, agency="police")
    with acting(county, "gil") as world:
        commands.refuse_appointment(world.unit, world.get(Appointment, waiting))
    assert Permission.READ_CASE not in permissions(county, "sam")
    with acting(county, "bob") as world:
        propose(world, "sam", Role.HANDLER, agency="police")


def test_whoever_proposed_may_take_it_back(county):
    with acting(county, "bob") as world:
        waiting = propose(world, "sam", Role.HANDLER, agency="police")
        commands.end_appointment(world.unit, world.get(Appointment, waiting))
    with pytest.raises(Conflict):
        approve(county, "gil", waiting)


def test_the_only_point_of_contact_stays_until_there_is_another(county):
    with acting(county, "adi") as world:
        only = world.held("bob")[0].id
        with pytest.raises(Invalid, match="only single point of contact"):
            commands.end_appointment(world.unit, world.get(Appointment, only))
    county.appoint("sam", Role.SPOC, agency="police")
    with acting(county, "adi") as world:
        commands.end_appointment(world.unit, world.get(Appointment, only))
    assert Permission.KEEP_OWN_AGENCY not in permissions(county, "bob")


def test_an_approval_after_somebody_moved_is_refused(county):
    with acting(county, "operator") as world:
        waiting = propose(world, "sam", Role.CHAIR, partnership="thornshire")
    with acting(county, "operator") as world:
        commands.start_membership(
            world.unit, world.agency("fen-police"), member=world.member("sam"), job_title="Analyst"
        )
        works = queries.find_membership(world.unit, county.members["sam"], "police")
        commands.end_membership(world.unit, works)
    with pytest.raises(Conflict):
        approve(county, "gil", waiting)


def test_who_sees_what_is_waiting(county):
    with acting(county, "bob") as world:
        propose(world, "sam", Role.HANDLER, agency="police")
    seen = {}
    for name in ("gil", "adi", "ann", "bob", "mo", "fay"):
        with acting(county, name) as world:
            seen[name] = len(queries.list_waiting(world.unit))
    assert seen == {"gil": 1, "adi": 1, "ann": 1, "bob": 1, "mo": 0, "fay": 0}


def test_a_proposal_is_hidden_from_another_partnership(county):
    with acting(county, "bob") as world:
        waiting = propose(world, "sam", Role.HANDLER, agency="police")
    with acting(county, "fay") as world, pytest.raises(NotFound):
        queries.find_appointment(world.unit, waiting)


def test_the_database_refuses_one_person_alone(county, plain_engine):
    with acting(county, "bob") as world:
        waiting = propose(world, "sam", Role.HANDLER, agency="police")
        now = world.unit.now
    table = Appointment.__table__
    for second in (county.members["bob"], county.members["sam"], None):  # own proposal, for oneself, nobody second
        change = update(table).where(table.c.id == waiting).values(approved_at=now, approved_by=second)
        with pytest.raises(IntegrityError), plain_engine.begin() as connection:
            connection.execute(change)


def test_the_database_refuses_a_role_in_two_places(county, plain_engine):
    with acting(county, "operator") as world:
        now = world.unit.now
    ids = {"id": county.members["sam"], "member_id": county.members["sam"], "proposed_by": county.members["bob"]}
    places = {"agency_id": county.agencies["police"], "partnership_id": county.partnerships["thornshire"]}
    row = ids | places | {"role": "manager", "proposed_at": now, "since": now, "until": now}
    with pytest.raises(IntegrityError), plain_engine.begin() as connection:
        connection.execute(insert(Appointment.__table__).values(**row))
