"""Triage: gates and plans that are never skipped, handing over, and the four ways an alert ends."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Compartment
from serac.alerts import commands
from serac.alerts.commands.gates import asked_as
from serac.alerts.lifecycle import AlertState, ReporterState
from serac.alerts.models import Gate
from serac.alerts.queries import find_alert, list_receipts
from serac.alerts.queries.triage import gates_of, missing_of, plans_of, team_readers
from serac.cases.models import Item
from serac.cases.queries import find_case
from serac.core.actor import NOBODY
from serac.core.facts import Fact
from serac.core.outbox import Notice
from serac.core.problems import Conflict, Invalid, NotFound, NotPermitted
from serac.entities.queries import list_people, list_recorded
from serac.reference import current
from serac.referrals.queries import list_referrals
from tests.given import Given
from tests.raising import PLAN, answer_all, county, member, opened, raised, register, triaged

TOLD = {"when": "8:31am", "words": "Nadia at the front door team, all of it", "number": "MASH-1"}


def answered(given: Given, reference: str, code: str, answer: str, by: str = "priya", **facts) -> None:
    with given.as_(by) as unit:
        commands.answer_gate(unit, find_alert(unit, reference), code=code, answer=answer, **facts)


def test_nothing_ends_before_every_gate_is_answered_and_each_person_has_a_plan(given):
    county(given)
    alert = raised(given)
    ends = {
        "open": lambda unit, here: commands.open_case_from_alert(
            unit, here, title="x", items=[{"text": "x"}], people=[], kinds=["not_known"]
        ),
        "join": lambda unit, here: commands.join_alert(
            unit, here, case=find_case(unit, case.reference), items=[{"text": "x"}]
        ),
        "signpost": lambda unit, here: commands.signpost_alert(unit, here, reason="housing", words="The housing desk"),
        "close": lambda unit, here: commands.close_alert(unit, here, reason="already_known"),
    }
    case = opened(given)
    for end in ends.values():
        with given.as_("priya") as unit, pytest.raises(Invalid) as refused:
            end(unit, find_alert(unit, alert.reference))
        assert {f"gate-{gate.code}" for gate in current().gates} < set(refused.value.errors)
        assert f"tonight-{NOBODY}" in refused.value.errors
        assert len([name for name in refused.value.errors if name.startswith("tonight-")]) == 2
    with given.as_("priya") as unit:
        assert find_alert(unit, alert.reference).state == AlertState.RECEIVED


def test_a_gate_says_who_answered_it_and_when_and_takes_the_alert_in_hand(given):
    county(given)
    alert = raised(given)
    answered(given, alert.reference, "life", "life.no")
    with given.as_("tomas") as unit:
        here = find_alert(unit, alert.reference)
        gate = gates_of(unit, here)["life"]
        assert (gate.answered_by, gate.answer) == (given.members["priya"], "life.no")
        assert here.claimed_by == given.members["priya"]
    with given.as_("rhys") as unit:
        assert list_receipts(unit).rows[0].state == ReporterState.BEING_LOOKED_AT


@pytest.mark.parametrize(
    ("code", "answer", "facts", "field"),
    [
        ("danger", "danger.yes", {}, "when"),
        ("danger", "danger.past", {}, "words"),
        ("life", "life.yes", {"when": "8am"}, "words"),
        ("child", "child.told", {"words": "Nadia"}, "when"),
        ("child", "child.told", TOLD | {"do_not_tell": True}, "why"),
        ("adult", "adult.yes", {"decision": "waiting"}, "words"),
        ("adult", "adult.yes", {"words": "To go home"}, "decision"),
        ("adult", "adult.yes", {"words": "x", "decision": "waiting", "reason": "life"}, "why"),
        ("adult", "adult.yes", {"words": "x", "decision": "unheard_of"}, "decision"),
        ("trust", "trust.yes", {}, "words"),
        ("jurisdiction", "jurisdiction.force", {}, "words"),
        ("jurisdiction", "danger.no", {}, "answer"),
        ("unheard_of", "danger.no", {}, "answer"),
    ],
)
def test_a_gate_asks_for_what_its_answer_needs(given, code, answer, facts, field):
    county(given)
    alert = raised(given)
    with pytest.raises(Invalid) as refused:
        answered(given, alert.reference, code, answer, **facts)
    wanted = field if field == "answer" else asked_as(answer, field)
    assert set(refused.value.errors) == {wanted}


def test_a_child_is_referred_on_in_the_same_act_once_with_the_reason_not_to_tell(given):
    county(given)
    alert = raised(given)
    facts = TOLD | {"do_not_tell": True, "why": "A relative may be involved"}
    answered(given, alert.reference, "child", "child.told", **facts)
    answered(given, alert.reference, "child", "child.told", **facts | {"number": "MASH-2"})
    with given.as_("tomas") as unit:
        here = find_alert(unit, alert.reference)
        (referral,) = list_referrals(unit, [here.compartment_id])
        assert (referral.kind, referral.when, referral.number) == ("mash", "8:31am", "MASH-1")
        assert referral.do_not_tell
        assert referral.why == "A relative may be involved"
        assert referral.due_at > unit.now
        assert here.child
        assert gates_of(unit, here)["child"].number == "MASH-2"


def test_what_an_answer_does_not_ask_for_is_not_kept(given):
    county(given)
    alert = raised(given)
    answered(given, alert.reference, "life", "life.yes", when="8:07am", why="x", reason="life", words="Two cars")
    answered(given, alert.reference, "life", "life.no", words="typed and then hidden")
    with given.as_("priya") as unit:
        gate = gates_of(unit, find_alert(unit, alert.reference))["life"]
        assert (gate.words, gate.when, gate.why, gate.reason) == ("", "", "", None)


def test_two_officers_answer_the_same_gate_and_the_second_sees_both_texts(given):
    county(given)
    alert = raised(given)
    answered(given, alert.reference, "danger", "danger.past", words="They have left", seen_version=0)
    with pytest.raises(Conflict) as refused:
        answered(given, alert.reference, "danger", "danger.past", by="tomas", words="Police took them", seen_version=0)
    assert "They have left" in {text.text for text in refused.value.current}
    assert "Priya" in refused.value.saved_by
    answered(given, alert.reference, "danger", "danger.no", by="tomas", seen_version=refused.value.version)


def test_a_yes_to_a_position_of_trust_closes_the_alert_to_all_but_the_registered_contact(given):
    county(given)
    register(given, "tomas")
    alert = raised(given)
    with given.as_("rhys") as unit:
        receipt = list_receipts(unit).rows[0].reference
    answered(given, alert.reference, "trust", "trust.yes", words="A desk officer")
    with given.as_("priya") as unit, pytest.raises(NotFound):
        find_alert(unit, alert.reference)
    with given.as_("tomas") as unit:
        here = find_alert(unit, alert.reference)
        assert (here.state, here.claimed_by, here.position_of_trust) == (AlertState.RECEIVED, None, True)
        assert gates_of(unit, here)["trust"].words == "A desk officer"
        assert list(team_readers(unit, here)) == [given.members["tomas"]]
    with given.as_("rhys") as unit:
        assert [one.reference for one in list_receipts(unit).rows] == [receipt]
    with given.operator() as unit:
        told = set(unit.session.scalars(select(Notice.member_id).where(Notice.key.like("urgent:trusted:%"))))
        assert told == {given.members["tomas"]}


def test_with_nobody_registered_whoever_said_so_keeps_it_alone_and_governance_is_told(given):
    county(given)
    alert = raised(given)
    answered(given, alert.reference, "trust", "trust.yes", words="A desk officer")
    with given.as_("tomas") as unit, pytest.raises(NotFound):
        find_alert(unit, alert.reference)
    with given.as_("priya") as unit:
        assert find_alert(unit, alert.reference).claimed_by == given.members["priya"]
    with given.operator() as unit:
        told = set(unit.session.scalars(select(Notice.member_id).where(Notice.key.like("urgent:unread-alert:%"))))
        assert told == {given.members["omar"]}


def test_everybody_named_has_a_plan_and_so_has_whoever_is_not(given):
    county(given)
    people = [
        {"name": "Zdravka", "age_band": "adult", "role": "potential_victim"},
        {"name": "Goran", "age_band": "adult", "role": "suspect"},
        {"description": "A boy", "age_band": "in_doubt"},
    ]
    alert = raised(given, people=people)
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        everybody = list_people(unit, here.compartment_id)
        asked = {one.anchor for one in missing_of(gates_of(unit, here), plans_of(unit, here), everybody)}
        wanted = {f"tonight-{one.id}" for one in everybody if one.name != "Goran"} | {f"tonight-{NOBODY}"}
        assert {one for one in asked if one.startswith("tonight")} == wanted
        first = everybody[0].id
        with pytest.raises(Invalid) as refused:
            commands.plan_tonight(unit, here, person_id=first, plan="", who="", by_when="")
    assert set(refused.value.errors) == {"plan", "who", "by_when"}
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        with pytest.raises(Invalid):  # nobody else: only of those who are not named
            commands.plan_tonight(unit, here, person_id=first, nobody_else=True)
    another = raised(given)
    with given.as_("priya") as unit:
        other = find_alert(unit, another.reference)
        with pytest.raises(Invalid):
            commands.plan_tonight(unit, other, person_id=first, **PLAN)


def test_an_alert_is_handed_over_only_to_somebody_who_may_read_it(given):
    county(given)
    alert = raised(given)
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        commands.claim_alert(unit, here)
        with pytest.raises(Invalid):
            commands.hand_over_alert(unit, here, member_id=given.members["hana"])
    with given.as_("priya") as unit:
        compartment = unit.session.get_one(Compartment, alert.compartment_id)
        access.exclude(unit, compartment, grantee_id=given.members["tomas"], reason="linked_person")
    with given.as_("priya") as unit, pytest.raises(Invalid):
        commands.hand_over_alert(unit, find_alert(unit, alert.reference), member_id=given.members["tomas"])
    with given.as_("priya") as unit:
        compartment = unit.session.get_one(Compartment, alert.compartment_id)
        access.stop_excluding(unit, compartment, grantee_id=given.members["tomas"])
    with given.as_("priya") as unit:
        commands.hand_over_alert(unit, find_alert(unit, alert.reference), member_id=given.members["tomas"])
    with given.as_("tomas") as unit:
        assert find_alert(unit, alert.reference).claimed_by == given.members["tomas"]


def test_an_alert_given_back_waits_again_and_the_team_is_told(given):
    county(given)
    alert = raised(given)
    with given.as_("priya") as unit:
        commands.claim_alert(unit, find_alert(unit, alert.reference))
    with given.as_("priya") as unit:
        commands.release_alert(unit, find_alert(unit, alert.reference))
    with given.as_("tomas") as unit:
        here = find_alert(unit, alert.reference)
        assert (here.state, here.claimed_by) == (AlertState.RECEIVED, None)
        commands.claim_alert(unit, here)
    with given.operator() as unit:
        told = set(unit.session.scalars(select(Notice.member_id).where(Notice.key.like("notice:released:%"))))
        assert told == {given.members["tomas"]}
    with given.as_("rhys") as unit:
        assert list_receipts(unit).rows[0].state == ReporterState.BEING_LOOKED_AT


def ended(given: Given, how: str) -> str:
    """An alert that ended this way; gives its reference."""
    alert = triaged(given, raised(given))
    case = opened(given) if how == "joined" else None
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        if how == "opened":
            commands.open_case_from_alert(
                unit, here, title="A house", items=[{"text": "x"}], people=[], kinds=["not_known"]
            )
        elif case is not None:
            commands.join_alert(unit, here, case=find_case(unit, case.reference), items=[{"text": "x"}])
        elif how == "signposted":
            commands.signpost_alert(unit, here, reason="housing", words="The housing desk; Hana tells them")
        else:
            commands.close_alert(unit, here, reason="already_known")
    return alert.reference


@pytest.mark.parametrize("how", ["opened", "joined", "signposted", "no_action"])
def test_whatever_the_end_its_reporter_sees_the_same_and_it_is_counted(given, how):
    county(given)
    reference = ended(given, how)
    with given.as_("rhys") as unit:
        assert [one.state for one in list_receipts(unit).rows] == [ReporterState.BEING_LOOKED_AT]
    with given.as_("priya") as unit:
        here = find_alert(unit, reference)
        assert here.state == how
        assert here.finished_at == unit.now or unit.now - here.finished_at < dt.timedelta(minutes=1)
        for again in (
            lambda: commands.close_alert(unit, here, reason="already_known"),
            lambda: commands.answer_gate(unit, here, code="life", answer="life.no"),
            lambda: commands.plan_tonight(unit, here, nobody_else=True),
            lambda: commands.hand_over_alert(unit, here, member_id=given.members["tomas"]),
        ):
            with pytest.raises(Conflict):
                again()
    with given.operator() as unit:
        names = set(unit.session.scalars(select(Fact.name)))
        assert {"no_action": "alert.closed"}.get(how, f"alert.{how}") in names


def test_joining_takes_chosen_items_only_and_nothing_that_names_the_source(given):
    county(given)
    alert, case = triaged(given, raised(given)), opened(given)
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        vehicles = list_recorded(unit, here.compartment_id).vehicles
        commands.join_alert(
            unit, here, case=find_case(unit, case.reference), items=[{"text": "A van at six."}], people=vehicles
        )
    with given.as_("priya") as unit:
        (item,) = unit.session.scalars(select(Item).where(Item.compartment_id == case.compartment_id))
        assert (item.text, item.agency_id) == ("A van at six.", None)
        assert unit.session.get_one(Compartment, alert.compartment_id).joined_id == case.compartment_id
        assert len(list_recorded(unit, case.compartment_id).vehicles) == 1


def test_who_is_kept_out_of_the_case_is_kept_out_of_an_alert_joined_to_it_later(given):
    county(given)
    alert, case = triaged(given, raised(given)), opened(given)
    with given.as_("priya") as unit:
        compartment = unit.session.get_one(Compartment, case.compartment_id)
        access.exclude(unit, compartment, grantee_id=given.members["tomas"], reason="linked_person")
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        commands.join_alert(unit, here, case=find_case(unit, case.reference), items=[{"text": "x"}])
    with given.as_("tomas") as unit, pytest.raises(NotFound):
        find_alert(unit, alert.reference)


def test_joined_to_a_restricted_case_an_alert_is_restricted_to_the_same_people(given):
    county(given)
    alert, case = triaged(given, raised(given)), opened(given)
    with given.as_("priya") as unit:
        access.restrict(unit, unit.session.get_one(Compartment, case.compartment_id), readers=[])
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        commands.join_alert(unit, here, case=find_case(unit, case.reference), items=[{"text": "x"}])
    with given.as_("tomas") as unit, pytest.raises(NotFound):
        find_alert(unit, alert.reference)
    with given.as_("priya") as unit:
        assert find_alert(unit, alert.reference).state == AlertState.JOINED


def test_a_restricted_alert_does_not_go_into_a_case_that_others_read(given):
    county(given)
    register(given, "priya")
    alert, case = triaged(given, raised(given, position_of_trust=True)), opened(given)
    with given.as_("priya") as unit:
        here, there = find_alert(unit, alert.reference), find_case(unit, case.reference)
        with pytest.raises(Invalid) as refused:
            commands.join_alert(unit, here, case=there, items=[{"text": "x"}])
    assert "case" in refused.value.errors


@pytest.mark.parametrize(
    ("end", "facts", "field"),
    [
        (commands.close_alert, {"reason": "unheard_of"}, "close_reason"),
        (commands.close_alert, {"reason": "not_enough", "words": " "}, "close_words"),
        (commands.signpost_alert, {"reason": "unheard_of", "words": "x"}, "signpost_reason"),
        (commands.signpost_alert, {"reason": "housing", "words": ""}, "signpost_words"),
    ],
)
def test_an_end_needs_its_reason_and_words(given, end, facts, field):
    county(given)
    alert = triaged(given, raised(given))
    with given.as_("priya") as unit, pytest.raises(Invalid) as refused:
        end(unit, find_alert(unit, alert.reference), **facts)
    assert set(refused.value.errors) == {field}


def test_nobody_but_the_team_triages(given):
    county(given)
    alert = raised(given)
    with given.operator() as unit:
        target = unit.session.get_one(type(alert), alert.id)
        for act in (
            lambda: commands.answer_gate(unit, target, code="life", answer="life.no"),
            lambda: commands.plan_tonight(unit, target, nobody_else=True),
            lambda: commands.close_alert(unit, target, reason="already_known"),
            lambda: commands.hand_over_alert(unit, target, member_id=member(unit, given, "tomas").id),
        ):
            with pytest.raises(NotPermitted):
                act()
        assert unit.session.scalars(select(Gate)).all() == []


def test_answering_all_leaves_nothing_missing(given):
    county(given)
    alert = raised(given)
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        answer_all(unit, here)
        assert missing_of(gates_of(unit, here), plans_of(unit, here), list_people(unit, here.compartment_id)) == []
