"""Starting and ending sessions; counting refused tries."""

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import delete, update

from serac.access import policy
from serac.access.limits import KEPT_FOR, Source
from serac.access.models import Attempt, Credential, SignInSession
from serac.agencies.models import Member
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.submissions import Submission
from serac.core.unit import Unit, acts_for_the_service, command

SENT_AGAIN_WITHIN = dt.timedelta(days=7)
"""No page stays open for longer than a session; a week is more than anybody needs to press a button twice."""
CODE_USED = "This code has been used. Wait for the next one"


def use_step(unit: Unit, member_id: uuid.UUID, step: int) -> None:
    """Mark a code as used, in one statement, so that of two who send it at the same moment only one succeeds.

    Raises:
        Invalid: it, or a later one, was used already; or the account was closed while the password was checked.
    """
    unused = (Credential.id == member_id, Credential.last_code < step, Credential.password.is_not(None))
    moved = unit.session.execute(update(Credential).where(*unused).values(last_code=step))
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise Invalid({"code": CODE_USED})


def end_all(unit: Unit, member_id: uuid.UUID, *, but: uuid.UUID | None = None) -> int:
    """Close a member's sessions at once, but for one. Part of a larger command. Gives how many were open."""
    statement = update(SignInSession).where(SignInSession.member_id == member_id, SignInSession.ended_at.is_(None))
    if but is not None:
        statement = statement.where(SignInSession.id != but)
    return int(unit.session.execute(statement.values(ended_at=unit.now)).rowcount)  # type: ignore[attr-defined]


@command(may=policy.start_session)
def start_session(
    unit: Unit, member: Member, *, step: int, key_hash: bytes, device: str, network: str, until: dt.datetime
) -> SignInSession:
    """Sign somebody in, whose password and code have just been checked.

    Args:
        step: the half-minute of their code, which is used up.
        key_hash: of the fresh key their browser will hold.
        device, network: a family and a network, to recognise the session by in a list.
        until: when the session ends whatever happens.

    Raises:
        Invalid: the code has been used.
    """
    use_step(unit, member.id, step)
    started = SignInSession(
        member_id=member.id, key_hash=key_hash, started_at=unit.now, seen_at=unit.now, expires_at=until
    )
    started.device, started.network = device, network
    unit.session.add(started)
    unit.session.flush()
    unit.record(Event.SIGNED_IN, started)
    return started


@command(may=policy.count_attempt)
def count_attempt(unit: Unit, target: None, *, sources: Iterable[Source]) -> None:
    """Count a refused try under its sources. Neither the row nor the log says whose address was typed."""
    for source in sources:
        unit.session.add(Attempt(source=source.hashed, at=unit.now))
    unit.session.execute(delete(Attempt).where(Attempt.at < unit.now - KEPT_FOR))
    unit.record(Event.SIGN_IN_FAILED)


@command(may=policy.end_own_session)
def end_session(unit: Unit, session: SignInSession) -> None:
    """Sign out: this session opens nothing any more, wherever its key may be."""
    if session.ended_at is None:
        session.ended_at = unit.now
    unit.record(Event.SIGNED_OUT, session)


@command(may=policy.keep_own_account)
def end_other_sessions(unit: Unit, member: Member, *, but: uuid.UUID | None) -> int:
    """Sign out everywhere else. Gives how many sessions were ended."""
    ended = end_all(unit, member.id, but=but)
    unit.record(Event.SESSIONS_ENDED, member, count=ended)
    return ended


@command(may=policy.keep_account)
def end_sessions_of(unit: Unit, member: Member) -> int:
    """Sign somebody out everywhere: a lost telephone, a forgotten screen. Gives how many sessions were ended."""
    ended = end_all(unit, member.id)
    unit.record(Event.SESSIONS_ENDED, member, count=ended)
    return ended


@command(may=acts_for_the_service)
def forget_submissions(unit: Unit, _: None) -> int:
    """Forget the keys of forms sent more than a week ago. For the scheduler. Returns how many."""
    gone = unit.session.execute(delete(Submission).where(Submission.at < unit.now - SENT_AGAIN_WITHIN))
    forgotten: int = gone.rowcount  # type: ignore[attr-defined]
    unit.record(Event.JOB_RAN, job="access.submissions", forgotten=forgotten)
    return forgotten
