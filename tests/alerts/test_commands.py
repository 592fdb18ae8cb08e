"""Raising an alert, taking it in hand, opening it into a case."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from serac.alerts import commands
from serac.alerts.lifecycle import AlertState, ReporterState
from serac.alerts.models import Alert, Receipt
from serac.alerts.queries import find_alert, find_receipt, list_open, list_receipts
from serac.cases.models import Case, Item
from serac.cases.queries import find_case
from serac.core.outbox import Notice
from serac.core.problems import Conflict, Invalid, NotFound, NotPermitted
from serac.entities.models import Person
from serac.entities.queries import list_recorded
from tests.raising import PLANTED, county, end_role, facts, partnership, raised, triaged


def test_the_triage_team_reads_an_alert_and_its_reporter_does_not(given):
    county(given)
    alert = raised(given)
    with given.as_("priya") as unit:
        found = find_alert(unit, alert.reference)
        assert PLANTED["narrative"] in found.account
        assert [p.name for p in list_recorded(unit, found.compartment_id).people] == [PLANTED["name"]]
    for name in ("rhys", "hana", "dev"):
        with given.as_(name) as unit, pytest.raises(NotFound):
            find_alert(unit, alert.reference)


def test_the_reporter_keeps_a_receipt_that_says_nothing_of_the_alert(given):
    county(given)
    raised(given)
    with given.as_("rhys") as unit:
        (receipt,) = list_receipts(unit).rows
        assert receipt.state == ReporterState.RECEIVED
        assert find_receipt(unit, receipt.reference) is receipt
    for name in ("priya", "hana"):
        with given.as_(name) as unit:
            assert list_receipts(unit).rows == []
            with pytest.raises(NotFound):
                find_receipt(unit, receipt.reference)


def test_a_receipt_says_being_looked_at_once_the_alert_is_claimed_and_the_same_once_it_is_opened(given):
    county(given)
    alert = raised(given)
    with given.as_("priya") as unit:
        commands.claim_alert(unit, find_alert(unit, alert.reference))
    seen = []
    with given.as_("rhys") as unit:
        seen.append(list_receipts(unit).rows[0].state)
    triaged(given, alert)
    with given.as_("priya") as unit:
        commands.open_case_from_alert(
            unit,
            find_alert(unit, alert.reference),
            title="Car wash",
            items=[{"text": "A van fetches them."}],
            people=[],
            kinds=["labour.forced"],
        )
    with given.as_("rhys") as unit:
        seen.append(list_receipts(unit).rows[0].state)
    assert seen == [ReporterState.BEING_LOOKED_AT, ReporterState.BEING_LOOKED_AT]


def test_nobody_outside_the_partnership_may_send_it_an_alert(given):
    county(given)
    given.partnership("ostbury")
    with given.as_("rhys") as unit, pytest.raises(NotPermitted):
        commands.raise_alert(unit, partnership(unit, given, "ostbury"), **facts())


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"what": "  "}, "what"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["nonsense"]}, "kinds"),
        ({"area": "atlantis"}, "area"),
        ({"place_kind": "moon"}, "place_kind"),
        ({"how_known": "guess"}, "how_known"),
        ({"still_happening": "perhaps"}, "still_happening"),
    ],
)
def test_an_alert_with_something_missing_or_unknown_is_refused(given, changed, field):
    county(given)
    with given.as_("rhys") as unit, pytest.raises(Invalid) as refused:
        commands.raise_alert(unit, partnership(unit, given), **facts(**changed))
    assert set(refused.value.errors) == {field}


def test_clocks_run_in_minutes_for_danger_and_children_and_in_working_hours_otherwise(given, clock):
    county(given)
    clock.set("2026-03-06T16:00:00+00:00")  # a Friday
    danger, child, other = raised(given, danger=True), raised(given, child=True), raised(given)
    assert (danger.due_at - danger.received_at).total_seconds() == 10 * 60  # thornshire sets ten
    assert (child.due_at - child.received_at).total_seconds() == 60 * 60
    assert other.due_at.isoformat() == "2026-03-09T15:30:00+00:00"  # eight hours of the county’s: Monday


def test_a_person_whose_age_is_in_doubt_makes_it_an_alert_about_a_child(given):
    county(given)
    assert raised(given, people=[{"description": "A lad", "age_band": "in_doubt"}]).child


def test_the_queue_puts_danger_first_and_then_goes_by_the_clock(given, clock):
    county(given)
    first = raised(given)
    clock.forward(minutes=5)
    second, danger = raised(given), raised(given, danger=True)
    with given.as_("priya") as unit:
        assert [a.id for a in list_open(unit).rows] == [danger.id, first.id, second.id]
        one = list_open(unit, size=1)
        two = list_open(unit, size=1, after=one.older)
        three = list_open(unit, size=1, after=two.older)
        assert [p.rows[0].id for p in (one, two, three)] == [danger.id, first.id, second.id]
        assert three.older is None
        assert list_open(unit, area="ostbury").rows == []
        assert len(list_open(unit, kind="labour.forced").rows) == 3
        assert list_open(unit, kind="criminal.begging").rows == []
    with given.as_("hana") as unit:
        assert not list_open(unit).rows


def test_the_team_is_told_once_and_urgently_when_there_is_danger(given):
    county(given)
    alert = raised(given, danger=True)
    with given.operator() as unit:
        notices = unit.session.scalars(select(Notice).where(Notice.compartment_id_about == alert.compartment_id)).all()
    assert {n.member_id for n in notices} == {given.members["priya"], given.members["tomas"]}
    assert {n.kind for n in notices} == {"urgent"}
    assert {n.path for n in notices} == {f"/alerts/{alert.reference}"}


def test_what_goes_into_the_case_does_not_say_who_reported_it(given):
    county(given)
    alert = triaged(given, raised(given))
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        people = list_recorded(unit, here.compartment_id).people
        case = commands.open_case_from_alert(
            unit,
            here,
            title="Car wash",
            items=[{"text": "Two people sleep there."}],
            people=people,
            kinds=["not_known"],
        )
        assert here.state == AlertState.OPENED
        assert here.case_id == case.id
        assert here.claimed_by == given.members["priya"]
    with given.as_("priya") as unit:
        (item,) = unit.session.scalars(select(Item).where(Item.compartment_id == case.compartment_id))
        assert item.agency_id is None
        assert (item.grade_source, item.grade_information, item.handling) == ("2", "A", "ask_me_first")
        (person,) = unit.session.scalars(select(Person).where(Person.compartment_id == case.compartment_id))
        assert person.id != people[0].id
        assert person.name == PLANTED["name"]
        texts = item.text + person.description + find_case(unit, case.reference).summary
    for planted in ("reporter_reference", "narrative"):
        assert PLANTED[planted] not in texts


def test_what_is_taken_into_a_case_must_be_of_that_alert(given):
    county(given)
    mine, other = raised(given), raised(given)
    with given.as_("priya") as unit:
        strangers = list_recorded(unit, find_alert(unit, other.reference).compartment_id).people
        with pytest.raises(Invalid):
            commands.open_case_from_alert(
                unit,
                find_alert(unit, mine.reference),
                title="Car wash",
                items=[{"text": "x"}],
                people=strangers,
                kinds=["not_known"],
            )


def test_two_officers_claim_the_same_alert_at_once_and_one_is_told(given):
    county(given)
    alert = raised(given)
    with given.as_("priya") as unit:
        version = find_alert(unit, alert.reference).version
    with given.as_("tomas") as unit:
        commands.claim_alert(unit, find_alert(unit, alert.reference), seen_version=version)
    with given.as_("priya") as unit, pytest.raises(Conflict):
        commands.claim_alert(unit, find_alert(unit, alert.reference), seen_version=version)
    with given.as_("priya") as unit:
        assert find_alert(unit, alert.reference).claimed_by == given.members["tomas"]


def test_what_somebody_who_left_had_in_hand_can_be_taken_over(given):
    county(given)
    alert = raised(given)
    with given.as_("tomas") as unit:
        commands.claim_alert(unit, find_alert(unit, alert.reference))
    with given.as_("priya") as unit, pytest.raises(Conflict):
        commands.claim_alert(unit, find_alert(unit, alert.reference))
    end_role(given, "tomas")
    with given.as_("priya") as unit:
        commands.claim_alert(unit, find_alert(unit, alert.reference))
    with given.as_("priya") as unit:
        assert find_alert(unit, alert.reference).claimed_by == given.members["priya"]


def test_an_opened_alert_is_not_opened_again(given):
    county(given)
    alert = triaged(given, raised(given))
    taken = {"title": "Car wash", "items": [{"text": "x"}], "people": [], "kinds": ["not_known"]}
    with given.as_("priya") as unit:
        commands.open_case_from_alert(unit, find_alert(unit, alert.reference), **taken)
    with given.as_("tomas") as unit, pytest.raises(Conflict):
        commands.open_case_from_alert(unit, find_alert(unit, alert.reference), **taken)
    with given.operator() as unit:
        assert len(unit.session.scalars(select(Case)).all()) == 1


def test_nobody_on_a_case_can_tell_which_alert_it_came_from(given):
    county(given)
    alert = triaged(given, raised(given))
    with given.as_("priya") as unit:
        case = commands.open_case_from_alert(
            unit,
            find_alert(unit, alert.reference),
            title="Car wash",
            items=[{"text": "x"}],
            people=[],
            kinds=["not_known"],
        )
    columns = {column.name for column in Case.__table__.columns} | {column.name for column in Item.__table__.columns}
    assert not any("alert" in name or "receipt" in name for name in columns)
    with given.operator() as unit:
        assert unit.session.get(Alert, alert.id).case_id == case.id
        assert unit.session.get(Receipt, alert.receipt_id).state == ReporterState.BEING_LOOKED_AT
