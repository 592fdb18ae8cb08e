"""The form of partners, and of the team that keys for somebody: any number of things, safe contact, several files."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from sqlalchemy import select

from serac.alerts.models import Alert, AlertCode, Attachment
from serac.alerts.queries import facts_of_alert, find_alert, reporter_of_alert, safe_contacts_of_alert
from serac.entities.models import Business, Person, Place, SafeContact, Vehicle
from serac.reference import current
from tests.alerts.test_pages import ANSWERS, alerts_of, check
from tests.forms import fill, form_on, send
from tests.raising import county, register

pytestmark = pytest.mark.pages

BARE = {
    "danger": "no", "what": "Nine beds in one room.", "kinds": ["not_known"], "how_known": "saw_it", "place_kind": "not_known",
    "partnership": "thornshire", "area": "not_known", "child": "no", "still_happening": "not_known", "position_of_trust": "no",
    "step": "check",
}  # fmt: skip
MORE = {
    "person_1_name": "Zdravka Petkanova", "person_1_role": "potential_victim", "person_2_description": "A man with a limp",
    "vehicle_1_plate": "ZZ61 QRV", "vehicle_1_role": "moves_people", "vehicle_2_description": "White van",
    "business_1_name": "Quillback Valeting", "business_1_council": "yes", "business_1_role": "works_here",
    "where": "41 Quillback Lane", "where_role": "exploited_here", "place_1_postcode": "ZZ9 4QY", "place_1_role": "sleeps_here",
    "people_know": "objected", "wishes": "She wants her passport back.", "may_return": "only_so", "contact": "Evenings",
    "safe_channel": "call", "safe_number": "01632 960555", "safe_withheld": "yes", "safe_code_word": "heron",
    "own_reference": "HSG-1",
}  # fmt: skip


@pytest.fixture
def visit(app: Flask, given):
    """Open the service as somebody who has signed in."""
    return lambda name: given.sign_in(app.test_client(), name)


def with_room(client, *things: str):
    """The form with one more of each of these."""
    shown = client.get("/alerts/new")
    for thing in things:
        shown = fill(client, shown, "/alerts/new", step=f"add_{thing}", **{f"{thing}_1_{FIRST[thing]}": "x"})
    return shown


FIRST = {"person": "name", "place": "address", "vehicle": "plate", "business": "name"}


def test_a_situation_alone_is_enough_and_everything_else_stands_in_closed_parts(given, visit):
    county(given)
    client = visit("rhys")
    shown = client.get("/alerts/new").text
    assert shown.count('<details class="app-more"') == 7
    assert "app-more" not in shown.split('open><summary><span class="app-more')[0] or " open>" not in shown
    sent = fill(client, send(client, "/alerts/new", **BARE), "/alerts/new", step="send")
    assert sent.status_code == 303
    (alert,) = alerts_of(given)
    assert (alert.source, alert.people_know, alert.may_return) == ("partner", "not_asked", "not_asked")
    with given.operator() as unit:
        for model in (Person, Place, Vehicle, Business, SafeContact, AlertCode):
            assert unit.session.scalars(select(model)).all() == []


def test_any_number_of_people_places_vehicles_and_businesses_are_written_down(given, visit):
    county(given)
    client = visit("rhys")
    shown = with_room(client, "person", "vehicle")
    checked = fill(
        client, shown, "/alerts/new", **(BARE | MORE | {"indicators": [_indicator()], "controls": [_control()]})
    )
    for words in (
        "A man with a limp", "White van", "Quillback Valeting, Where the work is done, holds a council contract",
        "41 Quillback Lane, Where it happens", "ZZ9 4QY", "They know, and did not want it", "heron", "No voicemail",
    ):  # fmt: skip
        assert words in checked.text, words
    assert fill(client, checked, "/alerts/new", step="send").status_code == 303
    (sent,) = alerts_of(given)
    with given.as_("priya") as unit:
        alert = find_alert(unit, sent.reference)
        told = dict(facts_of_alert(unit, alert))
        assert told["Vehicles"] == "ZZ61 QRV. Takes people to or from it; White van"
        assert told["Business"] == "Quillback Valeting. Where the work is done. Holds a council contract or licence"
        assert told["Do the people know"] == "They know, and did not want it"
        assert told["What they want"] == "She wants her passport back."
        assert told["What was noticed"] == current().indicators.label(_indicator())
        (safe,) = safe_contacts_of_alert(unit, alert)
        assert (safe.number, safe.code_word, safe.expired) == ("01632 960555", "heron", False)
        assert ("Voicemail", "Never") in safe.facts
        reporter = reporter_of_alert(unit, alert)
        assert (reporter.words, reporter.reference) == ("Rhys, Housing", "HSG-1")
        assert (reporter.contact, reporter.may_return) == ("Evenings", "Yes, but only in the way I say")
        people = unit.session.scalars(select(Person).order_by(Person.id)).all()
        assert [one.role for one in people] == ["potential_victim", "not_known"]


def _indicator() -> str:
    return next(one.code for one in current().indicators if one.audience == "practitioner")


def _control() -> str:
    return current().methods_of_control.all()[0].code


@pytest.mark.parametrize("thing", ["person", "place", "vehicle", "business"])
def test_another_one_is_added_without_script_and_nothing_typed_is_lost(given, visit, thing):
    county(given)
    client = visit("rhys")
    shown = with_room(client, thing)
    fields = form_on(shown.text).fields
    assert f"{thing}_2_{FIRST[thing]}" in fields
    assert fields[f"{thing}_1_{FIRST[thing]}"] == "x"
    assert f'id="{thing}_2"' in shown.text


def test_no_more_than_twenty_of_each_are_asked_for(given, visit):
    county(given)
    client = visit("rhys")
    shown = send(client, "/alerts/new", step="add_person", person_20_name="x", person_21_name="y", person_99_name="z")
    fields = form_on(shown.text).fields
    assert "person_20_name" in fields
    assert "person_21_name" not in fields
    assert "If there are more, say so in your own words." in shown.text


def test_what_is_wrong_in_a_closed_part_opens_it(given, visit):
    county(given)
    answer = check(visit("rhys"), safe_number="01632 960555")
    assert answer.status_code == 422
    assert 'href="#safe_channel"' in answer.text
    assert '<details class="app-more" id="part-wishes" open>' in answer.text
    assert '<details class="app-more" id="part-noticed">' in answer.text


def test_several_files_are_kept_each_sealed(given, visit):
    county(given)
    client = visit("rhys")
    files = [(io.BytesIO(b"one"), "one.txt"), (io.BytesIO(b"two"), "two.txt")]
    assert fill(client, check(client), "/alerts/new", step="send", attachment=files).status_code == 303
    with given.as_("priya") as unit:
        kept = unit.session.scalars(select(Attachment).order_by(Attachment.id)).all()
        assert sorted(one.name for one in kept) == ["one.txt", "two.txt"]


def test_more_files_than_the_partnership_takes_are_refused_before_any_is_read(given, visit, monkeypatch):
    county(given)
    client = visit("rhys")
    monkeypatch.setattr("serac.alerts.views.raising.clean_file", lambda *_, **__: pytest.fail("read"))
    files = [(io.BytesIO(b"a"), f"{n}.txt") for n in range(6)]
    answer = fill(client, check(client), "/alerts/new", step="send", attachment=files)
    assert answer.status_code == 422
    assert "Choose 5 files or fewer" in answer.text
    assert alerts_of(given) == []


def test_one_file_that_may_not_be_kept_keeps_them_all_out_and_the_words_in(given, visit):
    county(given)
    client = visit("rhys")
    files = [(io.BytesIO(b"one"), "one.txt"), (io.BytesIO(b"MZ\x90\x00"), "two.exe")]
    answer = fill(client, check(client), "/alerts/new", step="send", attachment=files)
    assert answer.status_code == 422
    assert alerts_of(given) == []
    assert "Nine beds in one room." in answer.text


def test_a_restricted_alert_names_nobody_who_will_read_it(given, visit):
    county(given)
    register(given, "priya")
    client = visit("rhys")
    shown = check(client, position_of_trust="yes")
    sent = fill(client, shown, "/alerts/new", step="send")
    for page in (shown.text, client.get(sent.location).text, client.get("/alerts/sent").text):
        assert not any(name in page for name in ("Priya", "Tomas", "Omar"))


def test_the_check_says_when_it_is_read_while_nobody_is_there(given, visit, clock):
    county(given)
    clock.set("2026-03-07T10:00:00+00:00")
    assert "reads this from 9 March 2026" in check(visit("rhys")).text


KEYED = {"source": "helpline", "own_reference": "MSH-4417", "contact": "01632 960444", "may_return": "yes"}


def test_the_team_keys_a_helpline_report_and_the_alert_says_so(given, visit):
    county(given)
    client = visit("priya")
    shown = client.get("/alerts/key")
    assert "Ask them to ring 999" in shown.text
    checked = fill(client, shown, "/alerts/key", **(ANSWERS | KEYED | {"step": "check"}))
    assert "Keyed from a helpline report" in checked.text
    sent = fill(client, checked, "/alerts/key", step="send")
    assert sent.location.startswith("/alerts/sent/RC-")
    for hidden in ("MSH-4417", "01632 960444", "helpline"):
        assert hidden not in client.get(sent.location).text
    (alert,) = alerts_of(given)
    with given.as_("tomas") as unit:
        found = reporter_of_alert(unit, find_alert(unit, alert.reference))
        assert found.words == "Keyed from a helpline report by Priya, Team"
        assert (found.reference, found.contact) == ("MSH-4417", "01632 960444")
    page = client.get(f"/alerts/{alert.reference}").text
    for words in ("Keyed from a helpline report", "MSH-4417", "01632 960444"):
        assert words in page


def test_how_it_came_in_is_needed_where_it_is_keyed_and_is_never_believed_where_it_is_not(given, visit):
    county(given)
    client = visit("priya")
    for filled in (ANSWERS, {"what": "Nine beds.", "safe_times": "Noon"}):
        answer = fill(client, client.get("/alerts/key"), "/alerts/key", **(filled | {"step": "check"}))
        assert "Choose how it came in" in answer.text
    assert "Choose how they can be reached safely" in answer.text
    partner = visit("rhys")
    assert partner.get("/alerts/key").status_code == 403
    shown = partner.get("/alerts/new")
    sent = fill(partner, shown, "/alerts/new", **(ANSWERS | {"step": "send", "source": "helpline"}))
    assert sent.status_code == 303
    assert alerts_of(given)[0].source == "partner"


def test_only_the_team_is_offered_to_key_for_somebody(given, visit):
    county(given)
    assert "Key it for them" in visit("priya").get("/alerts/new").text
    assert "Key it for them" not in visit("rhys").get("/alerts/new").text


def test_the_alert_page_shows_what_the_form_asked(given, visit):
    county(given)
    client = visit("rhys")
    checked = fill(client, with_room(client, "vehicle"), "/alerts/new", **(BARE | MORE))
    fill(client, checked, "/alerts/new", step="send")
    with given.operator() as unit:
        reference = unit.session.scalars(select(Alert.reference)).one()
    page = visit("priya").get(f"/alerts/{reference}").text
    for words in (
        "White van",
        "Holds a council contract or licence",
        "She wants her passport back.",
        "ZZ9 4QY",
        "heron",
    ):
        assert words in page, words
