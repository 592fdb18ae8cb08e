"""Setting up, changing, disabling accounts, and the sessions that belong to them."""

import uuid

from serac.access import policy
from serac.access.commands.invitations import (
    accept_invitation,
    approve_invitation,
    invite,
    propose_reset,
    withdraw_invitation,
    withdraw_open,
)
from serac.access.commands.sessions import (
    count_attempt,
    end_all,
    end_other_sessions,
    end_session,
    end_sessions_of,
    start_session,
    use_step,
)
from serac.access.credentials import hash_password, password_matches, used_step
from serac.access.models import Credential
from serac.access.passwords import problem_with
from serac.agencies.models import Member
from serac.agencies.queries import only_holder_of
from serac.core.actor import Authority
from serac.core.events import Event
from serac.core.problems import Invalid, MoveRefused
from serac.core.unit import Unit, acts_for_the_service, command

__all__ = [
    "accept_invitation",
    "approve_invitation",
    "change_password",
    "count_attempt",
    "disable_account",
    "enable_account",
    "end_other_sessions",
    "end_session",
    "end_sessions_of",
    "invite",
    "propose_reset",
    "set_up_account",
    "start_session",
    "withdraw_invitation",
]


@command(may=policy.keep_own_account)
def change_password(
    unit: Unit, member: Member, *, present: str, code: str, new: str, session_id: uuid.UUID | None
) -> Member:
    """Change one's own password and sign out everywhere else.

    Args:
        present, code: the password until now, and a code that has not been used.
        session_id: the session that stays.

    Raises:
        Invalid: one of them is wrong, or the new one is easy to guess.
    """
    held = unit.session.get(Credential, member.id)
    step = used_step(held.secret, code, unit.now, held.last_code) if held else None
    matches = password_matches(held.password if held else None, present)
    if held is None or step is None or not matches:
        wrong = {} if matches else {"present": "This is not your present password"}
        raise Invalid(wrong | ({} if step else {"code": "Enter the code your app shows now. Each code works once"}))
    problem = problem_with(new, about=(member.name, member.email))
    if problem or password_matches(held.password, new):
        raise Invalid({"new_password": problem or "Choose a password you do not use now"})
    use_step(unit, member.id, step)
    held.password, held.password_changed_at = hash_password(new), unit.now
    ended = end_all(unit, member.id, but=session_id)
    unit.record(Event.PASSWORD_CHANGED, member, ended=ended)
    return member


@command(may=policy.keep_account)
def disable_account(unit: Unit, member: Member) -> Member:
    """Close every door to somebody at once: sessions end, invitations are taken back, nothing opens.

    Raises:
        Invalid: they are the last to hold a role their partnership or agency cannot do without. The operator may still.
        MoveRefused: they are disabled already.
    """
    if member.disabled_at is not None:
        raise MoveRefused
    last = only_holder_of(unit, member.id)
    if last and unit.actor.authority is not Authority.OPERATOR:
        raise Invalid(
            f"They are the only {last[0]} there. Have somebody else appointed first. "
            "Until then you can sign them out everywhere."
        )
    member.disabled_at = unit.now
    ended = end_all(unit, member.id)
    withdraw_open(unit, member.id)
    unit.record(Event.ACCOUNT_DISABLED, member, ended=ended)
    return member


@command(may=policy.keep_account)
def enable_account(unit: Unit, member: Member) -> Member:
    """Let somebody sign in again, with the password and second factor they had."""
    if member.disabled_at is None:
        raise MoveRefused
    member.disabled_at = None
    end_all(unit, member.id)  # whatever disabled them, no old session comes back to life
    unit.record(Event.ACCOUNT_ENABLED, member)
    return member


@command(may=acts_for_the_service)
def set_up_account(unit: Unit, member: Member, *, password: str, secret: str) -> Credential:
    """Give somebody a password and a second factor from the command line: for the demonstration.

    Their sessions, if there were any, end.
    """
    held = unit.session.get(Credential, member.id)
    if held is None:
        held = Credential(id=member.id)
        unit.session.add(held)
    held.password, held.secret = hash_password(password), secret
    held.last_code, held.password_changed_at, held.vouched_for = 0, unit.now, member.email_hash
    end_all(unit, member.id)
    unit.record(Event.ACCOUNT_SET_UP, member)
    return held
