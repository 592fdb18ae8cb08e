"""The pages of the directory, through the door people use."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from serac.agencies.models import Appointment, ContactPoint, EmailChange, Member, Membership
from serac.core.audit_log import AuditEntry
from tests.agencies.people import acting
from tests.forms import fill, send

pytestmark = pytest.mark.pages


@pytest.fixture
def sign_in(app, county):
    """A browser of somebody, signed in."""
    return lambda name: county.sign_in(app.test_client(), name)


def test_a_point_of_contact_sets_their_agency_up(county, sign_in):
    bob = sign_in("bob")
    assert "Not given yet" in bob.get("/agencies/police").text
    facts = {"purpose": "sensitive_case", "label": "Standards", "member": str(county.members["kit"])}
    wrong = send(bob, "/agencies/police/contact-points/new", **facts | {"phone": "the usual"})
    assert wrong.status_code == 422
    assert "Enter a phone number" in wrong.text
    assert send(bob, "/agencies/police/contact-points/new", **facts | {"phone": "01632 960400"}).status_code == 303
    shown = bob.get("/agencies/police").text
    assert "Standards" in shown
    assert "01632 960400" in shown
    days = {"first-day": "5", "first-month": "3", "first-year": "2026", "last-day": "9", "last-month": "3"}
    who = {"away": str(county.members["kit"]), "covering": str(county.members["sam"])}
    assert send(bob, "/agencies/police/cover/new", **who, **days, **{"last-year": "2026"}).status_code == 303
    assert "5 March 2026 to 9 March 2026" in bob.get("/agencies/police").text
    assert "Standards" not in sign_in("kit").get("/agencies/police").text


def test_somebody_is_added_put_forward_and_approved_by_a_second_person(county, sign_in):
    bob, gil = sign_in("bob"), sign_in("gil")
    facts = {"name": "Jo Farrow", "email": "jo@police.example.org", "job_title": "Constable"}
    made = send(bob, "/agencies/police/people/new", **facts)
    assert made.status_code == 303
    path = made.location
    assert send(bob, f"{path}/appointments/new", role="handler", place="agency:police").status_code == 303
    assert "waiting for approval" in bob.get(path).text
    page = gil.get("/appointments")
    assert "Jo Farrow" in page.text
    with acting(county, "operator") as world:
        waiting = world.unit.session.scalars(select(Appointment).where(Appointment.approved_at.is_(None))).one()
    address = f"/appointments/{waiting.id}/approve"
    assert fill(gil, page, "/appointments", having={"to": address}).status_code == 303
    assert "waiting for approval" not in bob.get(path).text


def test_a_new_address_waits_on_the_page_of_a_second_person(county, sign_in):
    adi, gil = sign_in("adi"), sign_in("gil")
    path = f"/people/{county.members['kit']}"
    assert "second person has to agree" in adi.get(f"{path}/change").text
    assert send(adi, f"{path}/change", email="kit@new.example.org").status_code == 303
    assert "kit@new.example.org" not in adi.get(path).text
    with acting(county, "operator") as world:
        change = world.unit.session.scalars(select(EmailChange)).one()
    answer = send(gil, "/appointments", having={"to": f"/appointments/addresses/{change.id}/approve"})
    assert answer.status_code == 303
    assert "kit@new.example.org" in adi.get(path).text


def test_leaving_names_everything_held_and_asks_who_follows(county, sign_in):
    bob = sign_in("bob")
    send(bob, "/agencies/police/contact-points/new", purpose="scoping", label="Desk", member=str(county.members["kit"]))
    assert "They cannot leave yet" in bob.get(f"/people/{county.members['bob']}/leaving/police").text
    path = f"/people/{county.members['kit']}/leaving/police"
    assert "Contact point: Desk" in bob.get(path).text
    refused = send(bob, path, reason="left")
    assert refused.status_code == 422
    assert "Choose who takes this over" in refused.text
    with acting(county, "operator") as world:
        key = f"contact_point-{world.unit.session.scalars(select(ContactPoint)).one().id}"
    assert send(bob, path, reason="left", **{key: str(county.members["sam"])}).status_code == 303
    assert bob.get(f"/people/{county.members['kit']}").status_code == 404
    with acting(county, "operator") as world:
        works = world.unit.session.scalars(select(Membership).where(Membership.member_id == county.members["kit"]))
        assert [one.until for one in works] == [world.unit.now]


def test_an_administrator_adds_an_agency_that_joins_at_once(county, sign_in):
    adi = sign_in("adi")
    facts = {"name": "Thornshire Fire", "slug": "fire", "kind": "fire", "partnership": "thornshire"}
    assert send(adi, "/agencies/new", **facts | {"slug": "Fire!"}).status_code == 422
    assert send(adi, "/agencies/new", **facts, aliases="The brigade\nFire service").status_code == 303
    shown = adi.get("/agencies/fire").text
    assert "Fire service; The brigade" in shown
    assert "Thornshire Fire" in adi.get("/partnerships/thornshire").text
    assert send(adi, "/partnerships/eastdale/join", agency="fire").status_code == 303
    assert send(adi, "/partnerships/thornshire/leave", agency="fire").status_code == 303
    assert "Thornshire Fire" not in adi.get("/partnerships/thornshire").text
    assert send(adi, "/agencies/fire/close", sure="yes").status_code == 303
    assert "Closed on" in adi.get("/agencies/fire").text


def test_partnerships_are_shown_as_they_nest(county, sign_in):
    adi = sign_in("adi")
    assert send(adi, "/partnerships/thornshire/within", name="Westdale", slug="westdale").status_code == 303
    shown = adi.get("/partnerships").text
    assert shown.index("Northmark") < shown.index("Thornshire") < shown.index("Westdale")
    assert send(adi, "/partnerships/westdale/change", name="Westdale and Moor").status_code == 303
    assert "Westdale and Moor" in adi.get("/partnerships/westdale").text


def test_training_that_has_ended_is_said_in_words(county, sign_in):
    bob, path = sign_in("bob"), f"/people/{county.members['kit']}"
    days = {"taken_on-day": "1", "taken_on-month": "2", "taken_on-year": "2024"}
    ends = {"expires_on-day": "1", "expires_on-month": "2", "expires_on-year": "2026"}
    assert send(bob, f"{path}/training", course="awareness", **days, **ends).status_code == 303
    given = {name.replace("taken", "cleared"): value for name, value in days.items()}
    assert send(bob, f"{path}/vetting", level="basic", **given).status_code == 303
    assert "Modern slavery awareness: ended 1 February 2026" in bob.get("/agencies/police").text
    assert "Basic check" in bob.get(path).text
    assert "Basic check" not in sign_in("sam").get(path).text


def test_hidden_unknown_and_malformed_addresses_answer_alike(county, sign_in):
    fay = sign_in("fay")
    paths = ["/agencies/police", "/agencies/none", "/partnerships/thornshire", "/partnerships/none", "/people/none"]
    paths += [f"/people/{county.members['kit']}", f"/people/{county.members['kit']}/leaving/police"]
    answers = {(answer.status_code, answer.data) for answer in map(fay.get, paths)}
    assert {status for status, _ in answers} == {404}
    assert len(answers) == 1


def test_what_a_page_showed_is_in_the_audit_log_without_a_name(county, sign_in, plain_engine):
    sign_in("bob").get(f"/people/{county.members['kit']}")
    with plain_engine.connect() as connection:
        rows = connection.execute(select(AuditEntry.__table__)).mappings().all()
    shown = [row for row in rows if row["subject_id"] == county.members["kit"] and "agencies.member" in row["detail"]]
    assert [row["member_id"] for row in shown] == [county.members["bob"]]
    assert not any("Kit" in row["detail"] or "example.org" in row["detail"] for row in rows)


def test_a_dump_holds_no_name_or_address_of_a_member(county, plain_engine):
    county.member("featherstonehaugh", "police")  # a name too long to stand in sealed bytes by chance
    with plain_engine.connect() as connection:
        dump = repr([connection.execute(select(model.__table__)).all() for model in (Member, Membership, ContactPoint)])
    assert "featherstonehaugh" not in dump.lower()
    assert "police.example.org" not in dump
