"""An alert does not go to whoever it names: not to the team, not to who stands in, not to who only hears that one waits."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from serac.access import commands as access
from serac.access.queries import find_in_emergency
from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.agencies.models import ContactPoint
from serac.alerts import commands
from serac.alerts.models import Alert
from serac.alerts.queries import find_alert, list_open
from serac.cases.queries import find_case
from serac.core.actor import public_actor
from serac.core.outbox import Notice
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.entities.naming import Said, Worker, is_named
from tests.forms import send
from tests.given import Given
from tests.raising import build_county, facts, member, partnership, raised, register, triaged

NAMES = {"priya": "Priya Nair", "tomas": "Tom Ashdown", "omar": "Omar Haddad", "judith": "Judith Okafor"}
SAID = "Tom Ashdown, council officer, holds the passports of the people who sleep there."


def build_named(given: Given) -> None:
    """The county, whose people have whole names, a chair, and fay of the emergency duty team."""
    build_county(given)
    given.member("judith", "charity", Role.CHAIR)
    given.member("fay", "charity", Role.EMERGENCY_DUTY)
    for name, whole in NAMES.items():
        call(given, name, whole)


def call(given: Given, name: str, whole: str) -> None:
    """Somebody's whole name."""
    with given.operator() as unit:
        agencies.change_member(unit, member(unit, given, name), name=whole)


@pytest.fixture
def place(given: Given) -> Given:
    return given.once(build_named)


def from_public(given: Given, **changed: object) -> Alert:
    with Unit(given.services, lambda _, now: public_actor(now)) as unit:
        return commands.raise_alert(unit, partnership(unit, given), **facts(own_reference="", people=[], **changed))


def told(given: Given) -> dict[str, set[str]]:
    """Who was told anything, and where it leads."""
    with given.operator() as unit:
        names = {key: name for name, key in given.members.items()}
        found: dict[str, set[str]] = {}
        for notice in unit.session.scalars(select(Notice)):
            found.setdefault(names[notice.member_id], set()).add(notice.path)
        return found


def sees(given: Given, alert: Alert, name: str) -> bool:
    with given.as_(name) as unit:
        try:
            return find_alert(unit, alert.reference) is not None and bool(list_open(unit).rows)
        except NotFound:
            return False


WORKER = Worker(
    "Tom Ashdown", "01632 960777", "tom@team.example.org", ("Thornshire Exploitation Team",), ("council.team",)
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Tom Ashdown has their passports", True),
        ("ASHDOWN, Thomas", True),
        ("a man called Tom J. Ashdowne", True),
        ("Mr Ashdown from the council", True),
        ("Ashdown of Thornshire's exploitation team", True),
        ("ring 01632 960 777 and ask", True),
        ("write to Tom@team.example.org", True),
        ("Tom sleeps there. So does somebody else, near Ashdown Forest", False),
        ("Mr Ashdown owns the car wash", False),
        ("an officer of the council", False),
    ],
)
def test_a_text_names_somebody_by_whole_name_number_or_last_name_at_their_work(text: str, named: bool) -> None:
    assert is_named(WORKER, Said(text)) is named


def test_an_alert_from_the_public_that_names_an_officer_goes_to_the_others_and_they_see_why(
    place: Given, app: Flask
) -> None:
    alert = from_public(place, what=SAID)
    assert told(place).keys() == {"priya"}
    assert sees(place, alert, "priya")
    assert not sees(place, alert, "tomas")
    priya = place.sign_in(app.test_client(), "priya")
    assert "Kept out: Tom Ashdown" in priya.get(f"/alerts/{alert.reference}").text
    reviews = place.sign_in(app.test_client(), "omar").get("/overrides").text
    assert "Kept out by the service: named in it" in reviews
    assert "passports" not in reviews
    triaged(place, alert)
    with place.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        case = commands.open_case_from_alert(
            unit, here, title="Passports", items=[{"text": "Held"}], people=[], kinds=["not_known"]
        )
    with place.as_("tomas") as unit, pytest.raises(NotFound):
        find_case(unit, case.reference)


