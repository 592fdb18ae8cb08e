"""Whatever is sent to the forms of scoping, decisions, actions and closing, broken by accident or on purpose: refused in words, never
a fault, nothing partly written, nothing of another case taken.

Every POST of the routing table, each field of each form in turn; in make test a sample of it, in make test-full all.
"""

from __future__ import annotations

import hashlib
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from sqlalchemy import event, inspect, text

from serac.access.actors import actor_of
from serac.cases.queries import find_case, list_items
from serac.core.unit import Unit
from serac.entities.queries import list_vehicles
from tests.conftest import FULL
from tests.forms import forms_of
from tests.matrix import test_matrix
from tests.matrix.bodies import body_of
from tests.matrix.test_matrix import OPEN, WRITE, Cell, Stage, cells, expected, routes

stage = test_matrix.stage

FEATURES = ("scoping", "decisions", "actions", "closure")
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
MULTIPART = "multipart/form-data; boundary=here"
SAMPLE = 6
"""Broken forms of each address in make test, besides the empty one and the one without its key."""
BAD: dict[str, Any] = {
    "huge": "ż" * 30_000,
    "a nul": "a\x00b",
    "a code of no list": "'; drop table alert; --",
    "a large number": "9" * 40,
    "a negative one": "-1",
    "digits of elsewhere": "²³",
    "an id of nothing": "00000000-0000-4000-8000-000000000000",
    "half an id": "person:",
    "fifty times": ["x"] * 50,
}
RAW: dict[str, tuple[bytes, str]] = {
    "json": (b'{"words": ["a"], "version": {"a": 1}}', JSON),
    "bytes of nothing": (b"words=%ff%fe%00&version=%ed%a0%80\x00&%=%zz&=&&&", FORM),
    "no boundary": (b"--x\r\nnothing", "multipart/form-data"),
    "cut off": (b'--here\r\nContent-Disposition: form-data; name="words"\r\n\r\nhalf', MULTIPART),
    "too many parts": (
        b'--here\r\nContent-Disposition: form-data; name="kinds"\r\n\r\nother\r\n' * 2000 + b"--here--\r\n",
        MULTIPART,
    ),
}


@dataclass(frozen=True)
class Broken:
    """One broken form: what is wrong with it, and its body."""

    what: str
    body: bytes
    kind: str = FORM
    foreign: str = ""


@dataclass
class Sent:
    """What became of one: the status (or the fault), and the tables that were not left as they were."""

    status: int
    fault: str
    changed: list[str]
    taken: bool


def encoded(fields: dict[str, Any]) -> bytes:
    """A form as a browser sends it; a lone surrogate goes as the bytes it would be."""
    return urlencode(fields, doseq=True, errors="surrogatepass", quote_via=quote).encode()


def broken(fields: dict[str, Any], names: list[str], foreign: list[str]) -> Iterator[Broken]:
    """Every broken form made of a good one."""
    yield Broken("nothing in it", encoded({"idempotency_key": fields["idempotency_key"]}))
    yield Broken("no key", encoded({name: value for name, value in fields.items() if name != "idempotency_key"}))
    for name in names:
        if name in fields:
            yield Broken(f"without {name}", encoded({each: value for each, value in fields.items() if each != name}))
        for what, value in BAD.items():
            yield Broken(f"{name}: {what}", encoded(fields | {name: value}))
        yield Broken(f"{name}: a lone surrogate", encoded(fields | {name: "a\ud800b"}))
        for other in foreign:
            yield Broken(f"{name}: of another case", encoded(fields | {name: other}), foreign=other.split(":")[-1])
    for what, (body, kind) in RAW.items():
        yield Broken(what, body, kind)


def chosen(endpoint: str, found: list[Broken]) -> list[Broken]:
    """All of them, or the first two and some that fall on this address, the same in every run."""
    if FULL:
        return found
    return [*found[:2], *sorted(found[2:], key=lambda one: zlib.crc32(f"{endpoint} {one.what}".encode()))[:SAMPLE]]


def addressed(stage: Stage) -> Iterator[Cell]:
    """Whoever may send each form, for one or two of its targets."""
    for endpoint, method in routes(stage.app):
        if method == "POST" and endpoint.split(".")[0] in FEATURES:
            allowed = [cell for rule, cell in cells(stage.app, endpoint) if expected(rule, cell) == OPEN]
            first = {cell.variant: cell for cell in reversed(allowed) if cell.method == "POST"}
            assert first, endpoint
            yield from list(first.values())[-(2 if FULL else 1) :]


