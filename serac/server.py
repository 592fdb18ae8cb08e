"""The web server: gunicorn with plain worker processes, and logs that name no path and no person."""

import logging
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from serac import create_app, logs
from serac.settings import Settings

STOP_WITHIN = 25.0
"""Seconds a program has to end by itself."""


class QuietLogger(Logger):
    """Gunicorn's own sentences go where ours go; about a request it writes nothing, since the service does."""

    def setup(self, cfg: Any) -> None:
        """No handler of its own."""
        self.error_log.propagate = True
        self.error_log.handlers[:] = []
        self.error_log.setLevel(logging.INFO)

    def access(self, *_: Any) -> None:
        """Nothing."""

    def reopen_files(self) -> None:
        """There are none."""


class Server(BaseApplication):
    """Gunicorn, set up from our settings alone."""

    def __init__(self, settings: Settings, host: str) -> None:
        self.settings, self.host = settings, host
        super().__init__()  # type: ignore[no-untyped-call]

    def load_config(self) -> None:
        """Each worker makes its own application: engines and keys are never shared over a fork."""
        assert self.cfg
        for name, value in {
            "bind": f"{self.host}:{self.settings.port}",
            "workers": max(2, self.settings.workers),
            "worker_class": "sync",
            "preload_app": False,
            "timeout": 60,
            "graceful_timeout": 20,
            "accesslog": None,
            "logger_class": QuietLogger,
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application of one worker."""
        return create_app(self.settings)


def serve(settings: Settings, host: str = "127.0.0.1") -> None:
    """Serve until SIGTERM or SIGINT."""
    logs.configure(settings.log_level)
    Server(settings, host).run()  # type: ignore[no-untyped-call]


def run_together(commands: Sequence[Sequence[str]], environ: Mapping[str, str], ready: Callable[[], None]) -> bool:
    """Run programs beside each other until we are told to stop or one of them ends; then stop them all.

    Args:
        ready: called once all have been started.

    Returns:
        True if we were told to stop; False if one of them ended by itself.
    """
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: told.set())
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            children.append(subprocess.Popen(command, env=dict(environ)))  # noqa: PERF401  the finally needs those started
        ready()
        while not told.wait(0.2) and all(child.poll() is None for child in children):
            pass
    finally:
        _stop(children)
    return told.is_set()


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def is_port_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether nothing listens there."""
    with socket.socket() as ours:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            ours.bind((host, port))
        except OSError:
            return False
    return True


def wait_until_live(port: int, seconds: float = 60, host: str = "127.0.0.1") -> bool:
    """Wait until something accepts connections there; False if nothing does in time."""
    for _ in range(int(seconds * 5)):
        try:
            socket.create_connection((host, port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return True
    return False
