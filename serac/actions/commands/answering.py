"""What the agency whose it is answers: no connection or one, yes or no, how it goes, how it ended; and passing it on inside."""

from serac.access import commands as access
from serac.access.readers import who_reads
from serac.actions import policy
from serac.actions.commands.common import (
    begin,
    check_still_may_go,
    counted,
    days_late,
    needs_words,
    note,
    tell,
    working_hours,
)
from serac.actions.lifecycle import ActionState
from serac.actions.models import Action, ActionChange
from serac.actions.queries import askers, possible_owners, successors
from serac.agencies.models import Member
from serac.core.actor import Authority
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid, MoveRefused
from serac.core.unit import Unit, command
from serac.reference import current

NONE, CONFLICT = "none", "conflict"
ENDS = frozenset({ActionState.DONE, ActionState.OVERTAKEN, ActionState.NOT_DONE})


@command(may=policy.answer)
def state_connection(unit: Unit, action: Action, *, answer: str) -> Action:
    """Say whether one has any connection with the people of the case. Without one, what is asked opens.

    With one, somebody else in the agency takes it over; if there is nobody else it returns to whoever asked. This person reads
    nothing of the case any more.

    Args:
        answer: `none`, or `conflict`.

    Raises:
        Invalid: it is neither.
    """
    if answer not in {NONE, CONFLICT}:
        raise Invalid({"answer": "Say whether you have any connection with anyone in this"})
    access.state_connection(unit, action.within_id, answer=answer)
    if answer == CONFLICT and unit.actor.member_id is not None:
        action.version += 1
        note(unit, action, "conflict")
        if action.owner_id == unit.actor.member_id and action.state in {ActionState.PROPOSED, ActionState.ACCEPTED}:
            hand_over(unit, action)
        access.stand_aside(unit, action.within_id)
    return action


def hand_over(unit: Unit, action: Action) -> None:
    """Whose it was cannot have it any more: their agency's lead takes it over, or it returns to whoever asked.

    Part of a command, which has moved the version on: a declared connection, or the service's own, when somebody has left.
    """
    heirs = successors(unit, action)
    if unit.actor.authority is Authority.JOB:
        reads = who_reads(unit, action.compartment_id, heirs)
        heirs = [one for one in heirs if one in reads]
    heir = next(iter(heirs), None)
    if heir is None:
        send_back(unit, action, "nobody_there")
        return
    action.owner_id, action.told_level = heir, 0
    note(unit, action, "handed_over")
    unit.record(Event.ACTION_GIVEN, action, owner=heir, agency=action.agency_id)
    tell(unit, action, [heir], "handed-over")


def send_back(unit: Unit, action: Action, reason: str, words: str = "") -> None:
    """Return an action to whoever asked, with a clock: nothing is left with nobody."""
    due = working_hours(unit, action.partnership_id, "actions.refused_working_hours", unit.now)
    with unit.session.no_autoflush:
        action.state, action.refused_due_at, action.refusal = ActionState.REFUSED, due, reason
        action.escalated_at = None
    note(unit, action, "refused", words, reason=reason)
    facts = [counted(unit, action, "refused", reason=reason)]
    unit.record(Event.ACTION_REFUSED, action, facts=facts, reason=reason)
    tell(unit, action, askers(unit, action), "refused")


@command(may=policy.answer)
def accept_action(unit: Unit, action: Action, *, seen_version: int | None = None) -> Action:
    """Take an action on. It stays with the person it was given to.

    Raises:
        Conflict: somebody changed it meanwhile.
        Invalid: they have not read what it asks, or the contact rule does not allow it now.
    """
    begin(unit, action, seen_version)
    check_still_may_go(unit, action)
    with unit.session.no_autoflush:
        action.state, action.refused_due_at = ActionState.ACCEPTED, None
        action.accepted_at, action.refusal, action.escalated_at = unit.now, None, None
    note(unit, action, "accepted")
    unit.record(Event.ACTION_ACCEPTED, action, facts=[counted(unit, action, "accepted")])
    tell(unit, action, askers(unit, action)[:1], "accepted")
    return action


