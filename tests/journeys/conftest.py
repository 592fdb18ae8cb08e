"""Journeys: the service over real HTTP, driven in a browser as its people drive it.

Each runs once in `make test`, as the variant of width, script and database that its name falls on; in `make test-full` as four
that have every pair.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import FULL
from tests.journeys.stage import Journey, Service, Variant, serve, variants_of
from tests.servers import CHROMIUM_ARGUMENTS, NotHereError, create_database, drop_database, find_chromium, missing

Start = Callable[..., AbstractContextManager[Service]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "variant" in metafunc.fixturenames:
        metafunc.parametrize("variant", variants_of(metafunc.function, full=FULL), ids=str)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        program = find_chromium()
    except NotHereError as problem:
        missing(problem)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def start(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Start:
    """Starts a service on a fresh database of one kind."""

    @contextmanager
    def started(kind: str, mode: str = "test") -> Iterator[Service]:
        folder = tmp_path_factory.mktemp("service")
        with _database(request, kind, folder) as url, serve(url, folder, mode=mode) as service:
            yield service

    return started


@contextmanager
def _database(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "serac.db")
        yield f"sqlite:///{folder / 'serac.db'}"
        return
    server, template = request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_template")
    name = f"journey_{uuid.uuid4().hex[:16]}"
    yield create_database(server, name, template=template)
    drop_database(server, name)


@pytest.fixture
def journey(variant: Variant, browser: Browser, start: Start) -> Iterator[Journey]:
    """A service of this test's own and as many browsers as it wants."""
    with start(variant.database) as service:
        made = Journey(service, browser, variant)
        yield made
        made.close()
        assert made.faults == []
