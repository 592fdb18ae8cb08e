"""`python -m bench`: load, check, measure, say. See the package for what is where."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from bench import floor_load, load, report, server
from bench.check import compare
from bench.client import BadAnswers
from bench.inside import Inside
from bench.measure import run
from bench.people import COORDINATOR, READERS, sign_in
from bench.service import environment, running
from serac.core.clock import Clock
from serac.core.database import make_engine
from tests.servers import NotHereError, drop_database, free_port

FULL, SMALL = 100_000, 3000
NAME = "serac_bench"


def main(arguments: list[str] | None = None) -> int:
    """Zero if every list is what the oracle says; aims that are missed are said, and are no failure."""
    asked = _arguments(arguments)
    try:
        with server.server() as url, tempfile.TemporaryDirectory(prefix="serac-bench-") as folder:
            return _on(url, Path(folder), asked)
    except (NotHereError, BadAnswers) as problem:
        print(problem)
        return 1


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Lists and the case page beside a floor, and the oracle."
    )
    parser.add_argument("--small", action="store_true", help=f"{SMALL} alerts, lists checked only, nothing timed")
    parser.add_argument("--alerts", type=int, help=f"how many in the first partnership ({FULL} or, small, {SMALL})")
    parser.add_argument("--rounds", type=int, default=3, help="times everything is measured (3)")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement (2)")
    parser.add_argument(
        "--keep", action="store_true", help="use the databases of an earlier run on a named server, and leave them"
    )
    parser.add_argument(
        "--profile", metavar="PATH", help="instead of timing, say where the time of this page goes in process"
    )
    parser.add_argument(
        "--reader", default=COORDINATOR.name, choices=[each.name for each in READERS], help="who looks, for --profile"
    )
    asked = parser.parse_args(arguments)
    asked.alerts = asked.alerts or (SMALL if asked.small else FULL)
    return asked


def _on(url: str, folder: Path, asked: argparse.Namespace) -> int:
    """Everything, on a server."""
    service_url = _service_database(url, asked)
    floor_url = "" if asked.small or asked.profile else _floor_database(url, asked)
    plain = make_engine(service_url)
    inside = Inside(service_url, folder)
    try:
        with plain.begin() as connection:
            sign_in(connection, Clock().now())
        if asked.profile:
            print(inside.profile(next(each for each in READERS if each.name == asked.reader), asked.profile))
            return 0
        compared = compare(inside, plain)
        _say(report.checked(compared))
        if not asked.small:
            _say(report.machine(server.settings_of(url), asked.alerts))
            _measure(inside, service_url, floor_url, folder, asked)
        return 1 if compared.different else 0
    finally:
        inside.close()
        plain.dispose()
        if not asked.keep:
            for made in filter(None, (_name(asked), floor_url and _name(asked, "_floor"))):
                drop_database(url, made)


def _measure(inside: Inside, service_url: str, floor_url: str, folder: Path, asked: argparse.Namespace) -> None:
    service, floor = free_port(), free_port()
    with (
        running("bench.floor:app", floor, {"DSN": floor_url}),
        running("wsgi:application", service, environment(service_url, folder)),
    ):
        measured = run(inside, service, floor, rounds=asked.rounds, seconds=asked.seconds)
    _say(report.table(*measured))


def _service_database(url: str, asked: argparse.Namespace) -> str:
    """The service's tables with everything in them."""
    name = _name(asked)
    if asked.keep and server.made_for(url, name):
        return server.address(url, name)
    began = time.monotonic()
    made = server.database_with_tables(url, name)
    rows = load.load(made, server.SECRETS, Clock().now(), asked.alerts)
    server.mark(made, "bench")
    print(f"loaded {sum(rows.values()):,} rows in {time.monotonic() - began:.0f} s", flush=True)
    return made


def _floor_database(url: str, asked: argparse.Namespace) -> str:
    name = _name(asked, "_floor")
    if asked.keep and server.made_for(url, name):
        return server.address(url, name)
    made = server.empty_database(url, name)
    floor_load.load(made, asked.alerts)
    server.mark(made, "bench")
    return made


def _name(asked: argparse.Namespace, what: str = "") -> str:
    return f"{NAME}{what}_{asked.alerts}"


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