def fields_of(stage: Stage, cell: Cell) -> tuple[dict[str, Any], list[str]]:
    """A well-filled form, and every name the page has a field for."""
    good = body_of(cell.endpoint, stage.world, cell.person) | {"idempotency_key": "k" * 20}
    names = {name for name in good if name != "idempotency_key"} | {"version"}
    if (cell.endpoint, "GET") in routes(stage.app):
        client = stage.app.test_client(use_cookies=False)
        seen = stage.connection.begin()
        shown = client.get(stage.url(cell), headers={"Cookie": stage.cookies[cell.person]})
        seen.rollback()
        names |= {name for form in forms_of(shown.text) for name in form.fields}
    return good, sorted(names - {"idempotency_key", "csrf_token"})


def send(stage: Stage, cell: Cell, one: Broken) -> Sent:
    """Send it, look at what changed, and undo it."""
    stage.written.clear()
    values: list[str] = []

    def note(_: Any, __: Any, statement: str, given: Any, *___: Any) -> None:
        if one.foreign and WRITE.match(statement) and "audit_entry" not in statement:
            values.append(repr(given))

    event.listen(stage.connection, "before_cursor_execute", note)
    client, within = stage.app.test_client(use_cookies=False), stage.connection.begin()
    status, fault = 0, ""
    try:
        headers = {"Cookie": stage.cookies[cell.person]}
        answer = client.post(stage.url(cell), data=one.body, content_type=one.kind, headers=headers)
        status = answer.status_code
        answer.close()
    except Exception as problem:  # noqa: BLE001  a fault is an answer, and a wrong one
        fault = f"{type(problem).__name__}: {problem}"[:200]
    finally:
        event.remove(stage.connection, "before_cursor_execute", note)
    tables = touched(stage) if status >= 400 else []
    after = [digest(stage, table) for table in tables]
    within.rollback()
    with stage.connection.begin():
        before = [digest(stage, table) for table in tables]
    changed = [table for table, one_, other in zip(tables, before, after, strict=True) if one_ != other]
    return Sent(status, fault, changed, status < 400 and holds(one.foreign, values))


def touched(stage: Stage) -> list[str]:
    """The tables that statements of the last request wrote to, undone or not."""
    said = " ".join(stage.written).replace('"', " ").split()
    return sorted(set(said) & set(inspect(stage.connection).get_table_names()))


def digest(stage: Stage, table: str) -> str:
    """What a table holds."""
    rows = stage.connection.execute(text(f'select * from "{table}"'), execution_options={"scoped": True}).all()
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()


def holds(foreign: str, values: list[str]) -> bool:
    """Whether an id of another case was written anywhere."""
    if not foreign:
        return False
    try:
        row = uuid.UUID(foreign)
    except ValueError:
        return any(foreign in each for each in values)
    forms = (str(row), row.hex, repr(row.bytes)[2:-1])
    return any(form in each for each in values for form in forms)


def of_other_cases(stage: Stage) -> dict[str, list[str]]:
    """Ids and references of cases that nobody but the team reads, as forms send them, by the variant that is that case."""
    services, tom = stage.app.extensions["serac"], stage.world.given.members["tom"]
    found = stage.world.addresses
    with Unit(services, lambda session, now: actor_of(session, tom, now)) as unit:
        compartment = find_case(unit, found["ungranted"]["reference"]).compartment_id
        item = list_items(unit, compartment)[0].id
        vehicle = list_vehicles(unit, compartment)[0].id
    ungranted = [str(item), f"vehicle:{vehicle}", found["ungranted"]["reference"]]
    return {"ungranted": ungranted, "decided": [str(found["decided"]["team_id"])]}


@pytest.mark.pages
@pytest.mark.timeout(3000)
def test_no_broken_form_is_a_fault_or_is_half_written_or_reaches_into_another_case(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    others, wrong, count = of_other_cases(stage), [], 0
    for cell in addressed(stage):
        good, names = fields_of(stage, cell)
        foreign = [one for variant, several in others.items() if variant != cell.variant for one in several]
        for one in chosen(cell.endpoint, list(broken(good, names, foreign))):
            sent, count = send(stage, cell, one), count + 1
            where = f"{cell.endpoint} ({cell.variant}, {cell.person}) {one.what}"
            if sent.fault or sent.status >= 500:
                wrong.append(f"{where}: {sent.fault or sent.status}")
            if sent.changed:
                wrong.append(f"{where}: {sent.status}, and changed {', '.join(sent.changed)}")
            if sent.taken:
                wrong.append(f"{where}: {sent.status}, and took it")
            if one.what == "no key" and sent.status < 400:
                wrong.append(f"{where}: {sent.status}")
    with capsys.disabled():
        print(f"\nbroken forms: {count}")
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong[:60])
