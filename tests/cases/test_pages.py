"""The pages of cases, through the door a person uses."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from serac.access import commands as access
from serac.access.queries import find_compartment
from serac.access.roles import Role
from serac.cases.queries import find_case
from tests.forms import fill, send
from tests.raising import county, opened, share

pytestmark = pytest.mark.pages


@pytest.fixture
def visit(app: Flask, given):
    """Open the service as somebody who has signed in."""
    return lambda name: given.sign_in(app.test_client(), name)


def check_path(case, slug: str, *categories: str) -> str:
    more = "".join(f"&categories={code}" for code in categories or ("identity", "intelligence"))
    return f"/cases/{case.reference}/team/check?agency={slug}&purpose=disrupt{more}"


def states_no_connection(client, case) -> None:
    """The one thing they can do first; then the case opens."""
    assert client.get(f"/cases/{case.reference}").status_code == 404
    (waiting,) = set(re.findall(r"/shared/[0-9a-f-]{36}", client.get("/shared").text))
    assert send(client, waiting, stated="none").status_code == 303
    assert client.get(f"/cases/{case.reference}").status_code == 200


def test_the_list_names_a_restricted_case_only_as_restricted(given, visit):
    county(given)
    case = opened(given, title="Planted title")
    plain = opened(given, title="Farm near Sallowby")
    with given.as_("priya") as unit:
        here = find_case(unit, case.reference)
        access.restrict(unit, find_compartment(unit, here.compartment_id), readers=[])
    page = visit("priya").get("/cases").text
    assert "Restricted case" in page
    assert "Planted title" not in page
    assert "Farm near Sallowby" in page
    other = visit("tomas").get("/cases").text
    assert case.reference not in other
    assert plain.reference in other


def test_a_case_shows_its_contact_rule_and_what_is_known(given, visit):
    county(given)
    case = opened(given, summary="Nine people sleep there.")
    page = visit("priya").get(f"/cases/{case.reference}").text
    for words in ("Records checks only", "Nine people sleep there.", "Nobody yet", "Virtual team"):
        assert words in page


@pytest.mark.parametrize("path", ["", "/people", "/team", "/summary", "/items/new", "/team/add", "/restrict"])
def test_a_case_that_is_hidden_answers_as_one_that_is_not_there(given, visit, path):
    county(given)
    case = opened(given)
    client = visit("hana")
    hidden = client.get(f"/cases/{case.reference}{path}")
    unknown = client.get(f"/cases/SC-2222222{path}")
    malformed = client.get(f"/cases/nonsense{path}")
    assert {answer.status_code for answer in (hidden, unknown, malformed)} == {404}
    assert hidden.data == unknown.data == malformed.data


def test_before_anything_is_opened_the_check_page_names_who_will_read_and_under_what(given, visit):
    county(given)
    given.member("hugo", "housing", Role.HANDLER)
    case = opened(given)
    client = visit("priya")
    shown = client.get(check_path(case, "housing"))
    assert shown.status_code == 200
    for words in ("Hana", "Hugo", "Information-sharing agreement", "Open to 2 people at Housing"):
        assert words in shown.text
    assert "Rhys" not in shown.text
    hana = visit("hana")
    assert hana.get(f"/cases/{case.reference}").status_code == 404
    sent = fill(client, shown, check_path(case, "housing"), having={"to": f"/cases/{case.reference}/team/check"})
    assert (sent.status_code, sent.location) == (303, f"/cases/{case.reference}/team")
    states_no_connection(hana, case)
    team = hana.get(f"/cases/{case.reference}/team").text
    assert "Information-sharing agreement" in team
    assert "Kept out" not in team


def test_what_no_agreement_covers_is_not_offered_and_the_page_says_why(given, visit):
    county(given)
    case = opened(given)
    page = visit("priya").get(check_path(case, "charity")).text
    assert "Cannot be sent" in page
    assert "Record an override" in page
    assert "Open to" not in page


def test_an_incomplete_choice_comes_back_with_what_is_missing(given, visit):
    county(given)
    case = opened(given)
    answer = visit("priya").get(f"/cases/{case.reference}/team/check?agency=housing")
    assert answer.status_code == 422
    assert "Choose what it is shared for" in answer.text
    assert "Choose what they will see" in answer.text


def test_an_override_is_recorded_with_ground_reason_and_end(given, visit):
    county(given)
    case = opened(given)
    client, path = visit("priya"), f"/cases/{case.reference}/team/override?agency=charity"
    wrong = send(client, path, ground="vital_interests", reason="She may be hurt tonight", hours="400")
    assert wrong.status_code == 422
    assert "This ground allows up to 24 hours" in wrong.text
    right = send(client, path, ground="vital_interests", reason="She may be hurt tonight", hours="3")
    assert right.status_code == 303
    states_no_connection(visit("carys"), case)


def test_somebody_is_kept_out_before_the_case_is_opened_and_let_back_later(given, visit):
    county(given)
    given.member("hugo", "housing", Role.HANDLER)
    case = opened(given)
    client = visit("priya")
    path = f"/cases/{case.reference}/team/keep-out?agency=housing"
    done = send(client, path, grantee=str(given.members["hana"]), reason="declared", words="She said so")
    assert done.status_code == 303
    assert "Open to 1 person at Housing" in client.get(check_path(case, "housing")).text
    share(given, case)
    assert visit("hana").get(f"/cases/{case.reference}").status_code == 404
    hugo = visit("hugo").get(f"/cases/{case.reference}/team").text
    assert "Kept out" not in hugo
    assert "Declared" not in hugo
    shown = client.get(f"/cases/{case.reference}/team")
    assert "Kept out: Hana" in shown.text
    back = f"/cases/{case.reference}/team/{given.members['hana']}/let-back"
    assert fill(client, shown, back, having={"to": back}).status_code == 303
    assert visit("hana").get(f"/cases/{case.reference}").status_code == 200


def test_nobody_but_the_own_team_can_tell_an_exclusion_from_none(given, visit):
    county(given)
    case = opened(given)
    share(given, case)
    with given.as_("priya") as unit:
        here = find_case(unit, case.reference)
        compartment = find_compartment(unit, here.compartment_id)
        access.exclude(unit, compartment, grantee_id=given.members["dev"], reason="declared")
    client = visit("hana")
    found = re.search('name="csrf_token" value="([^"]+)"', client.get(f"/cases/{case.reference}").text)
    data = {"idempotency_key": "a", "csrf_token": found[1] if found else ""}
    answers = [
        client.post(f"/cases/{case.reference}/team/{given.members[name]}/let-back", data=data)
        for name in ("dev", "tomas")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].data == answers[1].data


def test_removing_an_agency_by_its_button_closes_the_case_to_it(given, visit):
    county(given)
    case = opened(given)
    share(given, case)
    client = visit("priya")
    shown = client.get(f"/cases/{case.reference}/team")
    action = next(form for form in _actions(shown.text) if form.endswith("/remove"))
    assert fill(client, shown, action, having={"to": action}).status_code == 303
    assert visit("hana").get(f"/cases/{case.reference}").status_code == 404


def _actions(html: str) -> list[str]:
    return [part.split('"')[0] for part in html.split('action="')[1:]]


def test_a_case_is_restricted_to_the_people_ticked_and_the_restriction_is_lifted(given, visit):
    county(given)
    case = opened(given)
    share(given, case)
    client, path = visit("priya"), f"/cases/{case.reference}/restrict"
    nobody = send(client, path, readers=[str(given.members["tomas"])])
    assert "Stay on the list yourself" in nobody.text
    assert send(client, path, readers=[str(given.members["priya"])], words="An officer").status_code == 303
    assert visit("hana").get(f"/cases/{case.reference}").status_code == 404
    assert visit("tomas").get(f"/cases/{case.reference}").status_code == 404
    lifted = send(client, path, having={"to": f"/cases/{case.reference}/unrestrict"})
    assert lifted.status_code == 303
    assert visit("hana").get(f"/cases/{case.reference}").status_code == 200


def test_people_are_added_with_names_that_wait_for_a_tap(given, visit):
    county(given)
    case = opened(given)
    client, path = visit("priya"), f"/cases/{case.reference}/people"
    wrong = send(client, f"{path}/new", role="witness", age_band="adult")
    assert (wrong.status_code, "Enter a name, or describe the person" in wrong.text) == (422, True)
    done = send(client, f"{path}/new", name="Danuta Lis", role="potential_victim", age_band="in_doubt")
    assert done.status_code == 303
    page = client.get(path).text
    assert "Treated as a child" in page
    assert page.index("Show name") < page.index("Danuta Lis")


@pytest.mark.both
def test_two_people_change_the_summary_and_the_second_gets_both_texts(given, visit):
    county(given)
    case = opened(given)
    path = f"/cases/{case.reference}/summary"
    first, second = visit("priya"), visit("tomas")
    open_page = second.get(path)
    assert send(first, path, title="Car wash", summary="Nine people.").status_code == 303
    late = fill(second, open_page, path, title="Car wash", summary="Ten people.")
    assert late.status_code == 409
    assert "Nine people." in late.text
    assert "Ten people." in late.text


def test_an_item_is_added_once_however_often_the_form_is_sent(given, visit):
    county(given)
    case = opened(given)
    client, path = visit("priya"), f"/cases/{case.reference}/items/new"
    open_page = client.get(path)
    for _ in range(2):
        sent = fill(client, open_page, path, what="Nine beds in one room.", how_known="saw_it", handling="")
        assert sent.status_code == 303
    page = client.get(f"/cases/{case.reference}/picture").text
    assert page.count("Nine beds in one room.") == 1
    assert "source untested; known directly to the source" in page
    assert "Ask Team before using it" in page


def test_a_handler_reads_and_is_offered_nothing_they_may_not_do(given, visit):
    county(given)
    case = opened(given)
    share(given, case)
    client = visit("hana")
    page = client.get(f"/cases/{case.reference}").text + client.get(f"/cases/{case.reference}/team").text
    for words in ("Add a piece of information", "Add an agency", "Remove", "Keep a person", "restricted case"):
        assert words not in page
    for path in ("summary", "items/new", "team/add", "restrict", "team/keep-out", "team/override"):
        assert client.get(f"/cases/{case.reference}/{path}").status_code == 403
