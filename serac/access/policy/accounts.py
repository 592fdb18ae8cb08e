"""Predicates of sign-in and accounts. An administrator keeps the accounts of a partnership and of all within it."""

from typing import Any

from serac.access.models import Invitation, SignInSession
from serac.agencies.models import Member
from serac.core.actor import OPERATOR, Actor, Authority, Permission, Standing


def _over(actor: Actor, permission: Permission, row: Any) -> bool:
    if not actor.holds(permission):
        return False
    return actor.authority is Authority.OPERATOR or any(actor.holds(permission, place) for place in row.places)


def be_signed_in(actor: Actor, target: object, grant: Standing, /) -> bool:
    """Anybody who is signed in."""
    return actor.is_somebody


def start_session(actor: Actor, target: Member, grant: Standing, /) -> bool:
    """Signing in: the person whose password and code have just been checked, unless their account is disabled."""
    return actor.authority is Authority.SIGN_IN and actor.member_id == target.id and target.disabled_at is None


def count_attempt(actor: Actor, target: object, grant: Standing, /) -> bool:
    """Counting a refused try: sign-in itself."""
    return actor.authority is Authority.SIGN_IN


def accept_invitation(actor: Actor, target: Invitation, grant: Standing, /) -> bool:
    """Accepting an invitation: whoever holds its token."""
    return actor.authority is Authority.SIGN_IN and actor.member_id == target.member_id


def keep_own_account(actor: Actor, target: Member, grant: Standing, /) -> bool:
    """One's own account, and nobody else's."""
    return actor.authority is Authority.PERSON and actor.member_id == target.id


def end_own_session(actor: Actor, target: SignInSession, grant: Standing, /) -> bool:
    """One's own session, and nobody else's."""
    return actor.authority is Authority.PERSON and actor.member_id == target.member_id


def read_accounts(actor: Actor, target: object, grant: Standing, /) -> bool:
    """Seeing whose accounts there are: those who keep them."""
    return actor.holds(Permission.KEEP_ACCOUNTS)


def keep_account(actor: Actor, target: Member, grant: Standing, /) -> bool:
    """Inviting, resetting, disabling: those who keep accounts, never their own."""
    return actor.member_id != target.id and _over(actor, Permission.KEEP_ACCOUNTS, target)


def read_waiting(actor: Actor, target: object, grant: Standing, /) -> bool:
    """Seeing what waits for a second person: those who approve appointments."""
    return actor.holds(Permission.APPROVE_APPOINTMENTS)


def read_waiting_invitation(actor: Actor, target: Invitation, grant: Standing, /) -> bool:
    """Seeing one such invitation: those who approve appointments there."""
    return _over(actor, Permission.APPROVE_APPOINTMENTS, target)


def approve_invitation(actor: Actor, target: Invitation, grant: Standing, /) -> bool:
    """Being the second person: never whoever proposed it, never whom it is for (design rule 10)."""
    second = (actor.member_id or OPERATOR) not in {target.proposed_by, target.member_id}
    return second and _over(actor, Permission.APPROVE_APPOINTMENTS, target)


def withdraw_invitation(actor: Actor, target: Invitation, grant: Standing, /) -> bool:
    """Taking an invitation back: those who keep accounts there, and those who approve there. Never for oneself."""
    keeps = _over(actor, Permission.KEEP_ACCOUNTS, target) or _over(actor, Permission.APPROVE_APPOINTMENTS, target)
    return keeps and actor.member_id != target.member_id
