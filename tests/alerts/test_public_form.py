"""The open form: no session, nothing lost, sent once, and an answer that is the same whatever is known."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from serac.alerts.models import Alert, Attachment, Receipt
from serac.core.actor import public_actor
from serac.core.outbox import Notice
from serac.core.unit import Unit
from serac.entities.models import Person, Vehicle
from tests.filling import ANSWERS, CONCERN, ME, OURS, report, send, walk
from tests.forms import fill, form_on
from tests.given import Given
from tests.raising import county, raised

pytestmark = pytest.mark.pages

PICTURE = b"Blue gate, no sign."


@pytest.fixture
def here(given: Given) -> Given:
    return county(given)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def alerts(given: Given) -> list[Alert]:
    """Everything that came in, as the team sees it."""
    with given.as_("priya") as unit:
        return list(unit.session.scalars(select(Alert).order_by(Alert.id)).all())


def count(given: Given, model: type) -> int:
    with given.operator() as unit:
        return int(unit.session.scalar(select(func.count()).select_from(model)) or 0)


def test_the_first_page_says_what_not_to_do_and_whom_to_ring(here: Given, client: FlaskClient) -> None:
    page = client.get("/report/thornshire")
    for words in (
        "Do not question, follow, photograph or confront anyone",
        "ring 999",
        "press 55",
        "01632 960140",
        "08000 121 700",
    ):
        assert words in page.text
    assert "Leave this page" in page.text
    assert "https://www.bbc.co.uk/weather" in page.text


def test_with_nobody_on_the_rota_the_first_page_says_so(here: Given, client: FlaskClient, clock) -> None:
    clock.set("2026-03-07T03:00:00+00:00")
    assert "Nobody is on duty now, and nobody reads this before" in client.get("/report/thornshire").text


def test_no_page_sets_a_cookie_or_carries_a_token(here: Given, client: FlaskClient) -> None:
    for path in (
        "/report",
        "/report/thornshire",
        CONCERN,
        ME,
        "/report/thornshire/thanks/pl",
        "/report/thornshire/privacy",
    ):
        page = client.get(path)
        assert page.status_code == 200
        assert "Set-Cookie" not in page.headers
        assert "csrf_token" not in page.text
        assert page.headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in report(client).headers


def test_a_typical_concern_reaches_the_team_and_its_sender_is_nobody(here: Given, client: FlaskClient) -> None:
    done = report(client)
    assert done.status_code == 303
    assert done.location == "/report/thornshire/thanks/en"
    (alert,) = alerts(here)
    assert (alert.source, alert.reporter_id, alert.agency_id, alert.crowded) == ("public", None, None, False)
    assert alert.network is not None
    with here.as_("priya") as unit:
        vehicle = unit.session.scalars(select(Vehicle)).one()
        person = unit.session.scalars(select(Person)).one()
        assert (vehicle.plate, vehicle.description) == ("ZZ61 QRV", "White van ZZ61 QRV")
        assert person.description == "Four men, about 20 to 40"
    assert count(here, Notice) > 0


def test_somebody_signed_in_is_nobody_here_too(here: Given, client: FlaskClient) -> None:
    here.account("hana")
    here.sign_in(client, "hana")
    report(client)
    (alert,) = alerts(here)
    assert alert.reporter_id is None
    assert "Hana" not in client.get(CONCERN).text


def test_pressed_twice_it_is_sent_once(here: Given, client: FlaskClient) -> None:
    check = walk(client)
    first, second = send(client, check), send(client, check)
    assert (
        (first.status_code, first.location)
        == (second.status_code, second.location)
        == (303, "/report/thornshire/thanks/en")
    )
    assert len(alerts(here)) == 1


@pytest.mark.both
def test_pressed_by_two_workers_at_once_it_is_sent_once(here: Given, app: Flask, client: FlaskClient) -> None:
    check = walk(client)
    with ThreadPoolExecutor(4) as workers:
        answers = list(workers.map(lambda _: send(app.test_client(use_cookies=False), check).status_code, range(4)))
    assert answers == [303] * 4
    assert len(alerts(here)) == 1


def test_after_two_hours_what_was_written_comes_back_and_can_be_sent(here: Given, client: FlaskClient, clock) -> None:
    check = walk(client)
    clock.forward(hours=2, minutes=1)
    late = send(client, check)
    assert late.status_code == 422
    assert "open for more than two hours" in late.text
    assert "They sleep in a unit at the back" in late.text
    assert send(client, late).status_code == 303
    assert len(alerts(here)) == 1


def test_in_the_middle_after_two_hours_nothing_is_lost_either(here: Given, client: FlaskClient, clock) -> None:
    shown = fill(client, client.get(CONCERN), CONCERN, danger="yes", called_999="yes")
    clock.forward(hours=3)
    late = fill(client, shown, CONCERN, what="A van at six")
    assert late.status_code == 422
    assert "A van at six" in late.text
    assert "Where is it?" in fill(client, late, CONCERN).text


def test_a_field_changed_on_its_way_or_made_elsewhere_is_not_believed(here: Given, client: FlaskClient) -> None:
    check = walk(client)
    carried = form_on(check.text).fields["carried"]
    for wrong, path in ((carried[:-8] + "AAAAAAA=", CONCERN), (carried, ME), ("", CONCERN), ("nonsense", CONCERN)):
        answer = client.post(path, data={"carried": wrong, "step": "check", "go": "send"}, headers=OURS)
        assert answer.status_code == 422
    assert alerts(here) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example.org"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8001"},
        {"Referer": "https://elsewhere.example.org/page"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://[broken"},
    ],
)
def test_a_form_from_another_site_is_refused_and_its_words_are_given_back(
    here: Given, client: FlaskClient, headers
) -> None:
    check = walk(client)
    data = {"carried": form_on(check.text).fields["carried"], "step": "check", "go": "send", "what": "Words <kept>"}
    answer = client.post(CONCERN, data=data, headers=headers)
    assert answer.status_code == 403
    assert "Words &lt;kept&gt;" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert alerts(here) == []


@pytest.mark.parametrize(
    "headers",
    [
        OURS,
        {"Sec-Fetch-Site": "same-origin"},
        {"Referer": "http://localhost/report/x"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {},
    ],
)
def test_a_form_from_our_own_page_is_taken(here: Given, client: FlaskClient, headers) -> None:
    check = walk(client)
    data = {"carried": form_on(check.text).fields["carried"], "step": "check", "go": "send"}
    assert client.post(CONCERN, data=data, headers=headers).status_code == 303


def test_the_thanks_are_the_same_bytes_whatever_is_known(here: Given, client: FlaskClient) -> None:
    raised(here)
    known = report(client, where="41 Quillback Lane, ZZ9 4QX", vehicles="ZZ61 QRV")
    unknown = report(client, where="Nowhere anybody has heard of", vehicles="ZZ99 AAA")
    restricted = report(client, position_of_trust="yes")
    danger = report(client, danger="yes")
    answers = [known, unknown, restricted, danger]
    assert len({(one.status_code, one.location, one.data) for one in answers}) == 1
    pages = {client.get(one.location).data for one in answers}
    assert len(pages) == 1
    assert b"AL-" not in pages.pop()


def test_the_thanks_open_nothing_and_anybody_may_ask_for_them(here: Given, client: FlaskClient) -> None:
    report(client)
    references = [one.reference for one in alerts(here)]
    with here.operator() as unit:
        references += unit.session.scalars(select(Receipt.reference)).all()
    page = client.get("/report/thornshire/thanks/en")
    assert not any(reference in page.text for reference in references)
    assert "/alerts" not in page.text


def test_a_bad_file_keeps_everything_that_was_written(here: Given, client: FlaskClient) -> None:
    check = walk(client)
    bad = send(client, check, files=(io.BytesIO(b"MZ\x90\x00\xff\xfe"), "holiday.jpg"))
    assert bad.status_code == 422
    assert "Choose a photograph or picture" in bad.text
    assert "They sleep in a unit at the back" in bad.text
    assert alerts(here) == []
    assert (
        send(client, bad, files=[(io.BytesIO(PICTURE), "gate.txt"), (io.BytesIO(b"A sign"), "sign.txt")]).status_code
        == 303
    )
    with here.as_("priya") as unit:
        assert len(unit.session.scalars(select(Attachment)).all()) == 2


def test_too_many_files_keep_everything_too(here: Given, client: FlaskClient) -> None:
    many = [(io.BytesIO(PICTURE), f"{n}.txt") for n in range(6)]
    answer = send(client, walk(client), files=many)
    assert answer.status_code == 422
    assert "Choose 5 files or fewer" in answer.text
    assert "They sleep in a unit" in answer.text


def test_an_answer_that_is_needed_is_asked_for_where_it_stands(here: Given, client: FlaskClient) -> None:
    first = client.get(CONCERN)
    wrong = fill(client, first, CONCERN)
    assert wrong.status_code == 422
    assert "Say whether somebody is in danger now" in wrong.text
    assert "Error: " in wrong.text


def test_one_can_go_back_change_and_return_to_the_check(here: Given, client: FlaskClient) -> None:
    check = walk(client)
    where = fill(client, check, CONCERN, go="change.where")
    assert "Which council is it in?" in where.text
    assert "Hand car wash by the station" in where.text
    again = fill(client, where, CONCERN, where="The lane behind the mill")
    assert "Check what you are about to send" in again.text
    assert "The lane behind the mill" in again.text
    assert "They sleep in a unit" in again.text
    back = fill(client, again, CONCERN, go="back")
    assert "How do you know?" in back.text


def test_another_person_can_be_added_without_losing_the_first(here: Given, client: FlaskClient) -> None:
    shown = walk(client, pages=ANSWERS[:3])
    more = fill(client, shown, CONCERN, go="add_person", person_1_name="Petru")
    assert "Person 2" in more.text
    assert "Petru" in more.text
    assert more.status_code == 200


def test_with_danger_every_further_page_says_999_until_it_was_rung(here: Given, client: FlaskClient) -> None:
    shown = walk(client, pages=({"danger": "yes", "called_999": "no"},))
    assert "Ring 999 now" in shown.text


def test_an_unknown_place_or_language_is_not_found(here: Given, client: FlaskClient) -> None:
    for path in (
        "/report/nowhere",
        "/report/nowhere/concern",
        "/report/thornshire/me/xx",
        "/report/thornshire/thanks/xx",
    ):
        answer = client.get(path)
        assert answer.status_code == 404
        for words in ("ring 999", "08000 121 700", 'href="/report"'):
            assert words in answer.text
        assert "Set-Cookie" not in answer.headers


def test_where_nobody_would_read_it_there_is_no_form(given: Given, client: FlaskClient) -> None:
    given.partnership("thornshire")
    assert client.get("/report/thornshire").status_code == 404
    assert "Nobody takes messages here now" in client.get("/report").text


def test_a_concern_about_somebody_in_a_position_of_trust_is_restricted_at_once(
    here: Given, client: FlaskClient
) -> None:
    report(client, position_of_trust="not_sure")
    assert alerts(here) == []
    assert count(here, Alert) == 1


def test_what_is_needed_takes_at_most_25_groups_of_keystrokes(here: Given) -> None:
    fields = sum(len(page) for page in ANSWERS)
    start, onward, sending = 1, len(ANSWERS), 1
    assert start + fields + onward + sending <= 25


def test_the_first_page_comes_within_five_seconds_at_fifty_kilobytes_a_second(here: Given, client: FlaskClient) -> None:
    """Three trips to set up a connection, one for the page, one for what it asks for; then everything at that rate."""
    page = client.get("/report/thornshire")
    assets = [_size(client, part) for part in _assets(page.text)]
    size = len(page.data) + sum(assets) + 600 * (1 + len(assets))
    seconds = (3 + 1 + 1) * 0.4 + size / 50_000
    assert len(assets) <= 4
    assert size < 40_000
    assert seconds < 5


def _size(client: FlaskClient, path: str) -> int:
    with client.get(path) as answer:
        assert answer.status_code == 200
        return len(answer.data)


def _assets(html: str) -> list[str]:
    parts = [
        part.split('"')[0]
        for mark in ('rel="stylesheet" href="', '<script type="module" src="', 'rel="icon" href="')
        for part in html.split(mark)[1:]
    ]
    return [part.replace("&amp;", "&") for part in parts]


def test_the_public_reads_nothing(here: Given) -> None:
    raised(here)
    with Unit(here.services, lambda _, now: public_actor(now)) as unit:
        assert unit.session.scalars(select(Alert)).all() == []
        assert unit.session.scalars(select(Receipt)).all() == []
