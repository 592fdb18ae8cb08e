"""For those who keep accounts: whose there are, inviting, resetting, disabling; and what waits for a second person."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from serac.access import policy
from serac.access.commands import (
    approve_invitation,
    disable_account,
    enable_account,
    end_sessions_of,
    invite,
    propose_reset,
    withdraw_invitation,
)
from serac.access.models import Invitation
from serac.access.queries import (
    STATES,
    Account,
    find_account,
    find_waiting_invitation,
    last_sign_ins,
    list_accounts,
    list_open_sessions,
    list_waiting_invitations,
    names_of,
    needs_two_people,
    open_invitation_of,
    roles_of,
    states_of,
    works_for,
)
from serac.access.schemas import ActAnswers, WaitingAnswers
from serac.access.views.blueprint import bp
from serac.agencies.models import Agency, Member
from serac.core.answers import Answers
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.core.web import Form, before_of, current_unit, go, needs, page, services

PAGE = 50
SENT = "The letter is on its way. It works for three days."
DONE = {
    "invite": f"Invited. {SENT}",
    "invite_waiting": "Proposed. Their role needs two people: nothing is sent until somebody else approves it.",
    "reset": f"They can set up their account again. {SENT}",
    "reset_waiting": "Proposed. Their role needs two people: nothing is sent until somebody else approves it.",
    "withdraw": "The invitation is taken back. Its letter opens nothing.",
    "disable": "The account is disabled. They are signed out everywhere.",
    "enable": "The account is enabled. They sign in with the password and code they had.",
    "end_sessions": "They are signed out everywhere.",
    "approve": f"Approved. {SENT}",
}


@bp.route("/accounts")
@needs(policy.read_accounts)
def accounts() -> ResponseReturnValue:
    """The people of one's own partnership and of those within it: name, agency, state, day of the last sign-in."""
    unit = current_unit()
    every = list_accounts(unit)
    state = request.args.get("state", "")
    chosen = [account for account in every if account.state == state] if state in STATES else every
    part, older = _part(chosen, before_of(request.args.get("before")))
    waiting = len(list_waiting_invitations(unit)) if unit.may(policy.read_waiting, None) else 0
    return page(
        "access/accounts.html",
        marking="OFFICIAL",
        shown=[account.member_id for account in part],
        event=Event.LIST_SHOWN,
        accounts=part,
        older=older,
        at_start=not request.args.get("before"),
        count=len(chosen),
        states=list(STATES.items()),
        state=state if state in STATES else "",
        last=last_sign_ins(unit, [account.member_id for account in part]),
        waiting=waiting,
    )


def _part(every: Sequence[Account], after: uuid.UUID | None) -> tuple[Sequence[Account], uuid.UUID | None]:
    """One page of a list in order of name, and the key the next page starts after."""
    start = 0
    if after is not None:
        start = next((place for place, one in enumerate(every, start=1) if one.member_id == after), len(every))
    part = every[start : start + PAGE]
    return part, part[-1].member_id if part and start + PAGE < len(every) else None


@bp.route("/accounts/<uuid:member_id>", methods=["GET", "POST"])
@needs(policy.keep_account, on=find_account)
def member(member: Member) -> ResponseReturnValue:
    """One account, and what can be done with it."""
    unit = current_unit()
    form = Form(ActAnswers())
    member_id = member.id
    if form.sent_well():
        act = form.data["act"]
        if done := form.attempt(lambda: _act(unit, member, act, form.data["agency"])):
            return go("access.member", member_id=member_id, done=done)
    return _member_page(unit, member, form)


def _act(unit: Unit, member: Member, act: str, agency_id: uuid.UUID | None) -> str:
    """Do one of ACTS. Gives the code of the sentence that says it is done."""
    if act in {"invite", "reset"}:
        made = propose_reset(unit, member) if act == "reset" else invite(unit, member, agency=_agency(unit, agency_id))
        waits = made.approved_by is None and bool(needs_two_people(unit, [member.id]))
        return f"{act}_waiting" if waits else act
    if act == "withdraw":
        found = open_invitation_of(unit, member.id)
        if found is None:
            raise Invalid("There is no invitation to take back. It has been used or has run out.")
        withdraw_invitation(unit, found)
        return act
    simple: dict[str, Callable[[Unit, Member], Any]] = {
        "disable": disable_account, "enable": enable_account, "end_sessions": end_sessions_of,
    }  # fmt: skip
    simple[act](unit, member)
    return act


