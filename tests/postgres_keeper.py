"""Run one PostgreSQL server until our input closes, then stop it and remove its data.

    python -m tests.postgres_keeper FOLDER_OF_BINARIES [SETTING=VALUE ...]

Prints the folder of the server's socket once it answers. Whoever started us holds the other end of our input, and the
system closes it however they end, kill -9 included: nothing is ever left running. PostgreSQL refuses to run as root,
so for root the server runs as `nobody`, with copies of the binaries where `nobody` cannot reach them.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

from tests.servers import FAST

PATIENCE = 60.0
UNPRIVILEGED = "nobody"


def main(binaries: Path, settings: Mapping[str, str]) -> int:
    """Start, say where, wait, stop."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    folder = make_folder()
    server: subprocess.Popen[bytes] | None = None
    try:
        binaries = within_reach(binaries, folder)
        initialise(binaries, folder)
        server = start(binaries, folder, settings)
        wait_until_it_answers(server, folder)
        print(folder, flush=True)
        sys.stdin.read()
    finally:
        if server is not None:
            stop(server)
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def make_folder() -> Path:
    """A folder of the server's own, under one that anybody may pass through and short enough for a socket's name."""
    for parent in (tempfile.gettempdir(), "/tmp", "/var/tmp"):
        if len(parent) < 60 and is_open_to_all(Path(parent)):
            break
    folder = Path(tempfile.mkdtemp(prefix="serac-postgres-", dir=parent))
    if os.geteuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED)
        os.chown(folder, user.pw_uid, user.pw_gid)
    return folder


def is_open_to_all(path: Path) -> bool:
    """Whether any user may pass through this folder and every folder above it."""
    return all(each.stat().st_mode & 0o001 for each in [path, *path.parents])


def within_reach(binaries: Path, folder: Path) -> Path:
    """The binaries, or a copy of their whole installation where the unprivileged user cannot reach them."""
    if os.geteuid() != 0 or is_open_to_all(binaries):
        return binaries
    installation = binaries.parent
    package = installation.parent
    copy = folder / "site" / package.name / installation.name
    shutil.copytree(installation, copy, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "site" / libraries.name, symlinks=True)
    return copy / binaries.name


def initialise(binaries: Path, folder: Path) -> None:
    """Make an empty cluster whose superuser is `serac` and which trusts whoever can reach its socket."""
    how = ["--auth=trust", "--username=serac", "--encoding=UTF8", "--locale=C", "--no-sync"]
    done = subprocess.run(
        [str(binaries / "initdb"), f"--pgdata={folder}/data", *how],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **unprivileged(folder),
    )
    if done.returncode:
        sys.exit(done.stdout)


def start(binaries: Path, folder: Path, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the server on a socket in its own folder, with the settings that make tests quick unless others were asked for."""
    options = [f"--{name.replace('_', '-')}={value}" for name, value in (FAST | dict(settings)).items()]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [str(binaries / "postgres"), "-D", f"{folder}/data", "-k", str(folder), *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **unprivileged(folder),
        )


def unprivileged(folder: Path) -> Mapping[str, Any]:
    """How to run a program here as a user who may run PostgreSQL, with nothing of ours in its environment."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LC_ALL": "C"}
    shared: dict[str, Any] = {"cwd": folder, "env": environment}
    if os.geteuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED)
        shared |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return shared


def wait_until_it_answers(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait for the first answered connection; a server that ends first has said why in its log."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(host=str(folder), user="serac", dbname="postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                sys.exit((folder / "log").read_text(errors="replace"))
            time.sleep(0.05)
        else:
            return


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop at once: the data are about to be removed."""
    server.send_signal(signal.SIGQUIT)
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), dict(each.split("=", 1) for each in sys.argv[2:])))
