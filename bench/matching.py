"""`python -m bench.matching`: 5,000 people and 2,000 places that are generated, variants of them, and what is found. On PostgreSQL."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import uuid
from pathlib import Path

from bench import server
from serac import make_services, reference
from serac.core import schema
from serac.settings import Settings
from tests.entities.likely import measure
from tests.given import Given
from tests.servers import NotHereError, create_database, drop_database


def main(arguments: list[str] | None = None) -> int:
    """Zero if one typing error in a name is found as often as is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    for name, number in (("people", 5000), ("places", 2000), ("variants", 200)):
        parser.add_argument(f"--{name}", type=int, default=number)
    asked = parser.parse_args(arguments)
    try:
        with server.server() as url, tempfile.TemporaryDirectory(prefix="serac-matching-") as folder:
            return _on(url, Path(folder), asked)
    except NotHereError as problem:
        print(problem)
        return 1


def _on(url: str, folder: Path, asked: argparse.Namespace) -> int:
    name = f"matching_{uuid.uuid4().hex[:12]}"
    database_url = create_database(url, name)
    try:
        schema.upgrade(database_url)
        settings = Settings.from_environment(
            {"SERAC_MODE": "test", "SERAC_DATABASE_URL": database_url, "SERAC_AUDIT_ANCHOR": str(folder / "anchor")}
        )
        reference.use(reference.load(settings.config_folder))
        services = make_services(settings)
        given = Given(services)
        given.agency("team", "council.modern_slavery")
        began = time.perf_counter()
        place = given.partnerships["thornshire"]
        quality = measure(services, place, people=asked.people, places=asked.places, variants=asked.variants)
        services.engine.dispose()
    finally:
        drop_database(url, name)
    print(f"{asked.people} people, {asked.places} places, {time.perf_counter() - began:.0f} s")
    print(*quality.lines(), sep="\n")
    return 0 if quality.recall("one typing error in a name") >= 0.95 else 1


if __name__ == "__main__":
    sys.exit(main())
