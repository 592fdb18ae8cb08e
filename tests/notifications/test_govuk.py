"""GOV.UK Notify as the way letters leave: against a small server that speaks its interface; nothing goes to the network."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from serac import reference
from serac.access.roles import Role
from serac.core.unit import Services
from serac.notifications.jobs import deliver
from tests.house.sources import ROOT
from tests.notifications.telling import outcomes, tell

KEY = "tests-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "0f3b6c1e-5d0e-4c50-9a4b-6f1f2b7b9f10"


@dataclass
class Notify:
    """What it was sent, and what it answers: (status, body) or None to take it."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    authorised: list[str] = field(default_factory=list)
    answer: tuple[int, dict[str, Any]] | None = None
    loses_its_answer: bool = False
    url: str = ""


@pytest.fixture(autouse=True, scope="module")
def reference_data():
    reference.use(reference.load(ROOT / "config"))


@pytest.fixture
def notify(monkeypatch) -> Iterator[Notify]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    spoken = Notify()

    class Speaking(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query).get("reference", [""])[0]
            found = [one for one in spoken.sent if one["reference"] == asked]
            self._say(200, {"notifications": found, "links": {}})

        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            spoken.authorised.append(self.headers["Authorization"])
            if spoken.answer:
                return self._say(*spoken.answer)
            spoken.sent.append(said)
            if spoken.loses_its_answer:
                spoken.loses_its_answer = False
                return self._say(500, {"errors": []})
            return self._say(201, {"id": "740e5834-3a29-46b4-9a6f-16142fde533a"})

        def _say(self, status: int, body: dict[str, Any]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Speaking) as server:
        spoken.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield spoken
        server.shutdown()


@pytest.fixture
def ann(given):
    given.agency("team", "council.modern_slavery")
    return given.member("ann", "team", Role.COORDINATOR)


def through(services: Services, notify: Notify) -> Services:
    keys = {"notify_key": KEY, "notify_template": TEMPLATE, "notify_url": notify.url}
    changed = replace(services.extra["settings"], mail_folder=None, smtp_host=None, **keys)
    return replace(services, extra={**services.extra, "settings": changed})


def test_a_letter_goes_through_notify_once_with_its_own_words(services, ann, notify):
    tell(services, ann, "one")
    for _ in range(2):
        deliver(through(services, notify), lambda: False)
    (sent,) = notify.sent
    assert (sent["email_address"], sent["template_id"]) == ("ann@team.example.org", TEMPLATE)
    assert sent["personalisation"]["subject"] == "A message is waiting for you"
    assert "http://localhost:8000/inbox/" in sent["personalisation"]["body"]
    assert "SC-7F3K9QM" not in json.dumps(sent)
    assert len(sent["reference"]) == 32
    assert notify.authorised[0].startswith("Bearer ")
    assert KEY not in "".join(notify.authorised)
    assert outcomes(services) == {"one": "sent"}


def test_a_letter_notify_took_without_our_hearing_of_it_is_not_sent_again(services, ann, notify, clock):
    notify.loses_its_answer = True
    tell(services, ann, "one")
    deliver(through(services, notify), lambda: False)
    assert outcomes(services) == {"one": None}
    clock.forward(minutes=3)
    deliver(through(services, notify), lambda: False)
    assert (len(notify.sent), outcomes(services)) == (1, {"one": "sent"})


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((400, {"errors": [{"error": "ValidationError", "message": "email_address Not a valid email address"}]}), "undeliverable"),
        ((400, {"errors": [{"error": "BadRequestError", "message": "Template not found"}]}), None),
        ((403, {"errors": [{"error": "AuthError", "message": "Invalid token"}]}), None),
        ((429, {"errors": [{"error": "RateLimitError", "message": "Exceeded rate limit"}]}), None),
        ((503, {}), None),
    ],
)  # fmt: skip
def test_only_an_address_that_cannot_be_written_to_is_given_up(services, ann, notify, caplog, answer, outcome):
    notify.answer = answer
    tell(services, ann, "one")
    deliver(through(services, notify), lambda: False)
    assert outcomes(services) == {"one": outcome}
    assert "ann@" not in caplog.text


def test_notify_that_is_away_is_tried_again(services, ann, notify, clock):
    tell(services, ann, "one")
    away = through(services, replace(notify, url="http://127.0.0.1:9"))
    deliver(away, lambda: False)
    assert outcomes(services) == {"one": None}
    clock.forward(minutes=3)
    deliver(through(services, notify), lambda: False)
    assert outcomes(services) == {"one": "sent"}
