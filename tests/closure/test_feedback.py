"""Feedback: exactly what was looked at, to whom by name, read here, and never to anybody it could tip off (domain 5.1)."""

from __future__ import annotations

import re

import pytest

from serac.access import commands as access
from serac.access.models import Compartment
from serac.agreements import commands as agreements
from serac.agreements.models import Agreement
from serac.alerts.models import Receipt
from serac.cases.models import Case
from serac.closure import policy
from serac.closure.models import Feedback, FeedbackReason
from serac.closure.queries import agencies_to_tell, reporters_to_tell
from serac.core.problems import NotPermitted
from serac.entities import commands as entities
from serac.notifications.jobs import deliver
from tests.closure.ending import closed, ending, here, joined, raised, told
from tests.forms import form_on, send
from tests.given import Given
from tests.scoping.asking import asked

COUNTED, THANKS = "What you gave counted. People are safer for it.", "Thank you. It helped."
CHOSEN = {"agency_words": COUNTED, "reporter_words": THANKS, "reason": "They acted on it", "no_operation": "yes"}


@pytest.fixture
def case(given: Given) -> Case:
    """Closed; open to housing; rhys of housing had sent an alert that was joined to it."""
    case = ending(given)
    joined(given, raised(given), case)
    closed(given, case)
    return case


def choices(given: Given, case: Case) -> dict[str, list[str]]:
    with given.as_("priya") as unit:
        row = here(unit, case)
        return {
            "agencies": [str(one.agency.id) for one in agencies_to_tell(unit, row) if not one.stops],
            "reporters": [str(one.alert.id) for one in reporters_to_tell(unit, row) if not one.stops],
        }


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_each_is_shown_by_name_before_it_is_sent_and_reads_those_words_here(
    given: Given, case: Case, app, settings
) -> None:
    path = f"/cases/{case.reference}/closing/feedback"
    priya = given.sign_in(app.test_client(), "priya")
    assert "Hana" in priya.get(path).get_data(as_text=True)
    preview = send(priya, path, step="preview", **(CHOSEN | choices(given, case)))
    said = text_of(preview.get_data(as_text=True))
    assert "This is exactly what each will read" in said
    assert said.count(COUNTED) == said.count(THANKS) == 1
    assert re.search(r"Housing\w* Hana\w*, Hugo", said)
    assert "Rhys" in said
    assert told(given, "notice:feedback:%") == []
    again = send(priya, path, step="change", **(CHOSEN | choices(given, case))).get_data(as_text=True)
    assert re.search(rf"{COUNTED}.*See exactly what each will read", again, re.DOTALL)
    form = form_on(preview.get_data(as_text=True))
    assert priya.post(path, data=form.fields | {"step": "send"}).status_code == 303
    (hana, hugo) = told(given, "notice:feedback:%")
    assert (hana[0], hugo[0], hana[1]) == ("hana", "hugo", hugo[1])
    deliver(given.services, lambda: False)
    letters = "".join(file.read_text() for file in settings.mail_folder.glob("*.eml"))
    assert all(words not in letters for words in (COUNTED, THANKS, case.reference, "feedback"))
    reader = given.sign_in(app.test_client(), "hugo")
    page = reader.get(hugo[1])
    assert COUNTED in page.get_data(as_text=True)
    assert "They acted on it" not in page.get_data(as_text=True)
    assert COUNTED in reader.get(f"/cases/{case.reference}/closing").get_data(as_text=True)
    with given.as_("rhys") as unit:
        receipt = unit.session.query(Receipt).one().reference
    reporter = given.sign_in(app.test_client(), "rhys")
    assert THANKS in reporter.get(f"/alerts/sent/{receipt}").get_data(as_text=True)
    assert reporter.get(hugo[1]).status_code == 404
    assert given.sign_in(app.test_client(), "dev").get(hugo[1]).status_code == 404
    with given.as_("hana") as unit:
        assert unit.session.query(Feedback).one().names == "Hana, Hugo"
        assert unit.session.query(FeedbackReason).all() == []
    with given.as_("tomas") as unit:
        assert unit.session.query(FeedbackReason).one().reason == "They acted on it"
    for client in (reader, reporter):
        client.post("/sign-out")


