"""What every command about an action does: check that its reader has read it, note it in the history, count it, tell people."""

import datetime as dt
import uuid
from collections.abc import Iterable

from serac.access.models import Compartment
from serac.actions.models import Action, ActionChange
from serac.agencies.hours import rules_for
from serac.agencies.models import Partnership
from serac.cases.contact import ContactNow, may_contact
from serac.cases.models import Case
from serac.cases.queries import contact_now
from serac.core.actor import NOBODY
from serac.core.clock import LONDON, add_working_minutes, end_of, last_day
from serac.core.facts import Counted
from serac.core.problems import Invalid, Text
from serac.core.unit import Unit, check_version
from serac.reference import current

LONGEST = 4_000
FURTHEST = dt.timedelta(days=366)
STATE_FIRST = "Say first whether you have any connection with anyone in this"
NOT_YET = (
    "Nobody of this agency may visit, call or write yet. The police contact must answer that it is clear, and the contact rule "
    "must allow it"
)


def begin(unit: Unit, action: Action, seen_version: int | None, words: str = "") -> None:
    """Refuse whoever has not read what it asks, and a save from a page that is no longer true.

    Args:
        words: what they wrote with it, given back beside what is saved where somebody else was first.
    """
    if not unit.standing(action.brief_id):
        raise Invalid(STATE_FIRST)
    if len(words) > LONGEST:
        raise Invalid({"words": f"Use {LONGEST:,} characters or fewer"})
    check_version(action, seen_version, lambda: [Text("words", "Where it is now", str(action.state).replace("_", " "))])


def needs_words(words: str, sentence: str) -> str:
    """What somebody wrote, trimmed.

    Raises:
        Invalid: nothing was.
    """
    if not words.strip():
        raise Invalid({"words": sentence})
    return words.strip()


def due_moment(unit: Unit, due_on: dt.date) -> dt.datetime:
    """The first moment after a day that something is due on.

    Raises:
        Invalid: the day has passed, or is more than a year ahead.
    """
    today = unit.now.astimezone(LONDON).date()
    if not today <= due_on <= today + FURTHEST:
        raise Invalid({"due_on": "Enter a date from today to a year from now"})
    return end_of(due_on)


def check_may_go(unit: Unit, case: Case | ContactNow, kind: str, agency_id: uuid.UUID, field: str = "kind") -> None:
    """What every command calls that asks for a visit, a call or a letter, or promises one.

    Raises:
        Invalid: the contact rule of the case does not allow it to this agency at this moment.
    """
    if current().action_kinds.get(kind).goes_near and not may_contact(case, agency_id, unit.now):
        raise Invalid({field: NOT_YET})


def check_still_may_go(unit: Unit, action: Action, agency_id: uuid.UUID | None = None) -> None:
    """The same for an action that was made before."""
    check_may_go(unit, contact_now(unit, action.compartment_id), action.kind, agency_id or action.agency_id, "")


def note(
    unit: Unit,
    action: Action,
    kind: str,
    words: str = "",
    *,
    reason: str | None = None,
    due_at: dt.datetime | None = None,
) -> ActionChange:
    """Add to the history: with the brief where something was written, with the action where nothing was."""
    where = action.brief_id if words else action.compartment_id
    made = ActionChange(compartment_id=where, action_id=action.id, kind=kind, made_at=unit.now)
    made.made_by, made.reason, made.due_at = unit.actor.member_id or NOBODY, reason, due_at
    made.agency_id, made.owner_id = action.agency_id, action.owner_id
    if words:
        made.words = words
    unit.session.add(made)
    unit.session.flush()
    return made


def counted(unit: Unit, action: Action, name: str, **codes: object) -> Counted:
    """What statistics count: codes and ids of agencies only."""
    whole = unit.session.get_one(Compartment, action.within_id)
    facts = {"kind": action.kind, "priority": action.priority, "agency": str(action.agency_id)} | codes
    return Counted(f"action.{name}", action.partnership_id, unit.now, facts, restricted=whole.restricted)


def days_late(action: Action, now: dt.datetime) -> int:
    """How many days after its day something ended; 0 in time."""
    return max(0, (now.astimezone(LONDON).date() - last_day(action.due_at)).days)


def working_hours(unit: Unit, partnership_id: uuid.UUID, rule: str, start: dt.datetime, times: int = 1) -> dt.datetime:
    """So many working hours after a moment, by a rule of the partnership."""
    rules = rules_for(unit.session.get_one(Partnership, partnership_id).slug)
    hours = {"opens": rules.time("hours.opens"), "closes": rules.time("hours.closes")}
    return add_working_minutes(start, rules.number(rule) * 60 * times, **hours)


def tell(unit: Unit, action: Action, people: Iterable[uuid.UUID], why: str, *, letter: str = "notice") -> None:
    """Tell people, but not whoever acts, that something waits; it leads to the action."""
    for member_id in dict.fromkeys(people):
        if member_id != unit.actor.member_id:
            key, path = f"action-{why}:{action.id}:{action.version}", f"/actions/{action.reference}"
            unit.notify(letter, member_id, key=key, path=path, about=action.compartment_id)
