"""Home: what is waiting for this person, and nothing else."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import text
from werkzeug.exceptions import NotFound as NoRoute
from werkzeug.routing import RequestRedirect

from serac.access import commands as access
from serac.access.models import Compartment
from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.agencies.models import Agency, Member
from serac.cases.queries import find_case
from serac.core.events import Event
from serac.desk.queries import WAITING, waiting_for
from serac.desk.sections import Section, merged, time_left
from serac.reference import current
from tests.desk.conftest import PEOPLE, add_police, build_county, open_case, raise_alert
from tests.forms import fill

pytestmark = pytest.mark.pages


def waiting(given, name):
    """What waits for somebody: section code to titles."""
    with given.as_(name) as unit:
        return {section.code: [row.title for row in section.rows] for section in waiting_for(unit)}


@pytest.fixture
def busy(given):
    return given.once(_busy)


def _busy(county):
    """Something waits for everybody."""
    build_county(county)
    county.agreement("council", "police", days=40)
    raise_alert(county)
    raise_alert(county, danger=True, called_999=True)
    raise_alert(county, "pat")
    case = open_case(county)
    add_police(county, case)
    with county.as_("priya") as unit:
        compartment = unit.session.get(Compartment, find_case(unit, case).compartment_id)
        housing = unit.session.get(Agency, county.agencies["housing"])
        access.record_override(
            unit, compartment, agency=housing, ground="vital_interests", reason="x", hours=2, relation="virtual_team"
        )
    with county.as_("pat") as unit:
        police, tom = (
            unit.session.get(Agency, county.agencies["police"]),
            unit.session.get(Member, county.members["tom"]),
        )
        agencies.add_contact_point(
            unit, police, purpose="general", label="Duty desk", email="desk@police.example.org", phone="01632 960 101",
            member=tom,
        )  # fmt: skip
        agencies.record_training(
            unit, tom, course=next(iter(_courses())), taken_on=dt.date(2025, 4, 1), expires_on=dt.date(2026, 4, 1)
        )
        agencies.propose_appointment(unit, tom, role=str(Role.DEPUTY_SPOC), agency=police, partnership=None)


def _courses():
    return sorted(current().training_courses.codes())


def test_every_role_has_a_home():
    assert set(WAITING) == set(Role)
    assert {role for _, _, role in PEOPLE} == set(Role)


@pytest.mark.parametrize(("name", "role"), [(name, role) for name, _, role in PEOPLE])
def test_every_home_opens_busy_or_not_and_every_way_on_it_leads_somewhere(busy, app, name, role):
    page = busy.sign_in(app.test_client(), name).get("/")
    assert page.status_code == 200, role
    main = page.text.split("<main")[1].split("</main>")[0]
    routes = app.url_map.bind("localhost")
    for method, path in [("GET", p) for p in re.findall(r'href="(/[^"#]*)"', main)] + [
        ("POST", p) for p in re.findall(r'action="(/[^"]*)"', main)
    ]:
        try:
            routes.match(path.split("?")[0], method)
        except (NoRoute, RequestRedirect) as problem:
            raise AssertionError(f"{method} {path} on the home of a {role} leads nowhere") from problem


@pytest.mark.parametrize("name", [name for name, _, _ in PEOPLE])
def test_an_empty_home_says_what_will_appear(county, app, name):
    page = county.sign_in(app.test_client(), name).get("/")
    main = re.sub(r"<[^>]+>", " ", page.text.split("<main")[1].split("</main>")[0])
    assert len(main.split()) > 12, main


def test_a_home_holds_no_narrative_and_no_place(busy, app):
    for name in ("priya", "tom", "rosa", "gita", "adam"):
        text = busy.sign_in(app.test_client(), name).get("/").text
        assert "Larkfield" not in text
        assert "Six men" not in text


def test_a_co_ordinator_sees_danger_first_then_alerts_by_the_clock(busy):
    with busy.as_("priya") as unit:
        sections = waiting_for(unit)
    assert [section.code for section in sections][:2] == ["danger", "triage"]
    assert (len(sections[0].rows), len(sections[1].rows)) == (1, 2)
    assert all(row.act.text == "Claim" and row.act.post for section in sections[:2] for row in section.rows)


def test_an_alert_can_be_claimed_from_the_list_and_is_then_in_hand(busy, app):
    client = busy.sign_in(app.test_client(), "priya")
    page = client.get("/")
    claim = re.search(r'action="(/alerts/[^"]+/claim)"', page.text).group(1)
    answer = fill(client, page, "/", having={"to": claim})
    assert answer.status_code == 303
    with busy.as_("priya") as unit:
        sections = {section.code: section for section in waiting_for(unit)}
    danger = sections["danger"].rows[0]
    assert (danger.act.text, danger.act.post) == ("Continue", False)
    assert "danger" not in waiting(busy, "sam")


def test_what_another_co_ordinator_has_in_hand_waits_for_nobody_else(busy, app):
    client = busy.sign_in(app.test_client(), "priya")
    for _ in range(3):
        page = client.get("/")
        claim = re.search(r'action="(/alerts/[^"]+/claim)"', page.text).group(1)
        fill(client, page, "/", having={"to": claim})
    assert len(waiting(busy, "priya")["in-hand"]) == 2
    assert {"danger", "in-hand"} & set(waiting(busy, "sam")) == set()
    assert waiting(busy, "sam")["triage"] == []


def test_a_handler_sees_a_case_opened_to_their_agency_until_they_have_looked(busy):
    assert waiting(busy, "tom")["cases"] == ["House on the hill"]
    with busy.as_("tom") as unit:
        row = next(row for section in waiting_for(unit) for row in section.rows if section.code == "cases")
        unit.record(Event.PAGE_SHOWN, find_case(unit, row.url.rsplit("/", 1)[1]), page="cases.show")
        unit.commit()
    assert waiting(busy, "tom")["cases"] == []
    assert waiting(busy, "pat")["cases"] == ["House on the hill"]


def test_a_case_does_not_wait_for_somebody_whose_agreement_has_lapsed(busy, clock):
    assert waiting(busy, "tom")["cases"]
    clock.forward(days=41)
    assert waiting(busy, "tom")["cases"] == []


def test_a_case_does_not_wait_for_somebody_who_is_kept_out_of_it(busy):
    with busy.as_("tom") as unit:
        compartment_id = find_case(unit, next(iter(_cases(unit)))).compartment_id
    with busy.as_("priya") as unit:
        compartment = unit.session.get(Compartment, compartment_id)
        access.exclude(unit, compartment, grantee_id=busy.members["tom"], reason="linked_person")
    assert waiting(busy, "tom")["cases"] == []
    assert waiting(busy, "pat")["cases"] == ["House on the hill"]


def _cases(unit):
    return [
        row.url.rsplit("/", 1)[1] for section in waiting_for(unit) if section.code == "cases" for row in section.rows
    ]


def test_a_restricted_case_says_only_that_it_is_one(busy):
    reference = open_case(busy, title="A carer", readers=[busy.members["priya"], busy.members["tom"]])
    add_police(busy, reference)
    assert sorted(waiting(busy, "tom")["cases"]) == ["House on the hill", "Restricted case"]
    assert waiting(busy, "pat")["cases"] == ["House on the hill"]


def test_a_reporter_sees_their_own_alerts_with_one_of_three_words(busy, app):
    with busy.as_("rosa") as unit:
        rows = next(section for section in waiting_for(unit) if section.code == "mine").rows
    assert [row.status.text for row in rows] == ["Received", "Received"]
    text = busy.sign_in(app.test_client(), "rosa").get("/").text
    assert "Raise an alert" in text
    assert "danger" not in text.split("<main")[1].split("</main>")[0].lower()


def test_a_point_of_contact_sees_gaps_and_dates_running_out(busy):
    found = waiting(busy, "pat")
    assert len(found["deputies"]) == 1
    assert "Duty desk" in found["deputies"][0]
    assert found["records"] == ["Tom"]
    assert "approve" not in found


def test_a_renewed_course_no_longer_runs_out(busy):
    with busy.as_("pat") as unit:
        tom = unit.session.get(Member, busy.members["tom"])
        agencies.record_training(
            unit, tom, course=_courses()[0], taken_on=dt.date(2026, 3, 1), expires_on=dt.date(2028, 3, 1)
        )
    assert "records" not in waiting(busy, "pat")


def test_governance_sees_overrides_roles_to_approve_and_agreements_ending(busy):
    found = waiting(busy, "gita")
    assert found["overrides"] == ["Vital interests"]
    assert found["approve"] == ["Tom: deputy point of contact"]
    assert found["agreements"] == ["Information-sharing agreement"]


def test_the_guardian_sees_overrides_and_keeps_no_agreement(busy):
    found = waiting(busy, "nadia")
    assert found["overrides"] == ["Vital interests"]
    assert "agreements" not in found


def test_an_administrator_sees_accounts_not_accepted_and_reference_data_to_check(busy):
    found = waiting(busy, "adam")
    assert len(found["accounts"]) == 10
    assert len(found["reference"]) == 1
    assert {"cases", "triage", "danger", "overrides"} & set(found) == set()


def test_a_manager_is_told_what_will_appear_and_given_no_way_to_what_is_not_there(busy, app):
    text = busy.sign_in(app.test_client(), "max").get("/").text
    assert "Figures are not here yet" in text


def test_somebody_with_two_roles_sees_each_section_once(busy):
    busy.appoint("judith", Role.COORDINATOR, agency="council")
    with busy.as_("judith") as unit:
        codes = [section.code for section in waiting_for(unit)]
    assert len(codes) == len(set(codes))
    assert {"triage", "cases"} <= set(codes)


def test_home_records_the_ids_it_shows(busy, app, plain_engine):
    busy.sign_in(app.test_client(), "tom").get("/")
    with plain_engine.connect() as connection:
        details = connection.execute(text("SELECT detail FROM audit_entry")).scalars().all()
    found = [detail for detail in details if "desk.home" in detail]
    assert len(found) == 1
    assert '"shown":[' in found[0]


def test_nobody_signed_in_is_asked_to_sign_in(app):
    answer = app.test_client().get("/")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("minutes", "words", "shape"),
    [
        (-1, "Due 5 March 2026, 8:59am", "late"),
        (0, "1 minute left", "late"),
        (1, "1 minute left", "late"),
        (59, "59 minutes left", "late"),
        (60, "1 hour left", "wait"),
        (23 * 60, "23 hours left", "wait"),
        (48 * 60, "Due 7 March 2026", "wait"),
    ],
)
def test_a_clock_counts_down_and_then_says_when_it_was_due(minutes, words, shape):
    now = dt.datetime(2026, 3, 5, 9, tzinfo=dt.UTC)
    sign = time_left(now + dt.timedelta(minutes=minutes), now)
    assert (sign.text, sign.shape) == (words, shape)


def test_an_empty_section_without_words_is_left_out():
    assert merged([Section("a", "A", []), Section("b", "B", [], empty="Nothing yet.")])[0].code == "b"