def _agency(unit: Unit, agency_id: uuid.UUID | None) -> Agency:
    found = unit.session.get(Agency, agency_id) if agency_id else None
    if found is None:
        raise Invalid({"agency": "Choose an agency they work for"})
    return found


def _member_page(unit: Unit, member: Member, form: Form) -> ResponseReturnValue:
    idle = dt.timedelta(minutes=services().extra["settings"].idle_minutes)
    homes = works_for(unit, member.id)
    state = states_of(unit, [member])[member.id]
    found = open_invitation_of(unit, member.id)
    done = DONE.get(request.args.get("done", ""), "")
    return page(
        "access/member.html",
        marking="OFFICIAL",
        target=member,
        form=form,
        done=done if not form.sent else "",
        name=member.name,
        email=member.email,
        state=state,
        state_in_words=STATES[state],
        agencies=[(str(agency.id), agency.name) for agency, _ in homes],
        jobs=[f"{title}, {agency.name}" for agency, title in homes],
        roles=roles_of(unit, member.id),
        last=last_sign_ins(unit, [member.id]).get(member.id),
        sessions=len(list_open_sessions(unit, member.id, idle)),
        two_people=bool(needs_two_people(unit, [member.id])),
        invitation=_as_waiting(unit, found, {}) if found else None,
    )


@dataclass(frozen=True)
class Waiting:
    """An invitation or reset, as the second person sees it: for whom, and to which address the letter would go."""

    id: uuid.UUID
    member_id: uuid.UUID
    name: str
    email: str
    agency: str
    roles: tuple[str, ...]
    is_reset: bool
    proposed_by: str
    proposed_at: dt.datetime
    expires_at: dt.datetime
    approved: bool
    may_approve: bool
    may_withdraw: bool


def _as_waiting(unit: Unit, row: Invitation, names: dict[uuid.UUID, str]) -> Waiting:
    who = unit.session.get_one(Member, row.member_id)
    return Waiting(
        id=row.id,
        member_id=row.member_id,
        name=who.name,
        email=who.email,
        agency=unit.session.get_one(Agency, row.agency_id).name,
        roles=tuple(roles_of(unit, row.member_id)),
        is_reset=row.purpose == "reset",
        proposed_by=names.get(row.proposed_by, "the operator"),
        proposed_at=row.proposed_at,
        expires_at=row.expires_at,
        approved=row.approved_by is not None,
        may_approve=unit.may(policy.approve_invitation, row),
        may_withdraw=unit.may(policy.withdraw_invitation, row),
    )


@bp.route("/accounts/waiting", methods=["GET", "POST"])
@needs(policy.read_waiting)
def waiting() -> ResponseReturnValue:
    """Invitations and resets that do nothing until a second person approves them."""
    unit = current_unit()
    form = Form(WaitingAnswers()) if request.method == "POST" else Form(Answers())
    if form.sent_well():
        found = find_waiting_invitation(unit, form.data["invitation"])
        settle = approve_invitation if form.data["act"] == "approve" else withdraw_invitation
        if form.attempt(lambda: settle(unit, found)):
            return go("access.waiting", done=form.data["act"])
    rows = list_waiting_invitations(unit)
    names = names_of(unit, [row.proposed_by for row in rows])
    return page(
        "access/waiting.html",
        marking="OFFICIAL",
        shown=[row.id for row in rows],
        event=Event.LIST_SHOWN,
        form=form,
        waiting=[_as_waiting(unit, row, names) for row in rows],
        done=DONE.get(request.args.get("done", ""), "") if not form.sent else "",
    )