@command(may=policy.answer)
def refuse_action(unit: Unit, action: Action, *, reason: str, words: str, seen_version: int | None = None) -> Action:
    """Refuse an action, or hand back one that was accepted: it returns to whoever asked, with a clock.

    Args:
        reason: code of refusing_action_reasons. words: why, for whoever asked and everybody who reads the action.

    Raises:
        Conflict: somebody changed it meanwhile.
        Invalid: no reason, or nothing said about it.
    """
    if reason not in current().refusing_action_reasons:
        raise Invalid({"reason": "Choose why you refuse it"})
    said = needs_words(words, "Say more about why")
    begin(unit, action, seen_version, words)
    send_back(unit, action, reason, said)
    return action


@command(may=policy.work)
def record_progress(unit: Unit, action: Action, *, words: str, seen_version: int | None = None) -> ActionChange:
    """Say how it goes.

    Raises:
        Invalid: nothing was said. MoveRefused: it is not under way.
    """
    said = needs_words(words, "Say how it goes")
    if action.state not in {ActionState.ACCEPTED, ActionState.PROPOSED}:
        raise MoveRefused
    begin(unit, action, seen_version, words)
    made = note(unit, action, "progress", said)
    unit.record(Event.ACTION_PROGRESS, action)
    return made


@command(may=policy.work)
def finish_action(unit: Unit, action: Action, *, state: str, words: str, seen_version: int | None = None) -> Action:
    """Say that it was done, with the evidence; that events overtook it; or that it was not done, with the reason.

    Args:
        state: `done`, `overtaken`, `not_done`. words: the evidence, or the reason.

    Raises:
        Conflict: somebody changed it meanwhile.
        Invalid: it is none of these, or nothing was said.
    """
    if state not in ENDS:
        raise Invalid({"state": "Choose how it ended"})
    if state == ActionState.DONE and action.state == ActionState.PROPOSED:
        raise Invalid({"state": "Accept it first, then say that it is done"})
    asked = "Say what was done, and where that can be seen" if state == ActionState.DONE else "Say why"
    said = needs_words(words, asked)
    begin(unit, action, seen_version, words)
    late = days_late(action, unit.now)
    with unit.session.no_autoflush:
        action.state, action.refused_due_at = ActionState(state), None
        action.ended_at, action.end_reason = unit.now, None if state == ActionState.DONE else state
    note(unit, action, state, said)
    facts = [counted(unit, action, state, days_late=late)]
    unit.record(Event.ACTION_ENDED, action, facts=facts, state=state, days_late=late)
    tell(unit, action, askers(unit, action)[:1], "ended")
    return action


@command(may=policy.answer)
def reassign_action(
    unit: Unit, action: Action, *, owner: Member, words: str = "", seen_version: int | None = None
) -> Action:
    """Give an action to a colleague in the same agency.

    Raises:
        Conflict: somebody changed it meanwhile, or it is nobody's to do now.
        Invalid: they are not a named handler of the agency, or it is theirs already.
    """
    if action.state not in {ActionState.PROPOSED, ActionState.ACCEPTED}:
        raise Conflict("This is not with your agency now.")
    possible = {one.id for one in possible_owners(unit, action.partnership_id, action.agency_id)}
    if owner.id not in possible or owner.id == action.owner_id:
        raise Invalid({"owner": "Choose a colleague who is a named handler"})
    begin(unit, action, seen_version, words)
    action.owner_id, action.told_level = owner.id, 0
    note(unit, action, "reassigned", words.strip())
    unit.record(Event.ACTION_GIVEN, action, owner=owner.id, agency=action.agency_id)
    tell(unit, action, [owner.id], "reassigned")
    return action
