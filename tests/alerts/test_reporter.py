"""What a reporter sees: three words whatever was done, questions that give nothing away, and words released on purpose."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.agencies.models import Agency, Member
from serac.alerts import commands
from serac.alerts.commands.questions import names_a_reference
from serac.alerts.jobs.receipts import mornings
from serac.alerts.models import Alert, AlertQuestion, AlertRelease, Receipt
from serac.alerts.queries import find_alert, find_receipt, list_receipts
from serac.alerts.queries.questions import answers_to_read, questions_to_answer, way_back
from serac.cases.models import Case
from serac.core.jobs import JOBS, carry_out, job_unit
from serac.core.outbox import Notice
from serac.core.problems import Conflict, Invalid, NotFound, NotPermitted
from serac.core.references import check_letter
from serac.entities import commands as entities
from serac.entities.models import Token
from serac.reference import current
from tests.entities.seeking import seek
from tests.forms import fill, form_on, send
from tests.given import Given
from tests.raising import PLANTED, answer_all, build_county, opened, partnership, raised, triaged

REPORTERS = ("rhys", "rosa", "raul", "rena")
THEIRS = re.compile(
    r'(RC-[2-9A-Z]{7})|([0-9]{1,2} March 2026, [0-9:]+[ap]m)|(name="[a-z_]*(?:token|key)" value="[^"]*")'
)
ENDS = {
    "opened": lambda unit, alert, case: commands.open_case_from_alert(
        unit, alert, title="Farm", items=[{"text": "A van fetches them."}], people=[], kinds=["labour.forced"]
    ),
    "joined": lambda unit, alert, case: commands.join_alert(unit, alert, case=case, items=[{"text": "The same van."}]),
    "signposted": lambda unit, alert, case: commands.signpost_alert(
        unit, alert, reason=next(iter(sorted(reasons("signpost_reasons")))), words="To the advice line"
    ),
    "closed": lambda unit, alert, case: commands.close_alert(
        unit, alert, reason=next(iter(sorted(reasons("no_further_action_reasons")))), words="Known to be untrue"
    ),
}


def reasons(name: str) -> frozenset[str]:
    return current().list(name).codes()


def build_reporters(given: Given) -> None:
    """The county, and three more reporters at housing."""
    build_county(given)
    for name in REPORTERS[1:]:
        given.member(name, "housing", Role.REPORTER)
    with given.operator() as unit:
        rhys = unit.session.get_one(Member, given.members["rhys"])
        agencies.change_member(unit, rhys, name=rhys.name, phone="01632 960333")


@pytest.fixture
def place(given: Given) -> Given:
    return given.once(build_reporters)


@pytest.fixture
def visit(app: Flask, place: Given):
    """Open the service as somebody who has signed in."""
    return lambda name: place.sign_in(app.test_client(), name)


def run_due(given: Given) -> int:
    """What the scheduler would do now about receipts."""
    with job_unit(given.services) as unit:
        due = [one for one in mornings(unit) if one.due_at <= unit.now]
    return sum(carry_out(given.services, JOBS["alerts.finish_receipts"], one) for one in sorted(set(due)))


def ask(given: Given, alert: Alert, by: str = "priya", question: str = "Which days did you see them?") -> AlertQuestion:
    with given.as_(by) as unit:
        return commands.ask_reporter(unit, find_alert(unit, alert.reference), question=question)


def seen_by(client) -> list[str]:
    """Every page a reporter has of what they sent, without their own reference, name, times and tokens."""
    listed = client.get("/alerts/sent")
    reference = re.search(r"RC-[2-9A-Z]{7}", listed.text)[0]
    pages = [listed, client.get(f"/alerts/sent/{reference}"), client.get("/")]
    assert {page.status_code for page in pages} == {200}
    plain = [re.sub(r"Rhys|Rosa|Raul|Rena", "Reader", page.text) for page in pages]
    return [re.sub(r'(idempotency_key|csrf_token)" value="[^"]*"', "", THEIRS.sub("*", page)) for page in plain]


def test_opened_joined_signposted_and_closed_look_the_same_to_four_reporters_at_every_moment(place, visit, clock):
    case = opened(place)
    for name, (_, finish) in zip(REPORTERS, ENDS.items(), strict=True):
        alert = triaged(place, raised(place, by=name))
        with place.as_("priya") as unit:
            finish(unit, find_alert(unit, alert.reference), case)
        clock.forward(minutes=7)
    words = []
    for moment in ("2026-03-05T16:50:00+00:00", "2026-03-06T05:00:00+00:00", "2026-03-06T09:00:00+00:00"):
        clock.set(moment)
        run_due(place)
        pages = [seen_by(visit(name)) for name in REPORTERS]
        for each in zip(*pages, strict=True):
            assert len(set(each)) == 1
        words.append("Finished" in pages[0][1])
    assert words == [False, False, True]


def test_a_receipt_says_finished_on_the_next_working_morning_and_never_before(place, clock):
    clock.set("2026-03-06T16:00:00+00:00")  # a Friday
    alert = triaged(place, raised(place))
    with place.as_("priya") as unit:
        ENDS["closed"](unit, find_alert(unit, alert.reference), None)
    said = []
    for moment in ("2026-03-07T12:00:00+00:00", "2026-03-09T07:59:00+00:00", "2026-03-09T09:00:00+00:00"):
        clock.set(moment)
        run_due(place)
        with place.as_("rhys") as unit:
            said.append(str(list_receipts(unit).rows[0].state))
    assert said == ["being_looked_at", "being_looked_at", "finished"]
    assert run_due(place) == 0


def test_a_question_reaches_its_reporter_with_words_alone_and_its_answer_reaches_whoever_asked(place, visit):
    alert = raised(place)
    ask(place, alert)
    rhys = visit("rhys")
    assert "Questions to answer" in rhys.get("/").text
    with place.as_("rhys") as unit:
        (put,) = questions_to_answer(unit)
        path = f"/alerts/sent/{put.receipt.reference}/questions/{put.question.id}"
        kinds = unit.session.scalars(select(Notice.kind).where(Notice.member_id == place.members["rhys"])).all()
        assert kinds == ["notice"]
    page = rhys.get(path)
    assert "Which days did you see them?" in page.text
    assert not re.search(r"Priya|\bAL-|\bSC-|triage", page.text)
    assert send(rhys, path, answer="").status_code == 422
    assert send(rhys, path, answer="Mondays").status_code == 303
    assert "Mondays" in rhys.get(f"/alerts/sent/{put.receipt.reference}").text
    with place.as_("priya") as unit:
        (found,) = answers_to_read(unit)
        assert (found.alert.id, found.question.answer) == (alert.id, "Mondays")
        told = select(Notice.path).where(Notice.member_id == place.members["priya"]).order_by(Notice.id.desc())
        assert unit.session.scalars(told).first() == "/"
    priya = visit("priya")
    assert "Answers of reporters" in priya.get("/").text
    shown = priya.get(f"/alerts/{alert.reference}/ask")
    read = f"/alerts/{alert.reference}/questions/{put.question.id}/read"
    form = form_on(shown.text)
    assert priya.post(read, data=form.fields).status_code == 303
    assert "Answers of reporters" not in priya.get("/").text


def test_nobody_but_the_reporter_answers_and_nobody_else_finds_the_question(place):
    asked = ask(place, raised(place))
    with place.as_("rhys") as unit:
        receipt = list_receipts(unit).rows[0]
    for name in ("rosa", "hana", "dev"):
        with place.as_(name) as unit:
            assert unit.session.scalars(select(AlertQuestion).where(AlertQuestion.id == asked.id)).all() == []
            with pytest.raises(NotFound):
                find_receipt(unit, receipt.reference)
    with place.as_("priya") as unit:
        here = unit.session.get_one(AlertQuestion, asked.id)
        kept = unit.session.scalars(select(Receipt).where(Receipt.reference == receipt.reference)).one()
        with pytest.raises(NotPermitted):
            commands.answer_question(unit, here, receipt=kept, answer="Mine")


@pytest.mark.parametrize("question", ["", " ", "x" * 2001, "Is this like SC-7F3K9QM?", "see al-7f3k9qm"])
def test_a_question_that_says_nothing_or_names_an_alert_or_case_is_refused(place, question):
    alert = raised(place)
    with pytest.raises(Invalid) as refused:
        ask(place, alert, question=question)
    assert set(refused.value.errors) == {"question"}


def test_no_question_is_asked_once_the_alert_is_finished_and_one_that_waits_needs_no_answer(place, visit, clock):
    alert = triaged(place, raised(place))
    asked = ask(place, alert)
    with place.as_("priya") as unit:
        ENDS["closed"](unit, find_alert(unit, alert.reference), None)
    with pytest.raises(Invalid):
        ask(place, alert, question="Anything else?")
    clock.set("2026-03-06T09:00:00+00:00")
    run_due(place)
    with place.as_("rhys") as unit:
        assert questions_to_answer(unit) == []
        receipt = list_receipts(unit).rows[0]
        reference = receipt.reference
        with pytest.raises(Conflict):
            commands.answer_question(
                unit, unit.session.get_one(AlertQuestion, asked.id), receipt=receipt, answer="Late"
            )
    assert "No answer is needed any more" in visit("rhys").get(f"/alerts/sent/{reference}").text


def keyed(given: Given, **changed: object) -> Alert:
    return raised(given, by="priya", source="caller", **changed)


def test_somebody_without_an_account_is_never_asked_here_and_only_in_the_way_they_left(place):
    silent, open_to_it = keyed(place), keyed(place, may_return="only_so", contact="Ring 01632 960888 after six")
    for alert in (silent, open_to_it):
        with pytest.raises(Invalid):
            ask(place, alert)
    with place.as_("priya") as unit:
        assert way_back(find_alert(unit, silent.reference)) == ""
        with pytest.raises(Invalid):
            commands.record_asked_outside(unit, find_alert(unit, silent.reference), question="Where?", answer="There")
    with place.as_("priya") as unit:
        here = find_alert(unit, open_to_it.reference)
        assert way_back(here) == "Ring 01632 960888 after six"
        made = commands.record_asked_outside(unit, here, question="Where?", answer="Nobody answered")
        assert (made.outside, made.answer) == (True, "Nobody answered")


def finished(given: Given, by: str = "rhys", **changed: object) -> Alert:
    """An alert that was opened into a case with its people."""
    alert = raised(given, by=by, **changed)
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        answer_all(unit, here)
        ENDS["opened"](unit, here, None)
    return alert


def release(given: Given, alert: Alert, **changed: object):
    facts = {"words": "What you saw counted. Thank you.", "reason": "The case is over", "no_operation": True} | changed
    with given.as_("priya") as unit:
        return commands.release_words(unit, find_alert(unit, alert.reference), **facts)


def test_words_are_released_only_as_they_were_shown_before_and_the_reason_stays_with_the_team(place, visit):
    alert = finished(place)
    priya, path = visit("priya"), f"/alerts/{alert.reference}/let-know"
    facts = {"words": "It counted.\nThank you.", "reason": "All is over", "no_operation": "true"}
    preview = send(priya, path, step="preview", **facts)
    assert "This is exactly what they will read" in preview.text
    with place.as_("rhys") as unit:
        receipt = list_receipts(unit).rows[0].reference
    rhys = visit("rhys")
    assert "It counted" not in rhys.get(f"/alerts/sent/{receipt}").text
    assert fill(priya, preview, path, step="release").status_code == 303
    page = rhys.get(f"/alerts/sent/{receipt}").text
    shown = re.search(r'<dl class="app-facts">.*?From the team', preview.text, re.DOTALL)[0]
    assert shown in page
    assert "All is over" not in page
    with place.as_("rhys") as unit:
        assert unit.session.scalars(select(AlertRelease)).all() == []


def test_words_nobody_has_looked_at_are_shown_first_whatever_step_is_asked_for(place, visit):
    alert = finished(place)
    priya, path = visit("priya"), f"/alerts/{alert.reference}/let-know"
    facts = {"words": "It counted.", "reason": "All is over", "no_operation": "true"}
    shown = send(priya, path, step="release", **facts)
    assert "This is exactly what they will read" in shown.text
    other = fill(priya, shown, path, step="release", words="Something else altogether.")
    assert "This is exactly what they will read" in other.text
    assert "Something else altogether." in other.text
    with place.as_("priya") as unit:
        assert unit.session.scalars(select(AlertRelease)).all() == []
    assert fill(priya, other, path, step="release").status_code == 303


def test_a_reference_is_found_in_whatever_case_and_with_whatever_between_its_letters():
    body = "EYV8AJ"
    whole = body + check_letter(body)
    spread = " ".join(whole)
    for prefix in ("SC", "AL", "RQ", "AC"):
        for text in (f"{prefix}-{whole}", f"{prefix.lower()} {whole.lower()}", f"{prefix}\u2013{whole}", f"{prefix}{whole}",
                     f"{prefix}_{whole}.", f"{prefix} - {spread}"):  # fmt: skip
            assert names_a_reference(f"Look at {text}, please"), text
    for text in ("Al brought them food", "The scared people said thanks", "al fresco dinners", "AC/DC concerts"):
        assert not names_a_reference(text), text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"words": " "}, "words"),
        ({"words": "See SC-7F3K9QM"}, "words"),
        ({"reason": ""}, "reason"),
        ({"no_operation": False}, "no_operation"),
    ],
)
def test_nothing_is_released_without_words_a_reason_and_the_statement_that_no_operation_is_to_come(
    place, changed, field
):
    alert = finished(place)
    with pytest.raises(Invalid) as refused:
        release(place, alert, **changed)
    assert set(refused.value.errors) == {field}


def test_nothing_is_released_to_the_public_or_before_triage_has_finished(place):
    for alert in (raised(place), keyed(place)):
        with pytest.raises(Invalid) as refused:
            release(place, alert)
        assert set(refused.value.errors) == {"words"}


@pytest.mark.parametrize(
    "who",
    [
        {"name": "Rhys Rhys"},
        {"name": "Somebody", "phone": "the reporter's"},
        {"business": "Housing"},
        {"name": "The reporter's colleague"},
        {"name": "Somebody", "description": "An officer of Kelderby Housing Standards"},
    ],
)
def test_nothing_is_released_to_a_reporter_who_may_be_connected_to_somebody_in_the_case(place, who):
    with place.operator() as unit:
        rhys = unit.session.get_one(Member, place.members["rhys"])
        phone, name = rhys.phone, rhys.name
        colleague = unit.session.get_one(Member, place.members["hana"]).name
        if "description" in who:
            housing = unit.session.get_one(Agency, place.agencies["housing"])
            agencies.change_agency(unit, housing, name="Kelderby Housing Standards", kind=housing.kind)
    alert = finished(place)
    with place.as_("priya") as unit:
        case = unit.session.get_one(Case, find_alert(unit, alert.reference).case_id)
        if "business" in who:
            entities.add_business(unit, case, name=who["business"])
        else:
            said = {
                "name": {"Rhys Rhys": name, "The reporter's colleague": colleague}.get(who["name"], who["name"]),
                "description": who.get("description", ""),
                "phone": phone if "phone" in who else "",
            }
            entities.add_person(unit, case, role="suspect", age_band="not_known", **said)
    with pytest.raises(Invalid) as refused:
        release(place, alert)
    assert "connected" in refused.value.errors["words"]
    with place.as_("rhys") as unit:
        told = unit.session.scalars(select(Notice.id).where(Notice.member_id == place.members["rhys"])).all()
        assert told == []


def test_a_connection_is_found_though_the_alert_is_at_a_place_of_safety_and_stands_in_no_index(place):
    with place.operator() as unit:
        name = unit.session.get_one(Member, place.members["rhys"]).name
    with place.as_("priya") as unit:
        here, readers = partnership(unit, place), [place.members["priya"]]
        entities.hold_place_of_safety(unit, here, address=PLANTED["address"], readers=readers, provider="Harbour")
    alert = finished(place)
    with place.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        entities.add_person(unit, here, name=name, role="witness", age_band="not_known")
    seek(place)
    with place.as_("priya") as unit:
        assert unit.session.scalars(select(Token).where(Token.compartment_id == alert.compartment_id)).all() == []
    with pytest.raises(Invalid) as refused:
        release(place, alert)
    assert "connected" in refused.value.errors["words"]
