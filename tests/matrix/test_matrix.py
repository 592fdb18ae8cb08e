"""Every route and method, as everybody, in every relation to a compartment: the answer the rules say, and nothing written or
shown where it is no.

Each cell runs inside a transaction that is undone, so every cell sees the same world.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session
from werkzeug.routing import MapAdapter

from serac import create_app, make_services
from serac.access.actors import actor_of
from serac.access.roles import ROLE_WORDS
from serac.core import unit as unit_module
from serac.core.unit import COMMANDS, Unit, acts_for_the_service
from tests.conftest import FULL
from tests.matrix.bodies import body_of
from tests.matrix.rules import GONE, RULES, SEES, SIGNED_IN, Rule
from tests.matrix.world import ANONYMOUS, PEOPLE, PLANTED, World, build, finish

OPEN, FORBIDDEN, HIDDEN, SIGN_IN = "open", "403", "404", "sign in"
BOOKKEEPING = re.compile(
    r"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(audit_entry|chain_head|submission|sign_in_attempt)\b", re.IGNORECASE
)
SEEN = re.compile(r"^\s*UPDATE sign_in_session SET seen_at=", re.IGNORECASE)
WRITE = re.compile(r"^\s*(WITH|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Cell:
    """One person, one route and method, one variant of its target."""

    endpoint: str
    method: str
    person: str
    variant: str


@dataclass
class Answer:
    """What came back, what was written, which policies were asked."""

    outcome: str
    body: str
    written: list[str]
    asked: set[str]


@dataclass
class Stage:
    """The app, the world and a connection whose transaction is undone after each cell."""

    app: Flask
    world: World
    connection: Connection
    cookies: dict[str, str]
    written: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def url(self, cell: Cell) -> str:
        """The address of a cell's target."""
        arguments = self.arguments(cell.endpoint) | self.world.addresses.get(cell.variant, {})
        values = {name: arguments[name] for name in self.needed(cell.endpoint)}
        return str(self.addresses.build(cell.endpoint, values))

    @cached_property
    def addresses(self) -> MapAdapter:
        """What makes an address of an endpoint and its arguments."""
        return self.app.url_map.bind("localhost")

    def needed(self, endpoint: str) -> set[str]:
        """The arguments an endpoint's address needs."""
        return set(next(self.app.url_map.iter_rules(endpoint)).arguments)

    def arguments(self, endpoint: str) -> dict[str, Any]:
        """Addresses outside compartments."""
        shared = self.world.shared
        places = {
            "agencies.partnership",
            "agencies.change_place",
            "agencies.join",
            "agencies.depart",
            "agencies.within",
            "agencies.new_shift",
        }
        slug = "thornshire" if endpoint in places else "kelderby-housing"
        found = shared | {"slug": slug, "subject": "powers", "role": next(iter(ROLE_WORDS))}
        found |= {"filename": "css/identity.css", "entry_id": shared.get("entry_id")}
        if endpoint == "agencies.leave":
            found["slug"] = "spare-agency"
        return found

    def ask(self, cell: Cell) -> Answer:
        """Send one request and undo what it did."""
        self.written.clear()
        self.asked.clear()
        url, client = self.url(cell), self.app.test_client(use_cookies=False)
        headers = {"Cookie": self.cookies[cell.person]}
        everything = self.connection.begin()
        try:
            if cell.method == "POST":
                body = body_of(cell.endpoint, self.world, cell.person) | {"idempotency_key": "k" * 20}
                answer = client.post(url, data=body, headers=headers)
            else:
                answer = client.open(url, method=cell.method, headers=headers)
            body = answer.get_data(as_text=True)
            answer.close()
            return Answer(_outcome(answer), body, list(self.written), set(self.asked))
        except Exception as fault:  # noqa: BLE001  a fault is an answer, and a wrong one
            return Answer(f"fault {type(fault).__name__}: {fault}"[:200], "", list(self.written), set(self.asked))
        finally:
            everything.rollback()


def _outcome(answer: Any) -> str:
    location = answer.headers.get("Location", "")
    if answer.status_code == 401 or (answer.status_code == 303 and location.startswith("/sign-in?next=")):
        return SIGN_IN
    if answer.status_code in {403, 404}:
        return str(answer.status_code)
    if answer.status_code == 503 and answer.request.path == "/health/ready":
        return OPEN  # it answers, and says that no scheduler runs beside the tests
    return OPEN if answer.status_code in {200, 204, 302, 303, 409, 422} else f"status {answer.status_code}"


def expected(rule: Rule, cell: Cell) -> str:
    """What the rules say."""
    if set(rule.knows) == set(PEOPLE):
        return OPEN
    if cell.person in GONE:
        return SIGN_IN
    knows = SEES[cell.variant] if cell.variant else rule.knows
    if cell.person not in knows:
        return HIDDEN if cell.variant or set(rule.knows) != SIGNED_IN else FORBIDDEN
    return OPEN if cell.person in rule.may else FORBIDDEN


