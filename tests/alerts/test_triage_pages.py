"""The triage page, through the door a person uses: every form saved alone, nothing needs script."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from serac.alerts.lifecycle import AlertState
from serac.alerts.queries import find_alert
from serac.alerts.queries.triage import gates_of, plans_of
from serac.core.actor import NOBODY
from serac.entities.queries import list_people
from tests.forms import fill, forms_of
from tests.given import Given
from tests.raising import PLAN, county, opened, raised, register, triaged

pytestmark = pytest.mark.pages


def press(client, page, action: str, **typed):
    """Fill in the form of a page that goes there, or back to the page itself, and send it."""
    goes = {form.action for form in forms_of(page.text)}
    return fill(client, page, action, having={"to": action if action in goes else ""}, **typed)


PLAIN = {"jurisdiction": "jurisdiction.ours"}


@pytest.fixture
def visit(app: Flask, given):
    """Open the service as somebody who has signed in."""
    return lambda name: given.sign_in(app.test_client(), name)


def test_an_officer_answers_each_gate_alone_plans_tonight_and_opens_a_case(given, visit):
    county(given)
    alert = raised(given)
    client, path = visit("priya"), f"/alerts/{alert.reference}"
    press(client, client.get(path), f"{path}/claim")
    for code in ("danger", "life", "child", "adult", "trust", "jurisdiction"):
        page = client.get(path)
        assert f'action="{path}/gates/{code}"' in page.text, f"{code} is not the next gate"
        done = press(client, page, f"{path}/gates/{code}", answer=PLAIN.get(code, f"{code}.no"))
        assert done.status_code == 303, code
    with given.as_("priya") as unit:
        (person,) = list_people(unit, alert.compartment_id)
    for person_id, said in ((person.id, PLAN), (NOBODY, {"nobody_else": "yes"})):
        page = client.get(path)
        assert press(client, page, f"{path}/tonight/{person_id}", **said).status_code == 303
    page = client.get(path)
    assert "Before you can finish" not in page.text
    on = press(client, page, f"{path}/finish", outcome="open")
    assert on.location.endswith(f"{path}/open")
    done = press(client, client.get(on.location), f"{path}/open", title="Car wash", extracts=["0"])
    assert "/cases/SC-" in done.location
    ended = client.get(path).text
    assert "Opened into a case" in ended
    assert "Save this gate" not in ended


def test_the_last_button_says_what_is_missing_with_a_way_to_each(given, visit):
    county(given)
    alert = raised(given)
    client, path = visit("priya"), f"/alerts/{alert.reference}"
    for outcome in ("open", "signpost", "no_action", "join"):
        refused = press(client, client.get(path), f"{path}/finish", outcome=outcome)
        assert refused.status_code == 422
        for words in ("Answer the gate: immediate danger", "Say what keeps person 1 safe tonight"):
            assert words in refused.text
        assert 'href="#gate-danger"' in refused.text
        assert 'id="gate-danger"' in refused.text
    assert client.get(f"{path}/open").location.endswith(f"{path}#outcome-now")


def test_what_an_answer_needs_is_asked_for_at_its_field_and_what_was_typed_stays(given, visit):
    county(given)
    alert = raised(given)
    client, path = visit("priya"), f"/alerts/{alert.reference}"
    refused = press(
        client,
        client.get(f"{path}?gate=child"),
        f"{path}/gates/child",
        answer="child.told",
        told_words="Nadia, all of it",
    )
    assert refused.status_code == 422
    assert "Enter when children’s social care were told" in refused.text
    assert "Nadia, all of it" in refused.text
    assert 'href="#told_when"' in refused.text
    plan = press(
        client, client.get(f"{path}?plan={NOBODY}"), f"{path}/tonight/{NOBODY}", plan="A bed", who="", by_when=""
    )
    assert plan.status_code == 422
    assert "Enter who does it" in plan.text
    assert "A bed" in plan.text


@pytest.mark.both
def test_two_officers_answer_a_gate_at_once_and_the_second_sees_both_texts(given, visit):
    county(given)
    alert = raised(given)
    path = f"/alerts/{alert.reference}"
    first, second = visit("priya"), visit("tomas")
    pages = [(one, one.get(f"{path}?gate=danger")) for one in (first, second)]
    words = ("They left an hour ago", "Police took them to safety")
    answers = [
        press(one, page, f"{path}/gates/danger", answer="danger.past", past_words=said)
        for (one, page), said in zip(pages, words, strict=True)
    ]
    assert [answer.status_code for answer in answers] == [303, 409]
    assert all(said in answers[1].text for said in words)
    again = press(second, answers[1], f"{path}/gates/danger", past_words="Both: " + words[1])
    assert again.status_code == 303
    with given.as_("tomas") as unit:
        assert gates_of(unit, find_alert(unit, alert.reference))["danger"].words.startswith("Both")


@pytest.mark.both
def test_two_officers_answer_a_gate_differently_and_the_second_sees_both_answers_and_overwrites_none(given, visit):
    county(given)
    path = f"/alerts/{raised(given).reference}"
    rang = {"answer": "danger.yes", "yes_when": "9:00am", "yes_number": "LOG1"}
    for first, second, kept in (
        (rang, {"answer": "danger.no"}, "danger.yes"),
        ({"answer": "danger.no", "no_words": "It is over"}, rang, "danger.no"),
    ):
        tom, priya = visit("tomas"), visit("priya")
        pages = [one.get(f"{path}?gate=danger") for one in (tom, priya)]
        assert press(tom, pages[0], f"{path}/gates/danger", **first).status_code == 303
        lost = press(priya, pages[1], f"{path}/gates/danger", **second)
        assert lost.status_code == 409
        for words in ("Yes, and 999 has been rung", "9:00am", "LOG1", f'href="{path}"'):
            assert words in lost.text
        assert "nothing left to choose" not in lost.text
        again = press(priya, lost, f"{path}/gates/danger")  # the button pressed without choosing
        assert again.status_code == 303
        with given.as_("tomas") as unit:
            gate = gates_of(unit, find_alert(unit, path.rpartition("/")[2]))["danger"]
            assert (gate.answer, gate.when) == (kept, first.get("yes_when", ""))
    chosen = press(priya, lost, f"{path}/gates/danger", answer="danger.yes")
    assert chosen.status_code in {303, 409}


def test_a_second_press_saves_a_plan_once(given, visit):
    county(given)
    alert = raised(given)
    client, path = visit("priya"), f"/alerts/{alert.reference}"
    page = client.get(f"{path}?plan={NOBODY}")
    pressed = [press(client, page, f"{path}/tonight/{NOBODY}", **PLAN) for _ in range(2)]
    assert [one.status_code for one in pressed] == [303, 303]
    with given.as_("priya") as unit:
        assert len(plans_of(unit, find_alert(unit, alert.reference))) == 1


def test_a_yes_to_a_position_of_trust_sends_whoever_said_it_back_to_the_queue(given, visit):
    county(given)
    register(given, "tomas")
    alert = raised(given)
    client, path = visit("priya"), f"/alerts/{alert.reference}"
    page = client.get(f"{path}?gate=trust")
    done = press(client, page, f"{path}/gates/trust", answer="trust.yes", yes_words="A desk officer")
    assert done.location.endswith("/alerts")
    assert client.get(path).status_code == 404
    assert alert.reference not in client.get("/alerts").text
    assert "A desk officer" in visit("tomas").get(path).text


def test_an_alert_is_handed_over_and_given_back_from_its_page(given, visit):
    county(given)
    alert = raised(given)
    client, path = visit("priya"), f"/alerts/{alert.reference}"
    press(client, client.get(path), f"{path}/claim")
    page = client.get(f"{path}/hand-over")
    assert "Tomas" in page.text
    assert press(client, page, f"{path}/hand-over", member="").status_code == 422
    assert press(client, page, f"{path}/hand-over", member=str(given.members["tomas"])).status_code == 303
    other = visit("tomas")
    assert press(other, other.get(f"{path}/hand-over"), f"{path}/release").status_code == 303
    with given.as_("tomas") as unit:
        assert find_alert(unit, alert.reference).state == AlertState.RECEIVED


def test_an_alert_is_joined_to_a_case_by_its_reference_and_to_none_the_officer_may_not_see(given, visit):
    county(given)
    alert, case = triaged(given, raised(given)), opened(given)
    client, path = visit("priya"), f"/alerts/{alert.reference}"
    unknown = press(client, client.get(path), f"{path}/finish", outcome="join", case="SC-2222222")
    assert unknown.status_code == 422
    assert "There is no case under this reference" in unknown.text
    on = press(client, client.get(path), f"{path}/finish", outcome="join", case=case.reference.lower())
    assert on.location.endswith(f"{path}/join/{case.reference}")
    page = client.get(on.location)
    assert press(client, page, on.location).status_code == 422
    done = press(client, page, on.location, words_1="A van at six")
    assert done.location.endswith(f"/cases/{case.reference}")
    assert "Joined to a case" in client.get(path).text


@pytest.mark.parametrize(
    ("outcome", "said", "words"),
    [
        ("signpost", {"signpost_reason": "housing", "signpost_words": "The housing desk, we ring"}, "The housing desk"),
        ("no_action", {"close_reason": "not_enough", "close_words": "Nobody was there"}, "Nobody was there"),
    ],
)
def test_an_alert_ends_with_a_reason_and_words(given, visit, outcome, said, words):
    county(given)
    alert = triaged(given, raised(given))
    client, path = visit("priya"), f"/alerts/{alert.reference}"
    assert press(client, client.get(path), f"{path}/finish", outcome=outcome).status_code == 422
    other = visit("tomas")  # it is in Priya's hand: another officer is sent to take it over first
    page = other.get(path)
    assert "hand it over to yourself" in page.text
    assert "Finish triage" not in page.text
    assert other.get(f"{path}/open").location.endswith("#outcome-now")
    assert press(client, client.get(path), f"{path}/finish", outcome=outcome, **said).status_code == 303
    ended = client.get(path)
    assert words in ended.text
    assert press(other, other.get(path), f"{path}/again").status_code == 303
    again = other.get(path)
    for expected in ("It had ended before", words, "You have it in hand", "Finish triage"):
        assert expected in again.text


def test_a_referral_is_recorded_from_the_alert_and_answered(given, visit):
    county(given)
    alert = raised(given)
    client, path = visit("priya"), f"/alerts/{alert.reference}"
    page = client.get(f"{path}/referrals/new")
    told = {"kind": "support_emergency", "to_whom": "The night desk", "when": "9pm", "said": "A bed for two"}
    assert press(client, page, f"{path}/referrals/new", kind="").status_code == 422
    assert press(client, page, f"{path}/referrals/new", **told).status_code == 303
    shown = client.get(path)
    assert "Waiting for a reply" in shown.text
    reply = shown.text.split("/referrals/")[1].split("/reply")[0]
    form = client.get(f"/referrals/{reply}/reply")
    done = press(client, form, f"/referrals/{reply}/reply", outcome="accepted", reply="A room is ready")
    assert done.location.endswith(f"{path}#referrals")
    assert "A room is ready" in client.get(path).text


def given_rota(given: Given, client) -> None:
    """Put priya on duty through the page."""
    page = client.get("/duty-rota/thornshire/new")
    fields = {"member": str(given.members["priya"]), "first_time": "8pm", "last_time": "8am"}
    assert press(client, page, "/duty-rota/thornshire/new", **fields).status_code == 303


def test_the_rota_says_who_is_on_duty_and_which_hours_nobody_covers(given, visit):
    county(given)
    client = visit("priya")
    before = client.get("/duty-rota").text
    assert "Nobody is on duty now" in before
    given_rota(given, client)
    after = client.get("/duty-rota").text
    assert "Priya" in after
    assert "Nobody reads alerts in these hours" in after
    assert visit("rhys").get("/duty-rota").status_code == 403
    assert visit("hana").get("/duty-rota/thornshire/new").status_code == 403


def test_what_is_learnt_later_is_written_down_a_boss_gets_their_part_and_a_child_the_clock_of_a_child(given, visit):
    county(given)
    alert = raised(given)
    client, path = visit("priya"), f"/alerts/{alert.reference}"
    assert f"{path}/learnt" in client.get(path).text
    page = client.get(f"{path}/learnt")
    assert press(client, page, f"{path}/learnt").status_code == 422
    told = {"role_1": "suspect", "description": "A boy", "age_band": "from_13_to_15", "plate": "B 123 ABC"}
    done = press(client, page, f"{path}/learnt", **told, address="Behind the station")
    assert done.status_code == 303
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        boss, boy = list_people(unit, here.compartment_id)
        assert (boss.role, boy.role, here.child) == ("suspect", "not_known", True)
        assert here.due_at <= unit.now + dt.timedelta(minutes=60)
    shown = client.get(path).text
    assert all(words in shown for words in ("B 123 ABC", "Behind the station", "treated as a child"))
    other = visit("tomas")
    assert press(other, other.get(f"{path}/learnt"), f"{path}/learnt", name="Somebody").status_code == 422
