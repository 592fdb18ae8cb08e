"""Rounds: whom to propose, what is planned, what opens to whom when it is sent, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Compartment, Override
from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.core.outbox import Notice
from serac.core.problems import Conflict, Invalid, NotPermitted
from serac.core.unit import Unit, command
from serac.entities import commands as entities
from serac.scoping.commands.connection import state_no_connection
from serac.scoping.commands.replies import reply
from serac.scoping.commands.rounds import begin_round, change_round, discard_round
from serac.scoping.commands.rounds_requests import change_request, drop_request, plan_request
from serac.scoping.commands.rounds_sending import send_on_override, send_round
from serac.scoping.lifecycle import RequestState
from serac.scoping.models import Brief, Disclosure, Named, Request, Round
from serac.scoping.queries.rounds_checks import check_requests
from serac.scoping.queries.rounds_proposals import propose
from tests.conftest import MovableClock
from tests.given import Given
from tests.raising import agency, county, member, opened, share
from tests.scoping.asking import GROUNDS, ROUND, asked, planned


@pytest.fixture
def case(given: Given) -> Case:
    county(given)
    return opened(given)


@command(may=lambda actor, target, grant: bool(grant))
def _state(unit: Unit, row: Request, *, answer: str) -> bool:
    access.state_connection(unit, row.within_id, answer=answer)
    return True


def state(given: Given, name: str, row: Request, answer: str = "none") -> None:
    """Somebody states whether they have a connection."""
    with given.as_(name) as unit:
        _state(unit, unit.session.get_one(Request, row.id), answer=answer)


def sees(given: Given, name: str, row: Request) -> tuple[bool, bool, bool]:
    """Whether somebody reads the request, what it names, and the case."""
    with given.as_(name) as unit:
        brief = unit.session.scalars(select(Brief).where(Brief.request_id == row.id)).one_or_none()
        case = unit.session.get(Case, row.case_id)
        return unit.session.get(Request, row.id) is not None, brief is not None, case is not None


def test_a_request_opens_to_its_agency_and_what_it_names_only_after_a_statement_of_no_connection(
    given: Given, case: Case
) -> None:
    with given.as_("priya") as unit:
        here = unit.session.get_one(Case, case.id)
        person = entities.add_person(unit, here, name="Zdravka Petkanova", role="potential_victim", age_band="adult")
        entities.add_person(unit, here, name="Quentin Marlow", role="suspect", age_band="adult")
    row = planned(given, case, ["housing", "police"], things=[person.id], joins_team=True)
    with given.as_("priya") as unit:
        (housing, police) = unit.session.scalars(select(Request).order_by(Request.id)).all()
        assert housing.categories == ["identity", "intelligence"]
    assert sees(given, "hana", housing) == (False, False, False)
    with given.as_("priya") as unit:
        send_round(unit, unit.session.get_one(Round, row.id), **GROUNDS)
        assert unit.session.get_one(Case, case.id).stage == Stage.SCOPING
        told = set(unit.session.scalars(select(Notice.path)))
        assert told == {f"/requests/{housing.reference}", f"/requests/{police.reference}"}
    assert sees(given, "hana", housing) == (True, False, False)
    assert sees(given, "hana", police) == (False, False, False)
    state(given, "hana", housing)
    assert sees(given, "hana", housing) == (True, True, True)
    assert sees(given, "dev", police) == (True, False, False)
    state(given, "dev", police, "conflict")
    assert sees(given, "dev", police) == (True, False, False)
    with given.as_("hana") as unit:
        assert [one.words for one in unit.session.scalars(select(Named))] == [
            "Zdravka Petkanova, 18 or over, age not known"
        ]
        assert unit.session.scalars(select(Disclosure)).all() == []
    with given.as_("priya") as unit:
        given_out = unit.session.scalars(select(Disclosure).order_by(Disclosure.id)).all()
        assert [(one.names, one.gateway, one.wishes, one.agency_id) for one in given_out] == [
            ("Housing: Hana", "agreement", "not_asked", given.agencies["team"]),
            ("Police: Dev", "agreement", "not_asked", given.agencies["team"]),
        ]


def test_what_no_agreement_covers_goes_only_on_an_override_to_that_agency_until_it_ends(
    given: Given, case: Case, clock: MovableClock
) -> None:
    row = planned(given, case, ["housing", "charity"], joins_team=True)
    with given.as_("priya") as unit, pytest.raises(Invalid, match="Charity"):
        send_round(unit, unit.session.get_one(Round, row.id), **GROUNDS)
    facts = {"ground": "vital_interests", "reason": "A life is at risk", "hours": 4, "wishes": "not_asked"}
    with given.as_("priya") as unit:
        found = {one.agency_id: one for one in unit.session.scalars(select(Request))}
        charity, housing = (found[given.agencies[slug]] for slug in ("charity", "housing"))
    with given.as_("priya") as unit, pytest.raises(Invalid, match="agreement covers"):
        send_on_override(unit, unit.session.get_one(Request, housing.id), **facts)
    with given.as_("priya") as unit:
        sent = send_on_override(unit, unit.session.get_one(Request, charity.id), **facts)
        assert (sent.state, sent.joins_team, sent.due_at) == (
            RequestState.ASKED,
            False,
            unit.now + dt.timedelta(hours=4),
        )
        assert unit.session.scalars(select(Override)).one().grantee_id == given.agencies["charity"]
        assert unit.session.scalars(select(Disclosure)).one().gateway == "override"
    state(given, "carys", charity)
    assert sees(given, "carys", charity) == (True, True, False)
    assert sees(given, "hana", charity) == (False, False, False)
    with given.as_("priya") as unit:
        sent_later = send_round(unit, unit.session.get_one(Round, row.id), **GROUNDS)
        assert [one.id for one in sent_later] == [housing.id]
    clock.forward(hours=4)
    assert sees(given, "carys", charity) == (False, False, False)


def test_a_handler_kept_out_and_one_who_may_be_connected_are_seen_before_sending(given: Given, case: Case) -> None:
    given.member("sam", "housing", Role.HANDLER)
    with given.operator() as unit:
        agencies.change_member(unit, member(unit, given, "sam"), name="Sam Dacre", phone="")
    with given.as_("priya") as unit:
        here = unit.session.get_one(Case, case.id)
        entities.add_person(unit, here, name="Ron Dacre", role="suspect", age_band="adult")
    row = planned(given, case, ["housing"])
    with given.as_("priya") as unit:
        (checked,) = check_requests(unit, unit.session.get_one(Case, case.id), unit.session.get_one(Round, row.id))
        assert {one.name: one.linked for one in checked.readers} == {
            "Hana": "",
            "Sam Dacre": "Same last name as a person in this case",
        }
        compartment = unit.session.get_one(Compartment, case.compartment_id)
        access.exclude(unit, compartment, grantee_id=given.members["sam"], reason="linked_person")
    with given.as_("priya") as unit:
        (checked,) = check_requests(unit, unit.session.get_one(Case, case.id), unit.session.get_one(Round, row.id))
        assert [one.name for one in checked.readers] == ["Hana"]
        assert checked.kept_out == ("Sam Dacre",)
        send_round(unit, unit.session.get_one(Round, row.id), **GROUNDS)
        asked_people = select(Notice.member_id).where(Notice.path.startswith("/requests/"))
        assert set(unit.session.scalars(asked_people)) == {given.members["hana"]}
    assert not sees(given, "sam", checked.request)[0]


def test_an_agency_kept_out_of_the_case_is_neither_proposed_nor_asked(given: Given, case: Case) -> None:
    row = planned(given, case, ["housing", "police"])
    with given.as_("priya") as unit:
        compartment = unit.session.get_one(Compartment, case.compartment_id)
        access.exclude(unit, compartment, grantee_id=given.agencies["police"], reason="suspected", words="A tip")
        assert [one.agency.slug for one in propose(unit, unit.session.get_one(Case, case.id))] == ["charity", "housing"]
    with given.as_("priya") as unit, pytest.raises(Invalid, match="Police"):
        send_round(unit, unit.session.get_one(Round, row.id), **GROUNDS)


def test_agencies_are_proposed_with_reasons_and_immigration_control_never_is(given: Given, case: Case) -> None:
    given.agency("border", "immigration_enforcement")
    given.member("ivor", "border", Role.HANDLER)
    given.agreement("border", purposes=["immigration_control", "disrupt"], categories=["premises", "intelligence"])
    with given.as_("priya") as unit:
        here = unit.session.get_one(Case, case.id)
        person = entities.add_person(unit, here, name="Zdravka", role="potential_victim", age_band="adult")
        place = entities.add_place(unit, here, address="41 Quillback Lane", postcode="", kind="dwelling")
        found = {one.agency.slug: one for one in propose(unit, here)}
        assert found["police"].why == ("Asked about every case",)
        assert set(found["housing"].why) == {"Inspects homes like this one", "Holds records of the address"}
        assert (found["border"].why, found["border"].controls) == ((), True)
        assert "team" not in found
        row = begin_round(unit, here, **ROUND)
        row_id, person_id, place_id = row.id, person.id, place.id
    for wrong in ({"things": [person_id]}, {"categories": ["identity"]}, {"joins_team": True}):
        with given.as_("priya") as unit:
            here, border = unit.session.get_one(Round, row_id), agency(unit, given, "border")
            with pytest.raises(Invalid):
                plan_request(unit, here, agency=border, **({"things": [place_id]} | wrong))
    with given.as_("priya") as unit:
        made = plan_request(
            unit, unit.session.get_one(Round, row_id), agency=agency(unit, given, "border"), things=[place_id]
        )
        assert (made.purpose, made.categories) == ("immigration_control", ["premises"])


def test_how_useful_an_agency_was_is_counted_over_cases_of_the_same_kind(given: Given, case: Case) -> None:
    for kind, answer in (
        ("labour.forced", "information_held"),
        ("labour.forced", "nothing_known"),
        ("other", "nothing_known"),
    ):
        (row,) = asked(given, opened(given, kinds=[kind]), ["housing"])
        with given.as_("hana") as unit:
            state_no_connection(unit, unit.session.get_one(Request, row.id))
        with given.as_("hana") as unit:
            items = (
                [{"text": "Rent is paid in cash", "how_known": "our_records", "audience": "coordinators"}]
                if answer == "information_held"
                else []
            )
            facts = {"answer": answer, "risk": "high", "items": items, "why": "It is needed", "wishes": "not_asked"}
            reply(unit, unit.session.get_one(Request, row.id), **facts)
    with given.as_("priya") as unit:
        found = {one.agency.slug: one for one in propose(unit, unit.session.get_one(Case, case.id))}
    assert found["housing"].record == "Held information in 1 of 2 like requests"
    assert found["police"].record == ""


def test_a_draft_is_changed_dropped_and_given_up_and_a_page_that_is_no_longer_true_sends_nothing(
    given: Given, case: Case
) -> None:
    row = planned(given, case, ["housing", "police"])
    with given.as_("priya") as unit:
        here = unit.session.get_one(Round, row.id)
        seen = here.version
        first, second = unit.session.scalars(select(Request).order_by(Request.id)).all()
        first_id, second_id = first.id, second.id
        facts = {"things": [], "categories": ["identity"], "asks": "records", "joins_team": False}
        change_request(unit, first, question="Look for a van", **facts)
    with given.as_("priya") as unit:
        first = unit.session.get_one(Request, first_id)
        with pytest.raises(Invalid, match="Records checks only"):
            change_request(unit, first, question="Go and look", **(facts | {"asks": "beyond"}))
    with given.as_("tomas") as unit, pytest.raises(Conflict):
        send_round(unit, unit.session.get_one(Round, row.id), seen_version=seen, **GROUNDS)
    with given.as_("tomas") as unit:
        drop_request(unit, unit.session.get_one(Request, second_id))
        change_round(unit, unit.session.get_one(Round, row.id), **(ROUND | {"urgency": "urgent"}))
    for wrong in ({"why": ""}, {"wishes": ""}, {"wishes": "overridden"}):
        with given.as_("tomas") as unit, pytest.raises(Invalid):
            send_round(unit, unit.session.get_one(Round, row.id), **(GROUNDS | wrong))
    share(given, case)
    with given.as_("hana") as unit, pytest.raises(NotPermitted):
        begin_round(unit, unit.session.get_one(Case, case.id), **ROUND)
    with given.as_("tomas") as unit:
        discard_round(unit, unit.session.get_one(Round, row.id))
        assert unit.session.get_one(Case, case.id).stage == Stage.OPEN
        assert set(unit.session.scalars(select(Request.state))) == {RequestState.WITHDRAWN}
        again = begin_round(unit, unit.session.get_one(Case, case.id), **ROUND)
        assert again.number == 2
    with given.as_("tomas") as unit, pytest.raises(Invalid):
        begin_round(unit, unit.session.get_one(Case, case.id), **ROUND)
    with given.as_("hana") as unit:
        assert unit.session.get(Request, first_id) is None


def test_an_urgent_round_is_due_in_hours_an_ordinary_one_at_the_end_of_a_working_day(given: Given, case: Case) -> None:
    (urgent,) = asked(given, case, ["housing"], urgency="urgent")
    assert urgent.due_at == dt.datetime(2026, 3, 5, 13, tzinfo=dt.UTC)
    other = opened(given)
    (ordinary,) = asked(given, other, ["police"])
    assert ordinary.due_at == dt.datetime(2026, 3, 12, 17, tzinfo=dt.UTC)
