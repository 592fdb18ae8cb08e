"""Asking for pages and timing the answers: with wrk where the machine has it, else with a small client of our own. Loopback only."""

from __future__ import annotations

import http.client
import os
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

WRK = shutil.which("wrk")
SCRIPT = Path(__file__).parent / "get.lua"
MOST_REQUESTS = 20_000


class BadAnswers(Exception):
    """Some answers were not pages: the figures would be worth nothing."""


@dataclass(frozen=True)
class Timed:
    """One measurement: median milliseconds, answers a second."""

    median_ms: float
    per_second: float


def tool() -> str:
    """What the requests are made with."""
    return "wrk" if WRK else "a Python client"


def measure(port: int, host: str, paths: Sequence[str], cookie: str, *, clients: int, seconds: float) -> Timed:
    """Ask for the paths in turn, so many clients at once, for so long."""
    timed, bad = (_with_wrk if WRK else _with_python)(port, host, paths, cookie, clients, seconds)
    if bad:
        raise BadAnswers(f"{bad} answers at {paths[0]} were no pages")
    return timed


def _with_wrk(
    port: int, host: str, paths: Sequence[str], cookie: str, clients: int, seconds: float
) -> tuple[Timed, int]:
    with tempfile.NamedTemporaryFile("w", suffix=".paths") as file:
        file.write("\n".join(paths) + "\n")
        file.flush()
        values = os.environ | {"PATHS": file.name, "COOKIE": cookie, "HOST": host}
        command = [
            str(WRK),
            "-t1",
            f"-c{clients}",
            f"-d{max(1, round(seconds))}s",
            "--timeout",
            "60s",
            "-s",
            str(SCRIPT),
        ]
        done = subprocess.run(
            [*command, f"http://127.0.0.1:{port}/"],
            env=values,
            capture_output=True,
            text=True,
            check=True,
            timeout=seconds + 120,
        )
    line = next(each for each in done.stdout.splitlines() if each.startswith("RESULT"))
    median, per_second, _, bad = line.split()[1:]
    return Timed(float(median), float(per_second)), int(bad)


def _with_python(
    port: int, host: str, paths: Sequence[str], cookie: str, clients: int, seconds: float
) -> tuple[Timed, int]:
    took: list[float] = []
    bad = [0]
    until = time.perf_counter() + seconds

    def work(first: int) -> None:
        place = first
        while time.perf_counter() < until and len(took) < MOST_REQUESTS:
            began = time.perf_counter()
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", paths[place % len(paths)], headers={"Host": host, "Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            took.append(time.perf_counter() - began)
            bad[0] += answer.status != 200
            place += 1

    began = time.perf_counter()
    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Timed(statistics.median(took) * 1000, len(took) / (time.perf_counter() - began)), bad[0]


def create(port: int, *, seconds: float) -> Timed:
    """Send the floor's form again and again, one client."""
    took: list[float] = []
    began = time.perf_counter()
    body = "title=A+concern&body=It+may+be+forced+work&queue=3"
    while time.perf_counter() - began < seconds:
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("POST", "/create", body, {"Content-Type": "application/x-www-form-urlencoded"})
        status = connection.getresponse().status
        connection.close()
        if status != 303:
            raise BadAnswers(f"/create answered {status}")
        took.append(time.perf_counter() - start)
    return Timed(statistics.median(took) * 1000, len(took) / (time.perf_counter() - began))


def sign_in_to_floor(port: int) -> str:
    """The cookie of the floor's only user."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/login")
    given = connection.getresponse().getheader("Set-Cookie") or ""
    connection.close()
    return given.split(";")[0]
