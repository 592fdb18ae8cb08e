"""The pages of actions, through the door a person uses."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
from flask import Flask

from serac.actions.lifecycle import ActionState
from serac.cases import commands as cases
from serac.cases.queries import contact_now
from serac.core.problems import Invalid, NotFound
from serac.desk.queries import waiting_for
from tests.actions.promised import SHARED, act, answer, build_promised, clear, here, make, stands
from tests.forms import fill, send
from tests.given import Given


@pytest.fixture
def promised(given: Given) -> Given:
    return given.once(build_promised)


@pytest.fixture
def visit(app: Flask, promised: Given):
    """Open the service as somebody who has signed in."""
    return lambda name: promised.sign_in(app.test_client(), name)


def owner(given: Given, agency: str, name: str) -> str:
    return f"{agency}:{given.members[name]}"


def asked(given: Given, **changed):
    due = {"due_on-day": "12", "due_on-month": "3", "due_on-year": "2026"}
    said = {"what": "Look up who holds the licence", "why": "To write to them", "kind": "records", "priority": "urgent"}
    return said | due | {"owner": owner(given, "housing", "hugo")} | SHARED | changed


def test_an_action_is_asked_for_accepted_and_done_on_the_pages(promised, visit):
    case = promised.also["case"]
    priya, hugo = visit("priya"), visit("hugo")
    wrong = send(priya, f"/cases/{case}/actions/new", **asked(promised, what="", owner="nobody"))
    assert wrong.status_code == 422
    assert "Say what is to be done" in wrong.text
    visit_now = send(priya, f"/cases/{case}/actions/new", **asked(promised, kind="visit"))
    assert visit_now.status_code == 422
    assert "The police contact must answer" in visit_now.text
    made = send(priya, f"/cases/{case}/actions/new", **asked(promised))
    assert made.status_code == 303
    path = made.location
    on_case = priya.get(f"/cases/{case}/actions").text
    for words in (
        "Waiting for an answer",
        "Look up who holds the licence",
        "Housing, Hugo",
        "Due 12 March 2026",
        "Urgent",
    ):
        assert words in on_case
    assert "Look up who holds the licence" in hugo.get("/actions").text
    assert "Look up who holds the licence" in visit("hana").get("/actions?whose=agency").text
    assert "Nothing is open here" in visit("hana").get("/actions").text
    shown = hugo.get(path)
    assert ("Accept" in shown.text, "Withdraw it" in shown.text) == (True, False)
    assert fill(hugo, shown, path, having={"to": f"{path}/accept"}).status_code == 303
    assert send(hugo, f"{path}/progress", words="Asked the desk").status_code == 303
    assert send(hugo, f"{path}/finish", state="done", words="").status_code == 422
    assert send(hugo, f"{path}/finish", state="done", words="Register, page 12").status_code == 303
    done = priya.get(path).text
    assert "Register, page 12" in done
    assert "You can also" not in done
    assert "Look up who holds" in priya.get("/actions?whose=asked&state=done").text
    assert send(hugo, f"{path}/progress", words="More").status_code == 409


def test_every_act_has_a_page_and_leads_back_to_the_action(promised, visit):
    case, priya, hana, judith = promised.also["case"], visit("priya"), visit("hana"), visit("judith")
    paths = [send(priya, f"/cases/{case}/actions/new", **asked(promised)).location for _ in range(2)]
    first = paths[0]
    later = {"due_on-day": "20", "due_on-month": "3", "due_on-year": "2026"}
    for client, act_name, said in (
        (hana, "reassign", {"owner": str(promised.members["hana"]), "words": "Mine"}),
        (priya, "carry", later | {"words": "The register is away"}),
        (hana, "refuse", {"reason": "no_power", "words": "The county’s"}),
        (priya, "escalate", {"words": "Nobody else can"}),
        (judith, "settle", {"outcome": "stands", "words": "It is a housing licence"}),
        (priya, "give", {"owner": owner(promised, "team", "tomas"), "words": ""}),
        (priya, "withdraw", {"words": "Not needed"}),
    ):
        assert client.get(f"{first}/{act_name}").status_code == 200, act_name
        answered = send(client, f"{first}/{act_name}", **said)
        assert (answered.status_code, answered.location) == (303, first), act_name
    due = {f"due_{n}-{part}": value for n in (1, 2) for part, value in (("day", "9"), ("month", "3"), ("year", "2026"))}
    parts = send(priya, f"{paths[1]}/split", text_1="Look it up", text_2="Write it down", **due)
    assert (parts.status_code, parts.location) == (303, paths[1])
    page = priya.get(paths[1]).text
    assert "Its parts" in page
    assert "Write it down" in page
    history = priya.get(first).text
    for words in (
        "Refused: We have no power to do it",
        "Settled by the chair: It stands",
        "Carried forward, due 20 March 2026",
    ):
        assert words in history


def test_the_link_of_a_notice_leads_an_agency_off_the_case_to_the_action_alone(promised, visit, app):
    action = make(promised, to="police", owner="dina", **SHARED)
    path = f"/actions/{action.reference}"
    away = app.test_client().get(path)
    assert (away.status_code, away.location) == (303, f"/sign-in?next={path}")
    dina = visit("dina")
    before = dina.get(path).text
    assert "Say whether you have a connection" in before
    assert "Look up who holds" not in before
    assert promised.also["case"] not in before
    assert "Something your agency is asked to do" in dina.get("/actions").text
    assert send(dina, f"{path}/connection", answer="none").status_code == 303
    assert "Look up who holds" in dina.get(path).text
    for name in ("carys", "rhys"):
        assert visit(name).get(path).status_code == 404
    assert dina.get("/actions/AC-2222222").data == visit("carys").get(path).data
    sent = send(dina, f"{path}/connection", answer="conflict")
    assert (sent.status_code, sent.location, dina.get(path).status_code) == (303, "/actions", 404)


def test_lists_go_on_by_key(promised, visit, monkeypatch):
    monkeypatch.setattr(
        "serac.actions.queries.actions.list_page.__kwdefaults__", {"priority": "", "after": None, "size": 2}
    )
    made = [make(promised, text=f"Number {number}") for number in range(5)]
    assert len(made) == 5
    client, path, seen = visit("hana"), "/actions", []
    for _ in range(3):
        page = client.get(path).text
        seen += re.findall(r"Number \d", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert seen == [f"Number {number}" for number in range(5)]
    assert path == ""
    assert client.get("/actions?before=nonsense").status_code == 404


RULES = ("hold", "open", "housing leads", "police lead", "records only", "danger")
MAY_GO = {"open", "housing leads", "danger"}
"""In which of them housing may go near: from the domain notes, step 3."""


def become(given: Given, clock, rule: str) -> None:
    """What the police contact answered, and whether somebody is in danger."""
    clock.forward(hours=13)  # what danger allowed before has run out
    leads = {"housing leads": "housing", "police lead": "police"}
    if rule == "hold":
        answer(given, answer="hold", words="Ours", review_on=today(given) + dt.timedelta(days=1))
    elif rule in leads:
        answer(given, answer="clear", contact_rule="lead_agency_only", lead=leads[rule])
    else:
        answer(given, answer="clear", contact_rule="open" if rule == "open" else "records_only")
    if rule == "danger":
        with given.as_("priya") as unit:
            cases.override_in_danger(unit, here(unit, given), reason="Somebody is hurt")


def today(given: Given) -> dt.date:
    return given.services.clock.now().date()


def test_no_visit_is_made_before_the_contact_rule_allows_it(promised, clock):
    clear(promised)
    for rule in RULES:
        become(promised, clock, rule)
        for facts in ({}, {"by": "hugo", "owner": "hugo"}):
            if rule in MAY_GO:
                make(promised, kind="visit", due_on=today(promised), **facts)
                continue
            with pytest.raises(Invalid):
                make(promised, kind="visit", due_on=today(promised), **facts)


def test_no_visit_is_accepted_or_given_on_before_the_contact_rule_allows_it_in_any_order_of_events(promised, clock):
    clear(promised)
    for before, after in itertools.product(sorted(MAY_GO), RULES):
        become(promised, clock, before)
        action = make(promised, kind="visit", due_on=today(promised), text=f"{before}, then {after}")
        become(promised, clock, after)
        if after in MAY_GO:
            act(promised, "accept_action", "hana", action)
            continue
        with pytest.raises(Invalid):
            act(promised, "accept_action", "hana", action)
        with pytest.raises(Invalid):
            act(promised, "give_action", "priya", action, agency="housing", owner="hugo")
        assert stands(promised, action).state == ActionState.PROPOSED


def test_an_agency_off_the_case_is_told_the_contact_rule_in_force_and_nothing_else_of_the_case(promised, visit, clock):
    clear(promised)
    action = make(promised, to="police", owner="dina", kind="visit", **SHARED)
    act(promised, "state_connection", "dina", action, answer="none")
    dina, path = visit("dina"), f"/actions/{action.reference}"
    assert "Contact allowed" in dina.get(path).text
    become(promised, clock, "hold")
    dina = visit("dina")  # thirteen hours later they sign in again
    shown = dina.get(path).text
    assert "Records checks only" in shown
    assert "The contact rule does not allow" in shown
    assert send(dina, f"{path}/accept").status_code == 422
    for words in ("Car wash, Kelderby", promised.also["case"]):
        assert words not in shown
    with promised.as_("carys") as unit, pytest.raises(NotFound):
        contact_now(unit, action.compartment_id)
    with promised.as_("priya") as unit:
        case, told = here(unit, promised), contact_now(unit, action.compartment_id)
    assert vars(told) == {name: getattr(case, name) for name in vars(told)}


def test_home_says_what_is_due_what_waits_for_an_answer_what_came_back_and_what_is_with_the_chair(promised, clock):
    make(promised, owner="hugo", text="Nobody has answered this")
    own = make(promised, owner="hana", text="Hana’s own")
    act(promised, "refuse_action", "hana", make(promised, text="Refused once"), reason="other", words="Not ours")
    chairs = make(promised, text="The chair has it")
    act(promised, "refuse_action", "hana", chairs, reason="other", words="Not ours")
    act(promised, "escalate_action", "priya", chairs, words="Please")
    clock.set("2026-03-13T10:00:00+00:00")

    def home(name: str) -> dict[str, list[str]]:
        with promised.as_(name) as unit:
            return {
                one.code: [row.title for row in one.rows]
                for one in waiting_for(unit)
                if "action" in one.code or one.code in MORE
            }

    assert home("hana") == {"actions": ["Hana’s own"], "agency-actions": ["Nobody has answered this"]}
    assert home("priya") == {"refused": ["Refused once"]}
    assert home("judith") == {"with-chair": ["The chair has it"]}
    assert home("carys") == home("dev") == {}
    with promised.as_("hana") as unit:
        (mine,) = [one for one in waiting_for(unit) if one.code == "actions"]
        assert (mine.tone, mine.rows[0].status.text) == ("late", "Late: due 12 March 2026")
        assert own.reference in mine.rows[0].meta


MORE = {"refused", "with-chair"}