def methods_of(app: Flask, endpoint: str) -> list[str]:
    """The methods of an endpoint, HEAD and OPTIONS aside (they follow GET)."""
    return sorted({m for r in app.url_map.iter_rules(endpoint) for m in (r.methods or set()) - {"HEAD", "OPTIONS"}})


def routes(app: Flask) -> list[tuple[str, str]]:
    """Every endpoint and method there is, HEAD and OPTIONS aside (they follow GET)."""
    return sorted(
        {(r.endpoint, m) for r in app.url_map.iter_rules() for m in (r.methods or set()) - {"HEAD", "OPTIONS"}}
    )


def cells(app: Flask, endpoint: str) -> Iterator[tuple[Rule, Cell]]:
    """All cells of an endpoint."""
    for rule in RULES:
        if endpoint in rule.endpoints:
            for method in (m for m in methods_of(app, endpoint) if m in (rule.methods or {m})):
                for variant in rule.variants:
                    for person in PEOPLE:
                        yield rule, Cell(endpoint, method, person, variant)


class Borrowed:
    """An engine whose every connection is the one connection whose work is undone after each cell.

    Each cell has a transaction of its own: in a single one PostgreSQL keeps every version of every row that any cell
    wrote, and grows slower from cell to cell.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        yield self.connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection.engine, name)


def _session(engine: Any, **options: Any) -> Session:
    if isinstance(engine, Borrowed):
        return Session(engine.connection, join_transaction_mode="create_savepoint", **options)
    return Session(engine, **options)


@pytest.fixture
def stage(settings: Any, clock: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    services = make_services(settings)
    world = build(services, clock)
    services.engine.dispose()
    app = create_app(settings)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    engine = app.extensions["serac"].engine
    cookies = _sign_everybody_in(app, world)
    finish(world)
    with engine.connect() as plain:
        plain.execution_options(scoped=True)
        world.shared["entry_id"] = plain.execute(
            text("select id from audit_entry order by place limit 1"), execution_options={"scoped": True}
        ).scalar()
    entry = world.shared["entry_id"]
    world.shared["entry_id"] = entry.hex() if isinstance(entry, bytes) else entry
    engine.dispose()
    with engine.connect() as connection:
        made = Stage(app, world, connection, cookies)
        monkeypatch.setattr(unit_module, "Session", _session)
        app.extensions["serac"] = dataclasses.replace(app.extensions["serac"], engine=Borrowed(connection))
        _watch(made, monkeypatch)
        yield made
    engine.dispose()
    services.engine.dispose()


def _sign_everybody_in(app: Flask, world: World) -> dict[str, str]:
    """Everybody's cookie, kept apart so that no cell can change it."""
    cookies = {}
    for person in PEOPLE:
        client = app.test_client()
        name = person.replace(" ", "-")
        if person not in GONE:
            world.given.sign_in(client, name)
        elif person != ANONYMOUS:
            _sign_in_before_disabled(app, world, name, client)
        kept = client.get_cookie("visit")
        cookies[person] = f"visit={kept.value}" if kept else ""
    return cookies


def _sign_in_before_disabled(app: Flask, world: World, name: str, client: FlaskClient) -> None:
    """A disabled person holding the cookie of a session that was never ended."""
    other = app.test_client()
    world.given.sign_in(other, "plain")
    with client.session_transaction() as mine, other.session_transaction() as theirs:
        mine.update(theirs)
        key = theirs["_user_id"]
    sessions = __import__("serac.access.sessions", fromlist=["key_hash"])
    with app.extensions["serac"].engine.begin() as connection:
        table = __import__("serac.access.models", fromlist=["SignInSession"]).SignInSession.__table__
        connection.execute(
            table.update().where(table.c.key_hash == sessions.key_hash(key)).values(member_id=world.given.members[name])
        )


