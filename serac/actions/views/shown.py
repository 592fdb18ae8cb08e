"""One action as its pages show it: plain data, and what its reader may do now."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy import select

from serac.actions import policy
from serac.actions.lifecycle import OPEN, WITH_OWNER, ActionState
from serac.actions.models import Action, ActionBrief
from serac.actions.queries import brief_of, of_restricted_cases, possible_owners
from serac.actions.views.blueprint import bp
from serac.actions.words import due_in_words, sign_of
from serac.agencies.models import Agency
from serac.agencies.queries import names_of
from serac.cases.contact import ContactNow, may_contact
from serac.cases.models import Case
from serac.cases.queries import contact_now
from serac.cases.views.contact import ShownRisk, risks_of
from serac.cases.words import Sign, contact_sign
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, page
from serac.entities.queries import names_recorded
from serac.reference import current

__all__ = ["ShownAction", "act", "action_page", "agencies_named", "bp", "people_of", "shown_action"]


@dataclass(frozen=True)
class ShownAction:
    """An action at the top of each of its pages.

    Attributes:
        read: its reader has stated that they have no connection; until then `text` and `why` are empty.
        near: it is a visit, a call or a letter; may_go: the contact rule allows that to this agency now.
        case_reference: of the case, where its reader may see that; risks: what to know before going, likewise.
    """

    id: uuid.UUID
    reference: str
    version: int
    read: bool
    text: str
    why: str
    agency: str
    owner: str
    asked_by: str
    due: str
    kind: str
    priority: str
    sign: Sign
    rule: Sign
    near: bool
    may_go: bool
    restricted: bool
    case_reference: str
    risks: tuple[ShownRisk, ...]


def shown_action(unit: Unit, action: Action, brief: ActionBrief | None, case: Case | None) -> ShownAction:
    """Everything that stands at the top."""
    reference, rule = current(), contact_now(unit, action.compartment_id)
    names = names_of(unit, [action.owner_id, action.asked_by])
    agency = unit.session.get_one(Agency, action.agency_id)
    near = reference.action_kinds.get(action.kind).goes_near
    risks = risks_of(unit, case, names_recorded(unit, case.compartment_id)) if near and case is not None else []
    return ShownAction(
        id=action.id,
        reference=action.reference,
        version=action.version,
        read=brief is not None,
        text=brief.text if brief else "",
        why=brief.why if brief else "",
        agency=agency.name,
        owner=names.get(action.owner_id, "Somebody"),
        asked_by=names.get(action.asked_by, "Somebody"),
        due=due_in_words(action),
        kind=reference.action_kinds.label(action.kind),
        priority=reference.action_priorities.label(action.priority),
        sign=sign_of(action, unit.now),
        rule=_rule(rule, unit),
        near=near,
        may_go=may_contact(rule, action.agency_id, unit.now),
        restricted=bool(of_restricted_cases(unit, [action])),
        case_reference=case.reference if case else "",
        risks=tuple(risks),
    )


def _rule(rule: ContactNow, unit: Unit) -> Sign:
    return contact_sign(rule, unit.now)


def case_of(unit: Unit, action: Action) -> Case | None:
    """The case of an action, where its reader may see it: an agency that is not on it sees the action alone."""
    return unit.session.scalars(select(Case).where(Case.compartment_id == action.within_id)).one_or_none()


def may_of(unit: Unit, action: Action, *, read: bool) -> dict[str, bool]:
    """What its reader may do with it now. The commands ask the same policies."""
    owned, ours = action.state in WITH_OWNER, unit.may(policy.answer, action)
    keeps, refused = unit.may(policy.keep, action), action.state == ActionState.REFUSED
    is_open, works = action.state in OPEN, unit.may(policy.work, action)
    allowed = {
        "accept": ours and action.state in {ActionState.PROPOSED, ActionState.REFUSED},
        "refuse": ours and owned,
        "reassign": ours and owned,
        "progress": works and owned,
        "finish": works and owned,
        "give": keeps and is_open,
        "split": keeps and is_open,
        "carry": keeps and is_open,
        "withdraw": keeps and is_open,
        "escalate": unit.may(policy.escalate, action) and refused and action.escalated_at is None,
        "settle": unit.may(policy.settle, action) and refused and action.escalated_at is not None,
    }
    return {name: allowed_now and read for name, allowed_now in allowed.items()} | {"connect": ours and not read}


def action_page(template: str, action: Action, *, form: Form | None = None, **words: Any) -> ResponseReturnValue:
    """Answer with a page about one action."""
    unit = current_unit()
    brief, case = brief_of(unit, action), case_of(unit, action)
    one = shown_action(unit, action, brief, case)
    shown = [action.id, *([brief.id] if brief else []), *words.pop("also_shown", ())]
    marking_for = "Only for the people named on its list" if one.restricted else "Only for the people it is open to"
    may = may_of(unit, action, read=one.read)
    return page(template, target=action, shown=shown, form=form, one=one, may=may, marking_for=marking_for, **words)


def act(name: str, action: Action, form: Form, work: Callable[[], Any], **words: Any) -> ResponseReturnValue:
    """A page on which one thing is done with an action; once it is, back to the action."""
    if form.sent_well() and form.attempt(work):
        return go("actions.show", reference=action.reference)
    return action_page(f"actions/{name}.html", action, form=form, **words)


def people_of(unit: Unit, action: Action) -> list[tuple[str, str]]:
    """The people of the agency whose it is, but its owner."""
    people = possible_owners(unit, action.partnership_id, action.agency_id)
    return [(str(one.id), one.name) for one in people if one.id != action.owner_id]


def agencies_named(unit: Unit, ids: Iterable[uuid.UUID | None]) -> Mapping[uuid.UUID, str]:
    """Agencies by id. The caller has found the row that names them."""
    wanted = {one for one in ids if one is not None}
    found = unit.session.scalars(select(Agency).where(Agency.id.in_(wanted))) if wanted else ()
    return {one.id: one.name for one in found}
