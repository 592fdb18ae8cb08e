"""The watch that goes with every test finds each kind of leak, and leaves alone what is the sender's own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, abort, make_response, redirect, request
from flask.testing import FlaskClient

from serac.notifications import posts
from tests import raising
from tests.matrix import world
from tests.planted import NAMED
from tests.scoping import answering, test_replies
from tests.watch import WATCH

NAME, PHONE = answering.NAME, raising.PLANTED["phone"]
ADDRESS = "priya@team.example.org"


@pytest.fixture
def client() -> FlaskClient:
    """A service of four pages that gets everything wrong."""
    app = Flask("careless")

    @app.get("/title/<words>")
    def title(words: str) -> str:
        return f"<title>{request.args.get('of', WORDS[words])}</title><p>{NAME} may stand on a page, {PHONE} too</p>"

    @app.get("/on")
    def on() -> Any:
        return redirect(f"/people?name={NAME}")

    @app.get("/link")
    def link() -> str:
        return f'<title>Page</title><a href="/people?name={NAME.replace(" ", "+")}">Them</a>'

    @app.get("/file")
    def file() -> Any:
        answer = make_response("what is in it")
        answer.headers["Content-Disposition"] = f'attachment; filename="{NAME}.pdf"'
        return answer

    @app.post("/form")
    def form() -> Any:
        abort(make_response(f"<title>Not yours</title>{NAME} and {request.form.get('words')}", 403))

    return app.test_client()


WORDS = {"plain": "Page not found", "name": f"{NAME} - Case", "serac": "SERAC", "topic": "Modern slavery cases"}


def mailed(**headers: str) -> EmailMessage:
    message = EmailMessage()
    message["To"], message["Subject"] = ADDRESS, headers.pop("subject", "Something waits for you")
    message.set_content(headers.pop("body", "Sign in: http://localhost/notices/1"))
    return message


def leaks() -> dict[str, tuple[str, Callable[[FlaskClient, Path], Any]]]:
    """By what leaks: how the watch begins to say so, and how it is done."""
    log = logging.getLogger("serac.web")
    return {
        "a tab title": ("a tab title", lambda client, _: client.get("/title/name")),
        "the service’s name": ("a tab title", lambda client, _: client.get("/title/serac")),
        "the topic": ("a tab title", lambda client, _: client.get("/title/topic")),
        "an address": ("an address that was asked for", lambda client, _: client.get(f"/title/plain?of={NAME}")),
        "an e-mail address": ("an address that was asked for", lambda client, _: client.get(f"/title/plain?q={ADDRESS}")),
        "a way on": ("an address gone on to", lambda client, _: client.get("/on")),
        "a link": ("a link", lambda client, _: client.get("/link")),
        "a file name": ("a file name", lambda client, _: client.get("/file")),
        "an error page": ("an error page", lambda client, _: client.post("/form", data={"words": "mine"})),
        "the log": ("the log", lambda *_: log.info("sent to %s", NAME)),
        "a phone in the log": ("the log", lambda *_: log.warning("no answer from %s", PHONE)),
        "a subject": ("a message", lambda _, folder: posts.Folder(folder).send("1", mailed(subject=f"About {NAME}"))),
        "a telling letter": ("a message", lambda _, folder: posts.Folder(folder).send("1", mailed(body="An operation"))),
        "a message’s name": ("the name of a message", lambda _, folder: posts.Folder(folder).send(NAME, mailed())),
        "a tab a script named": ("a browser’s tab", lambda *_: WATCH.browser(title=NAME)),
        "a fragment": ("a browser’s address", lambda *_: WATCH.browser(url=f"http://localhost/x#{NAME}")),
        "a download": ("a file somebody took away", lambda *_: WATCH.browser(file="modern-slavery.pdf")),
        "another process’s mail": ("a message", _left_by_another),
    }  # fmt: skip


def _left_by_another(_: FlaskClient, folder: Path) -> None:
    (folder / "9.eml").write_bytes(mailed(subject=NAME).as_bytes())
    WATCH.folder(folder)


@pytest.mark.parametrize("what", leaks())
def test_every_kind_of_leak_is_found(what: str, client: FlaskClient, tmp_path: Path) -> None:
    kind, leak = leaks()[what]
    with WATCH.apart() as found:
        leak(client, tmp_path)
    assert [line for line in found if line.startswith(kind)], found


def test_what_is_found_fails_the_test_it_happened_in() -> None:
    with WATCH.apart():
        WATCH.browser(title=NAME)
        with pytest.raises(AssertionError, match=NAME):
            WATCH.settle()
        WATCH.settle()


def test_what_may_be_there_is_not_found(client: FlaskClient, tmp_path: Path) -> None:
    with WATCH.apart() as found:
        client.get("/title/plain")
        client.post("/form", data={"words": "mine", "typed": NAME})
        logging.getLogger("library").error("asked for %s", NAME)
        posts.Folder(tmp_path).send("1", mailed())
    assert found == []


def test_whatever_the_tests_plant_is_on_the_list() -> None:
    planted = [*raising.PLANTED.values(), NAME, answering.BRIEF, answering.ITEM["text"], answering.HELD["risk_words"]]
    planted += [world.PLANTED, test_replies.PLANTED]
    missing = [words for words in planted if words != PHONE and not NAMED.search(str(words))]
    assert missing == []
