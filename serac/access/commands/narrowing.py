"""Writing down that somebody was kept out or a list made, and telling governance: nobody hides a case alone and unseen."""

import uuid

from serac.access.models import Compartment, Narrowing
from serac.access.queries.compartments import governors_of, members_kept_out
from serac.core.actor import NOBODY
from serac.core.unit import Unit

KEPT_OUT, RESTRICTED, TAKEN_OFF, NAMED, LET_BACK = "kept_out", "restricted", "taken_off", "named", "let_back"


def note_narrowing(
    unit: Unit,
    compartment: Compartment,
    kind: str,
    *,
    grantee_id: uuid.UUID | None = None,
    reason: str | None = None,
    words: str = "",
) -> Narrowing:
    """Write it down. Part of the command that does it.

    Every information governance officer of the partnership is told at once, but for whoever did it and those kept out: their
    own exclusion tells them nothing. What the service does by itself is written down, and told to nobody.
    """
    made = Narrowing(compartment_id=compartment.id, partnership_id=compartment.partnership_id, kind=kind)
    made.grantee_id, made.reason, made.words = grantee_id, reason, words.strip()
    made.recorded_by, made.recorded_at = (unit.actor.member_id or NOBODY) if kind != NAMED else NOBODY, unit.now
    unit.session.add(made)
    unit.session.flush()
    if kind != NAMED:
        not_told = members_kept_out(unit, compartment.id) | {unit.actor.member_id}
        for governor in governors_of(unit, compartment.partnership_id):
            if governor not in not_told:
                unit.notify("notice", governor, key=f"narrowed:{made.id}", path="/overrides")
    return made
