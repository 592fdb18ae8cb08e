"""When a letter may go: outside somebody's quiet hours, and once a day where they chose that. Pure; London clocks."""

import datetime as dt
from dataclasses import dataclass

from serac.core.clock import LONDON, UTC

EACH, DAILY = "each", "daily"
USUAL_HOUR = dt.time(8)
"""When the one letter of a day goes, where nobody chose another time."""


@dataclass(frozen=True)
class Wishes:
    """How somebody wants to be told. `quiet`: the times between which letters wait, or None; it may run over midnight."""

    how: str
    daily_at: dt.time
    quiet: tuple[dt.time, dt.time] | None


def next_at(time: dt.time, now: dt.datetime) -> dt.datetime:
    """The first moment after `now` at which London's clocks show a time. One that a change of the clocks skips: an hour later."""
    today = now.astimezone(LONDON).date()
    moments = (dt.datetime.combine(today + dt.timedelta(days=n), time, LONDON).astimezone(UTC) for n in range(3))
    return next(moment for moment in moments if moment > now)


def quiet_until(quiet: tuple[dt.time, dt.time] | None, now: dt.datetime) -> dt.datetime | None:
    """When the quiet hours end that it is now; None where it is not quiet."""
    if quiet is None or quiet[0] == quiet[1]:
        return None
    begin, end = quiet
    here = now.astimezone(LONDON).time()
    is_quiet = begin <= here < end if begin < end else (here >= begin or here < end)
    return next_at(end, now) if is_quiet else None


def held_until(wishes: Wishes, now: dt.datetime) -> dt.datetime | None:
    """Until when a letter that can wait is held back; None where it may go now."""
    if wishes.how == DAILY:
        return next_at(wishes.daily_at, now)
    return quiet_until(wishes.quiet, now)


def latest_daily(wishes: Wishes, now: dt.datetime) -> dt.datetime:
    """The last moment, now or before, at which the one letter of a day was to go."""
    coming = next_at(wishes.daily_at, now)
    day = coming.astimezone(LONDON).date() - dt.timedelta(days=1)
    return dt.datetime.combine(day, wishes.daily_at, LONDON).astimezone(UTC)
