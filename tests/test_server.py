"""Programs run beside each other end together, whichever way one of them or we are ended."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys

import pytest

from serac.server import is_port_free, wait_until_live
from tests.servers import free_port

TOGETHER = """
import os, sys
from serac.server import run_together
waits = [sys.executable, "-c", "import signal; signal.pause()"]
ends = [sys.executable, "-c", "pass"]
programs = {"end": [waits, ends], "wait": [waits, waits]}[sys.argv[1]]
sys.exit(0 if run_together(programs, os.environ, lambda: print("ready", flush=True)) else 3)
"""


def start(which: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", TOGETHER, which], stdout=subprocess.PIPE, text=True)


def test_when_one_program_ends_the_others_are_stopped():
    with start("end") as process:  # its output closes only when every program that holds it has gone
        assert process.stdout.read() == "ready\n"
        assert process.wait(timeout=60) == 3


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_when_we_are_told_to_stop_every_program_is_stopped(number):
    with start("wait") as process:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        assert process.stdout.read() == ""
        assert process.wait(timeout=60) == 0


def test_a_port_that_is_taken_is_seen_before_anything_starts():
    port = free_port()
    assert is_port_free(port)
    with socket.create_server(("127.0.0.1", port)):
        assert not is_port_free(port)
        assert wait_until_live(port, seconds=1)
    assert not wait_until_live(port, seconds=0.2)
