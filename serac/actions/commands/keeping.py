"""What whoever asked does with an action: gives it to another agency, carries it forward, withdraws it, takes it to the chair."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from serac.access import commands as access
from serac.access.models import Compartment
from serac.access.queries import list_grants
from serac.actions import policy
from serac.actions.commands.common import begin, check_still_may_go, counted, due_moment, needs_words, note, tell
from serac.actions.commands.making import OWNER, check_control, open_to_owner, owner_in
from serac.actions.lifecycle import OPEN, ActionState
from serac.actions.models import Action
from serac.actions.queries import askers, chairs_of, could_open_to, is_team
from serac.agencies.models import Agency, Member
from serac.core.events import Event
from serac.core.problems import Invalid, MoveRefused
from serac.core.unit import Unit, command

CHAIR = "chair"
STANDS, WITHDRAWN = "stands", "withdrawn"


@command(may=policy.keep)
def give_action(
    unit: Unit, action: Action, *, agency: Agency, owner: Member | None = None, words: str = "", purpose: str = "",
    categories: Collection[str] = (), seen_version: int | None = None,
) -> Action:  # fmt: skip
    """Give an action to another agency, or once more to the same: a refused one, or one that was given wrongly.

    What was opened to the agency before closes; what it was shown stays recorded.

    Raises:
        Conflict: somebody changed it meanwhile, or it has ended.
        Invalid: they have nobody to do it, no agreement covers it, or the contact rule does not allow it.
    """
    if action.state not in OPEN:
        raise MoveRefused
    if not unit.may(policy.add_for_others, action) and agency.id not in unit.actor.principals:
        raise Invalid({"agency": "You can give it to your own agency. Ask the council’s team to ask somebody else"})
    owner_id = owner_in(unit, action.partnership_id, action.within_id, agency, owner)
    part = unit.session.get_one(Compartment, action.compartment_id)
    check_control(agency, purpose or action.purpose, words, barred=part.not_for_immigration)
    begin(unit, action, seen_version, words)
    check_still_may_go(unit, action, agency.id)
    if agency.id != action.agency_id:
        _close_to_owner(unit, action)
        action.agency_id, action.by_team = agency.id, is_team(unit, action.partnership_id, agency.id)
    open_to_owner(unit, action, agency, purpose or action.purpose, categories or action.categories)
    _propose_again(action, owner_id, unit.actor.member_id, unit.now)
    note(unit, action, "given", words.strip())
    unit.record(Event.ACTION_GIVEN, action, owner=owner_id, agency=agency.id)
    tell(unit, action, [owner_id], "given")
    return action


def _propose_again(action: Action, owner_id: uuid.UUID, actor_id: uuid.UUID | None, now: dt.datetime) -> None:
    """Back to its owner to answer; whoever gives it to themselves has accepted it."""
    state = ActionState.ACCEPTED if owner_id == actor_id else ActionState.PROPOSED
    if state != action.state:
        action.state = state
    action.owner_id, action.told_level = owner_id, 0
    action.accepted_at = now if state == ActionState.ACCEPTED else None
    action.refused_due_at = action.refusal = action.escalated_at = None


def _close_to_owner(unit: Unit, action: Action) -> None:
    for part_id in (action.compartment_id, action.brief_id):
        part = unit.session.get_one(Compartment, part_id)
        for grant in list_grants(unit, part_id):
            if grant.relation == OWNER and grant.grantee_id == action.agency_id:
                access.end_grant(unit, part, grant=grant)


@command(may=policy.keep)
def carry_forward(
    unit: Unit, action: Action, *, due_on: dt.date, words: str, seen_version: int | None = None
) -> Action:
    """Give an action more time, with the reason: it is counted how often.

    Raises:
        Conflict: somebody changed it meanwhile, or it has ended.
        Invalid: no later day, or no reason.
    """
    if action.state not in OPEN:
        raise MoveRefused
    said, due_at = needs_words(words, "Say why it needs more time"), due_moment(unit, due_on)
    if due_at <= action.due_at:
        raise Invalid({"due_on": "Enter a later day than the one it is due on now"})
    begin(unit, action, seen_version, words)
    action.due_at, action.carried, action.told_level = due_at, action.carried + 1, 0
    note(unit, action, "carried", said, due_at=due_at)
    unit.record(Event.ACTION_CARRIED, action, times=action.carried)
    tell(unit, action, [action.owner_id], "carried")
    return action


@command(may=policy.keep)
def withdraw_action(unit: Unit, action: Action, *, words: str, seen_version: int | None = None) -> Action:
    """Withdraw an action, with the reason.

    Raises:
        Conflict: somebody changed it meanwhile, or it has ended.
        Invalid: no reason.
    """
    said = needs_words(words, "Say why it is withdrawn")
    begin(unit, action, seen_version, words)
    _withdraw(unit, action, "withdrawn", said)
    return action


def _withdraw(unit: Unit, action: Action, kind: str, words: str) -> None:
    with unit.session.no_autoflush:
        action.state, action.refused_due_at = ActionState.WITHDRAWN, None
        action.ended_at, action.end_reason = unit.now, WITHDRAWN
    note(unit, action, kind, words, reason=WITHDRAWN)
    facts = [counted(unit, action, "withdrawn")]
    unit.record(Event.ACTION_ENDED, action, facts=facts, state=action.state)
    tell(unit, action, [action.owner_id, *askers(unit, action)[:1]], "withdrawn")


@command(may=policy.escalate)
def escalate_action(unit: Unit, action: Action, *, words: str, seen_version: int | None = None) -> Action:
    """Take a refused action to the chair, who says whether it stands. It opens to them; nothing else of the case does.

    Raises:
        Conflict: somebody changed it meanwhile, or it is not refused, or is with the chair already.
        Invalid: no reason, or there is no chair it may be opened to.
    """
    if action.state != ActionState.REFUSED or action.escalated_at is not None:
        raise MoveRefused
    said = needs_words(words, "Say what the chair should know")
    begin(unit, action, seen_version, words)
    told = [one for one in chairs_of(unit, action.partnership_id, action.within_id) if _opened_to(unit, action, one)]
    if not told:
        raise Invalid("There is no chair this can be opened to. Give it to somebody else, or withdraw it.")
    action.escalated_at = unit.now
    note(unit, action, "escalated", said)
    unit.record(Event.ACTION_ESCALATED, action, told=len(told))
    tell(unit, action, told, "escalated")
    return action


def _opened_to(unit: Unit, action: Action, chair_id: uuid.UUID) -> bool:
    """Whether an action is open to a chair, or could be opened to them now."""
    chair, parts = unit.session.get_one(Member, chair_id), [action.compartment_id, action.brief_id]
    held = {grant.grantee_id for grant in (*list_grants(unit, action.within_id), *list_grants(unit, parts[0]))}
    if chair_id in held:
        return True
    facts: dict[str, Any] = {"purpose": action.purpose or "disrupt", "categories": action.categories or ["identity"]}
    if not could_open_to(unit, action, chair_id, **facts):
        return False
    for part_id in parts:
        part = unit.session.get_one(Compartment, part_id)
        access.grant_to_member(unit, part, member=chair, relation=CHAIR, **facts)
    return True


@command(may=policy.settle)
def settle_action(unit: Unit, action: Action, *, outcome: str, words: str, seen_version: int | None = None) -> Action:
    """The chair says whether a refused action stands, and goes back to the agency, or is withdrawn.

    Args:
        outcome: `stands` or `withdrawn`. words: why.

    Raises:
        Conflict: somebody changed it meanwhile, or it is not with the chair.
        Invalid: neither, no reason, or the contact rule does not allow it now.
    """
    if action.state != ActionState.REFUSED or action.escalated_at is None:
        raise MoveRefused
    if outcome not in {STANDS, WITHDRAWN}:
        raise Invalid({"outcome": "Choose whether it stands"})
    said = needs_words(words, "Say why")
    begin(unit, action, seen_version, words)
    if outcome == WITHDRAWN:
        _withdraw(unit, action, "settled", said)
        return action
    check_still_may_go(unit, action)
    with unit.session.no_autoflush:
        _propose_again(action, action.owner_id, None, unit.now)
    note(unit, action, "settled", said, reason=STANDS)
    unit.record(Event.ACTION_SETTLED, action, outcome=outcome)
    tell(unit, action, [action.owner_id, *askers(unit, action)], "settled")
    return action
