"""The service itself: its settings for a run (production's, with nothing turned off), the app in this process, and under gunicorn."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.server import SECRETS

ROOT = Path(__file__).parent.parent
HOST = "bench.example.org"
WORKERS = 2
PATIENCE = 60.0


def environment(database_url: str, folder: Path) -> dict[str, str]:
    """The variables of a production service on this database."""
    keys = {"DATA_KEY": SECRETS.data_key, "INDEX_KEY": SECRETS.index_key, "AUDIT_KEY": SECRETS.audit_key}
    return {f"SERAC_{name}": base64.b64encode(value).decode() for name, value in keys.items()} | {
        "SERAC_MODE": "production",
        "SERAC_DATABASE_URL": database_url,
        "SERAC_SECRET_KEY": SECRETS.secret_key.decode(),
        "SERAC_AUDIT_ANCHOR": str(folder / "audit.anchor"),
        "SERAC_TRUSTED_HOSTS": HOST,
        "SERAC_BASE_URL": f"https://{HOST}",
        "SERAC_LOG_LEVEL": "ERROR",
    }


@contextmanager
def running(
    application: str, port: int, variables: dict[str, str], *, workers: int = WORKERS, nice: int = 0
) -> Iterator[int]:
    """An application under gunicorn on a port of this machine: so many workers, one request at a time each. Gives the port.

    Args:
        nice: how far it stands back behind other programs, as `nice -n`.
    """
    command = [
        "nice",
        "-n",
        str(nice),
        sys.executable,
        "-m",
        "gunicorn",
        "--workers",
        str(workers),
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
    ]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SERAC_")}
    process = subprocess.Popen([*command, "--no-control-socket", application], cwd=ROOT, env=kept | variables)
    try:
        _wait(process, port)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Until it answers anything at all."""
    until = time.monotonic() + PATIENCE
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/health/live", headers={"Host": HOST})
    while True:
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("the application did not start; its own words are above")
        try:
            urllib.request.urlopen(asked, timeout=10).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
