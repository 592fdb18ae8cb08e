"""The environment, read once into frozen settings; refuses to start on anything missing, misspelt or unsafe.

Every field of `Settings` is one variable: `port` is SERAC_PORT. docs/operating.md lists them all. Production has a
default only where the default is safe; the demonstration and the tests have one for everything, with keys that are
worked out from this file and so are known to everybody, which is why production refuses them.
"""

from __future__ import annotations

import base64
import binascii
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from serac.settings.secrets import KEY_BYTES, KEY_NAMES, MAKE, MAKE_KEY, PREFIX, weak_secrets, well_known_key

ROOT: Final = Path(__file__).resolve().parent.parent.parent
TESTS_PREFIX: Final = "SERAC_TEST_"
NOTIFY_KEY: Final = re.compile(r"(?i)(-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}){2}$")
LOCAL_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "::1"})
TRUE, FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})
LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")


class Mode(StrEnum):
    """What this process is for."""

    PRODUCTION = "production"
    DEMONSTRATION = "demonstration"
    TEST = "test"


class UnsafeSettings(Exception):
    """The service may not start with these settings; holds every problem, each with its remedy."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        listed = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"SERAC cannot start with these settings:\n{listed}")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How this process runs. What could open the service to somebody is left out of its repr."""

    mode: Mode
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    data_key: bytes = field(repr=False)
    index_key: bytes = field(repr=False)
    audit_key: bytes = field(repr=False)
    audit_anchor: Path
    trusted_hosts: tuple[str, ...]
    proxies: int
    port: int
    workers: int
    tick_seconds: int
    cookie_secure: bool
    debug: bool
    clock_file: Path | None
    smtp_host: str | None
    smtp_port: int
    smtp_user: str | None
    smtp_password: str | None = field(repr=False)
    smtp_starttls: bool
    mail_from: str
    mail_folder: Path | None
    notify_key: str | None = field(repr=False)
    notify_template: str | None
    notify_url: str
    base_url: str
    idle_minutes: int
    session_hours: int
    upload_megabytes: int
    config_folder: Path
    quiet_site: str
    log_level: str

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read and check every setting; raises UnsafeSettings with all that is wrong, not the first of it."""
        reader = _Reader(environ)
        settings = _read(reader)
        problems = [*reader.problems, *_everywhere(settings)]
        if settings.mode is Mode.PRODUCTION:
            problems += [problem for problem in _in_production(settings) if problem.split()[0] not in reader.faulty]
        if problems:
            raise UnsafeSettings(dict.fromkeys(problems))
        return settings

    @property
    def warnings(self) -> tuple[str, ...]:
        """What production may do but should think about."""
        return tuple(_warnings(self)) if self.mode is Mode.PRODUCTION else ()


NAMES: Final = tuple(f"{PREFIX}{each.name.upper()}" for each in fields(Settings))

_SAFE_DEFAULTS: Final = {
    "proxies": "0",
    "port": "8000",
    "workers": "2",
    "tick_seconds": "5",
    "cookie_secure": "1",
    "debug": "0",
    "smtp_port": "587",
    "smtp_starttls": "1",
    "mail_from": "notices@localhost",
    "notify_url": "https://api.notifications.service.gov.uk",
    "idle_minutes": "30",
    "session_hours": "12",
    "upload_megabytes": "10",
    "config_folder": str(ROOT / "config"),
    "quiet_site": "https://www.bbc.co.uk/weather",
    "log_level": "INFO",
}
_KNOWN_TO_EVERYBODY: Final = {
    **{name: base64.b64encode(well_known_key(name)).decode() for name in (*KEY_NAMES, "secret_key")},
    "trusted_hosts": "localhost,127.0.0.1,[::1]",
    "cookie_secure": "0",
    "smtp_starttls": "0",
}
_DEFAULTS: Final[Mapping[Mode, Mapping[str, str]]] = {
    Mode.PRODUCTION: _SAFE_DEFAULTS,
    Mode.DEMONSTRATION: {
        **_SAFE_DEFAULTS,
        **_KNOWN_TO_EVERYBODY,
        "database_url": f"sqlite:///{ROOT / 'var/serac.db'}",
        "audit_anchor": str(ROOT / "var/audit.anchor"),
        "mail_folder": str(ROOT / "var/mail"),
    },
    Mode.TEST: {
        **_SAFE_DEFAULTS,
        **_KNOWN_TO_EVERYBODY,
        "database_url": "sqlite://",
        "audit_anchor": str(ROOT / "var/test.anchor"),
    },
}
_REMEDIES: Final = {
    "database_url": "Set it to postgresql+psycopg://user:password@host/name, or to sqlite:////an/absolute/path.",
    "secret_key": MAKE.format(48),
    **dict.fromkeys(KEY_NAMES, MAKE_KEY),
    "audit_anchor": "Set it to the absolute path of a file kept apart from the database.",
    "trusted_hosts": "List the names people reach the service by, with commas between: serac.example.gov.uk.",
    "base_url": "Set it to the address people use: https://serac.example.gov.uk.",
}


class _Reader:
    """Takes one value at a time out of the environment, and remembers what was wrong with it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.problems: list[str] = []
        self.faulty: set[str] = set()
        self.given = {name: value.strip() for name, value in environ.items() if name.startswith(PREFIX)}
        self.defaults: Mapping[str, str] = {}
        for name in sorted(self.given):
            if name not in NAMES and not name.startswith(TESTS_PREFIX):
                near = difflib.get_close_matches(name, NAMES, n=1)
                remedy = f"Did you mean {near[0]}?" if near else "docs/operating.md lists every setting."
                self.problems.append(f"{name} is not a setting. {remedy}")

    def mode(self) -> Mode:
        """The mode; where none is named, or none that we know, production."""
        value = self.given.get(f"{PREFIX}MODE") or Mode.PRODUCTION
        if value not in set(Mode):
            self.refuse("mode", f"is '{value}'. Set it to {', '.join(Mode)}.")
            value = Mode.PRODUCTION
        self.defaults = _DEFAULTS[Mode(value)]
        return Mode(value)

    def refuse(self, name: str, problem: str) -> None:
        """Note a problem with one setting."""
        variable = f"{PREFIX}{name.upper()}"
        self.faulty.add(variable)
        self.problems.append(f"{variable} {problem}")

    def maybe(self, name: str) -> str | None:
        """The value given, else the mode's default, else nothing; an empty value is none."""
        return self.given.get(f"{PREFIX}{name.upper()}") or self.defaults.get(name)

    def text(self, name: str) -> str:
        """A value that must be there."""
        if (value := self.maybe(name)) is None:
            self.refuse(name, f"is missing. {_REMEDIES[name]}")
        return value or ""

    def number(self, name: str, least: int, most: int) -> int:
        """A whole number within bounds."""
        value = self.text(name)
        if not (value.isascii() and value.isdecimal()) or not least <= int(value) <= most:
            self.refuse(name, f"is '{value}'. Set it to a whole number from {least} to {most}.")
            return least
        return int(value)

    def flag(self, name: str) -> bool:
        """Yes or no."""
        value = self.text(name).lower()
        if value not in TRUE | FALSE:
            self.refuse(name, f"is '{value}'. Set it to 1 or 0.")
        return value in TRUE

    def key(self, name: str) -> bytes:
        """Thirty-two bytes, written in base64 of either alphabet. The value is never repeated in the problem."""
        value = self.text(name)
        try:
            key = base64.b64decode(value.translate(str.maketrans("-_", "+/")), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if value and len(key) != KEY_BYTES:
            self.refuse(name, f"is not {KEY_BYTES} bytes in base64. {MAKE_KEY}")
        return key

    def path(self, name: str) -> Path | None:
        """A file or folder, or none."""
        return Path(value) if (value := self.maybe(name)) else None

    def words(self, name: str) -> tuple[str, ...]:
        """A list with commas between."""
        return tuple(word.strip() for word in self.text(name).split(",") if word.strip())


def _read(reader: _Reader) -> Settings:
    mode = reader.mode()
    port = reader.number("port", 1, 65535)
    if mode is not Mode.PRODUCTION:
        reader.defaults = {**reader.defaults, "base_url": f"http://localhost:{port}"}
    return Settings(
        mode=mode,
        database_url=_with_our_driver(reader.text("database_url")),
        secret_key=reader.text("secret_key"),
        data_key=reader.key("data_key"),
        index_key=reader.key("index_key"),
        audit_key=reader.key("audit_key"),
        audit_anchor=Path(reader.text("audit_anchor")),
        trusted_hosts=reader.words("trusted_hosts"),
        proxies=reader.number("proxies", 0, 5),
        port=port,
        workers=reader.number("workers", 1, 64),
        tick_seconds=reader.number("tick_seconds", 1, 60),
        cookie_secure=reader.flag("cookie_secure"),
        debug=reader.flag("debug"),
        clock_file=reader.path("clock_file"),
        smtp_host=reader.maybe("smtp_host"),
        smtp_port=reader.number("smtp_port", 1, 65535),
        smtp_user=reader.maybe("smtp_user"),
        smtp_password=reader.maybe("smtp_password"),
        smtp_starttls=reader.flag("smtp_starttls"),
        mail_from=reader.text("mail_from"),
        mail_folder=reader.path("mail_folder"),
        notify_key=reader.maybe("notify_key"),
        notify_template=reader.maybe("notify_template"),
        notify_url=reader.text("notify_url").rstrip("/"),
        base_url=reader.text("base_url").rstrip("/"),
        idle_minutes=reader.number("idle_minutes", 5, 120),
        session_hours=reader.number("session_hours", 1, 24),
        upload_megabytes=reader.number("upload_megabytes", 1, 100),
        config_folder=Path(reader.text("config_folder")),
        quiet_site=reader.text("quiet_site"),
        log_level=reader.text("log_level").upper(),
    )


def _with_our_driver(url: str) -> str:
    """PostgreSQL is always reached through psycopg 3, whichever way its address begins."""
    for usual in ("postgres://", "postgresql://"):
        if url.startswith(usual):
            return "postgresql+psycopg://" + url.removeprefix(usual)
    return url


def _everywhere(settings: Settings) -> Iterator[str]:
    """What is wrong in any mode."""
    url = _parsed(settings.database_url)
    if settings.database_url and (url is None or url.get_backend_name() not in {"sqlite", "postgresql"}):
        yield f"SERAC_DATABASE_URL is not an address of PostgreSQL or SQLite. {_REMEDIES['database_url']}"
    yield from _messages(settings)
    if settings.log_level not in LOG_LEVELS:
        yield f"SERAC_LOG_LEVEL is '{settings.log_level}'. Set it to one of {', '.join(LOG_LEVELS)}."
    if not settings.quiet_site.startswith("https://"):
        yield f"SERAC_QUIET_SITE is '{settings.quiet_site}'. Set it to an address that begins with https://."


def _messages(settings: Settings) -> Iterator[str]:
    """What is wrong with how messages leave."""
    if bool(settings.smtp_user) != bool(settings.smtp_password):
        yield "SERAC_SMTP_USER and SERAC_SMTP_PASSWORD go together. Set both, or neither."
    if bool(settings.notify_key) != bool(settings.notify_template):
        yield "SERAC_NOTIFY_KEY and SERAC_NOTIFY_TEMPLATE go together. Set both, or neither."
    if settings.notify_key and not NOTIFY_KEY.search(settings.notify_key):
        yield "SERAC_NOTIFY_KEY is not a key of GOV.UK Notify. Copy it whole from API integration there."
    if settings.notify_key and settings.smtp_host:
        yield "SERAC_NOTIFY_KEY and SERAC_SMTP_HOST are two ways for one message. Set one of them."
    if "@" not in settings.mail_from:
        yield f"SERAC_MAIL_FROM is '{settings.mail_from}'. Set it to the address that messages come from."


def _parsed(url: str) -> URL | None:
    try:
        return make_url(url)
    except ArgumentError:
        return None


def _in_production(settings: Settings) -> Iterator[str]:
    """What only the demonstration or a test may do."""
    yield from weak_secrets(settings.secret_key, {name: getattr(settings, name) for name in KEY_NAMES})
    yield from _reach(settings)
    url = _parsed(settings.database_url)
    if url and url.get_backend_name() == "sqlite" and not Path(url.database or "").is_absolute():
        yield f"SERAC_DATABASE_URL names no absolute path for SQLite. {_REMEDIES['database_url']}"
    if not settings.audit_anchor.is_absolute():
        yield f"SERAC_AUDIT_ANCHOR is not an absolute path. {_REMEDIES['audit_anchor']}"
    if settings.debug:
        yield "SERAC_DEBUG is on, which shows the inside of the service to anybody. Take it away."
    if settings.log_level == "DEBUG":
        yield "SERAC_LOG_LEVEL is DEBUG, which writes people's details into logs. Set it to INFO."
    if settings.clock_file is not None:
        yield "SERAC_CLOCK_FILE lets a file move the clock that deadlines run by. Take it away."
    yield from _messages_in_production(settings)


def _messages_in_production(settings: Settings) -> Iterator[str]:
    if settings.mail_folder is not None:
        yield "SERAC_MAIL_FOLDER keeps mail in a folder instead of sending it. Take it away; set SERAC_SMTP_HOST."
    if not settings.notify_url.startswith("https://"):
        yield f"SERAC_NOTIFY_URL is '{settings.notify_url}', which is not https. Take it away."
    if settings.smtp_host and not settings.smtp_starttls and settings.smtp_host not in LOCAL_HOSTS:
        yield f"SERAC_SMTP_STARTTLS is off, so mail to {settings.smtp_host} could be read on its way. Set it to 1."


def _reach(settings: Settings) -> Iterator[str]:
    """How the service may be reached: by its own names, over https, with cookies that stay there."""
    hosts = settings.trusted_hosts
    names_hosts = bool(hosts) and not any("*" in host or "/" in host for host in hosts)
    if not names_hosts:
        yield f"SERAC_TRUSTED_HOSTS must name hosts, without *, / or https://. {_REMEDIES['trusted_hosts']}"
    address = urlsplit(settings.base_url)
    host = address.hostname or ""
    if address.scheme != "https" or not host:
        yield f"SERAC_BASE_URL is '{settings.base_url}', which is not https. {_REMEDIES['base_url']}"
    elif names_hosts and not any(host == each or (each.startswith(".") and host.endswith(each)) for each in hosts):
        yield f"SERAC_BASE_URL is at {host}, which SERAC_TRUSTED_HOSTS does not name. Add it there."
    if not settings.cookie_secure:
        yield "SERAC_COOKIE_SECURE is off, so a session could be read on its way. Take it away or set it to 1."


def _warnings(settings: Settings) -> Iterator[str]:
    if settings.database_url.startswith("sqlite"):
        yield "SERAC_DATABASE_URL names SQLite: one machine, and no second copy but the backups. PostgreSQL is better."
    if settings.mail_from.endswith("@localhost"):
        yield f"SERAC_MAIL_FROM is {settings.mail_from}: nobody can answer, and mail servers may refuse it."
    if settings.smtp_host is None and settings.notify_key is None:
        yield "SERAC_SMTP_HOST is not set: no message leaves the service, and notices are read in it only."
