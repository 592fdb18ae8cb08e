"""Before a case is shown to anybody, the team sees who of them may be in it, leaves them out unnoticed, and governance hears."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from serac.access.models import Exclusion
from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.cases.models import Case
from serac.cases.queries import find_case, list_deconflictions
from serac.core.outbox import Notice
from serac.core.problems import NotFound
from serac.entities import commands as entities
from tests.forms import fill, send
from tests.given import Given
from tests.raising import agency, build_county, member, opened

pytestmark = pytest.mark.pages
NAMES = {"hana": "Amir Siddiqui", "gwen": "Gwen Ferris", "dev": "Hannah Cole", "pam": "Pamela Orme"}
LINKED = "Amir Siddiqui: same name as a person in this case."
QUERY = "?agency=housing&purpose=disrupt&categories=identity&categories=intelligence"


def build_linked(given: Given) -> None:
    """The county with a second handler at housing, and police who have registered dev to be asked, and pam after him."""
    build_county(given)
    given.member("gwen", "housing", Role.HANDLER)
    given.member("pam", "police", Role.HANDLER)
    for name, whole in NAMES.items():
        with given.operator() as unit:
            agencies.change_member(unit, member(unit, given, name), name=whole)
    with given.operator() as unit:
        agencies.add_contact_point(
            unit, agency(unit, given, "police"), purpose="deconfliction", label="Desk", email="desk@police.example.org",
            phone="01632 960060", member=member(unit, given, "dev"), deputy=member(unit, given, "pam"),
        )  # fmt: skip


@pytest.fixture
def place(given: Given) -> Given:
    return given.once(build_linked)


@pytest.fixture
def case(place: Given) -> Case:
    made = opened(place)
    with place.as_("priya") as unit:
        here = find_case(unit, made.reference)
        entities.add_person(
            unit, here, name="Amir Siddiqui", description="Housing officer", role="suspect", age_band="not_known"
        )
        entities.add_person(unit, here, name="Hanna Cole", role="suspect", age_band="not_known")
    return made


@pytest.fixture
def visit(app: Flask, place: Given):
    """Open the service as somebody who has signed in."""
    return lambda name: place.sign_in(app.test_client(), name)


def out_of(given: Given, case: Case) -> set[str]:
    with given.as_("priya") as unit:
        gone = unit.session.scalars(select(Exclusion.grantee_id).where(Exclusion.compartment_id == case.compartment_id))
        return {name for key in gone for name, one in given.members.items() if one == key}


def told(given: Given, name: str) -> list[str]:
    with given.operator() as unit:
        return list(unit.session.scalars(select(Notice.path).where(Notice.member_id == given.members[name])))


def test_whoever_may_be_in_the_case_is_seen_and_left_out_before_an_agency_is_added(place, case, visit):
    priya, path = visit("priya"), f"/cases/{case.reference}/team/check{QUERY}"
    page = priya.get(path)
    assert LINKED in page.text
    assert "Gwen Ferris:" not in page.text
    override = priya.get(f"/cases/{case.reference}/team/override?agency=housing").text
    assert LINKED in override
    out = fill(priya, page, path, having={"grantee": str(place.members["hana"])})
    assert out.status_code == 303
    again = priya.get(out.location)
    assert LINKED not in again.text
    assert "Open to 1 person at Housing" in again.text
    assert out_of(place, case) == {"hana"}
    assert told(place, "hana") == []
    assert fill(priya, again, path, having={"purpose": "disrupt"}).status_code == 303
    with place.as_("hana") as unit, pytest.raises(NotFound):
        find_case(unit, case.reference)
    assert visit("hana").get("/shared").text.count("A case was opened") == 0


def test_a_police_contact_who_may_be_in_the_case_is_left_out_and_their_deputy_is_asked(place, case, visit):
    priya, path = visit("priya"), f"/cases/{case.reference}/contact/ask"
    page = priya.get(path)
    assert "Hannah Cole: same name as a person in this case." in page.text
    out = fill(priya, page, path, having={"grantee": str(place.members["dev"])})
    page = priya.get(out.location)
    assert "Hannah Cole" not in page.text
    assert "Pamela Orme" in page.text
    facts = {
        "agency": "police",
        "occasion": "opening",
        "what": "May we visit?",
        "purpose": "disrupt",
        "categories": ["identity"],
    }
    assert fill(priya, page, path, having={"what": ""}, **facts).status_code == 303
    with place.as_("pam") as unit:
        assert len(list_deconflictions(unit, find_case(unit, case.reference))) == 1
    assert told(place, "dev") == []


def test_a_chair_who_may_be_in_the_case_is_seen_and_left_out_before_it_is_put_to_them(place, case, visit):
    place.appoint("hana", Role.CHAIR, agency="housing")
    priya, path = visit("priya"), f"/cases/{case.reference}/decision/chair"
    page = priya.get(path)
    assert LINKED in page.text
    out = fill(priya, page, path, having={"grantee": str(place.members["hana"])})
    assert out.location == path
    assert "Amir Siddiqui" not in priya.get(path).text
    assert out_of(place, case) == {"hana"}


def test_keeping_out_and_restricting_need_words_and_governance_is_told_at_once(place, case, visit):
    priya, path = visit("priya"), f"/cases/{case.reference}/team/keep-out"
    facts = {"grantee": str(place.members["tomas"]), "reason": "other"}
    assert "Say why they are kept out" in send(priya, path, **facts).text
    assert out_of(place, case) == set()
    assert send(priya, path, words="He is her cousin", **facts).status_code == 303
    assert told(place, "omar") == ["/overrides"]
    assert "He is her cousin" in priya.get(f"/cases/{case.reference}/team").text
    listed = {"readers": [str(place.members["priya"])]}
    assert "Say why others may not read it" in send(priya, f"/cases/{case.reference}/restrict", **listed).text
    assert send(priya, f"/cases/{case.reference}/restrict", words="An officer", **listed).status_code == 303
    assert told(place, "omar") == ["/overrides", "/overrides"]
    reviews = visit("omar").get("/overrides").text
    for words in ("Kept out", "Tomas, Team", "Restricted to a list of people", "Priya, Team"):
        assert words in reviews
    for words in ("He is her cousin", case.reference, "Car wash"):
        assert words not in reviews


def test_a_governance_officer_who_is_kept_out_hears_nothing_of_it(place, case, visit):
    place.appoint("tomas", Role.GOVERNANCE_OFFICER, agency="team")
    priya = visit("priya")
    facts = {"grantee": str(place.members["tomas"]), "reason": "linked_person", "words": "His sister"}
    assert send(priya, f"/cases/{case.reference}/team/keep-out", **facts).status_code == 303
    assert told(place, "tomas") == []
    assert told(place, "omar") == ["/overrides"]
    page = visit("tomas").get("/overrides")
    assert page.status_code == 200
    assert "Nobody has been kept out of anything" in page.text
