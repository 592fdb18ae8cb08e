"""Chasing the silent: whoever referred is reminded when a reply is overdue, and after that the team."""

import datetime as dt
import uuid
from collections.abc import Iterable

from serac.agencies.hours import rules_for
from serac.agencies.models import Partnership
from serac.core.jobs import Occasion, job
from serac.core.unit import Unit
from serac.referrals.commands import chase_referral
from serac.referrals.models import Referral
from serac.referrals.queries import find_referral, list_silent


def silent(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each reminder of each referral: its due time, then a part of its time more, by the rules."""
    for referral in list_silent(unit):
        due = next_reminder(unit, referral)
        if due is not None:
            yield Occasion(due, f"{referral.id}:{referral.chased}")


def next_reminder(unit: Unit, referral: Referral) -> dt.datetime | None:
    """When somebody is next reminded of a referral that has had no reply."""
    if referral.due_at is None or referral.chased == 0:
        return referral.due_at
    partnership_id = unit.standing(referral.compartment_id).partnership_id
    if partnership_id is None:
        return None
    rules = rules_for(unit.session.get_one(Partnership, partnership_id).slug)
    part = (rules.number("referral.team_percent") - 100) / 100
    return referral.due_at + (referral.due_at - referral.made_at) * part


@job("referrals.silent", due=silent)
def chase(unit: Unit, occasion: Occasion) -> None:
    """Remind of one, unless a reply has come meanwhile."""
    referral = find_referral(unit, uuid.UUID(occasion.subject.partition(":")[0]))
    if referral.replied_at is None:
        chase_referral(unit, referral)
