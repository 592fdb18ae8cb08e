"""The servers that the other tests stand on start, answer and leave nothing behind."""

from __future__ import annotations

import os
import signal
import smtplib
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests import servers


@pytest.fixture
def own_postgres(monkeypatch):
    """A machine with binaries, and no server named for us."""
    monkeypatch.delenv(servers.POSTGRES_VARIABLE, raising=False)
    try:
        return servers.find_postgres()
    except servers.NotHereError as problem:
        servers.missing(problem)


def test_postgres_starts_answers_copies_a_database_and_leaves_nothing_behind(own_postgres):
    with servers.start_postgres() as server:
        folder = Path(make_url(server).query["host"])
        first = servers.create_database(server, "first")
        with psycopg.connect(servers.libpq(make_url(first))) as connection:
            connection.execute("CREATE TABLE kept (word text)")
        copied = servers.create_database(server, "copied", template="first")
        engine = create_engine(copied)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM kept")).scalar() == 0
        engine.dispose()
        servers.drop_database(server, "copied")
        assert folder.exists()
    assert not folder.exists()


def test_postgres_is_stopped_when_the_tests_are_killed(own_postgres):
    victim = subprocess.Popen(
        [sys.executable, "-c", _HOLD_A_SERVER],
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    with victim:
        url = victim.stdout.readline().strip()
        folder = Path(make_url(url).query["host"])
        server = int((folder / "data/postmaster.pid").read_text().splitlines()[0])
        victim.send_signal(signal.SIGKILL)
    assert _goes_away(lambda: folder.exists() or _is_running(server))


def test_a_server_that_is_named_is_used_and_left_alone(monkeypatch):
    monkeypatch.setenv(servers.POSTGRES_VARIABLE, "postgresql+psycopg://somebody@elsewhere/postgres")
    with servers.start_postgres() as server:
        assert server == "postgresql+psycopg://somebody@elsewhere/postgres"


def test_a_missing_tool_skips_here_and_fails_where_everything_is_meant_to_be(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="Install one"):
        servers.missing(servers.NotHereError("Install one"))
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="Install one"):
        servers.missing(servers.NotHereError("Install one"))


def test_a_browser_that_is_named_must_be_there(monkeypatch):
    monkeypatch.setenv(servers.CHROMIUM_VARIABLE, "no-such-browser")
    with pytest.raises(servers.NotHereError, match="not a program"):
        servers.find_chromium()


def test_the_mail_server_keeps_what_it_is_sent():
    with servers.start_smtp() as mail, smtplib.SMTP("127.0.0.1", mail.port) as client:
        client.sendmail("from@example.org", ["to@example.org"], "Subject: Hello\r\n\r\nA line.")
        assert mail.messages[0]["Subject"] == "Hello"
        assert mail.messages[0]["X-Envelope-To"] == "to@example.org"
        assert mail.messages[0].get_content().strip() == "A line."


_HOLD_A_SERVER = """
import time
from tests.servers import start_postgres
with start_postgres() as url:
    print(url, flush=True)
    time.sleep(60)
"""


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _goes_away(still_there, *, patience: float = 15.0) -> bool:
    until = time.monotonic() + patience
    while still_there():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