def _watch(made: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    @event.listens_for(made.connection, "before_cursor_execute")
    def _(connection: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
        moved_head = statement.lstrip().upper().startswith("WITH MOVED")
        kept = BOOKKEEPING.match(statement) or SEEN.match(statement) or moved_head
        reads = statement.lstrip().upper().startswith("WITH") and "INSERT" not in statement.upper()
        if WRITE.match(statement) and not kept and not reads:
            made.written.append(statement[:80])

    plain = Unit.may

    def may(self: Unit, policy: Any, target: Any) -> bool:
        name = f"{policy.__module__}.{policy.__qualname__}"
        made.asked.add(name)
        answer = plain(self, policy, target)
        return not answer if name == INVERTED["policy"] else answer

    monkeypatch.setattr(Unit, "may", may)


Met = tuple[Rule, Cell, bool]
"""A cell that asked a policy, and whether it wrote anything."""
INVERTED: dict[str, str | None] = {"policy": None}


def check(stage: Stage, rule: Rule, cell: Cell) -> tuple[Answer, str | None]:
    """One cell: None, or what is wrong with it."""
    answer, wanted = stage.ask(cell), expected(rule, cell)
    if answer.outcome != wanted:
        return answer, f"{cell}: {answer.outcome}, the rules say {wanted}"
    if wanted != OPEN and answer.written:
        return answer, f"{cell}: denied, and wrote {answer.written[0]}"
    if (wanted != OPEN or not cell.variant) and PLANTED in answer.body and cell.endpoint not in LISTS:
        return answer, f"{cell}: shows what was planted"
    return answer, None


SPARED = {"sqlite": (5, 0), "postgresql": (10, 1)}
"""`make test` asks every cell that is to be open or forbidden, on PostgreSQL each second of them; of those that are to be hidden or to
sign in first a fifth on SQLite and a tenth, out of the others, on PostgreSQL. It turns policies round on SQLite alone: they are Python.
`make test-full` asks and turns all on both. The rule is one expression, held to separate SQL on both."""
LISTS = {"actions.index", "cases.index", "alerts.index", "desk.home", "scoping.requests", "scoping.disclosures"}
"""What these show is checked by who asks, in tests/cases, tests/alerts and tests/desk."""


def test_every_cell_of_the_matrix(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    wrong, count, by_outcome = [], 0, Counter[str]()
    asked: dict[str, list[Met]] = defaultdict(list)
    every, first = (1, 0) if FULL else SPARED[stage.connection.dialect.name]
    thin = not FULL and stage.connection.dialect.name == "postgresql"
    for endpoint in sorted({e for e, _ in routes(stage.app)}):
        found = list(cells(stage.app, endpoint))
        assert found, f"{endpoint} has no rule"
        for place, (rule, cell) in enumerate(found):
            denied = expected(rule, cell) in {HIDDEN, SIGN_IN}
            if (denied and place % every != first) or (thin and not denied and place % 2):
                continue
            answer, problem = check(stage, rule, cell)
            count += 1
            by_outcome[answer.outcome] += 1
            wrong += [problem] if problem else []
            for policy in answer.asked:
                asked[policy].append((rule, cell, bool(answer.written)))
    with capsys.disabled():
        print(f"\naccess matrix: {count} cells, {len(RULES)} rules, {dict(by_outcome)}")
    wrong += [f"{e} has a rule and no route" for r in RULES for e in r.endpoints if e not in stage.app.view_functions]
    by_place = Counter(line.split(" person=")[0] + line.split(":")[-1] for line in wrong)
    assert not wrong, f"{len(wrong)} cells:\n" + "\n".join([*wrong[:400:4], *map(str, by_place.most_common(60))])
    assert len(RULES) <= 100
    if not thin:
        _every_policy_matters(stage, asked)


ELSEWHERE = {
    "serac.entities.policy.hold": "tests/entities/test_places_of_safety.py; its page comes with the pathways",
    "serac.access.policy.compartments.shred": "tests/access/test_compartments.py; its page comes with retention",
    "serac.core.unit.acts_for_the_service": "jobs and the command line: tests/scheduler, tests/notifications, tests/demonstration",
}
"""Policies that no page asks, and where they are tested."""


def _every_policy_matters(stage: Stage, asked: dict[str, list[Met]]) -> None:
    """Turn each policy round: some cell must then be wrong, or no longer do what it did."""
    views = {_name(v.needs) for v in stage.app.view_functions.values() if hasattr(v, "needs")}
    known = views | {_name(policy) for name, policy in COMMANDS.items() if name.startswith("serac.")}
    idle = []
    for policy in sorted(known - set(ELSEWHERE)):
        INVERTED["policy"] = policy
        try:
            tried = _spread(asked.get(policy, []))
            if not any(_differs(stage, *met) for met in tried):
                idle.append(f"{policy} ({len(asked.get(policy, []))} cells ask it)")
        finally:
            INVERTED["policy"] = None
    assert not idle, "inverting these changed no cell:\n" + "\n".join(idle)


def _name(policy: Callable[..., bool]) -> str:
    return f"{policy.__module__}.{policy.__qualname__}"


def _differs(stage: Stage, rule: Rule, cell: Cell, wrote: bool) -> bool:
    answer, problem = check(stage, rule, cell)
    return problem is not None or bool(answer.written) != wrote


def _spread(found: list[Met]) -> list[Met]:
    """Some cells of each endpoint and method, so that inverting is quick to show."""
    by_place: dict[tuple[str, str], list[Met]] = defaultdict(list)
    for met in found:
        by_place[met[1].endpoint, met[1].method].append(met)
    return [one for several in by_place.values() for one in several[:6]]


def test_a_policy_that_only_the_service_meets_is_never_a_persons(stage: Stage) -> None:
    members = stage.world.given.members
    for person in SIGNED_IN:
        member_id = members[person.replace(" ", "-")]
        with Unit(stage.app.extensions["serac"], lambda db, now, it=member_id: actor_of(db, it, now)) as unit:
            assert not unit.may(acts_for_the_service, None)
