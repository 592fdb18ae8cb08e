"""Time is read here and nowhere else.

All times inside the service are aware datetimes in UTC. In the demonstration and in tests the file named by
SERAC_CLOCK_FILE moves the clock of every process that reads it; production refuses to start with it.
"""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
UTC = dt.UTC
FAR_FUTURE = dt.datetime(9999, 1, 1, tzinfo=UTC)
"""The end of what has no end. Stored instead of nothing, so that one comparison answers "now?"."""


class Clock:
    """The service's clock.

    Args:
        file: a file holding an ISO 8601 time (the clock stands still there) or an offset such as `+3600` in seconds;
            None for the machine's own time. A missing or empty file means the machine's own time.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file

    def now(self) -> dt.datetime:
        """The present moment, aware, in UTC, to the microsecond."""
        real = dt.datetime.now(UTC)
        if self._file is None:
            return real
        try:
            text = self._file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return real
        if not text:
            return real
        if text[0] in "+-":
            return real + dt.timedelta(seconds=float(text))
        moved = dt.datetime.fromisoformat(text)
        return moved.astimezone(UTC) if moved.tzinfo else moved.replace(tzinfo=UTC)


@lru_cache
def _bank_holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: dt.date, closed: Iterable[dt.date] = ()) -> bool:
    """Whether `day` is a working day in England: not a weekend, bank holiday or one of the partnership's `closed` days."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year) and day not in set(closed)


def add_working_days(day: dt.date, count: int) -> dt.date:
    """The date `count` working days after `day`; `day` itself does not count (codes.md, working days are England's)."""
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day


def add_working_minutes(
    start: dt.datetime, minutes: int, *, opens: dt.time = dt.time(9), closes: dt.time = dt.time(17)
) -> dt.datetime:
    """The moment `minutes` of working time after `start`.

    Args:
        start: aware; working time is counted on London clocks, across clock changes.
        minutes: minutes of working time, zero or more.
        opens, closes: the working day, London time.

    Returns:
        An aware time in UTC. With no minutes left to count, the first working moment at or after `start`.
    """
    left = dt.timedelta(minutes=minutes)
    day = start.astimezone(LONDON).date()
    while True:
        if is_working_day(day):
            first = max(start, dt.datetime.combine(day, opens, LONDON).astimezone(UTC))
            last = dt.datetime.combine(day, closes, LONDON).astimezone(UTC)
            if first <= last:
                if first + left <= last:
                    return (first + left).astimezone(UTC)
                left -= last - first
        day += dt.timedelta(days=1)


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a day in London."""
    return dt.datetime.combine(day, dt.time(), LONDON).astimezone(UTC)


def end_of(day: dt.date) -> dt.datetime:
    """The first moment after a day in London: where something ends that holds on that day."""
    return start_of(day + dt.timedelta(days=1))


def last_day(until: dt.datetime) -> dt.date:
    """The last day in London on which something held that held until this moment (the moment itself not included)."""
    return (until - dt.timedelta(microseconds=1)).astimezone(LONDON).date()


def day_in_words(moment: dt.datetime | dt.date) -> str:
    """A date as the service writes it: 5 March 2026 (London)."""
    day = moment.astimezone(LONDON).date() if isinstance(moment, dt.datetime) else moment
    return f"{day.day} {day:%B %Y}"


def moment_in_words(moment: dt.datetime) -> str:
    """A time as the service writes it: 5 March 2026, 8:05am (London)."""
    local = moment.astimezone(LONDON)
    hour = local.hour % 12 or 12
    minutes = f":{local:%M}" if local.minute else ""
    return f"{day_in_words(local)}, {hour}{minutes}{'am' if local.hour < 12 else 'pm'}"
