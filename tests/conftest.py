"""What every test stands on: a fresh database of each kind, a clock that can be moved, the app, people to be."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import URL, Engine, event, make_url

import serac
from serac import create_app, make_services, web
from serac.access import credentials
from serac.access.actors import actor_of
from serac.core import schema
from serac.core.actor import Actor, Authority
from serac.core.database import make_engine
from serac.core.need_to_know import guard
from serac.core.unit import Services, Unit
from serac.settings import Settings
from tests import watch
from tests.databases import Database, PostgresDatabase, SqliteDatabase
from tests.given import EMPTY, Given, Kept
from tests.servers import (
    NotHereError,
    create_database,
    drop_database,
    missing,
    share_postgres,
    start_postgres,
    use_memory,
)

FULL = os.environ.get("SERAC_TEST_FULL") == "1"
hypothesis_settings.register_profile(
    "serac", deadline=None, derandomize=not FULL, print_blob=True, suppress_health_check=list(HealthCheck)
)
hypothesis_settings.load_profile("serac")


def pytest_configure(config: pytest.Config) -> None:
    use_memory()
    share_postgres(config)
    watch.begin(config)


LONGEST_FIRST = ("tests/matrix/", "tests/journeys/", "tests/scheduler/")
"""What takes longest begins first, so that no process works alone at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {folder: place for place, folder in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: next((order[f] for f in order if item.nodeid.startswith(f)), len(order)))
    apart = [item for item in items if item.nodeid.startswith(LONGEST_FIRST[0])]
    others = items[len(apart) :]
    if len(others) > len(apart):
        between = [one for pair in zip(apart, others[: len(apart)], strict=True) for one in pair]
        items[:] = between + others[len(apart) :]
    if not FULL:
        for item in items:
            if item.get_closest_marker("full"):
                item.add_marker(pytest.mark.skip(reason="only in make test-full"))
        items[:] = [item for item in items if not on_the_other_database(item)]


def on_the_other_database(item: pytest.Item) -> bool:
    """Whether a test of pages runs on the other database this time: rules, races and lists run on both always."""
    chosen = getattr(getattr(item, "callspec", None), "params", {}).get("database")
    if chosen is None or not item.get_closest_marker("pages") or item.get_closest_marker("both"):
        return False
    turned = ("sqlite", "postgresql")[zlib.crc32(item.nodeid.replace(chosen, "").encode()) % 2]
    return bool(chosen != turned)


def build_schema(url: str) -> None:
    """All tables and the empty heads of the audit log, by the migrations (a test holds them to the models)."""
    schema.upgrade(url)


class OneEngine:
    """One engine of each kind for all tests of this process, pointed at the database of the test that runs.

    An engine keeps the statements it has compiled; with a new one for every test, compiling took most of the time.
    """

    def __init__(self) -> None:
        self._engines: dict[str, Engine] = {}
        self._urls: dict[str, URL] = {}

    def at(self, url: str | URL) -> Engine:
        """The guarded engine, from now on connected to this database."""
        address = make_url(url)
        kind = address.get_backend_name()
        if kind not in self._engines:
            self._engines[kind] = guard(make_engine(address))
            event.listen(self._engines[kind], "do_connect", partial(self._connect, kind))
        if self._urls.get(kind) != address:
            self._engines[kind].dispose()
            self._urls[kind] = address
        return self._engines[kind]

    def leave(self) -> None:
        """Keep no connection."""
        for engine in self._engines.values():
            engine.dispose()

    def _connect(self, kind: str, dialect: Any, _: object, given: list[Any], named: dict[str, Any]) -> None:
        here, wanted = dialect.create_connect_args(self._urls[kind])
        given[:] = here
        named.update({name: wanted[name] for name in ("dbname", "host", "port", "user", "password") if name in wanted})


