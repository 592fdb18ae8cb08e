"""Who may read notices: each person their own."""

from serac.core.actor import Actor, Standing
from serac.core.outbox import Notice


def read_inbox(actor: Actor, target: object, grant: Standing) -> bool:
    """Everybody who is signed in has an inbox."""
    return actor.is_somebody


def read_notice(actor: Actor, notice: Notice, grant: Standing) -> bool:
    """A notice is its recipient's alone."""
    return actor.is_somebody and notice.member_id == actor.member_id
