"""Before anybody goes beyond their own records the police contact is asked; what they answer is the contact rule."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Grant
from serac.access.queries import find_compartment
from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.agencies.models import Agency
from serac.cases import commands, policy
from serac.cases.contact import may_contact, only_records_checks
from serac.cases.jobs import unanswered
from serac.cases.models import Case, Deconfliction
from serac.cases.queries import asked_of_actor, find_case, list_deconflictions, operation_answer, possible_leads
from serac.core.jobs import JOBS, carry_out, job_unit
from serac.core.outbox import Notice
from serac.core.problems import Conflict, Invalid, NotFound, NotPermitted
from tests.forms import fill, send
from tests.given import Given
from tests.raising import agency, build_county, member, opened, share

SHARED = {"purpose": "disrupt", "categories": ["identity", "intelligence"]}


def build_force(given: Given) -> None:
    """The county, whose police have registered dev to be asked; pam is a detective there who is no handler."""
    build_county(given)
    given.member("pam", "police", Role.INVESTIGATING_OFFICER)
    with given.operator() as unit:
        agencies.add_contact_point(
            unit, agency(unit, given, "police"), purpose="deconfliction", label="Exploitation desk", email="desk@police.example.org",
            phone="01632 960060", member=member(unit, given, "dev"),
        )  # fmt: skip


@pytest.fixture
def force(given: Given) -> Given:
    return given.once(build_force)


@pytest.fixture
def visit(app: Flask, force: Given):
    """Open the service as somebody who has signed in."""
    return lambda name: force.sign_in(app.test_client(), name)


def ask(given: Given, case: Case, by: str = "priya", **changed) -> Deconfliction:
    with given.as_(by) as unit:
        facts = {"agency": agency(unit, given, "police"), "what": "May housing visit on Thursday?"} | SHARED | changed
        return commands.ask_deconfliction(unit, find_case(unit, case.reference), **facts)


def answer(given: Given, case: Case, by: str = "dev", **facts) -> Deconfliction:
    with given.as_(by) as unit:
        here = find_case(unit, case.reference)
        asked = next(one for one in list_deconflictions(unit, here) if one.state != "replaced")
        if lead := facts.pop("lead", ""):
            facts["lead"] = agency(unit, given, lead)
        return commands.answer_deconfliction(unit, asked, **facts)


def stands(given: Given, case: Case, by: str = "priya") -> Case:
    with given.as_(by) as unit:
        return find_case(unit, case.reference)


def test_until_the_police_contact_says_clear_only_records_checks_can_be_asked_for(force, clock):
    case = opened(force)
    assert only_records_checks(case, case.opened_at)
    ask(force, case)
    for said in (
        {"answer": "hold", "words": "Ours", "review_on": dt.date(2026, 3, 9)},
        {"answer": "speak_to_me", "words": "Ring"},
    ):
        answer(force, case, **said)
        with force.as_("priya") as unit:
            here = find_case(unit, case.reference)
            assert not unit.may(policy.ask_beyond_records, here)
            with pytest.raises(Invalid):
                commands.check_beyond_records(unit, here)
    answer(force, case, answer="clear", contact_rule="open")
    with force.as_("priya") as unit:
        here = find_case(unit, case.reference)
        assert unit.may(policy.ask_beyond_records, here)
        commands.check_beyond_records(unit, here)


def test_asking_opens_the_case_to_the_contact_by_name_and_tells_them_and_to_nobody_else_there(force):
    case = opened(force)
    with force.as_("dev") as unit, pytest.raises(NotFound):
        find_case(unit, case.reference)
    ask(force, case)
    with force.as_("dev") as unit:
        assert [one.case.id for one in asked_of_actor(unit)] == [case.id]
        told = unit.session.scalars(select(Notice).where(Notice.member_id == force.members["dev"])).all()
        assert [(one.kind, one.path) for one in told] == [("urgent", f"/cases/{case.reference}/contact")]
    with force.as_("pam") as unit, pytest.raises(NotFound):
        find_case(unit, case.reference)


def test_asking_opens_nothing_twice_where_the_police_are_on_the_virtual_team(force):
    case = opened(force)
    share(force, case, "police")
    ask(force, case)
    with force.as_("priya") as unit:
        grants = unit.session.scalars(select(Grant).where(Grant.compartment_id == case.compartment_id)).all()
        assert [grant.relation for grant in grants] == ["virtual_team"]
    answer(force, case, answer="clear", contact_rule="open")


def test_asking_is_refused_where_no_agreement_covers_it_or_nobody_asked_may_read_it(force):
    case = opened(force)
    with pytest.raises(Invalid) as refused:
        ask(force, case, purpose="support")
    assert "agency" in refused.value.errors
    with force.as_("priya") as unit:
        compartment = find_compartment(unit, find_case(unit, case.reference).compartment_id)
        access.exclude(unit, compartment, grantee_id=force.members["dev"], reason="linked_person")
    with pytest.raises(Invalid) as refused:
        ask(force, case)
    assert "agency" in refused.value.errors
    assert stands(force, case).deconfliction == "not_asked"


def test_only_a_police_agency_with_a_registered_contact_can_be_asked(force):
    case = opened(force)
    with force.as_("priya") as unit, pytest.raises(Invalid):
        commands.ask_deconfliction(
            unit, find_case(unit, case.reference), agency=agency(unit, force, "housing"), what="May we?", **SHARED
        )


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"answer": "perhaps"}, "answer"),
        ({"answer": "hold", "words": "Ours"}, "review_on"),
        ({"answer": "hold", "words": "Ours", "review_on": dt.date(2026, 3, 4)}, "review_on"),
        ({"answer": "hold", "review_on": dt.date(2026, 3, 9)}, "words"),
        ({"answer": "speak_to_me"}, "words"),
        ({"answer": "clear"}, "contact_rule"),
        ({"answer": "clear", "contact_rule": "ask_lead"}, "lead"),
        ({"answer": "clear", "contact_rule": "lead_agency_only", "lead": "charity"}, "lead"),
    ],
)
def test_an_answer_that_misses_what_it_needs_is_refused(force, said, field):
    case = opened(force)
    ask(force, case)
    with pytest.raises(Invalid) as refused:
        answer(force, case, **said)
    assert set(refused.value.errors) == {field}


def test_the_team_that_asked_and_the_virtual_team_cannot_answer_for_the_police(force):
    case = opened(force)
    share(force, case, "housing")
    ask(force, case)
    for name in ("priya", "hana"):
        with pytest.raises(NotPermitted):
            answer(force, case, by=name, answer="clear", contact_rule="open")


def test_under_a_lead_only_the_lead_may_visit_or_call(force, clock):
    case = opened(force)
    ask(force, case)
    answer(force, case, answer="clear", contact_rule="lead_agency_only", lead="police")
    here = stands(force, case)
    now = force.services.clock.now()
    assert not only_records_checks(here, now)
    assert may_contact(here, force.agencies["police"], now)
    assert not may_contact(here, force.agencies["housing"], now)


def test_a_later_answer_replaces_an_earlier_one_which_can_still_be_read(force):
    case = opened(force)
    ask(force, case)
    answer(force, case, answer="clear", contact_rule="open")
    answer(force, case, answer="hold", words="Something new", review_on=dt.date(2026, 4, 1))
    assert only_records_checks(stands(force, case), force.services.clock.now())
    with force.as_("priya") as unit:
        found = list_deconflictions(unit, find_case(unit, case.reference))
        assert {(one.state, one.answer) for one in found} == {("answered", "hold"), ("replaced", "clear")}
        old = next(one for one in found if one.state == "replaced")
    with force.as_("dev") as unit, pytest.raises(Conflict):
        commands.answer_deconfliction(
            unit, unit.session.get_one(Deconfliction, old.id), answer="clear", contact_rule="open"
        )


def test_asked_again_before_an_operation_what_was_cleared_holds_until_the_new_answer(force):
    case = opened(force)
    ask(force, case)
    answer(force, case, answer="clear", contact_rule="open")
    ask(force, case, occasion="operation")
    with force.as_("priya") as unit:
        assert operation_answer(unit, find_case(unit, case.reference)) == "waiting"
    assert not only_records_checks(stands(force, case), force.services.clock.now())
    with force.as_("dev") as unit:
        asked = next(one for one in asked_of_actor(unit))
        commands.answer_deconfliction(
            unit, asked.asked, answer="hold", words="Not this week", review_on=dt.date(2026, 3, 20)
        )
    with force.as_("priya") as unit:
        assert operation_answer(unit, find_case(unit, case.reference)) == "hold"
    assert only_records_checks(stands(force, case), force.services.clock.now())


def test_the_team_makes_the_rule_stricter_with_a_reason_and_cannot_loosen_it(force):
    case = opened(force)
    ask(force, case)
    answer(force, case, answer="clear", contact_rule="ask_lead", lead="police")
    with force.as_("priya") as unit:
        here = find_case(unit, case.reference)
        with pytest.raises(Invalid):
            commands.set_contact_rule(unit, here, rule="open", reason="Because")
        unit.rollback()
        here = find_case(unit, case.reference)
        with pytest.raises(Invalid):
            commands.set_contact_rule(unit, here, rule="records_only", reason=" ")
    with force.as_("priya") as unit:
        commands.set_contact_rule(
            unit, find_case(unit, case.reference), rule="records_only", reason="A worker was seen"
        )
    assert only_records_checks(stands(force, case), force.services.clock.now())


def test_immediate_danger_overrides_the_rule_for_some_hours_and_tells_the_police_contact(force, clock):
    case = opened(force)
    ask(force, case)
    with force.as_("priya") as unit:
        commands.override_in_danger(unit, find_case(unit, case.reference), reason="A man is being beaten. 999 rung.")
    here = stands(force, case)
    now = force.services.clock.now()
    assert not only_records_checks(here, now)
    assert may_contact(here, force.agencies["housing"], now)
    with force.operator() as unit:
        kinds = unit.session.scalars(select(Notice.kind).where(Notice.member_id == force.members["dev"])).all()
        assert kinds == ["urgent", "urgent"]
    clock.forward(hours=12)
    assert only_records_checks(here, force.services.clock.now())


def test_an_answer_that_is_late_is_asked_for_once_more(force, clock):
    case = opened(force)
    ask(force, case)
    with job_unit(force.services) as unit:
        assert list(unanswered(unit)) == []
    clock.forward(hours=6)
    with job_unit(force.services) as unit:
        (occasion,) = unanswered(unit)
    assert carry_out(force.services, JOBS["cases.deconfliction_due"], occasion)
    assert not carry_out(force.services, JOBS["cases.deconfliction_due"], occasion)
    with force.operator() as unit:
        kinds = unit.session.scalars(select(Notice.kind).where(Notice.member_id == force.members["dev"])).all()
        assert sorted(kinds) == ["reminder", "urgent"]


def test_whoever_leads_is_an_agency_the_case_is_open_to_or_the_teams_own(force):
    case = opened(force)
    share(force, case, "housing")
    with force.as_("priya") as unit:
        leads = possible_leads(unit, find_case(unit, case.reference), force.agencies["police"])
        assert [one.slug for one in leads] == ["housing", "police", "team"]
        assert unit.session.get(Agency, force.agencies["charity"]) not in leads


def test_premises_risk_is_recorded_by_whoever_the_case_is_open_to_and_the_newest_of_a_place_counts(force, visit):
    case = opened(force)
    share(force, case, "housing")
    for name, hazards in (("priya", ["dogs"]), ("hana", ["dogs", "weapons"])):
        with force.as_(name) as unit:
            commands.record_premises_risk(
                unit,
                find_case(unit, case.reference),
                hazards=hazards,
                lone_working="in_pairs",
                review_on=dt.date(2026, 4, 1),
            )
    page = visit("hana").get(f"/cases/{case.reference}").text
    assert "dogs, weapons. Never alone" in page.replace("Dogs, weapons", "dogs, weapons")
    for wrong in (
        {"hazards": []},
        {"hazards": ["none_known", "dogs"]},
        {"lone_working": "x"},
        {"review_on": dt.date(2027, 1, 1)},
    ):
        facts = {"hazards": ["dogs"], "lone_working": "in_pairs", "review_on": dt.date(2026, 4, 1)} | wrong
        with force.as_("priya") as unit, pytest.raises(Invalid) as refused:
            commands.record_premises_risk(unit, find_case(unit, case.reference), **facts)
        assert set(refused.value.errors) == set(wrong)


def test_through_the_pages_the_team_asks_the_police_answer_and_the_frame_says_what_may_be_done(force, visit):
    case = opened(force)
    priya = visit("priya")
    page = priya.get(f"/cases/{case.reference}").text
    assert "Records checks only" in page
    assert "Police contact not asked yet" in page
    asked = send(
        priya, f"/cases/{case.reference}/contact/ask", agency="police", what="May we visit?", purpose="disrupt",
        categories=["identity", "intelligence"],
    )  # fmt: skip
    assert asked.status_code == 303, asked.text
    dev = visit("dev")
    assert "To answer for the police" in dev.get("/").text
    with force.as_("dev") as unit:
        (waits,) = asked_of_actor(unit)
    path = f"/cases/{case.reference}/contact/{waits.asked.id}/answer"
    assert send(dev, path, answer="hold").status_code == 422
    done = send(dev, path, answer="clear", contact_rule="ask_lead", lead="police", words="Ring me first")
    assert done.status_code == 303, done.text
    page = priya.get(f"/cases/{case.reference}/contact").text
    assert "No contact without the lead" in page
    assert "The lead is Police" in page
    assert "No contact without the lead" in priya.get("/cases").text
    team = priya.get(f"/cases/{case.reference}/team").text
    assert '<p class="app-row__title">Police</p>' in team
    assert "1 person, 1 agency" in team
    path = f"/cases/{case.reference}/contact/rule"
    stale = priya.get(path)
    assert send(priya, path, rule="records_only", reason="A worker was seen").status_code == 303
    for shown in (priya.get(path), fill(priya, stale, path, rule="records_only", reason="They were warned")):
        assert "Nothing is stricter than the rule in force: Records checks only." in shown.text
        assert "Choose a contact rule" not in shown.text
        assert 'name="rule"' not in shown.text
    assert "They were warned" in shown.text
    assert path not in priya.get(f"/cases/{case.reference}/contact").text


def test_who_may_not_see_the_case_finds_none_of_its_contact_pages(force, visit):
    case = opened(force)
    ask(force, case)
    hana = visit("hana")
    for path in ("contact", "contact/ask", "contact/rule", "contact/danger", "contact/premises"):
        assert hana.get(f"/cases/{case.reference}/{path}").status_code == 404
