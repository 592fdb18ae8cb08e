"""Filling in the forms of a page as a browser does: hidden fields and what stands in the others go along."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class PageForm:
    """One form of a page: where it goes, and what it would send untouched."""

    action: str
    method: str
    fields: dict[str, Any] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._open: PageForm | None = None
        self._name: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._open = PageForm(given.get("action") or "", (given.get("method") or "get").lower())
            self.forms.append(self._open)
        if self._open is None:
            return
        name, kind = given.get("name"), given.get("type", "text")
        if tag == "input" and name and kind not in {"submit", "file"}:
            if kind in {"radio", "checkbox"} and "checked" not in given:
                self._open.fields.setdefault(name, None)
            elif kind == "checkbox" and self._open.fields.get(name):
                held = self._open.fields[name]
                self._open.fields[name] = [*(held if isinstance(held, list) else [held]), given.get("value", "yes")]
            else:
                self._open.fields[name] = given.get("value") or ""
        elif tag in {"textarea", "select"} and name:
            self._open.fields[name], self._name = "", name
        elif tag == "option" and self._name and "selected" in given:
            self._open.fields[self._name] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._name and self.lasttag == "textarea":
            self._open.fields[self._name] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"textarea", "select"}:
            self._name = None
        if tag == "form":
            self._open = None


def forms_of(html: str) -> list[PageForm]:
    """The forms of a page that change something, in order; the one in the footer that signs out is left out."""
    reader = _Reader()
    reader.feed(html)
    return [form for form in reader.forms if form.method == "post" and form.action != "/sign-out"]


def form_on(html: str, **having: str) -> PageForm:
    """The first form of a page whose fields hold these values; `to` is its action."""
    to = having.pop("to", None)
    for form in forms_of(html):
        if (to is None or form.action == to) and all(form.fields.get(name) == value for name, value in having.items()):
            return form
    raise AssertionError(f"no form on this page goes to {to} with {having}")


def send(
    client: FlaskClient, path: str, *, having: dict[str, str] | None = None, headers: Any = None, **typed: Any
) -> TestResponse:
    """Open a page, fill in its form, send it.

    Args:
        having: which form, where there are several: values of its hidden fields, or `to`, its action.
        typed: what is typed or chosen, by field name; a file as (stream, name).
    """
    shown = client.get(path)
    assert shown.status_code == 200, f"{path} answered {shown.status}"
    return fill(client, shown, path, having=having, headers=headers, **typed)


def fill(
    client: FlaskClient,
    shown: TestResponse,
    path: str,
    *,
    having: dict[str, str] | None = None,
    headers: Any = None,
    **typed: Any,
) -> TestResponse:
    """Fill in the form of a page that is already open, and send it."""
    form = form_on(shown.text, **(having or {}))
    data = {name: value for name, value in (form.fields | typed).items() if value is not None}
    return client.post(form.action or path, data=data, headers=headers)
