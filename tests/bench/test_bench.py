"""The benchmark runs, small: its lists agree with its oracle, and its floor answers. Nothing is timed here."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine

from bench import __main__ as bench
from bench import floor, floor_load, matching
from tests.servers import create_database, drop_database


@pytest.fixture
def floor_database(postgres_server: str) -> Iterator[str]:
    name = f"floor_{uuid.uuid4().hex[:12]}"
    yield create_database(postgres_server, name)
    drop_database(postgres_server, name)


def test_every_list_is_the_oracles_for_ten_kinds_of_reader(
    postgres_server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(["--small", "--alerts", "1200"]) == 0
    said = capsys.readouterr().out
    assert "0 different" in said
    assert int(said.split(" lists against")[0].split()[-1]) > 200


def test_the_floor_lists_creates_and_keeps_its_chain(floor_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    floor_load.load(floor_database, 300)
    engine = create_engine(floor_database)
    monkeypatch.setattr(floor, "engine", engine)
    client = floor.app.test_client()
    assert client.get("/full").status_code == 403
    client.get("/login")
    assert client.get("/full?s=2&q=1").data.count(b"<tr") > 1
    assert client.post("/create", data={"title": "A concern", "body": "Words", "queue": "3"}).status_code == 303
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "select chain, count(*) from chain_head where hash <> repeat('0', 64) group by 1"
        ).all()
        entries = connection.exec_driver_sql("select verb from audit order by id").scalars().all()
    assert len(rows) == 2
    assert entries == ["list", "create"]
    engine.dispose()


def test_matching_is_measured_on_generated_people_and_places(capsys: pytest.CaptureFixture[str]) -> None:
    assert matching.main(["--people", "60", "--places", "24", "--variants", "10"]) == 0
    said = capsys.readouterr().out
    assert "one typing error in a name" in said
    assert "precision of all" in said
