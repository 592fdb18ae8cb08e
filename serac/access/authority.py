"""The one place where the authority of signing in is taken: to look up a credential and start a session."""

import uuid

from serac.core.actor import Actor, Authority
from serac.core.unit import Services, Unit


def sign_in_unit(services: Services, member_id: uuid.UUID | None = None) -> Unit:
    """A unit for signing in, for accepting an invitation, or for counting a refused try.

    Args:
        member_id: whose password and code, or whose invitation, has been checked; None until somebody's has.
            The audit log then says who signed in.
    """
    return Unit(services, Actor(Authority.SIGN_IN, services.clock.now(), member_id=member_id))
