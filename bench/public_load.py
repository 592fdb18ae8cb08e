"""`python -m bench.public_load`: a crowd at the open form while a signed-in officer works.

Starts the service twice as docs/operating.md advises (`serac serve` for the people who work here; `nice -n 10 serac serve`, to
which the proxy sends /report) on PostgreSQL with commits to disk, lets
an officer read the queue and alerts for a while, then goes on while 2,000 valid forms arrive within a minute, all from one
network but for ten of the twenty genuine ones among them. Says how many were taken in, how many groups stand in the queue,
whether each genuine one can be found there and claimed, and the officer's 95th percentile before and during.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import os
import random
import re
import statistics
import sys
import tempfile
import time
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import undefer

from bench import load, server
from bench.people import COORDINATOR, cookie_of, sign_in
from bench.service import HOST, environment, running
from serac import create_app
from serac.alerts.models import Alert
from serac.core.actor import Actor, Authority
from serac.core.carried import carry, new_key
from serac.core.clock import Clock
from serac.core.database import make_engine
from serac.core.unit import Unit
from serac.settings import Settings
from tests.servers import drop_database, free_port

PATH = "/report/thornshire/concern"
CROWD = "203.0.113.{}"
GENUINE = 20
MARK = "The genuine one, number"
CLIENTS = 24
STANDS_BACK = 10
"""The crowd's own service, and the crowd itself, which would be on other machines, stand back behind the officer's."""
PAUSE = 0.1
"""Seconds the officer looks at a page before opening the next."""
BEFORE = 20.0
NAME = "serac_public_load"


@dataclass
class Count:
    """What came back for the forms."""

    statuses: dict[int, int] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)

    def add(self, status: int, seconds: float) -> None:
        """One answer."""
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.took.append(seconds)


def main(arguments: list[str] | None = None) -> int:
    """Zero if every form was taken in and every genuine one can be triaged."""
    parser = argparse.ArgumentParser(prog="python -m bench.public_load", description=__doc__)
    parser.add_argument("--posts", type=int, default=2000, help="forms sent (2000)")
    parser.add_argument("--seconds", type=float, default=60.0, help="within which they are sent (60)")
    parser.add_argument("--alerts", type=int, default=3000, help="alerts there were before (3000)")
    parser.add_argument("--workers", type=int, default=2, help="processes of each service (2)")
    parser.add_argument(
        "--together", action="store_true", help="one service for both, without a second one for the public"
    )
    asked = parser.parse_args(arguments)
    with server.server() as url, tempfile.TemporaryDirectory(prefix="serac-load-") as folder:
        made = server.database_with_tables(url, NAME)
        try:
            load.load(made, server.SECRETS, Clock().now(), asked.alerts)
            plain = make_engine(made)
            with plain.begin() as connection:
                sign_in(connection, Clock().now())
            plain.dispose()
            return _run(made, Path(folder), asked)
        finally:
            drop_database(url, NAME)


def _run(url: str, folder: Path, asked: argparse.Namespace) -> int:
    variables = environment(url, folder) | {"SERAC_PROXIES": "1"}
    app = create_app(Settings.from_environment(variables))
    bodies = _bodies(asked.posts)
    with ExitStack() as services:
        port = services.enter_context(running("wsgi:application", free_port(), variables, workers=asked.workers))
        public = port
        if not asked.together:
            second = running("wsgi:application", free_port(), variables, workers=asked.workers, nice=STANDS_BACK)
            public = services.enter_context(second)
        officer = Officer(port)
        officer.open_all(app)
        quiet = officer.read_for(BEFORE)
        elsewhere = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), os.nice, (STANDS_BACK,))
        crowd = services.enter_context(elsewhere).submit(_send_all, public, bodies, asked.seconds)
        began = time.perf_counter()
        busy = officer.read_until(crowd)
        count = crowd.result()
        took = time.perf_counter() - began
        claimed, found = officer.triage(_references(app))
        groups = len(officer.groups())
    accepted = count.statuses.get(303, 0)
    _say(asked, count, took, accepted, groups, found, claimed, quiet, busy)
    return 0 if accepted == asked.posts and claimed == found == GENUINE else 1


def _say(
    asked: argparse.Namespace, count: Count, took: float, accepted: int, groups: int, found: int, claimed: int,
    quiet: list[float], busy: list[float],
) -> None:  # fmt: skip
    print(
        f"sent {asked.posts} in {took:.0f} s (asked: {asked.seconds:.0f}), {asked.workers} workers; answers {count.statuses}"
    )
    print(f"accepted {accepted}; a form took {_p95(count.took) * 1000:.0f} ms at the 95th percentile")
    print(f"groups in the queue {groups}; genuine found there {found} of {GENUINE}, claimed {claimed}")
    before, during = _p95(quiet) * 1000, _p95(busy) * 1000
    print(
        f"officer, 95th percentile: before {before:.0f} ms ({len(quiet)} pages), during {during:.0f} ms ({len(busy)} pages)"
    )
    print(
        f"officer, median: before {statistics.median(quiet) * 1000:.0f} ms, during {statistics.median(busy) * 1000:.0f} ms"
    )
    print(f"during / before at the 95th percentile: {during / before:.1f}")


def _p95(took: list[float]) -> float:
    return sorted(took)[max(0, int(len(took) * 0.95) - 1)]


def _bodies(posts: int) -> list[tuple[str, str]]:
    """The forms and the addresses they come from, in the order they are sent: the genuine ones anywhere among them."""
    r, now = random.Random(7), Clock().now()
    genuine = set(r.sample(range(posts), GENUINE))
    made = []
    for number in range(posts):
        which = len([one for one in genuine if one < number]) if number in genuine else None
        what = (
            f"{MARK} {which}: two men sleep above the shop." if which is not None else f"Number {number}, nothing much."
        )
        address = f"198.51.{which}.9" if which is not None and which % 2 else CROWD.format(r.randrange(1, 250))
        answers = {
            "danger": "yes" if number % 400 == 7 else "no",
            "what": what,
            "where": f"{number} Tenter Row, Kelderby",
            "child": "no",
            "vehicles": f"White van ZZ{number % 90 + 10} QRV",
            "area": "kelderby",
        }
        carried = carry(server.SECRETS, PATH, answers, new_key(), now)
        made.append((urlencode({"carried": carried, "step": "check", "go": "send"}), address))
    return made


def _send_all(port: int, bodies: list[tuple[str, str]], seconds: float) -> Count:
    """Each at its moment, spread evenly; late where the service has not answered those before."""
    count = Count()
    began, each = time.perf_counter(), seconds / len(bodies)

    def send(place: int) -> None:
        wait = began + place * each - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        body, address = bodies[place]
        sent_from = {
            "Host": HOST,
            "Origin": f"https://{HOST}",
            "X-Forwarded-For": address,
            "X-Forwarded-Proto": "https",
        }
        began_this = time.perf_counter()
        try:
            status = _ask(port, "POST", PATH, sent_from | {"Content-Type": "application/x-www-form-urlencoded"}, body)[
                0
            ]
        except OSError:
            status = 0
        count.add(status, time.perf_counter() - began_this)

    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(send, range(len(bodies))))
    return count


def _ask(port: int, method: str, path: str, headers: dict[str, str], body: str | None = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


def _references(app: Flask) -> list[str]:
    """The references of the genuine ones, from the database itself."""
    given = app.extensions["serac"]
    with Unit(given, Actor(Authority.JOB, given.clock.now())) as unit:
        asked = select(Alert).where(Alert.source == "public").options(undefer(Alert.account_sealed))
        return [alert.reference for alert in unit.session.scalars(asked) if alert.account.startswith(MARK)]


class Officer:
    """A signed-in co-ordinator who reads the queue and what stands in it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.headers = {"Host": HOST, "Cookie": cookie_of(COORDINATOR), "X-Forwarded-Proto": "https"}
        self.paths: list[str] = []

    def get(self, path: str) -> str:
        """A page."""
        status, body = _ask(self.port, "GET", path, self.headers)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        return body

    def open_all(self, app: Flask) -> None:
        """Find pages to read."""
        alerts = re.findall(r'href="(/alerts/AL-[0-9A-Z]{7})"', self.get("/alerts"))
        self.paths = ["/alerts", "/", *dict.fromkeys(alerts), "/cases", "/alerts?state=received"][:16]

    def read_for(self, seconds: float) -> list[float]:
        """Seconds each page took."""
        until = time.perf_counter() + seconds
        return self._read(lambda: time.perf_counter() < until)

    def read_until(self, crowd: Future[Count]) -> list[float]:
        """The same, until the crowd has gone."""
        return self._read(lambda: not crowd.done())

    def _read(self, more: object) -> list[float]:
        took: list[float] = []
        while callable(more) and more():
            began = time.perf_counter()
            self.get(self.paths[len(took) % len(self.paths)])
            took.append(time.perf_counter() - began)
            time.sleep(PAUSE)
        return took

    def groups(self) -> list[str]:
        """The pages of the crowds in the queue."""
        return list(dict.fromkeys(re.findall(r'href="(/alerts/AL-[0-9A-Z]{7}/together)"', self.get("/alerts"))))

    def triage(self, wanted: list[str]) -> tuple[int, int]:
        """Find each of these by the links of the queue and its groups, and claim it: how many were claimed, and found."""
        seen: set[str] = set()
        for start in ["/alerts", *self.groups()]:
            path: str | None = start
            while path and not seen.issuperset(wanted):
                page = self.get(path)
                seen |= set(re.findall(r'href="/alerts/(AL-[0-9A-Z]{7})"', page))
                following = re.search(r'rel="next" href="([^"]+)"', page)
                path = following[1].replace("&amp;", "&") if following else None
        found = [one for one in wanted if one in seen]
        return sum(self._claim(one) for one in found), len(found)

    def _claim(self, reference: str) -> bool:
        page = self.get(f"/alerts/{reference}")
        form = re.search(rf'<form[^>]*action="/alerts/{reference}/claim"[^>]*>(.*?)</form>', page, re.DOTALL)
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1])) if form else {}
        wanted = self.headers | {
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"https://{HOST}/alerts",
        }
        status, _ = _ask(self.port, "POST", f"/alerts/{reference}/claim", wanted, urlencode(fields))
        return status == 303


if __name__ == "__main__":
    sys.exit(main())
