"""The pages of alerts, through the door a person uses."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from serac.alerts import commands
from serac.alerts.models import Alert, Attachment
from serac.alerts.queries import find_alert, list_receipts
from serac.core.audit_log import AuditEntry
from tests.alerts.test_attachments import photograph
from tests.forms import fill, form_on, send
from tests.raising import PLANTED, county, raised, register, triaged

pytestmark = pytest.mark.pages

ANSWERS = {
    "danger": "no",
    "called_999": "",
    "what": "A man answered for everybody. Nine beds in one room.",
    "kinds": ["labour.forced", "criminal.cuckooing"],
    "how_known": "saw_it",
    "where": "41 Quillback Lane",
    "place_kind": "car_wash",
    "partnership": "thornshire",
    "area": "kelderby",
    "when": "This morning",
    "child": "no",
    "still_happening": "yes",
    "person_1_name": "Zdravka Petkanova",
    "person_1_age_band": "adult",
    "position_of_trust": "no",
}


@pytest.fixture
def visit(app: Flask, given):
    """Open the service as somebody who has signed in."""
    return lambda name: given.sign_in(app.test_client(), name)


def check(client, **changed):
    return send(client, "/alerts/new", **(ANSWERS | {"step": "check"} | changed))


def alerts_of(given) -> list[Alert]:
    with given.operator() as unit:
        return list(unit.session.scalars(select(Alert).order_by(Alert.id)))


def test_an_alert_is_checked_then_sent_and_its_reporter_gets_a_receipt(given, visit):
    county(given)
    client = visit("rhys")
    shown = check(client)
    assert shown.status_code == 200
    for words in ("Check your answers", "Nine beds in one room.", "Zdravka Petkanova", "Made to work", "Hand car wash"):
        assert words in shown.text
    assert alerts_of(given) == []
    sent = fill(client, shown, "/alerts/new", step="send")
    assert sent.status_code == 303
    assert sent.location.startswith("/alerts/sent/RC-")
    receipt = client.get(sent.location).text
    assert "Received" in receipt
    (alert,) = alerts_of(given)
    for hidden in (alert.reference, "Quillback", "Nine beds", "Zdravka"):
        assert hidden not in receipt
        assert hidden not in client.get("/alerts/sent").text
    assert client.get(f"/alerts/{alert.reference}").status_code == 404
    assert client.get("/alerts").status_code == 403


def test_everything_missing_is_said_at_once_and_what_was_typed_comes_back(given, visit):
    county(given)
    client = visit("rhys")
    answer = send(client, "/alerts/new", step="check", what="Nine beds.\r\nTwo doors.", person_3_name="Somebody third")
    assert answer.status_code == 422
    for sentence in ("Say whether somebody is in danger now", "Choose how you know", "Choose the area, or not known"):
        assert sentence in answer.text
    assert "Error: Alert" in answer.text
    assert "Nine beds.&#10;Two doors." in answer.text
    assert "Somebody third" in answer.text


def test_changing_answers_and_adding_a_person_lose_nothing(given, visit):
    county(given)
    client = visit("rhys")
    back = fill(client, check(client), "/alerts/new", step="change")
    assert back.status_code == 200
    assert "Nine beds in one room." in back.text
    more = fill(client, back, "/alerts/new", step="add_person")
    assert "Person 2" in more.text
    assert "Zdravka Petkanova" in more.text
    assert alerts_of(given) == []


def test_a_form_sent_twice_makes_one_alert(given, visit):
    county(given)
    client = visit("rhys")
    shown = check(client)
    places = {fill(client, shown, "/alerts/new", step="send").location for _ in range(2)}
    assert len(alerts_of(given)) == 1
    assert len(places) == 1


@pytest.mark.both
def test_a_form_changed_after_going_back_is_an_alert_of_its_own_with_a_receipt_of_its_own(given, app):
    county(given)
    clients = [given.sign_in(app.test_client(), "rhys") for _ in range(3)]
    shown = check(clients[0])
    first = fill(clients[0], shown, "/alerts/new", step="send")
    changed = fill(clients[0], shown, "/alerts/new", step="check", what="They hit one of them.")
    assert "They hit one of them." in changed.text
    with ThreadPoolExecutor(3) as workers:
        token = [form_on(check(one).text).fields["csrf_token"] for one in clients]
        send_it = lambda n: fill(clients[n], changed, "/alerts/new", step="send", csrf_token=token[n]).location  # noqa: E731
        second = set(workers.map(send_it, range(3)))
    assert len(second) == 1
    assert second != {first.location}
    assert fill(clients[0], shown, "/alerts/new", step="send").location == first.location
    assert len(alerts_of(given)) == 2


def test_a_photograph_is_kept_without_where_it_was_taken_and_given_out_as_a_file(given, visit):
    county(given)
    client = visit("rhys")
    picture = (io.BytesIO(photograph()), "Zdravka at 41 Quillback Lane.jpg")
    sent = fill(client, check(client), "/alerts/new", step="send", attachment=picture)
    assert sent.status_code == 303
    (alert,) = alerts_of(given)
    with given.as_("priya") as unit:
        (kept,) = unit.session.scalars(select(Attachment)).all()
    path = f"/alerts/{alert.reference}/files/{kept.id}"
    team = visit("priya")
    assert path in team.get(f"/alerts/{alert.reference}").text
    answer = team.get(path)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="file.jpg"'
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"Planted" not in answer.data
    with Image.open(io.BytesIO(answer.data)) as shown:
        assert shown.size == (30, 40)
    with given.operator() as unit:
        read = select(AuditEntry.__table__.c.subject_id).where(AuditEntry.__table__.c.event == "file.read")
        assert unit.session.execute(read, execution_options={"named": "audit.append"}).scalars().all() == [kept.id]
    assert client.get(path).status_code == visit("hana").get(path).status_code == 404


def test_a_file_that_is_not_allowed_is_refused_and_every_answer_kept(given, visit):
    county(given)
    client = visit("rhys")
    program = (io.BytesIO(b"MZ\x90\x00program"), "photo.jpg")
    answer = fill(client, check(client), "/alerts/new", step="send", attachment=program)
    assert answer.status_code == 422
    assert "Choose a photograph or picture" in answer.text
    assert "Choose the file again" in answer.text
    assert "Nine beds in one room." in answer.text
    assert alerts_of(given) == []
    assert fill(client, answer, "/alerts/new", step="send").status_code == 303


def test_danger_without_a_call_says_ring_999(given, visit):
    county(given)
    client = visit("rhys")
    assert "Ring 999 now" in check(client, danger="yes", called_999="no").text
    assert "Ring 999 now" not in check(client, danger="yes", called_999="yes").text


def test_a_position_of_trust_says_who_will_read_it(given, visit):
    county(given)
    client = visit("rhys")
    assert "Nobody at Thornshire is registered for sensitive cases yet" in check(client, position_of_trust="yes").text
    register(given, "priya")
    shown = check(client, position_of_trust="yes")
    assert "Only the people registered for sensitive cases" in shown.text
    assert fill(client, shown, "/alerts/new", step="send").status_code == 303
    assert "Restricted alert" in visit("priya").get("/alerts").text
    assert "Nothing waits" in visit("tomas").get("/alerts").text


def test_an_area_the_team_does_not_cover_is_refused(given, visit):
    county(given)
    given.partnership("ostbury")
    answer = check(visit("rhys"), area="nowhere")
    assert answer.status_code == 422
    assert "does not cover that area" in answer.text


def test_the_queue_filters_by_codes_kept_in_the_address_and_ignores_what_it_does_not_know(given, visit):
    county(given)
    here, there = raised(given), raised(given, area="ostbury", kinds=["criminal.begging"])
    client = visit("priya")
    cases = {
        "": {here, there},
        "?area=ostbury": {there},
        "?kind=labour.forced": {here},
        "?state=in_triage": set(),
        "?state=opened": set(),
        "?area=<script>&state=x": {here, there},
    }
    for query, expected in cases.items():
        page = client.get(f"/alerts{query}").text
        assert {a.id for a in (here, there) if a.reference in page} == {a.id for a in expected}, query
        assert "Zdravka" not in page
        assert "Quillback" not in page
    assert client.get("/alerts?before=nonsense").status_code == 404


def test_an_alert_is_claimed_and_opened_into_a_case_from_its_pages(given, visit):
    county(given)
    alert = raised(given)
    client, path = visit("priya"), f"/alerts/{alert.reference}"
    shown = client.get(path)
    for words in (PLANTED["narrative"], PLANTED["name"], "Rhys, Housing", PLANTED["reporter_reference"], "Claim this"):
        assert words in shown.text
    assert fill(client, shown, path, having={"to": f"{path}/claim"}).location == path
    assert "You have it in hand." in client.get(path).text
    triaged(given, alert)
    form = client.get(f"{path}/open")
    assert "A van fetches them at six." in form.text
    nothing = fill(client, form, f"{path}/open", title="Car wash")
    assert nothing.status_code == 422
    assert "Choose or write at least one piece of information" in nothing.text
    done = fill(client, form, f"{path}/open", title="Car wash", extracts=["1"], words_1="Two people sleep there.")
    assert done.status_code == 303
    case = "".join(client.get(f"{done.location}{room}").text for room in ("", "/picture"))
    for words in ("A van fetches them at six.", "Two people sleep there.", "Source withheld", "Seen or heard directly"):
        assert words in case
    for words in (PLANTED["narrative"], "Rhys", alert.reference):
        assert words not in case
    after = client.get(path).text
    assert done.location.rsplit("/", 1)[1] in after
    assert "Opened into a case" in client.get("/alerts?state=opened").text


def test_chosen_people_and_places_are_written_down_in_the_case(given, visit):
    county(given)
    alert = triaged(given, raised(given))
    client, path = visit("priya"), f"/alerts/{alert.reference}/open"
    form = client.get(path)
    take = [part.split('"')[0] for part in form.text.split('name="take" type="checkbox" value="')[1:]]
    assert len(take) == 4
    done = fill(client, form, path, title="Car wash", words_1="x", take=take)
    people = client.get(f"{done.location}/people").text
    for planted in ("name", "phone", "address", "plate", "business"):
        assert PLANTED[planted] in people


@pytest.mark.both
def test_two_people_claim_at_once_and_one_of_them_gets_a_409(given, visit):
    county(given)
    alert = raised(given)
    path = f"/alerts/{alert.reference}"
    clients = [visit("priya"), visit("tomas")]
    pages = [client.get(path) for client in clients]

    def press(pair):
        client, shown = pair
        return fill(client, shown, path, having={"to": f"{path}/claim"}).status_code

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(press, zip(clients, pages, strict=True)))
    assert sorted(answers) == [303, 409]


@pytest.mark.both
def test_two_people_open_the_same_alert_at_once_and_the_second_keeps_their_text(given, visit):
    county(given)
    alert = triaged(given, raised(given))
    with given.as_("priya") as unit:
        commands.release_alert(unit, find_alert(unit, alert.reference))
    path = f"/alerts/{alert.reference}/open"
    clients = [visit("priya"), visit("tomas")]
    pages = [client.get(path) for client in clients]

    def press(triple):
        client, shown, words = triple
        return fill(client, shown, path, title="Car wash", words_1=words)

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(press, zip(clients, pages, ("Mine, planted one", "Mine, planted two"), strict=True)))
    lost = [answer for answer in answers if answer.status_code == 409]
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert sum(words in lost[0].text for words in ("planted one", "planted two")) == 1
    with given.as_("priya") as unit:
        assert find_alert(unit, alert.reference).state == "opened"
    page = clients[0].get("/cases").text
    assert page.count('class="app-row__title"') == 1


def test_hidden_unknown_and_malformed_alerts_and_receipts_answer_alike(given, visit):
    county(given)
    alert = raised(given)
    with given.as_("rhys") as unit:
        receipt = list_receipts(unit).rows[0].reference
    client = visit("hana")
    paths = [
        f"/alerts/{alert.reference}",
        "/alerts/AL-2222222",
        "/alerts/x",
        f"/alerts/sent/{receipt}",
        "/alerts/sent/RC-2",
    ]
    paths += [f"/alerts/{alert.reference}/open", f"/alerts/{alert.reference}/files/{alert.id}"]
    answers = [client.get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1


def test_a_receipt_is_the_reporters_alone_even_from_the_team(given, visit):
    county(given)
    raised(given)
    with given.as_("rhys") as unit:
        receipt = list_receipts(unit).rows[0].reference
    assert visit("rhys").get(f"/alerts/sent/{receipt}").status_code == 200
    assert visit("priya").get(f"/alerts/sent/{receipt}").status_code == 404


def test_lists_page_by_key(given, visit, clock):
    county(given)
    made = []
    for _ in range(27):
        made.append(raised(given, people=[], plate="", business="", where=""))
        clock.forward(seconds=1)
    for name, path in (("priya", "/alerts"), ("rhys", "/alerts/sent")):
        client = visit(name)
        first = client.get(path).text
        assert first.count('class="app-row__title"') == 25
        older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        assert client.get(older).text.count('class="app-row__title"') == 2
