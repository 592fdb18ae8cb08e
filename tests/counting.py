"""How many statements a page asks of the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from tests.given import Given


def counted(given: Given, client: Any, path: str) -> tuple[bytes, list[str]]:
    """The page, and the statements it asks."""
    statements: list[str] = []

    def note(*facts: Any) -> None:
        statements.append(facts[2])

    event.listen(given.services.engine, "before_cursor_execute", note)
    page = client.get(path).data
    event.remove(given.services.engine, "before_cursor_execute", note)
    return page, [one for one in statements if not one.startswith(("BEGIN", "PRAGMA"))]
