"""The service in this process: what a page holds, how many statements it asks, where its time goes."""

from __future__ import annotations

import cProfile
import io
import pstats
import re
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from bench.people import Reader, cookie_of
from bench.service import HOST, environment
from serac import create_app
from serac.core.unit import Services
from serac.settings import Settings

NEXT = re.compile(r'rel="next" href="([^"]+)"')


@dataclass(frozen=True)
class Page:
    """One answer."""

    status: int
    body: str
    statements: tuple[str, ...]

    def references(self, prefix: str) -> list[str]:
        """The references of the rows, in their order, each once."""
        return list(dict.fromkeys(re.findall(rf'href="/\w+/({prefix}-[0-9A-Z]{{7}})', self.body)))

    @property
    def next(self) -> str | None:
        """The address of the next page of a list."""
        found = NEXT.search(self.body)
        return found.group(1).replace("&amp;", "&") if found else None


class Inside:
    """The application in this process."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.app: Flask = create_app(Settings.from_environment(environment(database_url, folder)))
        self.services: Services = self.app.extensions["serac"]
        self._asked: list[str] = []
        self._cookies: dict[str, str] = {}
        event.listen(self.services.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        self._asked.append(sql)

    def get(self, reader: Reader, path: str) -> Page:
        """A page as one reader gets it, with the statements it asked."""
        if reader.name not in self._cookies:
            self._cookies[reader.name] = cookie_of(reader)
        cookie = self._cookies[reader.name]
        self._asked.clear()
        client = self.app.test_client(use_cookies=False)
        answer = client.get(path, base_url=f"https://{HOST}", headers={"Cookie": cookie})
        return Page(answer.status_code, answer.get_data(as_text=True), tuple(self._asked))

    def profile(self, reader: Reader, path: str, times: int = 200, lines: int = 45) -> str:
        """Where the time of a page goes, warm: medians first, then functions by their own time and with what they call."""
        for _ in range(5):
            self.get(reader, path)
        took = []
        for _ in range(times):
            began = time.perf_counter()
            self.get(reader, path)
            took.append((time.perf_counter() - began) * 1000)
        profiler = cProfile.Profile()
        profiler.enable()
        for _ in range(times):
            self.get(reader, path)
        profiler.disable()
        out = io.StringIO()
        out.write(f"{reader.name} {path}: median {statistics.median(took):.2f} ms in process, {times} times\n")
        for order in ("tottime", "cumtime"):
            pstats.Stats(profiler, stream=out).sort_stats(order).print_stats(lines)
        return out.getvalue()

    def close(self) -> None:
        """Let go of the database."""
        self.services.engine.dispose()
