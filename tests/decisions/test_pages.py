"""The decision room of a case, through the door people use."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from flask import Flask

from serac.decisions.models import ResponseTeam
from tests.decisions.deciding import WORDS, decided, put, scoped, told, with_chair
from tests.forms import fill, form_on, send
from tests.given import Given
from tests.raising import county, opened

PLANNING = {"response": "significant_planning", "criteria": ["unusual_numbers"], "lead": "housing"}
SUPPORT = {"kind": "support", "lead": "housing", "aim": "Nine people safe", "exit_when": "Each has a room"}


@pytest.fixture
def visit(app: Flask, given: Given):
    """Open the service as somebody who has signed in."""
    return lambda name: given.sign_in(app.test_client(), name)


def test_a_decision_is_recorded_dissented_from_and_confirmed_by_a_chair(given: Given, visit: Any) -> None:
    with_chair(given)
    case = scoped(given)
    path = f"/cases/{case.reference}/decision"
    priya = visit("priya")
    assert "Record the decision" in priya.get(path).text
    empty = send(priya, f"{path}/new", response="significant_planning")
    assert empty.status_code == 422
    for sentence in ("Choose which agency leads", "Choose at least one reason", "Enter who is at risk"):
        assert sentence in empty.text
    sent = send(priya, f"{path}/new", **(PLANNING | WORDS))
    assert (sent.status_code, sent.location) == (303, f"{path}/chair"), "nobody who could confirm it reads the case"
    facts = {"chair": str(given.members["judith"]), "purpose": "disrupt", "categories": ["identity"]}
    assert send(priya, f"{path}/chair", **facts).location == path
    assert "Judith confirms it or sends it back" in priya.get(path).text
    assert set(told(given, "chair:")) == {"judith"}
    hana = visit("hana")
    assert send(hana, f"{path}/dissent", words="Friday is too late").location == path
    judith = visit("judith")
    assert f'href="{path}/confirm"' in judith.get("/").text, "it waits on her home page"
    shown = judith.get(f"{path}/confirm")
    assert 'href="/guide/chair"' in shown.text
    assert "Friday is too late" in shown.text
    assert "Housing, single point of contact" in shown.text
    assert fill(judith, shown, f"{path}/confirm", answer="confirm").status_code == 422
    assert send(judith, f"{path}/confirm", answer="confirm", no_connection="yes", words="Agreed").location == path
    assert judith.get(f"{path}/confirm").status_code == 404
    page = unescape(hana.get(path).text)
    for words in ("Significant multi-agency planning is needed.", "Confirmed by Judith", "Agreed"):
        assert words in page


def test_a_response_team_is_started_asked_for_something_changed_and_ended(given: Given, visit: Any) -> None:
    county(given)
    case = scoped(given)
    decided(given, case)
    path = f"/cases/{case.reference}/decision"
    priya, hana = visit("priya"), visit("hana")
    assert "Start the first response team" in priya.get(path).text
    assert send(priya, f"{path}/teams", lead_member=str(given.members["hana"]), **SUPPORT).status_code == 303
    page = hana.get(path).text
    assert "Nine people safe" in page
    assert "Hana, Housing" in page
    assert f"{path}/teams" not in page, "an agency does not start teams"
    with given.operator() as unit:
        team = unit.session.query(ResponseTeam).one().id
    assert send(priya, f"{path}/teams/{team}", aim="Ten people safe").status_code == 303
    facts = {"what": "Find nine rooms", "kind": "safeguard", "owner": f"housing:{given.members['hana']}"}
    assert send(priya, f"{path}/teams/{team}/action", priority="today", **facts).status_code == 303
    assert "Find nine rooms" in hana.get(path).text
    assert "1 action is open" in priya.get(f"{path}/teams/{team}/end").text
    assert send(priya, f"{path}/teams/{team}/end", reason="exit_met").status_code == 303
    assert "What it was to reach has been reached" in hana.get(path).text


def test_the_second_of_two_first_decisions_is_answered_with_both_texts(given: Given, visit: Any) -> None:
    county(given)
    case = scoped(given)
    path = f"/cases/{case.reference}/decision/new"
    one, two = visit("priya"), visit("tomas")
    pages = [one.get(path), two.get(path)]
    facts = WORDS | {"response": "single_agency", "lead": "housing"}
    assert fill(one, pages[0], path, **(facts | {"rationale": "Mine, planted one"})).status_code == 303
    lost = fill(two, pages[1], path, **(facts | {"rationale": "Mine, planted two"}))
    assert lost.status_code == 409
    for words in ("Mine, planted one", "Mine, planted two"):
        assert words in lost.text
    again = form_on(lost.text, to=path)
    kept = two.post(path, data=again.fields | {"rationale": "Mine, planted two"})
    assert kept.status_code == 422
    assert "Enter why the decision before no longer holds" in kept.text
    assert "Mine, planted two" in kept.text


def test_a_case_that_is_hidden_answers_as_one_that_is_not_there_in_every_page_of_the_room(
    given: Given, visit: Any
) -> None:
    with_chair(given)
    case = scoped(given)
    decided(given, case)
    client = visit("dev")
    for page in ("", "/new", "/confirm", "/chair", "/dissent", "/teams", "/disagreements"):
        hidden = client.get(f"/cases/{case.reference}/decision{page}")
        unknown = client.get(f"/cases/SC-2222222/decision{page}")
        assert (hidden.status_code, unknown.status_code) == (404, 404)
        assert hidden.data == unknown.data


def test_a_chair_with_a_connection_steps_aside_and_the_case_closes_to_them(given: Given, visit: Any) -> None:
    with_chair(given)
    case = scoped(given)
    put(given, case)
    decided(given, case, response="significant_planning", criteria=["unusual_numbers"])
    path = f"/cases/{case.reference}/decision"
    judith = visit("judith")
    assert send(judith, f"{path}/confirm", answer="step_aside", words="My cousin").location == "/cases"
    assert judith.get(path).status_code == 404
    page = visit("priya").get(path).text
    assert "open to none of them" in page
    assert "My cousin" not in page


def test_a_disagreement_is_raised_passed_up_and_settled_on_its_pages(given: Given, visit: Any) -> None:
    county(given)
    case = scoped(given)
    path = f"/cases/{case.reference}/decision/disagreements"
    hana, priya = visit("hana"), visit("priya")
    assert send(hana, path, words="They need a room tonight").status_code == 303
    listed = hana.get(path).text
    assert "Housing and the council’s team" in listed
    one = listed.split(f'href="{path}/')[1].split('"')[0]
    assert send(priya, f"{path}/{one}", outcome="pass_up", words="No room").status_code == 303
    assert "Managers talk" in hana.get(path).text
    refused = send(priya, f"{path}/{one}", outcome="decision_stands", words="So it is")
    assert refused.status_code == 422
    assert send(hana, f"{path}/{one}", outcome="agreed", words="A room was found").status_code == 303
    assert "A room was found" in priya.get(path).text


def test_before_anybody_was_asked_the_room_says_so(given: Given, visit: Any) -> None:
    county(given)
    case = opened(given)
    page = visit("priya").get(f"/cases/{case.reference}/decision").text
    assert "No agency has been asked yet" in page
    assert "Nothing is in force yet" in page
