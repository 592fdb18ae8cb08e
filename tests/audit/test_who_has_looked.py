"""Who has looked: shown to a case's own team and chairs; those who govern, and exclusions, never appear."""

from __future__ import annotations

import uuid

import pytest

from serac.access import commands as access
from serac.access.models import Compartment
from serac.access.roles import Role
from serac.agencies.models import Member
from serac.audit.queries import Wanted, list_entries, who_has_looked
from serac.core.events import Event
from serac.core.problems import NotFound, NotPermitted
from tests.audit.conftest import open_case


def look(told, name):
    """Somebody opens the case's page."""
    with told.given.as_(name) as unit:
        unit.record(Event.PAGE_SHOWN, told.case(unit), page="cases.show")
        unit.commit()


def record_as(told, name, event, **codes):
    """An entry about the case by somebody who does not see it, as a command of theirs would leave it."""
    with told.given.as_(name) as unit:
        target = type(
            "Row", (), {"id": uuid.uuid4(), "compartment_id": told.compartment, "__tablename__": "access_override"}
        )
        unit.record(event, target(), **codes)
        unit.commit()


def looked(told, name="priya", **asked):
    with told.given.as_(name) as unit:
        return who_has_looked(unit, told.compartment, **asked)


def test_the_own_team_sees_names_agencies_when_and_what(told, clock):
    look(told, "tom")
    row = next(row for row in looked(told).rows if row.name == "Tom")
    assert (row.agency, row.what, row.day.isoformat()) == ("Police", ("Looked at the case",), "2026-03-05")
    assert row.first == row.last


def test_what_a_person_did_on_one_day_stands_together(told, clock):
    look(told, "tom")
    clock.forward(hours=2)
    look(told, "tom")
    clock.forward(hours=24)
    look(told, "tom")
    days = [(row.day.day, (row.last - row.first).total_seconds()) for row in looked(told).rows if row.name == "Tom"]
    assert days == [(6, 0), (5, 7200)]


def test_a_day_is_a_day_in_london(told, clock):
    clock.set("2026-06-01T23:30:00+00:00")
    look(told, "tom")
    assert looked(told).rows[0].day.isoformat() == "2026-06-02"


def test_a_handler_who_may_read_the_case_may_not_see_who_has_looked(told):
    with pytest.raises(NotPermitted):
        looked(told, "tom")


def test_somebody_the_case_is_hidden_from_is_told_nothing(told):
    for name in ("gita", "olu", "judith"):
        with pytest.raises(NotFound):
            looked(told, name)


def test_the_chair_of_a_case_sees_who_has_looked(told):
    look(told, "tom")
    with told.given.as_("priya") as unit:
        compartment = unit.session.get(Compartment, told.compartment)
        chair = unit.session.get(Member, told.given.members["judith"])
        access.grant_to_member(
            unit, compartment, member=chair, relation="chair", purpose="safeguard_adult", categories=["identity"]
        )
    assert "Tom" in {row.name for row in looked(told, "judith").rows}


@pytest.mark.parametrize("name", ["gita", "nadia"])
def test_those_who_govern_never_appear_and_are_in_the_log(told, name):
    record_as(told, name, Event.PAGE_SHOWN, page="audit.review")
    assert looked(told).rows
    assert name.capitalize() not in {row.name for row in looked(told).rows}
    with told.given.as_("gita") as unit:
        rows, _ = list_entries(unit, Wanted(event="page.shown"))
    assert name.capitalize() in {row.who for row in rows if row.line.compartment_id == told.compartment}


def test_what_somebody_saw_before_they_began_to_govern_stays_visible(told, clock):
    look(told, "tom")
    clock.forward(days=1)
    told.given.appoint("tom", Role.LEGAL_ADVISER, agency="police")
    look(told, "tom")
    assert [row.day.day for row in looked(told).rows if row.name == "Tom"] == [5]


def test_an_exclusion_appears_to_nobody_but_oversight(told):
    with told.given.as_("priya") as unit:
        compartment = unit.session.get(Compartment, told.compartment)
        access.exclude(unit, compartment, grantee_id=told.given.agencies["police"], reason="linked_person")
    what = {words for row in looked(told).rows for words in row.what}
    assert "Kept somebody out" not in what
    with told.given.as_("gita") as unit:
        rows, _ = list_entries(unit, Wanted(event="access.excluded"))
    assert len(rows) == 1


def test_of_a_restricted_case_only_those_on_its_list_see_who_has_looked(told):
    told.given.member("sam", "council", Role.COORDINATOR)
    assert looked(told, "sam").rows
    with told.given.as_("priya") as unit:
        compartment = unit.session.get(Compartment, told.compartment)
        access.restrict(unit, compartment, readers=[told.given.members["priya"]])
    assert looked(told).rows
    with pytest.raises(NotFound):
        looked(told, "sam")


def test_a_look_at_another_case_does_not_appear(told):
    _, compartment = open_case(told.given, "priya", "Another house")
    with told.given.as_("priya") as unit:
        rows = who_has_looked(unit, compartment).rows
    assert {row.name for row in rows} == {"Priya"}


def test_what_the_service_does_by_itself_does_not_appear(told, services):
    with told.given.operator() as unit:
        unit.record(Event.PAGE_SHOWN, unit.session.get(Compartment, told.compartment))
        unit.commit()
    assert {row.name for row in looked(told).rows} == {"Priya"}


def test_it_pages_by_key_and_misses_nobody(told, clock):
    for _ in range(5):
        clock.forward(days=1)
        look(told, "tom")
    whole = [(row.day, row.name, row.what) for row in looked(told).rows]
    found, key = [], None
    while True:
        part = looked(told, older_than=key, size=2)
        found += [(row.day, row.name, row.what) for row in part.rows]
        key = part.older
        if key is None:
            break
    assert {(day, name) for day, name, _ in found} == {(day, name) for day, name, _ in whole}


def test_a_key_of_another_case_opens_no_page(told):
    _, compartment = open_case(told.given, "priya", "Another house")
    with told.given.as_("priya") as unit:
        key = who_has_looked(unit, compartment).entry_ids[0]
    with pytest.raises(NotFound):
        looked(told, older_than=key)
