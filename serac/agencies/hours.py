"""The hours in which a team works, by its partnership's rules, and the hours nobody covers."""

import datetime as dt
from collections.abc import Iterable, Iterator

from serac.core.clock import LONDON, UTC, is_working_day
from serac.reference import PartnershipRules, current

Span = tuple[dt.datetime, dt.datetime]
FURTHEST = 40
"""Days ahead in which an opening is looked for; no team is closed for longer."""


def rules_for(slug: str) -> PartnershipRules:
    """The rules of a partnership by its slug; the national ones where it has no file of its own."""
    reference = current()
    return reference.partnerships.get(slug, reference.national)


def opening_hours(rules: PartnershipRules, day: dt.date) -> Span | None:
    """When the team's day begins and ends (London clocks, given in UTC); None where it does not work that day."""
    if day.weekday() not in rules.working_weekdays():
        return None
    if day.weekday() < 5 and not is_working_day(day):
        return None
    opens = dt.datetime.combine(day, rules.time("hours.opens"), LONDON)
    return opens.astimezone(UTC), dt.datetime.combine(day, rules.time("hours.closes"), LONDON).astimezone(UTC)


def openings(rules: PartnershipRules, start: dt.datetime) -> Iterator[Span]:
    """The team's working days from the one of `start` on."""
    first = start.astimezone(LONDON).date()
    for number in range(FURTHEST):
        span = opening_hours(rules, first + dt.timedelta(days=number))
        if span is not None:
            yield span


def is_open(rules: PartnershipRules, now: dt.datetime) -> bool:
    """Whether the team works at this moment."""
    span = opening_hours(rules, now.astimezone(LONDON).date())
    return span is not None and span[0] <= now < span[1]


def next_opening(rules: PartnershipRules, now: dt.datetime) -> dt.datetime | None:
    """When the team next begins to work, after `now`."""
    return next((opens for opens, _ in openings(rules, now) if opens > now), None)


def uncovered(covered: Iterable[Span], start: dt.datetime, end: dt.datetime) -> list[Span]:
    """The parts of a stretch of time that none of the spans covers, in order."""
    left, here = [], start
    for since, until in sorted(covered):
        if since > here:
            left.append((here, min(since, end)))
        here = max(here, until)
        if here >= end:
            break
    if here < end:
        left.append((here, end))
    return [(since, until) for since, until in left if since < until]
