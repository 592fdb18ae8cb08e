"""The engine of a service whose database server may come and go."""

from __future__ import annotations

from sqlalchemy import create_engine, text

from serac.core.database import make_engine


def test_a_pooled_connection_whose_server_hung_up_is_replaced_before_it_is_used(postgres_server: str) -> None:
    engine, other = make_engine(postgres_server), create_engine(postgres_server)
    with engine.connect() as connection:
        first = connection.scalar(text("select pg_backend_pid()"))
    with other.connect() as connection:
        connection.execute(text("select pg_terminate_backend(:pid)"), {"pid": first})
        while connection.scalar(text("select count(*) from pg_stat_activity where pid = :pid"), {"pid": first}):
            connection.rollback()
    with engine.connect() as connection:
        assert connection.scalar(text("select pg_backend_pid()")) != first
    engine.dispose()
    other.dispose()


def test_a_pooled_connection_that_is_well_is_used_again(postgres_server: str) -> None:
    engine = make_engine(postgres_server)
    pids = set()
    for _ in range(3):
        with engine.connect() as connection:
            pids.add(connection.scalar(text("select pg_backend_pid()")))
    assert len(pids) == 1
    engine.dispose()
