"""A new address for somebody whose role takes two people: proposed by one, agreed by another (design rule 10)."""

from serac.agencies import policy
from serac.agencies.commands.members import lock_member, set_email
from serac.agencies.models import EmailChange, Member
from serac.core.actor import NOBODY, OPERATOR
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid
from serac.core.unit import Unit, command


@command(may=policy.propose)
def propose_email(unit: Unit, member: Member, *, email: str) -> EmailChange:
    """Somebody's address is to change. Nothing changes until a second person agrees."""
    made = EmailChange(member_id=member.id, proposed_by=unit.actor.member_id or NOBODY, proposed_at=unit.now)
    made.email = email
    unit.session.add(made)
    unit.session.flush()
    unit.record(Event.EMAIL_PROPOSED, made, member=member.id)
    return made


@command(may=policy.approve_email)
def approve_email(unit: Unit, change: EmailChange) -> Member:
    """A second person agrees, and the address changes.

    Raises:
        Conflict: it was settled already.
        Invalid: somebody else has the address by now.
    """
    member = _open(unit, change)
    set_email(unit, member, change.email)
    member.version += 1
    change.approved_by, change.settled_at = unit.actor.member_id or OPERATOR, unit.now
    unit.record(Event.EMAIL_APPROVED, change, member=member.id)
    return member


@command(may=policy.settle_email)
def refuse_email(unit: Unit, change: EmailChange) -> None:
    """A proposed address is refused, or taken back by who proposed it.

    Raises:
        Conflict: it was settled already.
    """
    _open(unit, change)
    change.settled_at = unit.now
    unit.record(Event.EMAIL_REFUSED, change, member=change.member_id)


def _open(unit: Unit, change: EmailChange) -> Member:
    member = unit.session.get(Member, change.member_id)
    if member is None:
        raise Invalid("There is no such person")
    lock_member(unit, member)
    unit.session.refresh(change)
    if change.settled_at is not None:
        raise Conflict("Somebody has settled this already.")
    return member
