"""A service of one test's own, a browser before it, and the people who use it."""

from __future__ import annotations

import itertools
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response
from werkzeug.serving import WSGIRequestHandler, make_server

from serac import create_app, make_services
from serac.settings import Settings
from tests.conftest import MovableClock
from tests.given import PASSWORD, Given
from tests.watch import WATCH

PHONE, DESK = 360, 1280
HEIGHTS = {PHONE: 740, DESK: 900}
PATIENCE = 30_000
"""Milliseconds a page has to do what a journey waits for."""
EXPECTED = ("Failed to load resource", "status of 4")
"""How Chromium's console tells of an answer of 4xx, which a journey may have asked for."""


@dataclass(frozen=True)
class Variant:
    """The width, script and database that one run of a journey has."""

    width: int
    javascript: bool
    database: str

    def __str__(self) -> str:
        return f"{self.width}-{'script' if self.javascript else 'plain'}-{self.database}"

    @property
    def parity(self) -> int:
        """Which of the two sets of four it is in, each of which has every pair."""
        return ((self.width == PHONE) + self.javascript + (self.database == "sqlite")) % 2


EVERY = [Variant(*each) for each in itertools.product((PHONE, DESK), (True, False), ("sqlite", "postgresql"))]


def always(**held: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Say what of its variant a journey cannot do without, as in `always(javascript=True)`."""

    def mark(test: Callable[..., None]) -> Callable[..., None]:
        test.held = held  # type: ignore[attr-defined]
        return test

    return mark


def variants_of(test: Callable[..., None], *, full: bool) -> list[Variant]:
    """What a journey runs as: the one that its name falls on, the same in every run; in test-full those with every pair.

    Four of the eight have every pair of width, script and database once; which four turns from journey to journey, so that each of the
    eight is met by many.
    """
    held: dict[str, Any] = getattr(test, "held", {})
    suited = [each for each in EVERY if all(getattr(each, name) == value for name, value in held.items())]
    turned = zlib.crc32(test.__name__.encode())
    if not full:
        return [suited[turned % len(suited)]]
    return [each for each in suited if each.parity == turned % 2] if len(suited) == len(EVERY) else suited


class _Silent(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Nothing: what went wrong is in the journey's own list."""


def closing(app: Any) -> Callable[..., Iterator[bytes]]:
    """The app, closing what an answer holds open even where the browser went away before the answer did.

    Werkzeug's server forgets to when it finds the connection gone: a file of the static folder then stays open.
    """

    def answer(environ: Any, start_response: Any) -> Iterator[bytes]:
        parts = app(environ, start_response)
        try:
            yield from parts
        finally:
            parts.close()

    return answer


@dataclass
class Service:
    """The app on a free port of this machine, its people and its clock."""

    url: str
    given: Given
    clock: MovableClock
    app: Any
    mail: Path

    def address(self, path: str) -> str:
        """The whole address of a path."""
        return self.url + path


class Compiled(BytecodeCache):
    """Templates as Python made of them, kept from one journey's service to the next in the same process."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give back what was made of this text, if anything was."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was made of it."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@contextmanager
def serve(database_url: str, folder: Path, *, mode: str = "test") -> Iterator[Service]:
    """The whole service over real HTTP for as long as the block lasts."""
    clock = MovableClock(folder / "clock")
    clock.set("2026-03-05T09:00:00+00:00")
    settings = Settings.from_environment(
        {
            "SERAC_MODE": mode,
            "SERAC_DATABASE_URL": database_url,
            "SERAC_AUDIT_ANCHOR": str(folder / "anchor"),
            "SERAC_CLOCK_FILE": str(clock.file),
            "SERAC_MAIL_FOLDER": str(folder / "mail"),
        }
    )
    app, building = create_app(settings), make_services(settings)
    app.jinja_env.bytecode_cache = COMPILED
    server = make_server("127.0.0.1", 0, closing(app), threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield Service(f"http://127.0.0.1:{server.port}", Given(building), clock, app, folder / "mail")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        for services in (app.extensions["serac"], building):
            services.engine.dispose()


@dataclass
class Journey:
    """One run of a journey: whoever takes part has a browser of their own.

    Attributes:
        faults: everything that should never happen on any page: an answer of 5xx, an error in a script.
    """

    service: Service
    browser: Browser
    variant: Variant
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    @property
    def given(self) -> Given:
        """Builds people and cases through commands."""
        return self.service.given

    @property
    def on_phone(self) -> bool:
        """Whether main links and rooms are folded away."""
        return self.variant.width == PHONE

    def open_browser(self, **options: Any) -> Page:
        """A browser nobody has used, open on nothing."""
        size = {"width": self.variant.width, "height": HEIGHTS[self.variant.width]}
        wanted: dict[str, Any] = {"java_script_enabled": self.variant.javascript, "viewport": size} | options
        context = self.browser.new_context(base_url=self.service.url, locale="en-GB", has_touch=self.on_phone, **wanted)
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        self.watch(page)
        return page

    def watch(self, page: Page) -> None:
        """Note what should never happen, and what the window shows around the page."""
        page.on("framenavigated", lambda frame: WATCH.browser(url=frame.url))
        page.on("download", lambda taken: WATCH.browser(file=taken.suggested_filename))
        page.on("response", self._answered)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", self._said)

    def _answered(self, response: Response) -> None:
        if response.status >= 500 and "/health/" not in response.url:
            self.faults.append(f"{response.status} at {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not all(part in message.text for part in EXPECTED):
            self.faults.append(f"console: {message.text}")

    def sign_in(self, page: Page, name: str) -> Page:
        """Fill in the sign-in page, or whichever page asks for the same three answers."""
        self.given.account(name)
        self.service.clock.forward(seconds=30)
        page.get_by_label("Work email address").fill(self.given.email(name))
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("Six-figure code").fill(self.given.code(name))
        page.get_by_role("button", name="Sign in").click()
        return page

    def as_(self, name: str, path: str = "/", **options: Any) -> Page:
        """Somebody's own browser, signed in through the sign-in page, on the page they asked for."""
        page = self.open_browser(**options)
        page.goto(path)
        self.sign_in(page, name)
        page.wait_for_url(self.service.address(path))
        return page

    def follow(self, page: Page, link: str) -> None:
        """Go by a main link or a room, out of its menu on a phone."""
        for menu in page.locator("details.app-menu").all():
            if self.on_phone and menu.get_attribute("open") is None:
                menu.locator("summary").click()
        page.get_by_role("navigation").get_by_role("link", name=link, exact=True).first.click()

    def close(self) -> None:
        """Shut every browser, having looked at its tabs."""
        for context in self.contexts:
            for page in context.pages:
                WATCH.browser(url=page.url, title=page.title())
            context.close()


def choose(page: Page, question: str, *answers: str) -> None:
    """Choose answers of one question."""
    for answer in answers:
        group(page, question).get_by_label(answer, exact=True).first.check()


def group(page: Page, question: str) -> Locator:
    """The radios or boxes of one question."""
    return page.get_by_role("group", name=question)


def press(page: Page, button: str) -> None:
    """Press a button by what it says."""
    page.get_by_role("button", name=button).click()


def heading(page: Page) -> str:
    """What the page is called, to whoever reads it."""
    return page.locator("h1").inner_text()
