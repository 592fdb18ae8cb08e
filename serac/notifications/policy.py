"""Who may read notices: each person their own."""

from serac.agencies.models import Member
from serac.core.actor import Actor, Standing
from serac.core.outbox import Notice


def read_inbox(actor: Actor, target: object, grant: Standing) -> bool:
    """Everybody who is signed in has an inbox."""
    return actor.is_somebody


def read_notice(actor: Actor, notice: Notice, grant: Standing) -> bool:
    """A notice is its recipient's alone."""
    return actor.is_somebody and notice.member_id == actor.member_id


def choose(actor: Actor, member: Member, grant: Standing) -> bool:
    """How somebody is told is their own choice."""
    return actor.is_somebody and member.id == actor.member_id
