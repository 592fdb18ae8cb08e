"""What the service does about actions by itself: the list the day before, passing up what is late, nothing left with nobody."""

import datetime as dt

from serac.access.readers import who_reads
from serac.actions.commands.answering import hand_over
from serac.actions.commands.common import note, tell
from serac.actions.lifecycle import WITH_OWNER
from serac.actions.models import Action
from serac.actions.queries import askers, leads_of, possible_owners
from serac.agencies.models import Member
from serac.core.events import Event
from serac.core.unit import Unit, acts_for_the_service, command

OWNER_TOLD, LEAD_TOLD, ASKER_TOLD = 1, 2, 3


@command(may=acts_for_the_service)
def tell_what_is_due(unit: Unit, member: Member, *, day: dt.date, count: int) -> None:
    """Tell somebody the day before that they have actions due. One notice, however many."""
    unit.notify("reminder", member.id, key=f"actions-due:{day.isoformat()}", path="/actions")
    unit.record(Event.ACTION_TOLD, member, count=count)


@command(may=acts_for_the_service)
def pass_up(unit: Unit, action: Action) -> None:
    """A late action: its owner is told, then whoever answers for the agency, then whoever asked."""
    level = action.told_level + 1
    if level == OWNER_TOLD:
        told = [action.owner_id]
    elif level == LEAD_TOLD:
        told = list(leads_of(unit, action.partnership_id, action.agency_id))
    else:
        told = list(askers(unit, action))
    action.told_level, action.version = level, action.version + 1
    note(unit, action, "told", reason=f"late_{level}")
    unit.record(Event.ACTION_TOLD, action, level=level, told=len(told))
    tell(unit, action, told, f"late-{level}", letter="reminder")


@command(may=acts_for_the_service)
def chase_refused(unit: Unit, action: Action) -> None:
    """A refused action that nobody has given to anybody in time: whoever asked is told once more, and the team."""
    people = askers(unit, action)
    action.version += 1
    note(unit, action, "told", reason="refused")
    unit.record(Event.ACTION_TOLD, action, refused=True, told=len(people))
    tell(unit, action, people, "refused-late", letter="urgent")


@command(may=acts_for_the_service)
def keep_owned(unit: Unit, action: Action) -> None:
    """Pass on an action whose owner has left, lost the role, or can no longer read it: in the agency, else to whoever asked."""
    action.version += 1
    hand_over(unit, action)


def is_orphan(unit: Unit, action: Action) -> bool:
    """Whether an action that is its owner's to move has an owner who cannot."""
    return action.state in WITH_OWNER and not _is_fit(unit, action)


def _is_fit(unit: Unit, action: Action) -> bool:
    possible = {one.id for one in possible_owners(unit, action.partnership_id, action.agency_id)}
    return action.owner_id in possible and bool(who_reads(unit, action.compartment_id, [action.owner_id]))