def test_who_only_shares_the_name_is_let_back_is_not_kept_out_again_and_governance_is_told(
    place: Given, app: Flask
) -> None:
    alert = from_public(place, what=SAID)
    path = f"/alerts/{alert.reference}/kept-out/{place.members['tomas']}/let-back"
    tomas = place.sign_in(app.test_client(), "tomas")
    assert tomas.post(path).status_code in {400, 404}
    priya = place.sign_in(app.test_client(), "priya")
    assert send(priya, f"/alerts/{alert.reference}", having={"to": path}).status_code == 303
    assert told(place)["omar"] == {"/overrides"}
    with place.as_("tomas") as unit:
        assert commands.claim_alert(unit, find_alert(unit, alert.reference)).claimed_by == place.members["tomas"]


def test_a_sensitive_contact_who_is_named_is_no_reader_but_the_deputy_is(place: Given) -> None:
    register(place, "priya", deputy="tomas")
    alert = raised(place, position_of_trust=True, people=[{"name": "Priya Nair", "role": "suspect"}])
    assert (sees(place, alert, "priya"), sees(place, alert, "tomas")) == (False, True)
    assert told(place).keys() == {"tomas"}
    later = from_public(place, what="An officer takes their wages.")
    with place.as_("tomas") as unit:
        commands.answer_gate(
            unit, find_alert(unit, later.reference), code="trust", answer="trust.yes", words="Priya Nair"
        )
    assert (sees(place, later, "priya"), sees(place, later, "tomas")) == (False, True)


def test_where_nobody_is_left_the_chair_and_governance_hear_that_one_waits(place: Given, clock: Any) -> None:
    register(place, "priya")
    alert = raised(place, position_of_trust=True, people=[{"name": "Priya Nair", "role": "suspect"}])
    assert told(place) == {"omar": {"/agencies"}, "judith": {"/duty-rota"}}
    with place.operator() as unit:
        for point in unit.session.scalars(select(ContactPoint).where(ContactPoint.purpose == "sensitive_case")):
            agencies.end_contact_point(unit, point)
    clock.forward(seconds=90)
    register(place, "tomas")
    with place.operator() as unit:
        commands.hand_to_sensitive_contacts(unit, partnership(unit, place))
    assert (sees(place, alert, "priya"), sees(place, alert, "tomas")) == (False, True)
    both = from_public(place, what="Priya Nair and Tom Ashdown are paid by Judith Okafor.", danger=True)
    assert not sees(place, both, "priya")
    assert not sees(place, both, "tomas")
    assert told(place)["judith"] == {"/duty-rota"}  # of the first alone: this one names her
    assert told(place)["tomas"] == {f"/alerts/{alert.reference}"}


def test_who_came_to_the_team_since_and_is_named_gets_it_neither_in_hand_nor_passed_up(place: Given) -> None:
    call(place, "tomas", "Somebody Else")
    alert = from_public(place, what=SAID)
    call(place, "tomas", "Tom Ashdown")
    with place.as_("tomas") as unit:
        commands.claim_alert(unit, find_alert(unit, alert.reference))
    assert not sees(place, alert, "tomas")
    with place.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        assert here.claimed_by is None
        commands.claim_alert(unit, here)


def test_who_looks_in_an_emergency_is_not_shown_who_reported_it(place: Given, app: Flask) -> None:
    call(place, "rhys", "Rhys Pritchard")
    alert = raised(place)
    with place.as_("fay") as unit:
        found = find_in_emergency(unit, alert.reference)
        assert found is not None
        access.take_emergency_access(unit, found, why="danger_now", reason="Somebody rang the desk")
    page = place.sign_in(app.test_client(), "fay").get(f"/alerts/{alert.reference}").text
    assert "mattresses" in page
    assert "Only the triage team sees who reported it" in page
    for kept in ("Rhys Pritchard", "HSG-55512-X"):
        assert kept not in page
        assert kept in place.sign_in(app.test_client(), "priya").get(f"/alerts/{alert.reference}").text
