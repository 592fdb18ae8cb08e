"""Closing: nothing is left open, it is said why and what came of it, and a closed case can be opened again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from serac.actions import commands as actions
from serac.actions.models import Action
from serac.cases.commands import add_to_virtual_team, ask_deconfliction
from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.closure.models import Closing
from serac.closure.queries import list_obstacles
from serac.core.events import Event
from serac.core.facts import Fact
from serac.core.jobs import JOBS, carry_out, list_due
from serac.core.problems import Conflict, Invalid, NotPermitted
from serac.decisions.commands import put_to_chair, raise_disagreement, start_response_team
from serac.referrals.commands import make_referral
from serac.scoping.commands.rounds import discard_round
from serac.scoping.models import Round
from tests.closure.ending import CLOSE, closed, ending, here, opened, put, reopened, told
from tests.forms import send
from tests.given import Given
from tests.raising import agency, county, member
from tests.scoping.asking import asked, planned


def words(given: Given, case: Case, by: str = "priya") -> list[tuple[str, str]]:
    with given.as_(by) as unit:
        return [(one.words, one.path) for one in list_obstacles(unit, here(unit, case))]


def in_the_way(given: Given, case: Case, **changed: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        closed(given, case, **changed)
    return refused.value.errors


def test_a_case_is_not_closed_over_anything_open_and_each_thing_leads_to_where_it_is_finished(given: Given) -> None:
    case = ending(given)
    here_ = f"/cases/{case.reference}"
    (request,) = asked(given, case, ["police"], joins_team=False)
    planned(given, case, [])
    with given.as_("priya") as unit:
        row = here(unit, case)
        facts = {"text": "Look up the licence", "why": "To write to them", "kind": "records", "priority": "ordinary"}
        due = dt.date(2026, 3, 12)
        action = actions.make_action(unit, row, agency=agency(unit, given, "housing"), due_on=due, **facts)
        make_referral(unit, row, kind="adult_safeguarding", to_whom="The hub", when="Now", said="Two people at risk")
    assert [one for one in words(given, case) if "referral" not in one[0]] == [
        (f"Action {action.reference} is not finished: Housing", f"/actions/{action.reference}"),
        ("Police has not answered, due 12 March 2026", f"{here_}/scoping"),
        ("Round 1 is not ended", f"{here_}/scoping"),
        ("Round 2 was begun and not sent", f"{here_}/scoping"),
    ]
    assert [path for said, path in words(given, case) if "referral" in said] == [f"{here_}/referrals"]
    assert set(in_the_way(given, case)) == {"_form"}
    assert request
    with given.as_("priya") as unit:
        assert here(unit, case).stage != Stage.CLOSED
        assert unit.session.get(Action, action.id).state == "proposed"


def test_closing_says_why_and_what_came_of_it_and_when_it_was_last_discussed(given: Given, clock) -> None:
    case = ending(given)
    clock.forward(days=40)
    made = closed(given, case)
    assert made.last_discussed_at == dt.datetime(2026, 3, 5, 9, tzinfo=dt.UTC)
    assert (made.reason, made.outcomes, made.review_on) == ("aims_met", ["pursued", "safe"], None)
    with given.as_("hana") as unit:
        assert here(unit, case).stage == Stage.CLOSED
        assert unit.session.get(Closing, made.id).words == CLOSE["words"]
    with given.operator() as unit:
        (fact,) = unit.session.query(Fact).where(Fact.name == "case.closed")
        assert fact.codes == {"reason": "aims_met", "outcomes": ["pursued", "safe"]}
    with pytest.raises(Conflict):
        closed(given, case)
    again = reopened(given, case)
    assert (again.reopen_reason, again.closed_at) == ("back_again", made.closed_at)
    with given.as_("hana") as unit:
        assert unit.session.get(Closing, made.id).reopen_words == "Seen there again"
    with pytest.raises(Conflict):
        reopened(given, case)
    closed(given, case, reason="died", words="At the hospital")
    assert told(given, "notice:closed:%") == [("judith", f"/cases/{case.reference}/closing")]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": "bored"}, "reason"),
        ({"reason": "no_lines_left", "words": " "}, "words"),
        ({"outcomes": []}, "outcomes"),
        ({"outcomes": ["won"]}, "outcomes"),
        ({"outcomes": ["not_known"], "words": ""}, "words"),
        ({"reason": "no_lines_left", "review_on": dt.date(2026, 3, 5)}, "review_on"),
    ],
)
def test_what_is_missing_is_asked_for(given: Given, changed: dict[str, Any], field: str) -> None:
    assert set(in_the_way(given, ending(given), **changed)) == {field}


def test_without_a_decision_only_some_reasons_close_a_case_and_somebody_else_s_save_wins(given: Given) -> None:
    case = opened(county(given))
    assert set(in_the_way(given, case)) == {"reason"}
    with pytest.raises(Conflict):
        closed(given, case, reason="merged", seen_version=case.version + 1)
    closed(given, case, reason="merged")


def test_closing_is_apart_from_writing_and_nobody_closes_over_what_they_cannot_see(given: Given) -> None:
    case = ending(given)
    with pytest.raises(NotPermitted):
        closed(given, case, by="hana")
    put(given, case)
    asked(given, case, ["police"], joins_team=False)
    with given.as_("judith") as unit:
        seen = [one.words for one in list_obstacles(unit, here(unit, case))]
    assert not any("Police" in one for one in seen)
    with pytest.raises(Invalid):
        closed(given, case, by="judith")


def test_the_chair_closes_a_case_that_was_put_to_them(given: Given) -> None:
    case = ending(given)
    put(given, case)
    assert closed(given, case, by="judith").closed_by == given.members["judith"]


def test_a_case_closed_for_now_is_looked_at_again_on_its_day_once(given: Given, clock) -> None:
    case = ending(given)
    made = closed(given, case, reason="no_lines_left", words="They left")
    assert made.review_on == dt.date(2026, 6, 3)
    clock.set("2026-06-03T07:00:00+00:00")
    assert list_due(given.services, [JOBS["closure.review"]]) == []
    clock.set("2026-06-03T08:30:00+00:00")
    for _ in range(2):
        for occasion, job in list_due(given.services, [JOBS["closure.review"]]):
            assert carry_out(given.services, job, occasion)
    assert told(given, "reminder:closing:%") == [
        ("priya", f"/cases/{case.reference}/closing"),
        ("tomas", f"/cases/{case.reference}/closing"),
    ]


def test_a_case_is_closed_and_opened_again_on_its_pages_and_the_log_says_who(given: Given, app, plain_engine) -> None:
    case = ending(given)
    here_ = f"/cases/{case.reference}/closing"
    priya, hana = given.sign_in(app.test_client(), "priya"), given.sign_in(app.test_client(), "hana")
    planned(given, case, [])
    page = priya.get(here_).get_data(as_text=True)
    assert "Round 1 was begun and not sent" in page
    assert f'href="/cases/{case.reference}/scoping"' in page
    assert "was begun and not sent" not in hana.get(here_).get_data(as_text=True)
    assert hana.get(f"{here_}/close").status_code == 403
    assert "not closed over them" in priya.get(f"{here_}/close").get_data(as_text=True)
    with given.as_("priya") as unit:
        from_round = unit.session.query(Round).where(Round.compartment_id == case.compartment_id).one()
        discard_round(unit, from_round)
    typed = {"reason": "no_lines_left", "outcomes": ["not_found"], "words": "The van is gone"}
    wrong = send(priya, f"{here_}/close", **(typed | {"outcomes": []}))
    assert (wrong.status_code, "Choose what came of it" in wrong.get_data(as_text=True)) == (422, True)
    assert send(priya, f"{here_}/close", **typed).status_code == 303
    for client in (priya, hana):
        page = client.get(here_).get_data(as_text=True)
        assert "Nothing more can be done for now" in page
        assert "The van is gone" in page
    assert send(priya, f"{here_}/reopen", reason="new_information", words="A new van").status_code == 303
    assert "A new van" in hana.get(here_).get_data(as_text=True)
    with plain_engine.connect() as connection:
        events = set(connection.exec_driver_sql("SELECT event FROM audit_entry").scalars())
    assert {Event.CASE_CLOSED, Event.CASE_REOPENED} <= events


def test_nothing_new_is_begun_in_a_closed_case(given: Given) -> None:
    case = ending(given)
    closed(given, case)
    shared: dict[str, Any] = {"purpose": "disrupt", "categories": ["identity"]}
    aim: dict[str, Any] = {"kind": "support", "aim": "They are safe", "exit_when": "Each has a room"}
    begun = {
        "team": ("priya", lambda unit, row, police: add_to_virtual_team(unit, row, agency=police, **shared)),
        "contact": (
            "priya",
            lambda unit, row, police: ask_deconfliction(unit, row, agency=police, what="Go?", **shared),
        ),
        "chair": ("priya", lambda unit, row, _: put_to_chair(unit, row, chair=member(unit, given, "judith"), **shared)),
        "response": ("priya", lambda unit, row, police: start_response_team(unit, row, lead=police, **aim)),
        "disagreement": (
            "hana",
            lambda unit, row, _: raise_disagreement(unit, row, agency=agency(unit, given, "housing"), words="No"),
        ),
    }
    for by, work in begun.values():
        with given.as_(by) as unit, pytest.raises(Invalid, match="This case is closed"):
            work(unit, here(unit, case), agency(unit, given, "police"))
