"""What is written about a request and about a fault: never an address beyond its endpoint, never what was typed."""

import datetime as dt
import logging
import secrets
import sys
import time
import traceback
from types import TracebackType

from flask import Flask, Response, g, request

OURS = "serac"
_requests = logging.getLogger("serac.requests")
Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class QuietFormatter(logging.Formatter):
    """Time, level, message. Of a fault: where it was and its class, not its message, which may quote what was typed.

    What other libraries want to say is written without the values they would put into it, numbers apart.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the way to the fault under it."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        words = record.getMessage() if record.name.split(".")[0] == OURS else _without_values(record)
        line = f"{at} {record.levelname} {words}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line

    def formatException(self, ei: Fault) -> str:  # noqa: N802  logging's name
        """The frames and the class of the fault, and of those behind it."""
        lines: list[str] = []
        fault = ei[1]
        while fault is not None:
            frames = traceback.extract_tb(fault.__traceback__)
            lines += [f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
            lines.append(f"  {type(fault).__module__}.{type(fault).__qualname__}")
            fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
        return "\n".join(lines)


def _short(filename: str) -> str:
    return "/".join(filename.split("/")[-3:])


def _without_values(record: logging.LogRecord) -> str:
    """The sentence a library wrote, with numbers filled in and everything else left out."""
    words = str(record.msg)
    if not isinstance(record.args, tuple) or not record.args:
        return words
    kept = tuple(value if isinstance(value, int | float) else "(left out)" for value in record.args)
    try:
        return words % kept
    except (TypeError, ValueError):
        return words


def configure(level: str) -> None:
    """Write every logger of this process to its error output, quietly."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(QuietFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("apscheduler", "alembic", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def install(app: Flask) -> None:
    """One line a request: method, endpoint, status, duration, and a number of its own, which the answer carries."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id, g.began = secrets.token_hex(8), time.perf_counter()


def _end(response: Response) -> Response:
    took = (time.perf_counter() - g.get("began", time.perf_counter())) * 1000
    request_id = g.get("request_id", "-")
    response.headers["X-Request-Id"] = request_id
    _requests.info(
        "%s %s %s %.0fms %s", request.method, request.endpoint or "-", response.status_code, took, request_id
    )
    return response
