"""Sending alerts: the last press of the form, again and again, each with a key of its own, beside the floor's create."""

from __future__ import annotations

import http.client
import re
import secrets
import time
import urllib.parse

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


def _ask(port: int, method: str, path: str, headers: dict[str, str], body: str | None = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text
