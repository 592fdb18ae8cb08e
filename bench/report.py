"""The figures as a table that can be put into docs/performance.md as it is."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator, Mapping

from bench.check import Compared
from bench.client import tool
from bench.measure import SCOPING, SENDING, Floor, Result

MOST_KILOBYTES = 60


def checked(compared: Compared) -> Iterator[str]:
    """What the comparison with the oracle came to."""
    yield f"{compared.lists} lists against the oracle, {compared.rows} rows: {len(compared.different)} different"
    yield from (f"  DIFFERENT {each}" for each in compared.different)


def machine(server: Mapping[str, str], alerts: int) -> Iterator[str]:
    """What the figures were taken on."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    said = ", ".join(f"{name} {value}" for name, value in server.items())
    yield f"{alerts:,} alerts; {os.cpu_count()} cores, {gigabytes:.0f} GiB; PostgreSQL: {said}; requests made with {tool()}"


def table(floor: Floor, results: list[Result]) -> Iterator[str]:
    """One line a page and reader; what misses its aim says so."""
    alone = statistics.median(each.median_ms for each in floor.alone)
    together = statistics.median(each.per_second for each in floor.together)
    creating = statistics.median(each.median_ms for each in floor.creating)
    yield "| page | reader | ms | floors | aim | a second, 8 clients | statements | KB |"
    yield "|---|---|---|---|---|---|---|---|"
    yield f"| floor, /full | | {alone:.1f} | 1 | | {together:.0f} | 5 | |"
    yield f"| floor, /create | | {creating:.1f} | | | | 4 | |"
    sending = statistics.median(each.median_ms for each in floor.sending)
    creates, missed = sending / creating, "" if sending / creating <= SENDING else " missed"
    yield f"| an alert sent | co-ordinator of all | {sending:.1f} | {creates:.2f} creates | {SENDING:g}{missed} | | | |"
    replying = statistics.median(each.median_ms for each in floor.replying)
    floors, missed = replying / alone, "" if replying / alone <= SCOPING else " missed"
    yield f"| a reply, nothing known | handler of a quarter | {replying:.1f} | {floors:.2f} | {SCOPING:g}{missed} | | | |"
    for each in results:
        met = "" if each.ratio <= each.subject.aim else " missed"
        statements = f"{each.statements}{'' if each.statements <= each.subject.most else ' missed'}"
        kilobytes = f"{each.kilobytes:.0f}{'' if each.kilobytes <= MOST_KILOBYTES else ' missed'}"
        yield (
            f"| {each.subject.name} | {each.subject.reader.name} | {each.median_ms:.1f} | {each.ratio:.2f} | {each.subject.aim:g}{met} "
            f"| {each.per_second:.0f} | {statements} | {kilobytes} |"
        )
