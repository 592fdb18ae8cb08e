"""Working time: England's days, across weekends, bank holidays and clock changes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from serac.core.clock import Clock, add_working_days, add_working_minutes, day_in_words, is_working_day, moment_in_words


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-03-05T09:00", 60, "2026-03-05T10:00"),  # a Thursday in winter: London is UTC
        ("2026-03-05T16:30", 60, "2026-03-06T09:30"),  # over night
        ("2026-03-06T16:30", 60, "2026-03-09T09:30"),  # over a weekend
        ("2026-03-07T12:00", 0, "2026-03-09T09:00"),  # a Saturday: the first working moment
        ("2026-03-27T16:00", 120, "2026-03-30T09:00"),  # clocks go forward on 29 March: 10am in London is 9am UTC
        ("2026-04-02T15:30", 60, "2026-04-07T08:30"),  # over Good Friday and Easter Monday, in summer time
        ("2026-10-23T15:30", 60, "2026-10-26T09:30"),  # clocks go back on 25 October
        ("2026-12-24T16:30", 60, "2026-12-29T09:30"),  # Christmas on a Friday, Boxing Day's substitute on Monday
        ("2026-03-05T06:00", 480, "2026-03-05T17:00"),  # a whole day, begun before it opens
    ],
)
def test_working_minutes_end_when_the_table_says(start: str, minutes: int, end: str) -> None:
    assert add_working_minutes(at(start), minutes) == at(end)


@given(some.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2030, 1, 1)), some.integers(0, 5000), some.integers(0, 5000))
def test_more_minutes_never_end_earlier(start: dt.datetime, fewer: int, more: int) -> None:
    begun = start.replace(tzinfo=dt.UTC)
    assert add_working_minutes(begun, min(fewer, more)) <= add_working_minutes(begun, max(fewer, more))


@pytest.mark.parametrize(
    ("day", "works"), [("2026-11-23", True), ("2026-11-22", False), ("2026-12-25", False), ("2026-05-04", False)]
)
def test_a_working_day_is_englands(day: str, works: bool) -> None:
    assert is_working_day(dt.date.fromisoformat(day)) is works


def test_the_day_it_is_counted_from_does_not_count() -> None:
    assert add_working_days(dt.date(2026, 12, 23), 2) == dt.date(2026, 12, 29)


def test_dates_are_written_as_people_say_them() -> None:
    assert day_in_words(dt.date(2026, 3, 5)) == "5 March 2026"
    assert moment_in_words(at("2026-03-05T08:05")) == "5 March 2026, 8:05am"
    assert moment_in_words(at("2026-07-05T12:00")) == "5 July 2026, 1pm"
    assert moment_in_words(at("2026-03-05T00:30")) == "5 March 2026, 12:30am"


def test_a_clock_file_moves_the_clock_of_whoever_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = Clock(file)
    assert abs(clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)
    file.write_text("2026-03-05T09:00:00+00:00")
    assert clock.now() == at("2026-03-05T09:00")
    file.write_text("+86400")
    assert clock.now() - dt.datetime.now(dt.UTC) > dt.timedelta(hours=23)
