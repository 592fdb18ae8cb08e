"""Timing pages beside the floor: in several rounds, each page just after the floor, so that what else the machine did cancels out."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field

from bench.client import Timed, create, measure, sign_in_to_floor
from bench.inside import Inside
from bench.people import ALSO, COORDINATOR, HANDLER_20, HANDLER_20_000, READERS, Reader, cookie_of
from bench.sending import reply, send
from bench.service import HOST
from bench.words import AREAS, KINDS

MANY = 8
FLOOR_PATHS = [f"/full?s={status}&q={queue}" for status in range(1, 6) for queue in range(1, 9)]
OTHERS = tuple(each for each in READERS if each.has_pages and each not in {COORDINATOR, HANDLER_20, HANDLER_20_000})
MOST, MANY_GRANTS, TRIAGE, SENDING, SCOPING = 2.0, 2.5, 3.0, 4.0, 3.0
"""The aims, in floors: for lists and the case page; the lists of those with grants by the thousand; the triage page; in floors'
creates, the last press of an alert's form; the tracker and the shared picture, and (in floors too) a reply."""
SCOPING_STATEMENTS = 15
"""Of the tracker and the shared picture, which are put together from more kinds of row."""
PAINTED = tuple(
    each for each in READERS if each.has_pages and "lapsed" not in each.name and "elsewhere" not in each.name
)
"""With ALSO, the eight readers of the shared picture."""
QUARTER = next(each for each in READERS if each.name == "handler of a quarter")
"""Works for agency 0, which has answered no request."""
SCOPED_LIST = "/cases?stage=scoping"


@dataclass(frozen=True)
class Subject:
    """What is measured: a kind of page for a reader, at several addresses in turn, against an aim in floors.

    Attributes:
        most: statements it may ask.
    """

    name: str
    reader: Reader
    paths: tuple[str, ...]
    aim: float
    most: int = 10


@dataclass
class Result:
    """What came of one subject."""

    subject: Subject
    statements: int
    kilobytes: float
    alone: list[Timed] = field(default_factory=list)
    together: list[Timed] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)

    @property
    def median_ms(self) -> float:
        """Median of the rounds' medians, one client."""
        return statistics.median(each.median_ms for each in self.alone)

    @property
    def per_second(self) -> float:
        """Median of the rounds, eight clients."""
        return statistics.median(each.per_second for each in self.together)

    @property
    def ratio(self) -> float:
        """How many floors a page takes: the median of the rounds, each against the floor of its own round."""
        return statistics.median(self.ratios)


@dataclass
class Floor:
    """The floor over the rounds."""

    alone: list[Timed] = field(default_factory=list)
    together: list[Timed] = field(default_factory=list)
    creating: list[Timed] = field(default_factory=list)
    sending: list[Timed] = field(default_factory=list)
    replying: list[Timed] = field(default_factory=list)


def subjects(inside: Inside) -> list[Subject]:
    """The pages and their readers. Filters change from request to request, as the floor's do."""
    states = ("received", "in_triage")
    by_state = tuple(f"/alerts?state={state}&area={area}" for area in AREAS for state in states)
    opened_by = tuple(f"/alerts?state=opened&kind={kind}" for kind in KINDS)
    made = [
        Subject("alerts that wait", COORDINATOR, ("/alerts",), MOST),
        Subject("alerts that wait, by state and area", COORDINATOR, by_state, MOST),
        Subject("alerts that wait, by kind", COORDINATOR, tuple(f"/alerts?kind={kind}" for kind in KINDS), MOST),
    ]
    by_area = tuple(f"/alerts?state=opened&area={area}&kind={kind}" for kind in KINDS for area in AREAS)
    made += [
        Subject("alerts opened, newest first", COORDINATOR, ("/alerts?state=opened",), MOST),
        Subject("alerts opened, by kind", COORDINATOR, opened_by, MOST),
        Subject("alerts opened, by kind and area", COORDINATOR, by_area, MOST),
    ]
    for reader, aim in ((HANDLER_20, MOST), (HANDLER_20_000, MANY_GRANTS)):
        made.append(Subject("alerts opened, newest first", reader, ("/alerts?state=opened",), aim))
        made.append(Subject("alerts opened, by kind", reader, opened_by, aim))
    for each in OTHERS:
        aim = MANY_GRANTS if each.name.startswith("handler") else MOST
        made.append(Subject("alerts opened, newest first", each, ("/alerts?state=opened",), aim))
    for reader in (COORDINATOR, HANDLER_20, HANDLER_20_000):
        made.append(Subject("cases", reader, ("/cases",), MOST))
        made.append(Subject("case page", reader, _cases(inside, reader), MOST))
    waiting = inside.get(COORDINATOR, "/alerts").references("AL")
    made.append(Subject("triage page", COORDINATOR, tuple(f"/alerts/{one}" for one in waiting), TRIAGE))
    tracked = tuple(f"{path}/scoping" for path in _cases(inside, COORDINATOR, SCOPED_LIST))
    made.append(Subject("tracker, 12 agencies", COORDINATOR, tracked, SCOPING, SCOPING_STATEMENTS))
    for reader in (*PAINTED, *ALSO):
        painted = tuple(f"{path}/picture" for path in _cases(inside, reader, SCOPED_LIST))
        made.append(Subject("shared picture, 40 items", reader, painted, SCOPING, SCOPING_STATEMENTS))
    return made


