"""Sending: the last press of an alert's form, again and again, beside the floor's create; and the commonest reply to a request."""

from __future__ import annotations

import http.client
import re
import secrets
import time
import urllib.parse
from collections.abc import Sequence

from bench.client import BadAnswers, Timed
from bench.service import HOST

FORM = "/alerts/new"
CONCERN = {
    "step": "send",
    "danger": "no",
    "what": "Four men sleep in the back of the shop and are driven somewhere at five each morning.",
    "kinds": "labour.forced",
    "how_known": "saw_it",
    "where": "12 Quillback Lane, ZZ9 4QX",
    "place_kind": "car_wash",
    "still_happening": "yes",
    "child": "no",
    "position_of_trust": "no",
    "plate": "ZZ61 QRV",
    "person_1_name": "Zdravka Petkanova",
    "person_1_age_band": "from_25_to_34",
}
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_PARTNERSHIP = re.compile(r'name="partnership"[^>]*value="([^"]+)"')


def send(port: int, cookie: str, area: str, *, seconds: float) -> Timed:
    """Send a typical concern for so long, one client; only the post is timed."""
    headers = {"Host": HOST, "Cookie": cookie}
    shown = _ask(port, "GET", FORM, headers)[1]
    token, partnership = _TOKEN.search(shown), _PARTNERSHIP.search(shown)
    if token is None or partnership is None:
        raise BadAnswers(f"{FORM} shows no form")
    fixed = CONCERN | {"csrf_token": token[1], "partnership": partnership[1], "area": area}
    headers |= {"Content-Type": "application/x-www-form-urlencoded"}
    took: list[float] = []
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        body = urllib.parse.urlencode(fixed | {"idempotency_key": secrets.token_urlsafe(18)})
        start = time.perf_counter()
        status, answer = _ask(port, "POST", FORM, headers, body)
        took.append(time.perf_counter() - start)
        if status != 303:
            wrong = re.findall(r"govuk-error-message[^>]*>(.*?)</p>", answer, re.DOTALL)
            raise BadAnswers(f"{FORM} answered {status}: {wrong[:3]}")
    return Timed(sorted(took)[len(took) // 2] * 1000, len(took) / (time.perf_counter() - began))


def reply(port: int, cookie: str, paths: Sequence[str]) -> Timed:
    """Answer requests "nothing known", each once, one client; only the post is timed."""
    headers, took = {"Host": HOST, "Cookie": cookie}, []
    typed = headers | {"Content-Type": "application/x-www-form-urlencoded"}
    for path in paths:
        token = _TOKEN.search(_ask(port, "GET", path, headers)[1])
        if token is None:
            raise BadAnswers(f"{path} shows no form")
        fields = {"csrf_token": token[1], "answer": "nothing_known", "idempotency_key": secrets.token_urlsafe(18)}
        start = time.perf_counter()
        status, _ = _ask(port, "POST", path, typed, urllib.parse.urlencode(fields))
        took.append(time.perf_counter() - start)
        if status != 303:
            raise BadAnswers(f"{path} answered {status}")
    if not took:
        raise BadAnswers("no request waits for an answer")
    return Timed(sorted(took)[len(took) // 2] * 1000, len(took) / sum(took))


def _ask(port: int, method: str, path: str, headers: dict[str, str], body: str | None = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text
