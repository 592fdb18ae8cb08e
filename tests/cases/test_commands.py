"""Cases: opening, writing, items, the virtual team, and what closes it again."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from serac.access import commands as access
from serac.access.queries import find_compartment
from serac.access.roles import Role
from serac.agreements import commands as agreements
from serac.agreements.models import Agreement, AgreementParty
from serac.cases import commands
from serac.cases.queries import find_case, find_team_grant, list_items, list_page, team_of
from serac.core.outbox import Notice
from serac.core.problems import Conflict, Invalid, NotFound, NotPermitted
from tests.raising import agency, county, opened, partnership, share


def test_only_the_own_team_opens_cases_in_its_partnership(given):
    county(given)
    for name in ("hana", "dev", "rhys", "omar"):
        with given.as_(name) as unit, pytest.raises(NotPermitted):
            commands.open_case(unit, partnership(unit, given), title="Car wash", kinds=["not_known"])


def test_a_new_case_says_records_checks_only(given):
    county(given)
    assert opened(given).contact_rule == "records_only"


@pytest.mark.parametrize(
    ("changed", "field"), [({"title": " "}, "title"), ({"kinds": []}, "kinds"), ({"kinds": ["x"]}, "kinds")]
)
def test_a_case_needs_a_title_and_known_kinds(given, changed, field):
    county(given)
    with pytest.raises(Invalid) as refused:
        opened(given, **changed)
    assert set(refused.value.errors) == {field}


def test_an_agency_not_on_the_virtual_team_cannot_see_the_case(given):
    county(given)
    case = opened(given)
    share(given, case, "housing")
    with given.as_("hana") as unit:
        assert find_case(unit, case.reference).title == "Car wash, Kelderby"
    for name in ("dev", "carys", "rhys", "omar"):
        with given.as_(name) as unit:
            assert not list_page(unit).rows
            with pytest.raises(NotFound):
                find_case(unit, case.reference)


def test_an_agency_without_an_agreement_is_not_added_and_it_says_why(given):
    county(given)
    case = opened(given)
    with pytest.raises(Invalid) as refused:
        share(given, case, "charity")
    assert set(refused.value.errors) == {"agency"}
    with given.as_("carys") as unit, pytest.raises(NotFound):
        find_case(unit, case.reference)


def test_a_category_the_agreement_does_not_name_is_not_shared(given):
    county(given)
    case = opened(given)
    with given.as_("priya") as unit, pytest.raises(Invalid):
        commands.add_to_virtual_team(
            unit,
            find_case(unit, case.reference),
            agency=agency(unit, given, "housing"),
            purpose="disrupt",
            categories=["health"],
        )


def test_named_handlers_are_told_and_nobody_else_of_the_agency(given):
    county(given)
    case = opened(given)
    share(given, case)
    with given.operator() as unit:
        notices = unit.session.scalars(select(Notice).where(Notice.compartment_id_about == case.compartment_id)).all()
    assert [(n.member_id, n.path) for n in notices] == [(given.members["hana"], f"/cases/{case.reference}")]


def test_an_agency_is_added_once(given):
    county(given)
    case = opened(given)
    share(given, case)
    with pytest.raises(Invalid):
        share(given, case)


def test_removing_an_agency_closes_the_case_to_it_at_once(given):
    county(given)
    case = opened(given)
    share(given, case)
    with given.as_("priya") as unit:
        here = find_case(unit, case.reference)
        (one,) = team_of(unit, here).members
        commands.remove_from_virtual_team(unit, here, grant=find_team_grant(unit, case.reference, one.grant_id))
    with given.as_("hana") as unit, pytest.raises(NotFound):
        find_case(unit, case.reference)


def test_when_the_agreement_ends_the_agency_sees_nothing_and_the_team_is_told_why(given):
    county(given)
    case = opened(given)
    share(given, case)
    share(given, case, "police")
    with given.operator() as unit:
        party = unit.session.scalars(
            select(AgreementParty).where(AgreementParty.agency_id == given.agencies["housing"])
        ).one()
        agreements.end_party(unit, party, reason="withdrew")
    with given.as_("hana") as unit, pytest.raises(NotFound):
        find_case(unit, case.reference)
    with given.as_("priya") as unit:
        closed = {one.name: one.closed for one in team_of(unit, find_case(unit, case.reference)).members}
        assert closed["Housing"].startswith("The agreement ended for them")
        assert closed["Police"] == ""
    with given.as_("dev") as unit:
        assert [one.name for one in team_of(unit, find_case(unit, case.reference)).members] == ["Police"]


def test_an_override_opens_a_case_for_its_hours_and_no_longer(given, clock):
    county(given)
    case = opened(given)
    with given.as_("priya") as unit:
        access.record_override(
            unit,
            find_compartment(unit, case.compartment_id),
            agency=agency(unit, given, "charity"),
            ground="vital_interests",
            reason="She may be hurt tonight",
            hours=3,
            relation="virtual_team",
        )
    with given.as_("carys") as unit:
        team = team_of(unit, find_case(unit, case.reference))
        assert team.members[0].under.startswith("Recorded override, until 5 March 2026, 12pm")
    clock.forward(hours=3, minutes=1)
    with given.as_("carys") as unit, pytest.raises(NotFound):
        find_case(unit, case.reference)


def test_who_is_kept_out_sees_nothing_and_only_the_own_team_can_tell(given):
    county(given)
    given.member("hugo", "housing", Role.HANDLER)
    case = opened(given)
    share(given, case)
    with given.as_("priya") as unit:
        here = find_case(unit, case.reference)
        access.exclude(
            unit, find_compartment(unit, here.compartment_id), grantee_id=given.members["hana"], reason="declared"
        )
    with given.as_("hana") as unit, pytest.raises(NotFound):
        find_case(unit, case.reference)
    with given.as_("priya") as unit:
        (one,) = team_of(unit, find_case(unit, case.reference)).members
        assert ([p.name for p in one.people], [p.name for p in one.kept_out]) == (["Hugo"], ["Hana"])
    with given.as_("hugo") as unit:
        (one,) = team_of(unit, find_case(unit, case.reference)).members
        assert ([p.name for p in one.people], one.kept_out) == (["Hana", "Hugo"], ())


def test_a_stale_save_shows_both_texts_and_keeps_the_first(given):
    county(given)
    case = opened(given)
    with given.as_("tomas") as unit:
        here = find_case(unit, case.reference)
        seen = here.version
        commands.change_summary(unit, here, title="Car wash", summary="Nine people.", seen_version=seen)
    with given.as_("priya") as unit, pytest.raises(Conflict) as refused:
        commands.change_summary(
            unit, find_case(unit, case.reference), title="Car wash", summary="Ten people.", seen_version=seen
        )
    assert {text.name: text.text for text in refused.value.current} == {"title": "Car wash", "summary": "Nine people."}
    with given.as_("priya") as unit:
        assert find_case(unit, case.reference).summary == "Nine people."


@pytest.mark.parametrize(
    ("how_known", "grades"),
    [("saw_it", "2A"), ("was_told", "2C"), ("our_records", "2C"), ("not_sure", "2D")],
)
def test_how_a_thing_is_known_sets_its_grade_and_handling_is_ask_me_first(given, how_known, grades):
    county(given)
    case = opened(given)
    with given.as_("priya") as unit:
        commands.add_item(unit, find_case(unit, case.reference), text="Nine beds.", how_known=how_known)
    with given.as_("priya") as unit:
        (item,) = list_items(unit, case.compartment_id)
        assert item.grade_source + item.grade_information == grades
        assert item.handling == "ask_me_first"


def test_a_restricted_case_is_read_by_those_on_its_list_alone(given):
    county(given)
    case = opened(given)
    share(given, case)
    with given.as_("priya") as unit:
        here = find_case(unit, case.reference)
        access.restrict(unit, find_compartment(unit, here.compartment_id), readers=[given.members["hana"]])
    for name, sees in (("priya", True), ("hana", True), ("tomas", False), ("dev", False)):
        with given.as_(name) as unit:
            assert bool(list_page(unit).rows) is sees


def test_the_list_goes_newest_first_page_by_page(given, clock):
    county(given)
    made = []
    for _ in range(5):
        made.append(opened(given))
        clock.forward(minutes=1)
    with given.as_("priya") as unit:
        one = list_page(unit, size=2)
        two = list_page(unit, size=2, before=one.older)
        three = list_page(unit, size=2, before=two.older)
        assert [c.id for p in (one, two, three) for c in p.rows] == [c.id for c in reversed(made)]
        assert three.older is None
        assert len(list_page(unit, stage="open").rows) == 5
        assert not list_page(unit, stage="closed").rows


def test_an_agreement_that_runs_out_closes_by_itself(given, clock):
    county(given)
    case = opened(given)
    share(given, case)
    with given.operator() as unit:
        until = unit.session.scalars(select(Agreement)).one().until
    clock.set((until + dt.timedelta(seconds=1)).isoformat())
    with given.as_("hana") as unit, pytest.raises(NotFound):
        find_case(unit, case.reference)
