"""Invitations to set up an account, or to set it up again: for one address and one agency, used once, for three days.

Where a member holds, or has been proposed for, a role that reads cases or lets others in, an invitation does nothing
until a second person has approved it (design rule 10). It is asked at each use, so a role proposed later counts too.
"""

import datetime as dt
import secrets
import uuid

from sqlalchemy import update

from serac.access import policy
from serac.access.commands.sessions import end_all
from serac.access.credentials import hash_password, secret_of_token, used_step
from serac.access.models import Credential, Invitation
from serac.access.passwords import problem_with
from serac.access.queries.accounts import has_account, works_for
from serac.access.queries.invitations import (
    find_invitation_by_token,
    is_waiting,
    open_invitations,
    token_hash,
)
from serac.agencies.models import Agency, Appointment, Member
from serac.core.actor import NOBODY, OPERATOR
from serac.core.events import Event
from serac.core.problems import Invalid, MoveRefused, NotFound
from serac.core.unit import Unit, command

LASTS = dt.timedelta(days=3)
"""From the moment it can be used: long enough for a weekend, short enough that an old letter opens nothing."""


@command(may=policy.keep_account)
def invite(unit: Unit, member: Member, *, agency: Agency) -> Invitation:
    """Invite a member to set up their account. An earlier open invitation of theirs stops working.

    Raises:
        Invalid: they have one already, do not work for that agency, or are disabled.
    """
    if has_account(unit, member.id):
        raise Invalid("They have an account already. If they cannot sign in, set it up again instead.")
    made = _propose(unit, member, agency, purpose="join")
    unit.record(Event.INVITED, made, member=member.id, waiting=is_waiting(unit, made))
    return made


@command(may=policy.keep_account)
def propose_reset(unit: Unit, member: Member) -> Invitation:
    """Let somebody set up their password and second factor again: a new telephone, a forgotten password.

    The old ones work until the new ones are confirmed. If the telephone is lost, end their sessions too.

    Raises:
        Invalid: they have no account yet, work for no agency, or are disabled.
    """
    if not has_account(unit, member.id):
        raise Invalid("They have no account yet. Invite them instead.")
    homes = works_for(unit, member.id)
    if not homes:
        raise Invalid("They work for no agency now.")
    made = _propose(unit, member, homes[0][0], purpose="reset")
    unit.record(Event.RESET_PROPOSED, made, member=member.id, waiting=is_waiting(unit, made))
    return made


def issue_again(unit: Unit, member: Member, appointment: Appointment) -> Invitation:
    """Let somebody set up their account again, on the word of the two who gave them a role. Part of approving it.

    Raises:
        Invalid: they are disabled.
    """
    homes = [agency for agency, _ in works_for(unit, member.id)]
    home = next((agency for agency in homes if agency.id == appointment.agency_id), homes[0])
    two = (appointment.proposed_by, appointment.approved_by)
    made = _propose(unit, member, home, purpose="reset", two=two)
    unit.record(Event.RESET_APPROVED, made, member=member.id)
    return made


def _propose(
    unit: Unit,
    member: Member,
    agency: Agency,
    *,
    purpose: str,
    two: tuple[uuid.UUID | None, uuid.UUID | None] = (None, None),
) -> Invitation:
    if member.disabled_at is not None:
        raise Invalid("Their account is disabled. Enable it first.")
    if agency.id not in {home.id for home, _ in works_for(unit, member.id)}:
        raise Invalid({"agency": "Choose an agency they work for"})
    withdraw_open(unit, member.id)
    token = secrets.token_urlsafe(32)
    made = Invitation(
        token_hash=token_hash(token), member_id=member.id, agency_id=agency.id, email_hash=member.email_hash
    )
    made.purpose, made.token = purpose, token
    first, made.approved_by = two
    made.proposed_by, made.proposed_at = first or unit.actor.member_id or NOBODY, unit.now
    made.expires_at = unit.now + LASTS
    unit.session.add(made)
    unit.session.flush()
    if not is_waiting(unit, made):
        _send(unit, made)
    return made


def _send(unit: Unit, invitation: Invitation) -> None:
    """The letter holds the token; the notice does not: the letter asks for it when it is rendered."""
    unit.notify("invitation", invitation.member_id, key=str(invitation.id), path="/account")


@command(may=policy.approve_invitation)
def approve_invitation(unit: Unit, invitation: Invitation) -> Invitation:
    """Be the second person: the invitation or reset is sent, and its three days begin now.

    Raises:
        MoveRefused: it has been settled, has run out, or waits for nobody.
    """
    if invitation not in open_invitations(unit, [invitation.member_id]) or not is_waiting(unit, invitation):
        raise MoveRefused
    invitation.approved_by = unit.actor.member_id or OPERATOR
    invitation.expires_at = unit.now + LASTS
    _send(unit, invitation)
    event = Event.RESET_APPROVED if invitation.purpose == "reset" else Event.INVITATION_APPROVED
    unit.record(event, invitation, member=invitation.member_id)
    return invitation


@command(may=policy.withdraw_invitation)
def withdraw_invitation(unit: Unit, invitation: Invitation) -> Invitation:
    """Take an invitation back: its letter opens nothing.

    Raises:
        MoveRefused: it has been settled or has run out.
    """
    if invitation not in open_invitations(unit, [invitation.member_id]):
        raise MoveRefused
    _take_back(unit, invitation)
    return invitation


def withdraw_open(unit: Unit, member_id: uuid.UUID) -> None:
    """Take back whatever is open for a member. Part of a larger command."""
    for invitation in open_invitations(unit, [member_id]):
        _take_back(unit, invitation)


def _take_back(unit: Unit, invitation: Invitation) -> None:
    invitation.withdrawn_at, invitation.token = unit.now, None
    unit.record(Event.INVITATION_WITHDRAWN, invitation, member=invitation.member_id)


@command(may=policy.accept_invitation)
def accept_invitation(unit: Unit, invitation: Invitation, *, password: str, code: str) -> Member:
    """Set up the account: the password somebody chose, and the second factor they have just shown to work.

    Raises:
        NotFound: it cannot be accepted now; see find_invitation_by_token.
        Invalid: the password is easy to guess, or the code is wrong.
    """
    token = invitation.token
    if find_invitation_by_token(unit, token).id != invitation.id:
        raise NotFound
    member = unit.session.get_one(Member, invitation.member_id)
    secret = secret_of_token(unit.secrets.secret_key, token)
    step = used_step(secret, code, unit.now, 0)
    problem = problem_with(password, about=(member.name, member.email))
    if problem or step is None:
        wrong = {"password": problem} if problem else {}
        raise Invalid(wrong | ({} if step else {"code": "Enter the six figures your app shows now"}))
    _use_up(unit, invitation)
    held = unit.session.get(Credential, member.id)
    if held is None:
        held = Credential(id=member.id)
        unit.session.add(held)
    held.password, held.secret = hash_password(password), secret
    held.last_code, held.password_changed_at = step, unit.now
    held.vouched_for = invitation.email_hash if invitation.approved_by else None
    end_all(unit, member.id)
    unit.record(Event.INVITATION_ACCEPTED, invitation, agency=invitation.agency_id)
    return member


def _use_up(unit: Unit, invitation: Invitation) -> None:
    """Mark it used, in one statement: of two who send it at the same moment only one succeeds."""
    used = unit.session.execute(
        update(Invitation).where(Invitation.id == invitation.id, Invitation.used_at.is_(None)).values(used_at=unit.now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound
    invitation.token = None
