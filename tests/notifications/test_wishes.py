"""How somebody wants to be told: quiet hours, one letter a day, danger always at once; a restart loses and doubles nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from serac import reference
from serac.access.commands import exclude
from serac.access.models import Compartment
from serac.access.roles import Role
from serac.core.clock import LONDON
from serac.core.jobs import JOBS, Occasion, carry_out, list_due
from serac.core.outbox import Notice
from serac.notifications.jobs import deliver
from serac.notifications.letters import compose
from serac.notifications.waiting import DAILY, EACH, Wishes, held_until, latest_daily, quiet_until
from serac.reference.subjects import TELLING
from serac.scheduler import Scheduler
from tests.forms import send
from tests.house.sources import ROOT
from tests.notifications.telling import new_compartment, outcomes, posting, service_unit, tell
from tests.servers import CaughtMail, start_smtp

SAYS = re.compile(
    r"modern slavery|slavery|serac|operation|traffick|exploit|victim|police|safeguard|nrm|case\b", re.IGNORECASE
)
"""Words of domain 5.6 and their kin, written down here by hand."""
NIGHT, MORNING = "2026-03-05T22:30:00+00:00", "2026-03-06T07:00:00+00:00"


@pytest.fixture(autouse=True, scope="module")
def reference_data():
    reference.use(reference.load(ROOT / "config"))


@pytest.fixture
def mail() -> Iterator[CaughtMail]:
    with start_smtp() as caught:
        yield caught


def _team(given):
    given.agency("team", "council.modern_slavery")
    given.member("ann", "team", Role.COORDINATOR)
    given.member("bob", "team", Role.COORDINATOR)


@pytest.fixture
def ann(given):
    return given.once(_team).members["ann"]


def choosing(app, given, **typed) -> None:
    client = given.sign_in(app.test_client(), "ann")
    typed = {"how": "each", "daily_at": "8am", "quiet": "", "quiet_from": "8pm", "quiet_until": "7am"} | typed
    assert send(client, "/account/notices", **typed).status_code == 303
    assert "We will tell you as you chose." in client.get("/account?done=notices").get_data(as_text=True)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def test_quiet_hours_run_over_midnight_on_londons_clocks_and_end_at_their_moment():
    night = (dt.time(20), dt.time(7))
    told = {
        "2026-03-05T19:59": None, "2026-03-05T20:00": "2026-03-06T07:00", "2026-03-06T03:00": "2026-03-06T07:00",
        "2026-03-06T07:00": None, "2026-03-28T23:00": "2026-03-29T07:00", "2026-10-24T23:00": "2026-10-25T07:00",
    }  # fmt: skip
    for now, until in told.items():
        assert quiet_until(night, at(now)) == (at(until) if until else None), now
    assert quiet_until((dt.time(12), dt.time(13)), at("2026-03-05T12:30")) == at("2026-03-05T13:00")
    assert quiet_until((dt.time(9), dt.time(9)), at("2026-03-05T09:00")) is None
    daily = Wishes(DAILY, dt.time(8), night)
    assert held_until(daily, at("2026-03-05T08:00")) == at("2026-03-06T08:00")
    assert latest_daily(daily, at("2026-03-05T08:00")) == at("2026-03-05T08:00")
    assert latest_daily(daily, at("2026-03-05T07:59")) == at("2026-03-04T08:00")
    assert held_until(Wishes(EACH, dt.time(8), None), at("2026-03-05T03:00")) is None


def test_at_night_a_letter_waits_in_the_inbox_until_quiet_hours_end_and_danger_does_not(services, ann, mail, clock):
    clock.set(NIGHT)
    for kind in ("notice", "reminder", "urgent"):
        tell(services, ann, f"a-{kind}", kind=kind)
    there = posting(services, mail)
    deliver(there, lambda: False)
    assert [message["Subject"] for message in mail.messages] == ["Please sign in today"]
    assert outcomes(services) == {"a-urgent": "sent", "a-notice": None, "a-reminder": None}
    with service_unit(services) as unit:
        held = {one.held_until for one in unit.session.scalars(select(Notice).where(Notice.kind != "urgent"))}
    assert held == {dt.datetime.fromisoformat(MORNING)}
    clock.set(MORNING)
    deliver(there, lambda: False)
    deliver(there, lambda: False)
    assert len(mail.messages) == 3
    assert set(outcomes(services).values()) == {"sent"}


def test_somebody_without_quiet_hours_is_told_at_night(services, app, given, ann, mail, clock):
    choosing(app, given)
    clock.set(NIGHT)
    tell(services, ann, "one")
    deliver(posting(services, mail), lambda: False)
    assert len(mail.messages) == 1


def test_one_letter_a_day_says_how_many_things_wait_and_nothing_else(services, app, given, ann, mail, clock):
    choosing(app, given, how="daily", daily_at="16:30")
    hidden = new_compartment(services, given.partnerships["thornshire"])
    for name in ("one", "two", "three"):
        tell(services, ann, name)
    tell(services, ann, "gone", about=hidden)
    tell(services, ann, "danger", kind="urgent")
    tell(services, given.members["bob"], "for-bob")
    with given.as_("bob") as unit:
        reason = reference.current().exclusion_reasons.all()[0].code
        exclude(unit, unit.session.get(Compartment, hidden), grantee_id=ann, reason=reason)
    scheduler = Scheduler(posting(services, mail))
    scheduler.tick()
    assert sorted(message["Subject"] for message in mail.messages) == [
        "A message is waiting for you",
        "Please sign in today",
    ]
    clock.set("2026-03-05T16:30:00+00:00")
    tell(services, ann, "just-now")
    for _ in range(3):
        scheduler.tick()
    letter = mail.messages[-1]
    assert len(mail.messages) == 3
    lines = [line for line in letter.get_content().splitlines() if line]
    assert lines == [
        "Messages waiting for you: 4",
        "Sign in to read them: http://localhost:8000/inbox",
        "Please do not reply to this e-mail.",
    ]
    assert {outcomes(services)[name] for name in ("one", "two", "three", "just-now")} == {"digest"}
    clock.forward(hours=24)
    scheduler.tick()
    assert len(mail.messages) == 3


def test_a_daily_letter_that_was_due_while_nothing_ran_goes_once_afterwards(services, app, given, ann, mail, clock):
    choosing(app, given, how="daily")
    tell(services, ann, "one")
    deliver(posting(services, mail), lambda: False)
    clock.forward(hours=50)
    (due,) = [occasion for occasion, job in list_due(services, [JOBS["notifications.daily"]])]
    assert due == Occasion(dt.datetime.fromisoformat("2026-03-07T08:00:00+00:00"), str(ann))
    done = [carry_out(services, JOBS["notifications.daily"], due) for _ in range(3)]
    assert done == [True, False, False]
    scheduler = Scheduler(posting(services, mail))
    for _ in range(2):
        scheduler.tick()
    (letter,) = mail.messages
    assert "Messages waiting for you: 1" in letter.get_content()


def test_what_was_read_meanwhile_is_not_told_again(services, app, given, ann, mail, clock):
    choosing(app, given, how="daily")
    tell(services, ann, "one", path="/account")
    scheduler = Scheduler(posting(services, mail))
    scheduler.tick()
    client = given.sign_in(app.test_client(), "ann")
    with service_unit(services) as unit:
        notice_id = unit.session.scalar(select(Notice.id))
    send(client, f"/inbox/{notice_id}")
    clock.forward(hours=24)
    scheduler.tick()
    assert (mail.messages, outcomes(services)) == ([], {"one": "inbox"})


def test_choosing_otherwise_lets_go_what_was_held_and_keeps_wrong_times_out(services, app, given, ann, mail, clock):
    choosing(app, given, how="daily")
    tell(services, ann, "one")
    there = posting(services, mail)
    deliver(there, lambda: False)
    choosing(app, given, quiet="yes", quiet_from="22:00", quiet_until="6:30")
    deliver(there, lambda: False)
    assert outcomes(services) == {"one": "sent"}
    client = given.sign_in(app.test_client(), "ann")
    page = client.get("/account/notices").get_data(as_text=True)
    assert 'value="22:00"' in page
    for wrong in ({"how": "weekly"}, {"quiet_until": "late"}, {"quiet_until": "22:00"}):
        typed = {"how": "each", "quiet": "yes", "quiet_from": "22:00"} | wrong
        assert send(client, "/account/notices", **typed).status_code == 422


def test_no_letter_and_no_subject_says_what_this_is_about(services):
    for letter in reference.current().letters.all():
        message = compose(
            notice_id=new_id(), subject=letter.subject, body=letter.body, link="https://here.example.org/inbox",
            address="ann@example.org", mail_from="notices@example.org", at=services.clock.now(), count=3,
        )  # fmt: skip
        said = f"{message['From']} {message['Subject']} {message.get_content()} {letter.label}"
        assert not SAYS.findall(said), letter.code
        assert not TELLING.findall(said), letter.code
        assert "{" not in said, letter.code


def new_id():
    return Notice(key="k").id
