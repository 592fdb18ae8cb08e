"""The night: the pages and the scheduler as two processes, an alert about danger at 02:00, and who hears of it."""

from __future__ import annotations

import http.cookiejar
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.alerts.models import Alert
from serac.core.outbox import Notice
from tests.forms import form_on
from tests.given import PASSWORD, Given
from tests.raising import agency, county, member, partnership
from tests.scheduler.test_scheduler import running, until
from tests.servers import free_port

AFTERNOON, EVENING, NIGHT = (f"2026-03-0{day}+00:00" for day in ("5T15:00:00", "5T18:00:00", "6T02:00:00"))
DANGER = {
    "step": "send", "danger": "yes", "called_999": "no", "what": "Somebody is being hurt behind the wash", "kinds": "labour.forced",
    "how_known": "saw_it", "where": "14 Tenter Row", "place_kind": "car_wash", "partnership": "thornshire", "area": "kelderby",
    "still_happening": "yes", "child": "no", "position_of_trust": "no",
}  # fmt: skip


class Visitor:
    """Somebody with a browser that keeps cookies and fills in forms, over real HTTP."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> str:
        return str(self.opener.open(self.origin + path, timeout=30).read().decode())

    def send(self, path: str, **typed: str) -> str:
        """Fill in the form of a page, send it, and give the page that comes after."""
        form = form_on(self.get(path))
        fields = {name: value for name, value in (form.fields | typed).items() if value}
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        return str(self.opener.open(self.origin + (form.action or path), body, timeout=30).read().decode())

    def sign_in(self, given: Given, name: str) -> Visitor:
        given.account(name)
        self.send("/sign-in", email=given.email(name), password=PASSWORD, code=given.code(name))
        return self


@contextmanager
def serving(settings) -> Iterator[str]:
    """`serac serve`, once it answers; gives where."""
    names = ("mode", "database_url", "audit_anchor", "clock_file", "mail_folder")
    port = free_port()
    ours = {f"SERAC_{name.upper()}": str(getattr(settings, name)) for name in names} | {"SERAC_PORT": str(port)}
    outer = {name: value for name, value in os.environ.items() if not name.startswith("SERAC_")}
    program, origin = [sys.executable, "-m", "serac.cli", "serve"], f"http://127.0.0.1:{port}"
    with subprocess.Popen(program, env=outer | ours, stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: process.poll() is not None or _answers(origin))
            yield origin
        finally:
            process.terminate()
            process.wait(timeout=30)


def _answers(origin: str) -> bool:
    try:
        urllib.request.urlopen(f"{origin}/health/live", timeout=5).close()
    except OSError:
        return False
    return True


def with_a_night_team(given: Given) -> None:
    county(given)
    given.member("lee", "team", Role.COORDINATOR)
    given.member("judith", "team", Role.CHAIR)
    with given.operator() as unit:
        agencies.add_contact_point(
            unit,
            agency(unit, given, "team"),
            purpose="out_of_hours",
            label="Nights",
            email="nights@team.example.org",
            phone="01632 960002",
            member=member(unit, given, "priya"),
            deputy=member(unit, given, "lee"),
        )


def on_duty_tonight(given: Given, name: str) -> None:
    with given.as_("priya") as unit:
        until_ = unit.now.replace(day=6, hour=8)
        agencies.set_duty_shift(
            unit, partnership(unit, given), member=member(unit, given, name), since=unit.now, until=until_
        )


def sent(given: Given) -> list[tuple[str, str]]:
    """Who was sent what for which step, of the notices that have left."""
    names = {row_id: name for name, row_id in given.members.items()}
    with given.operator() as unit:
        found = unit.session.scalars(
            select(Notice)
            .where(Notice.outcome == "sent", Notice.kind == "urgent")
            .order_by(Notice.settled_at, Notice.id)
        ).all()
        steps = [(names[one.member_id], one.key.split(":")) for one in found]
    return [(name, key[3] if key[1] == "passed-up" else key[1]) for name, key in steps]


def test_the_night(services, settings, given, clock):
    clock.set(AFTERNOON)
    with_a_night_team(given)
    clock.set(EVENING)
    with serving(settings) as origin, running(settings):
        said = Visitor(origin).get("/report/thornshire")
        on_duty_tonight(given, "tomas")
        assert Visitor(origin).get("/report/thornshire") != said, "the form does not say that somebody is on duty"
        clock.set(NIGHT)
        reporter = Visitor(origin).sign_in(given, "rhys")
        reporter.send("/alerts/new", **(DANGER | {"step": "check"}))
        thanks = reporter.send("/alerts/new", **DANGER)
        assert "RC-" in thanks
        until(lambda: ("tomas", "alert") in sent(given))
        clock.forward(minutes=6)
        until(lambda: ("lee", "deputies") in sent(given))
        clock.forward(minutes=2)
        until(lambda: ("tomas", "duty_rota") in sent(given))
        clock.forward(minutes=3)
        until(lambda: ("judith", "chair") in sent(given))
        officer = Visitor(origin).sign_in(given, "tomas")
        with given.operator() as unit:
            reference = unit.session.scalars(select(Alert.reference)).one()
        page = officer.get(f"/alerts/{reference}")
        assert "passed up to the chair" in page
        assert "nobody was on the duty rota" not in page.lower()
        with_it = officer.send(f"/alerts/{reference}")
        assert "You have it in hand." in with_it
        clock.forward(hours=3)
        before = sent(given)
        officer.get("/alerts")
    assert len(before) == len(set(before)), "each notice goes once"
    assert before.count(("tomas", "duty_rota")) == 1