def test_nobody_is_told_without_words_a_reason_and_that_no_operation_is_to_come(given: Given, case: Case, app) -> None:
    path = f"/cases/{case.reference}/closing/feedback"
    priya = given.sign_in(app.test_client(), "priya")
    whole = CHOSEN | choices(given, case) | {"step": "preview"}
    for wrong, sentence in (
        ({"agencies": [], "reporters": []}, "Choose who is told"),
        ({"agencies": [str(given.agencies["police"])]}, "Choose only agencies that may be told"),
        ({"reporters": ["nonsense"]}, "Choose only those who may be told"),
        ({"agency_words": ""}, "Enter what they will read"),
        ({"reporter_words": f"It was joined to {case.reference}"}, "they would learn that there is a case"),
        ({"reason": ""}, "Say why they may know"),
        ({"no_operation": ""}, "Nothing is said before an operation has run"),
    ):
        answer = send(priya, path, **(whole | wrong))
        assert answer.status_code == 422, wrong
        assert sentence in answer.get_data(as_text=True), wrong
    assert told(given, "notice:feedback:%") == told(given, "notice:release:%") == []
    with given.as_("hana") as unit, pytest.raises(NotPermitted):
        unit.require(policy.give_feedback, here(unit, case))


def test_if_who_would_read_it_changes_after_the_look_it_is_looked_at_again(given: Given, case: Case, app) -> None:
    path = f"/cases/{case.reference}/closing/feedback"
    priya = given.sign_in(app.test_client(), "priya")
    form = form_on(send(priya, path, step="preview", **(CHOSEN | choices(given, case))).get_data(as_text=True))
    with given.as_("tomas") as unit:
        compartment = unit.session.get_one(Compartment, case.compartment_id)
        access.exclude(unit, compartment, grantee_id=given.members["hugo"], reason="declared")
    answer = priya.post(path, data=form.fields | {"step": "send"})
    assert "has changed since you looked" in answer.get_data(as_text=True)
    assert "Hugo" not in text_of(answer.get_data(as_text=True)).split("exactly what each")[1]
    assert told(given, "notice:feedback:%") == []


def test_a_reporter_connected_to_somebody_and_an_agency_without_an_agreement_are_told_nothing(
    given: Given, case: Case
) -> None:
    with given.as_("priya") as unit:
        entities.add_person(unit, here(unit, case), name="Rhys", role="suspect", age_band="adult")
        entities.add_person(unit, here(unit, case), name="Hugo", role="suspect", age_band="adult")
    with given.as_("priya") as unit:
        assert "Hugo: same name as a person" in agencies_to_tell(unit, here(unit, case))[0].stops
    with given.operator() as unit:
        agreements.end_agreement(unit, unit.session.query(Agreement).one(), reason="replaced")
    with given.as_("priya") as unit:
        (housing,) = agencies_to_tell(unit, here(unit, case))
        (reporter,) = reporters_to_tell(unit, here(unit, case))
        assert "ended" in housing.stops
        assert "may be connected" in reporter.stops
    assert choices(given, case) == {"agencies": [], "reporters": []}


def test_what_was_fed_back_closes_with_the_case_and_an_agency_only_asked_reads_it_after_its_statement(
    given: Given, app
) -> None:
    case = ending(given)
    asked(given, case, ["police"], joins_team=False)
    assert [one for one in choices(given, case)["agencies"] if one == str(given.agencies["police"])] == []
    with given.as_("priya") as unit:
        compartment = unit.session.get_one(Compartment, case.compartment_id)
        access.exclude(unit, compartment, grantee_id=given.agencies["housing"], reason="suspected", words="A tip")
    with given.as_("priya") as unit:
        assert agencies_to_tell(unit, here(unit, case)) == []
