"""Who of the team that asked is told what becomes of a request."""

import uuid
from collections.abc import Sequence

from serac.access.models import Compartment
from serac.access.queries import list_restricted_readers, members_holding, members_kept_out
from serac.agencies.roles import OWN_TEAM
from serac.core.unit import Unit


def askers(unit: Unit, within_id: uuid.UUID, asked_by: uuid.UUID | None) -> Sequence[uuid.UUID]:
    """Whoever asked, while they are on the team and the case is open to them; else everybody on it to whom it is.

    Args:
        within_id: the compartment of the case.
    """
    root = unit.session.get_one(Compartment, within_id)
    barred = members_kept_out(unit, within_id)
    team = [one for one in members_holding(unit, OWN_TEAM, root.partnership_id) if one not in barred]
    if root.restricted:
        listed = set(list_restricted_readers(unit, within_id))
        team = [one for one in team if one in listed]
    return [asked_by] if asked_by in team else team
