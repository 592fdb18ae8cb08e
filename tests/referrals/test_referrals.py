"""Referrals: recorded in the alert or the case, answered, and chased while they are silent."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from serac.alerts import commands as alerts
from serac.alerts.models import Alert
from serac.alerts.queries import find_alert
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.core.jobs import JOBS, carry_out, list_due
from serac.core.outbox import Notice
from serac.core.problems import Conflict, Invalid, NotFound, NotPermitted
from serac.core.unit import Unit
from serac.referrals import jobs
from serac.referrals.commands import make_referral, record_reply
from serac.referrals.models import Referral
from serac.referrals.queries import find_referral, list_referrals, referrals_of_case
from tests.forms import send
from tests.given import Given
from tests.raising import county, end_role, opened, raised, share, triaged

SAID = {"to_whom": "Night desk", "when": "9pm", "said": "A bed for two"}


def referred(given: Given, target: Alert | Case, by: str = "priya", **facts: object) -> Referral:
    with given.as_(by) as unit:
        here = unit.session.get_one(type(target), target.id)
        return make_referral(unit, here, **({"kind": "support_emergency"} | SAID | facts))


def tick(given: Given) -> int:
    """Remind of what is silent; says of how many."""
    assert jobs.silent  # importing it makes the job known
    each = JOBS["referrals.silent"]
    due = [occasion for occasion, _ in list_due(given.services, [each])]
    assert all(carry_out(given.services, each, occasion) for occasion in due)
    return len(due)


def reminded(given: Given) -> dict[str, str]:
    names = {row_id: name for name, row_id in given.members.items()}
    with given.operator() as unit:
        found = unit.session.scalars(select(Notice).where(Notice.key.like("reminder:referral:%"))).all()
        return {names[notice.member_id]: notice.path for notice in found}


def test_only_the_team_sees_to_whom_somebody_was_referred(given):
    county(given)
    case = opened(given)
    share(given, case)
    made = referred(given, case)
    with given.as_("tomas") as unit:
        found = find_referral(unit, made.id)
        assert (found.to_whom, found.when, found.said) == ("Night desk", "9pm", "A bed for two")
    with given.as_("hana") as unit, pytest.raises(NotPermitted):  # her agency is on the case
        make_referral(unit, find_case(unit, case.reference), kind="mash", **SAID)
    with given.as_("dev") as unit, pytest.raises(NotFound):
        find_referral(unit, made.id)


@pytest.mark.parametrize(
    ("facts", "field"), [({"kind": "unheard_of"}, "kind"), ({"do_not_tell": True, "why": " "}, "why")]
)
def test_a_referral_needs_its_kind_and_a_reason_not_to_tell(given, facts, field):
    county(given)
    alert = raised(given)
    with pytest.raises(Invalid) as refused:
        referred(given, alert, **facts)
    assert set(refused.value.errors) == {field}


def test_the_silent_are_chased_first_by_whoever_referred_then_by_the_team(given, clock):
    county(given)
    alert = raised(given)
    made = referred(given, alert)
    assert tick(given) == 0
    clock.forward(hours=4)
    assert tick(given) == 1
    assert reminded(given) == {"priya": f"/alerts/{alert.reference}"}
    assert tick(given) == 0
    clock.forward(hours=2)
    assert tick(given) == 1
    assert set(reminded(given)) == {"priya", "tomas"}
    clock.forward(hours=200)
    assert tick(given) == 0
    with given.as_("tomas") as unit:
        record_reply(unit, find_referral(unit, made.id), outcome="accepted", reply="A room is ready")


def test_a_reply_ends_the_waiting_and_one_that_asks_for_more_begins_it_again(given, clock):
    county(given)
    case = opened(given)
    made = referred(given, case)
    clock.forward(hours=3)
    with given.as_("priya") as unit:
        record_reply(unit, find_referral(unit, made.id), outcome="more_wanted", reply="Which language?")
    clock.forward(hours=2)
    assert tick(given) == 0
    clock.forward(hours=2)
    assert tick(given) == 1
    assert reminded(given) == {"priya": f"/cases/{case.reference}/referrals"}
    with given.as_("priya") as unit:
        record_reply(unit, find_referral(unit, made.id), outcome="accepted")
    clock.forward(hours=300)
    assert tick(given) == 0


def test_999_waits_for_no_reply(given, clock):
    county(given)
    made = referred(given, raised(given), kind="emergency_999")
    assert made.due_at is None
    clock.forward(hours=300)
    assert tick(given) == 0


def test_what_somebody_who_left_had_referred_comes_to_the_team(given, clock):
    county(given)
    referred(given, raised(given), by="tomas")
    end_role(given, "tomas")
    clock.forward(hours=5)
    assert tick(given) == 1
    assert set(reminded(given)) == {"priya"}


def test_working_hours_count_for_those_who_keep_office_hours(given, clock):
    county(given)
    clock.set("2026-03-06T16:00:00+00:00")  # a Friday
    made = referred(given, raised(given), kind="mash")
    assert made.due_at == dt.datetime.fromisoformat("2026-03-09T15:30:00+00:00")


def test_two_officers_record_a_reply_and_the_second_sees_both(given):
    county(given)
    made = referred(given, raised(given))
    with given.as_("priya") as unit:
        record_reply(unit, find_referral(unit, made.id), outcome="accepted", reply="Yes", seen_version=1)
    with given.as_("tomas") as unit, pytest.raises(Conflict) as refused:
        record_reply(unit, find_referral(unit, made.id), outcome="accepted", reply="No", seen_version=1)
    assert "Yes" in {text.text for text in refused.value.current}
    with given.as_("tomas") as unit, pytest.raises(Invalid):
        record_reply(unit, find_referral(unit, made.id), outcome="not_taken_on")
    with given.as_("tomas") as unit, pytest.raises(Invalid):
        record_reply(unit, find_referral(unit, made.id), outcome="unheard_of")


def case_of(unit: Unit, alert: Alert) -> Case:
    return alerts.open_case_from_alert(
        unit,
        find_alert(unit, alert.reference),
        title="A house",
        items=[{"text": "x"}],
        people=[],
        kinds=["not_known"],
    )


def test_the_team_sees_on_the_case_what_was_referred_at_triage(given):
    county(given)
    alert = triaged(given, raised(given))
    made = referred(given, alert)
    with given.as_("priya") as unit:
        case = case_of(unit, alert)
    with given.as_("tomas") as unit:
        assert [one.id for one in referrals_of_case(unit, case.compartment_id)] == [made.id]
        assert list_referrals(unit, [case.compartment_id]) == []


def test_a_referral_is_recorded_on_the_page_of_the_case(given, app: Flask):
    county(given)
    case = opened(given)
    client = given.sign_in(app.test_client(), "priya")
    path = f"/cases/{case.reference}/referrals"
    assert "Nobody has been referred on yet." in client.get(path).text
    assert send(client, f"{path}/new", kind="mash").status_code == 422
    assert send(client, f"{path}/new", kind="mash", **SAID).location == path
    shown = client.get(path).text
    for words in ("Night desk, 9pm", "A bed for two", "Waiting for a reply", "Recorded by Priya"):
        assert words in shown
    share(given, case)
    assert given.sign_in(app.test_client(), "hana").get(path).status_code == 403