class CompiledTemplates(BytecodeCache):
    """What Jinja made of each template, for every app of this process: compiling them anew took half of the time."""

    def __init__(self) -> None:
        self._compiled: dict[str, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._compiled.get(f"{bucket.key} {bucket.checksum}")

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[f"{bucket.key} {bucket.checksum}"] = bucket.code


class OneApp:
    """One application for all tests of this process, standing on the services of the test that runs.

    Making one compiles every route anew, which took nearly half of the time of the tests that open pages.
    """

    def __init__(self) -> None:
        self._app: Flask | None = None
        self._config: dict[str, Any] = {}
        self._extensions: dict[str, Any] = {}

    @contextmanager
    def at(self, settings: Settings) -> Iterator[Flask]:
        """The application as it was made, whatever an earlier test set on it."""
        if self._app is None:
            self._app = create_app(settings)
            self._app.testing = True
            self._config, self._extensions = dict(self._app.config), dict(self._app.extensions)
        app = self._app
        app.config.clear()
        app.config.update(self._config)
        app.extensions.clear()
        app.extensions.update(self._extensions, serac=make_services(settings))
        yield app
        app.extensions["serac"].engine.dispose()


ENGINE = OneEngine()
APP = OneApp()
TEMPLATES = CompiledTemplates()


def configure(app: Flask, settings: Settings, really: Callable[[Flask, Settings], None] = web.configure) -> None:
    """What the service does, and the templates that were compiled for another app of this process."""
    really(app, settings)
    app.jinja_env.bytecode_cache = TEMPLATES


@pytest.fixture(autouse=True)
def one_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything in this process that makes services gets the one engine of its kind, and templates already compiled."""
    monkeypatch.setattr(serac, "make_engine", ENGINE.at)
    monkeypatch.setattr(serac, "guard", lambda engine: engine)
    monkeypatch.setattr(web, "configure", configure)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    try:
        with start_postgres() as url:
            yield url
    except NotHereError as problem:
        missing(problem)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str, worker_id: str) -> Iterator[str]:
    name = f"template_{worker_id}_{os.getpid()}"
    build_schema(create_database(postgres_server, name))
    yield name
    drop_database(postgres_server, name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "template.db"
    build_schema(f"sqlite:///{file}")
    engine = make_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str, worker_id: str) -> Iterator[PostgresDatabase]:
    made = PostgresDatabase(postgres_server, worker_id)
    made.keep(EMPTY)
    yield made
    made.drop()


@pytest.fixture(scope="session")
def sqlite_kept(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    shutil.copy(sqlite_template, folder / EMPTY)
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh, empty database; every test that asks runs once on each kind."""
    made: Database
    if request.param == "sqlite":
        made = SqliteDatabase(tmp_path, request.getfixturevalue("sqlite_kept"))
    else:
        made = request.getfixturevalue("postgres_database")
    made.put_back(EMPTY)
    yield made
    ENGINE.leave()
    made.away()


@pytest.fixture
def database_url(database: Database) -> str:
    """The address of the fresh database."""
    return database.url


@dataclass
class MovableClock:
    """The clock of every process of a test."""

    file: Path

    def set(self, moment: str) -> None:
        """Stop at a moment: ISO 8601 with an offset, such as 2026-03-05T09:00:00+00:00."""
        self.file.write_text(moment, encoding="ascii")

    def forward(self, **by: float) -> None:
        """Move on by hours, minutes ... as timedelta takes them."""
        self.set((dt.datetime.fromisoformat(self.file.read_text(encoding="ascii")) + dt.timedelta(**by)).isoformat())


@pytest.fixture
def clock(tmp_path: Path) -> MovableClock:
    movable = MovableClock(tmp_path / "clock")
    movable.set("2026-03-05T09:00:00+00:00")
    return movable


@pytest.fixture
def settings(database_url: str, tmp_path: Path, clock: MovableClock) -> Settings:
    return Settings.from_environment(
        {
            "SERAC_MODE": "test",
            "SERAC_DATABASE_URL": database_url,
            "SERAC_AUDIT_ANCHOR": str(tmp_path / "anchor"),
            "SERAC_CLOCK_FILE": str(clock.file),
            "SERAC_MAIL_FOLDER": str(tmp_path / "mail"),
        }
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with APP.at(settings) as app:
        yield app


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    """Engine, clock and secrets without the web around them."""
    made = make_services(settings)
    yield made
    made.engine.dispose()


@pytest.fixture
def plain_engine(database_url: str) -> Iterator[Engine]:
    """The database without any guard: for oracles and for attackers who have it."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def unit_of(services: Services) -> Iterator[Callable[[uuid.UUID | None], Unit]]:
    """Open a unit for a member (or for nobody); closed at the end."""
    opened: list[Unit] = []

    def open_unit(member_id: uuid.UUID | None) -> Unit:
        unit = Unit(services, lambda session, now: actor_of(session, member_id or uuid.UUID(int=0), now))
        opened.append(unit)
        return unit

    yield open_unit
    for unit in opened:
        unit.session.close()


@pytest.fixture
def operator(services: Services) -> Iterator[Unit]:
    """A unit of the operator's command line."""
    with Unit(services, Actor(Authority.OPERATOR, services.clock.now())) as unit:
        yield unit


@pytest.fixture(autouse=True, scope="session")
def cheap_passwords() -> Iterator[None]:
    """Hash passwords cheaply: what takes long on purpose is tested by itself, not at every sign-in."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(credentials, "_hasher", cheap)
        patch.setattr(credentials, "_NOBODYS_PASSWORD", cheap.hash("nobody has this password"))
        yield


@pytest.fixture
def given(services: Services, database: Database, settings: Settings, clock: MovableClock) -> Given:
    """Builds partnerships, people and cases through commands."""
    return Given(services, kept=Kept(database, settings.audit_anchor, clock.file))
