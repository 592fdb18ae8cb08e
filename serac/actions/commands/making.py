"""Asking an agency to do something, and splitting what turned out to be several things."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from serac.access import commands as access
from serac.access.models import Compartment
from serac.actions import policy
from serac.actions.commands.common import (
    LONGEST,
    begin,
    check_may_go,
    check_still_may_go,
    counted,
    due_moment,
    note,
    tell,
)
from serac.actions.lifecycle import ActionState
from serac.actions.models import Action, ActionBrief
from serac.actions.queries import PREFIX, brief_of, is_open_already, is_team, kept_away, leads_of, possible_owners
from serac.agencies.models import Agency, Member
from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.core.actor import NOBODY
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.references import new_reference
from serac.core.unit import Unit, command
from serac.reference import current

OWNER = "action_owner"
"""The relation in which an action is open to the agency whose it is, where the case is not."""
HANGS_FROM = frozenset({"case", "response_team", "meeting", "operation", "plan"})


@dataclass(frozen=True)
class Part:
    """One of the things an action is split into: what, by whom in the same agency, by when."""

    text: str
    due_on: dt.date
    owner: Member | None = None


@command(may=policy.add)
def make_action(
    unit: Unit, case: Case, *, text: str, kind: str, priority: str, due_on: dt.date, agency: Agency, owner: Member | None = None,
    why: str = "", purpose: str = "", categories: Collection[str] = (), not_for_immigration: bool = True,
    hangs_from: str = "case", hangs_from_id: uuid.UUID | None = None,
) -> Action:  # fmt: skip
    """Ask an agency to do something by a day. Whoever takes it on themselves has accepted it.

    An agency that the case is not open to gets this action alone, on the agreement that covers it.

    Args:
        kind, priority: codes of action_kinds and action_priorities.
        owner: a named handler of the agency, or somebody of the own team; None for whoever answers for the agency.
        purpose, categories: what it is shared for and what is in it; needed where the case is not open to the agency.
        not_for_immigration: nobody who works for immigration control reads it.
        hangs_from, hangs_from_id: what it came from: a response team, a meeting, an operation, a plan; else the case.

    Raises:
        Invalid: something is missing, the agency has nobody to do it, no agreement covers it, or the contact rule of the case
            does not allow it yet.
    """
    _check(unit, case, text, why, kind, priority, agency)
    due_at = due_moment(unit, due_on)
    owner_id = owner_in(unit, case.partnership_id, case.compartment_id, agency, owner)
    check_may_go(unit, case, kind, agency.id)
    if hangs_from not in HANGS_FROM:
        raise ValueError(hangs_from)
    codes = {"kind": kind, "priority": priority, "due_at": due_at, "contact_rule": case.contact_rule}
    codes |= {"hangs_from": hangs_from, "hangs_from_id": hangs_from_id or case.id}
    check_control(agency, purpose, why, barred=not_for_immigration)
    where = {"within": case.compartment_id, "not_for_immigration": not_for_immigration}
    action = _open(unit, case.partnership_id, agency, owner_id, codes, where, text=text, why=why)
    open_to_owner(unit, action, agency, purpose, categories)
    return _made(unit, action)


def _check(unit: Unit, case: Case, text: str, why: str, kind: str, priority: str, agency: Agency) -> None:
    reference, errors = current(), {}
    if case.stage == Stage.CLOSED:
        raise Invalid("This case is closed. Open it again first.")
    if not text.strip():
        errors["what"] = "Say what is to be done"
    errors |= {
        name: f"Use {LONGEST:,} characters or fewer" for name, it in (("what", text), ("why", why)) if len(it) > LONGEST
    }
    if kind not in reference.action_kinds:
        errors["kind"] = "Choose what kind of action it is"
    if priority not in reference.action_priorities:
        errors["priority"] = "Choose how pressing it is"
    for_others = unit.may(policy.add_for_others, case)
    if not for_others and agency.id not in unit.actor.principals:
        errors["agency"] = "You can take on actions for your own agency. Ask the council’s team to ask somebody else"
    if errors:
        raise Invalid(errors)


def owner_in(
    unit: Unit, partnership_id: uuid.UUID, within_id: uuid.UUID, agency: Agency, owner: Member | None
) -> uuid.UUID:
    """The person in an agency whose an action is: the one named, else whoever answers for the agency.

    Raises:
        Invalid: they are not among its named handlers, are to be given nothing about this case, or it has none.
    """
    possible = {member.id for member in possible_owners(unit, partnership_id, agency.id)} - kept_away(unit, within_id)
    if owner is not None and owner.id not in possible:
        raise Invalid({"owner": f"Choose a named handler of {agency.name}"})
    leads = [*leads_of(unit, partnership_id, agency.id), *sorted(possible)]
    found = owner.id if owner else next((one for one in leads if one in possible), None)
    if found is None:
        raise Invalid({"agency": f"{agency.name} has no named handler who could do it"})
    return found


def check_control(agency: Agency, purpose: str, why: str, *, barred: bool) -> None:
    """Immigration control is a separate purpose (domain 5.4): what it is asked has that purpose, and a reason of its own.

    Args:
        barred: the action is closed to whoever works for immigration control.

    Raises:
        Invalid: it is an agency of immigration control, and one of these is missing.
    """
    kinds = current().agency_kinds
    if agency.kind not in kinds or not kinds.get(agency.kind).immigration_control:
        return
    if barred or purpose != "immigration_control":
        raise Invalid(
            {
                "agency": "Immigration control is a separate purpose: say that they may read this, and choose that purpose"
            }
        )
    if not why.strip():
        raise Invalid({"why": "Say why immigration control is necessary here, and what the person wants"})


def _open(
    unit: Unit, partnership_id: uuid.UUID, agency: Agency, owner_id: uuid.UUID, codes: dict[str, Any], where: dict[str, Any],
    *, text: str, why: str,
) -> Action:  # fmt: skip
    """The rows of a new action in its two compartments."""
    reference = new_reference(PREFIX)
    part = access.open_compartment(unit, partnership_id, kind="action", reference=reference, follows=True, **where)
    brief = access.open_compartment(unit, partnership_id, kind="action_brief", follows=True, **where)
    action = Action(compartment_id=part.id, partnership_id=partnership_id, within_id=where["within"], brief_id=brief.id)
    action.reference, action.agency_id, action.owner_id = reference, agency.id, owner_id
    action.by_team = is_team(unit, partnership_id, agency.id)
    action.asked_by, action.asked_at = unit.actor.member_id or NOBODY, unit.now
    action.purpose, action.categories = "", []
    for name, value in codes.items():
        setattr(action, name, value)
    own = owner_id == unit.actor.member_id
    action.state, action.accepted_at = (ActionState.ACCEPTED, unit.now) if own else (ActionState.PROPOSED, None)
    unit.session.add(action)
    unit.session.flush()
    words = ActionBrief(compartment_id=brief.id, action_id=action.id)
    words.text, words.why = text.strip(), why.strip()
    unit.session.add(words)
    unit.session.flush()
    return action


def open_to_owner(unit: Unit, action: Action, agency: Agency, purpose: str, categories: Collection[str]) -> None:
    """Open an action to the agency whose it is, where the case does not already: the action, never the case.

    Raises:
        Invalid: no agreement covers it, or the reader may not open anything to an agency.
    """
    action.purpose, action.categories = purpose, sorted(set(categories))
    if action.by_team or is_open_already(unit, action, agency.id):
        return
    part = unit.session.get_one(Compartment, action.compartment_id)
    if not unit.may(policy.escalate, action):
        raise Invalid({"agency": f"{agency.name} is not on this case’s virtual team. Ask the council’s team"})
    if purpose not in current().sharing_purposes:
        raise Invalid({"purpose": "Choose what it is shared for"})
    if not categories or any(code not in current().information_categories for code in categories):
        raise Invalid({"categories": "Choose what is in it"})
    facts: dict[str, Any] = {"agency": agency, "relation": OWNER, "purpose": purpose, "categories": categories}
    access.grant_to_agency(unit, part, **facts)
    access.grant_to_agency(unit, unit.session.get_one(Compartment, action.brief_id), **facts, confirms=True)


def _made(unit: Unit, action: Action) -> Action:
    note(unit, action, "made", due_at=action.due_at)
    facts = [counted(unit, action, "made")]
    if action.state == ActionState.ACCEPTED:
        facts.append(counted(unit, action, "accepted"))
    unit.record(
        Event.ACTION_MADE, action, facts=facts, kind=action.kind, agency=action.agency_id, owner=action.owner_id
    )
    tell(unit, action, [action.owner_id], "asked")
    return action


@command(may=policy.keep)
def split_action(
    unit: Unit, action: Action, *, parts: Sequence[Part], agency: Agency, seen_version: int | None = None
) -> Sequence[Action]:
    """Make several actions of one, each with its own person and day in the same agency; the one before ends.

    Raises:
        Conflict: somebody changed it meanwhile.
        Invalid: fewer than two parts, or one of them is not complete.
    """
    if len(parts) < 2 or any(not part.text.strip() for part in parts):
        raise Invalid({"text_1": "Say what each of at least two parts is"})
    begin(unit, action, seen_version)
    brief = brief_of(unit, action)
    part_of = unit.session.get_one(Compartment, action.compartment_id)
    check_still_may_go(unit, action)
    copied = ("kind", "priority", "contact_rule", "hangs_from", "hangs_from_id")
    where = {"within": action.within_id, "not_for_immigration": part_of.not_for_immigration}
    made = []
    for part in parts:
        owner_id = owner_in(unit, action.partnership_id, action.within_id, agency, part.owner)
        codes = {name: getattr(action, name) for name in copied} | {"due_at": due_moment(unit, part.due_on)}
        codes["split_from_id"] = action.id
        one = _open(
            unit, action.partnership_id, agency, owner_id, codes, where, text=part.text, why=brief.why if brief else ""
        )
        open_to_owner(unit, one, agency, action.purpose, action.categories)
        made.append(_made(unit, one))
    action.state, action.refused_due_at = ActionState.WITHDRAWN, None
    action.ended_at, action.end_reason = unit.now, "split"
    note(unit, action, "split", reason="split")
    unit.record(Event.ACTION_ENDED, action, state=action.state, reason="split", parts=[one.id for one in made])
    return made
