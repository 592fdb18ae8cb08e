"""The floor: the least a page with these duties can cost. Bare Flask, SQLAlchemy Core and Jinja on a schema of their own.

`/full` does what any list of the service owes its reader, and nothing more: a signed session, a look-up of who that is, a list by
need to know, a hash-chained audit row that is committed, a page made of the same design system. Nothing is encrypted, no grant has
an end, there is one agency a person. `/create` writes one row with its audit row. Run by `python -m bench` only:

    DSN=postgresql+psycopg://... gunicorn -w 2 bench.floor:app
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from pathlib import Path

from flask import Flask, Response, abort, redirect, request, session
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from sqlalchemy import Connection, create_engine, text

CHAINS = 16
STATUSES = ["", "New", "Open", "Awaiting", "Resolved", "Closed"]
QUEUES = [
    "", "Intake", "Triage", "Adult exploitation", "Child protection", "Labour abuse", "Domestic abuse", "Missing persons", "Housing risk",
]  # fmt: skip
engine = create_engine(os.environ.get("DSN", "postgresql+psycopg://"), pool_size=8, max_overflow=0)
app = Flask(__name__)
app.secret_key = "the floor keeps nothing"
app.select_jinja_autoescape = lambda _: True  # type: ignore[method-assign]
app.jinja_loader = ChoiceLoader(  # type: ignore[assignment]
    [
        FileSystemLoader(Path(__file__).parent),
        PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    ]
)
app.jinja_env.globals.update(STATUSES=STATUSES, QUEUES=QUEUES)

WHO = text("select id, name, agency_id from users where id = :id")
LIST = text(
    "select id, ref, title, person, status, queue_id, prio, created, updated from cases where status = :s and queue_id = :q "
    "and exists (select 1 from case_agency a where a.case_id = cases.id and a.agency_id = :agency) "
    "order by created desc, id desc limit 26"
)
HEAD = text("select hash from chain_head where chain = :chain for update")
ENTRY = text(
    "insert into audit (at, actor, verb, case_id, payload, prev, hash) values (:at, 1, :verb, :case_id, :payload, :prev, :hash)"
)
MOVE = text("update chain_head set hash = :hash where chain = :chain")
CREATE = text(
    "insert into cases (ref, title, descr, status, queue_id, agency_id, prio, person, created, updated, assignee) "
    "values (:ref, :title, :descr, 1, :queue, 1, 3, 'x', :now, :now, 1) returning id"
)


def record(connection: Connection, verb: str, case_id: int | None, chain: int) -> None:
    """One row at the end of a hash chain, in the same transaction."""
    at, payload = _now(), json.dumps({"path": request.full_path, "ip": request.remote_addr})
    previous = connection.execute(HEAD, {"chain": chain}).scalar()
    found = hashlib.sha256(f"{previous}|{at}|1|{verb}|{case_id}|{payload}".encode()).hexdigest()
    values = {"at": at, "verb": verb, "case_id": case_id, "payload": payload, "prev": previous, "hash": found}
    connection.execute(ENTRY, values)
    connection.execute(MOVE, {"hash": found, "chain": chain})


def _now() -> str:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None).isoformat(" ")


def _choices(words: list[str], chosen: int) -> list[dict[str, object]]:
    return [{"value": place, "text": word, "selected": place == chosen} for place, word in enumerate(words) if word]


@app.get("/login")
def login() -> ResponseReturnValue:
    """A signed session."""
    session["u"] = 1
    return "ok"


@app.get("/full")
def full() -> ResponseReturnValue:
    """Session, who that is, list by need to know, audit row committed, page."""
    status, queue = int(request.args.get("s", 2)), int(request.args.get("q", 1))
    with engine.begin() as connection:
        user = connection.execute(WHO, {"id": session.get("u", 0)}).first() or abort(403)
        rows = connection.execute(LIST, {"s": status, "q": queue, "agency": user.agency_id}).all()
        record(connection, "list", None, user.id % CHAINS)
    words = {"statuses": _choices(STATUSES, status), "queues": _choices(QUEUES, queue), "s": status, "q": queue}
    page = app.jinja_env.get_template("floor.html").render(title="Cases", rows=rows[:25], **words)
    return Response(page, mimetype="text/html")


@app.post("/create")
def create() -> ResponseReturnValue:
    """One row and its audit row, committed; then on to the next page."""
    given = request.form
    reference = f"MC-{os.urandom(4).hex()}"
    values = {
        "ref": reference,
        "title": given["title"],
        "descr": given["body"],
        "queue": int(given["queue"]),
        "now": _now(),
    }
    with engine.begin() as connection:
        made = connection.execute(CREATE, values).scalar()
        record(connection, "create", made, 0)
    return redirect(f"/full?made={made}", 303)
