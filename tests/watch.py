"""What goes with every test: whatever leaves the service is looked at for what must never be in it (domain 5.6, issue 4).

Looked at: addresses (asked for, gone on to, linked to), tab titles, file names, headers, error pages, what is logged, what is
mailed. What it finds fails the test in which it happened. Of an error page the sender's own words are theirs to have back.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from serac.logs import QuietFormatter
from serac.notifications import posts
from serac.reference.subjects import TELLING
from tests.planted import NAMED, REACHED, SAID

LINK: Final = re.compile(rb'(?:href|action|src|content)="([^"]{2,})"')
TITLE: Final = re.compile(r"<title>(.*?)</title>", re.DOTALL)
PAGES_TOO: Final = frozenset({409, 422})
"""A form with something wrong in it, and two texts to choose from: pages like any other, on which their reader may read what is there."""
NOT_OURS: Final = ("mail.log", "aiosmtpd", "asyncio", "hypothesis", "faker")
"""Loggers of what the tests themselves stand on."""


class Watch:
    """What was found in this process since the test began."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._formatter = QuietFormatter()
        self._mail: set[Path] = set()

    def look(self, kind: str, text: str, *, where: str = "", never: re.Pattern[str] | None = None) -> None:
        """Note every word in a text that must not be there."""
        for pattern in (NAMED, REACHED, never):
            if pattern is not None and (said := pattern.search(text)):
                self.found.append(f"{kind} says “{said[0]}”{where and f' at {where}'}: {text[:160]!r}")

    def answer(self, response: Response) -> None:
        """Look at an answer of the service, within its request."""
        where = f"{request.method} {request.endpoint}"
        plain = request.blueprint == "reference"  # the names of code lists, on pages of those who keep them
        self.look("an address that was asked for", request.full_path, where=where, never=None if plain else SAID)
        headers = response.headers
        self.look("a header", "\n".join(value for name, value in headers.items() if name != "Link"), where=where)
        for name, kind in (("Location", "an address gone on to"), ("Content-Disposition", "a file name")):
            if name in headers:
                self.look(kind, headers[name], where=where, never=SAID)
        if response.mimetype == "text/html" and not response.direct_passthrough:
            self._page(response.get_data(), response.status_code, where)

    def _page(self, body: bytes, status: int, where: str) -> None:
        links = b"\n".join(link for link in LINK.findall(body) if not link.startswith((b"mailto:", b"tel:")))
        self.look("a link", links.decode(errors="replace"), where=where)
        text = body.decode(errors="replace")
        if title := TITLE.search(text):
            self.look("a tab title", html.unescape(title[1]), where=where, never=SAID)
        if status >= 400 and status not in PAGES_TOO:
            self._error(html.unescape(text), f"{where} {status}")

    def _error(self, text: str, where: str) -> None:
        own = "\n".join([*_typed(), request.path]).lower()
        for pattern in (NAMED, SAID):
            for said in {each[0] for each in pattern.finditer(text)}:
                if said.lower() not in own:
                    self.found.append(f"an error page says “{said}” at {where}")

    def record(self, record: logging.LogRecord) -> None:
        """Look at a line of the log as the service would write it."""
        if record.name.startswith(NOT_OURS):
            return
        self.look(f"the log ({record.name})", self._formatter.format(record))

    def message(self, message: EmailMessage, name: str = "") -> None:
        """Look at a message that leaves: all of it but to whom it goes."""
        self.look("the name of a message", name, never=SAID)
        written = [str(value) for header, value in message.items() if header not in {"To", "X-Envelope-To"}]
        self.look("a message", "\n".join([*written, message.get_content()]), never=TELLING)

    def browser(self, *, url: str = "", title: str = "", file: str = "") -> None:
        """Look at what a browser shows around a page."""
        self.look("a browser’s address", url.split("://", 1)[-1], never=SAID)
        self.look("a browser’s tab", title, never=SAID)
        self.look("a file somebody took away", file, never=SAID)

    def folder(self, folder: Path) -> None:
        """Look at the messages another process left in a mail folder."""
        for file in folder.glob("*.eml") if folder.exists() else ():
            if file not in self._mail:
                self._mail.add(file)
                message: Any = message_from_bytes(file.read_bytes(), policy=policy.default)
                self.message(message, file.name)

    def settle(self) -> None:
        """Fail if anything was found."""
        found, self.found = self.found, []
        assert not found, "\n".join(["What must not leave the service did:", *dict.fromkeys(found)])

    @contextmanager
    def apart(self) -> Iterator[list[str]]:
        """What is found within this block fails nobody: for the test of the watch itself."""
        before, self.found = self.found, []
        try:
            yield self.found
        finally:
            self.found = before

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Begin anew."""
        self.found = []
        self._mail = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """After what the test itself finds wrong comes what the watch found."""
        yield
        if "tmp_path" in getattr(item, "funcargs", {}):
            self.folder(item.funcargs["tmp_path"] / "mail")  # type: ignore[attr-defined]
        self.settle()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Iterator[None]:
        """What a browser said when it was closed."""
        yield
        self.settle()


def _typed() -> list[str]:
    """What the sender of this request typed; nothing where it could not be read."""
    try:
        return [value for _, values in request.form.lists() for value in values]
    except HTTPException:
        return []


WATCH = Watch()


def begin(config: pytest.Config) -> None:
    """Watch everything in this process from now on."""
    config.pluginmanager.register(WATCH, "what leaves the service")
    _after(Flask, "process_response", lambda answer, *_: WATCH.answer(answer))
    for kind in (posts.Folder, posts.Smtp, posts.GovukNotify):
        _after(kind, "send", lambda _, __, name, message: WATCH.message(message, name))
    make = logging.getLogRecordFactory()

    def watched(*facts: Any, **more: Any) -> logging.LogRecord:
        record = make(*facts, **more)
        WATCH.record(record)
        return record

    logging.setLogRecordFactory(watched)
    config.option.log_level = config.option.log_level or "WARNING"  # what a failed test shows stays short
    logging.getLogger("serac").setLevel(logging.INFO)


def _after(owner: type, name: str, look: Callable[..., None]) -> None:
    really = getattr(owner, name)

    def watched(*facts: Any, **more: Any) -> Any:
        answer = really(*facts, **more)
        look(answer, *facts, **more)
        return answer

    setattr(owner, name, watched)