def _cases(inside: Inside, reader: Reader, where: str = "/cases") -> tuple[str, ...]:
    return tuple(f"/cases/{reference}" for reference in inside.get(reader, where).references("SC"))


def _to_answer(inside: Inside, reader: Reader) -> list[str]:
    """The requests that wait for somebody, taken from their own list each time: an answered one is there no more."""
    return [f"/requests/{reference}" for reference in inside.get(reader, "/requests").references("RQ")]


def run(
    inside: Inside, service_port: int, floor_port: int, *, rounds: int, seconds: float
) -> tuple[Floor, list[Result]]:
    """Measure everything, so many times over."""
    results = [_counted(inside, subject) for subject in subjects(inside)]
    floor, cookie = Floor(), sign_in_to_floor(floor_port)
    for port, paths, held in (
        (floor_port, FLOOR_PATHS, cookie),
        *((service_port, r.subject.paths, _cookie(r)) for r in results),
    ):
        measure(port, HOST, paths, held, clients=2, seconds=1)
    for _ in range(rounds):
        floor.together.append(measure(floor_port, HOST, FLOOR_PATHS, cookie, clients=MANY, seconds=seconds))
        floor.creating.append(create(floor_port, seconds=seconds / 2))
        floor.replying.append(reply(service_port, cookie_of(QUARTER), _to_answer(inside, QUARTER)))
        floor.sending.append(send(service_port, cookie_of(COORDINATOR), COORDINATOR.areas[0], seconds=seconds / 2))
        for result in results:
            timed = measure(floor_port, HOST, FLOOR_PATHS, cookie, clients=1, seconds=seconds / 2)
            floor.alone.append(timed)
            _measure(result, service_port, timed, seconds)
    return floor, results


def _measure(result: Result, port: int, floor: Timed, seconds: float) -> None:
    paths, cookie = result.subject.paths, _cookie(result)
    alone = measure(port, HOST, paths, cookie, clients=1, seconds=seconds)
    result.alone.append(alone)
    result.ratios.append(alone.median_ms / floor.median_ms)
    result.together.append(measure(port, HOST, paths, cookie, clients=MANY, seconds=seconds))


def _counted(inside: Inside, subject: Subject) -> Result:
    """The most statements and the most bytes of any of the addresses, counted in this process."""
    pages = []
    for path in subject.paths:
        inside.get(subject.reader, path)  # the first look at a kind of page is not counted: it may warm something
        pages.append(inside.get(subject.reader, path))
    bad = [page.status for page in pages if page.status != 200]
    if bad:
        raise RuntimeError(f"{subject.name} for {subject.reader.name} answered {bad[0]}")
    largest = max(len(page.body.encode()) for page in pages)
    return Result(subject, max(len(page.statements) for page in pages), largest / 1024)


def _cookie(result: Result) -> str:
    return cookie_of(result.subject.reader)
