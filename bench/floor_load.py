"""The floor's tables and rows: plain text, as many cases as there are alerts, one to three agencies on each. Seeded."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from bench.floor import CHAINS
from bench.words import Names, story
from tests.servers import libpq

TABLES = (
    """create table cases (
        id bigserial primary key, ref text, title text, descr text, status int, queue_id int, agency_id int, prio int,
        person text, created timestamp, updated timestamp, assignee int)""",
    "create table case_agency (agency_id int, case_id bigint, primary key (agency_id, case_id))",
    "create table audit (id bigserial primary key, at timestamp, actor int, verb text, case_id bigint, payload text, prev text, hash text)",
    "create table chain_head (chain int primary key, hash text)",
    "create table users (id int primary key, name text, agency_id int)",
    "insert into users values (1, 'Staff One', 3)",
    f"insert into chain_head select each, repeat('0', 64) from generate_series(0, {CHAINS - 1}) each",
)
INDEXES = (
    "create index cases_list on cases (status, queue_id, created desc, id desc)",
    "create index cases_recent on cases (created desc, id desc)",
    "create index case_agency_case on case_agency (case_id)",
    "select setval('cases_id_seq', (select max(id) from cases))",
    "vacuum analyze",
    "checkpoint",
)
AGENCIES = 12


def load(url: str, count: int) -> None:
    """Make the floor's tables in an empty database and fill them."""
    with psycopg.connect(libpq(make_url(url)), autocommit=True) as connection:
        for statement in TABLES:
            connection.execute(statement)
        columns = "id, ref, title, descr, status, queue_id, agency_id, prio, person, created, updated, assignee"
        with connection.cursor().copy(f"copy cases ({columns}) from stdin") as copy:
            for row in _cases(count):
                copy.write_row(row)
        with connection.cursor().copy("copy case_agency (agency_id, case_id) from stdin") as copy:
            r = random.Random(5)
            for case_id in range(1, count + 1):
                for agency_id in sorted({r.randrange(AGENCIES) + 1 for _ in range(3)}):
                    copy.write_row((agency_id, case_id))
        for statement in INDEXES:
            connection.execute(statement)


def _cases(count: int) -> Iterator[tuple[Any, ...]]:
    r = random.Random(7)
    names, at = Names(r), dt.datetime(2023, 1, 1, 8, tzinfo=dt.UTC)
    for number in range(1, count + 1):
        at += dt.timedelta(seconds=r.randint(20, 1200))
        told = story(r, names)
        status = r.choices(range(1, 6), weights=(12, 25, 15, 18, 30))[0]
        queue = r.choices(range(1, 9), weights=(20, 15, 18, 12, 14, 10, 6, 5))[0]
        codes = status, queue, r.randrange(AGENCIES) + 1, r.randint(1, 5)
        dates = at, at + dt.timedelta(hours=r.randint(1, 900))
        reference = f"MC-{at.year}-{number:07d}"
        yield number, reference, told.title, told.account, *codes, told.name, *dates, r.randrange(10) + 1
