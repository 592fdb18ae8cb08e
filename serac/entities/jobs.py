"""What was newly written down is compared with everything else, at once, by the service itself."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select

from serac.access.models import Compartment
from serac.core.jobs import Occasion, job
from serac.core.unit import Unit
from serac.entities.commands import seek_matches
from serac.entities.models import MatchDue

AT_ONCE = 200
"""Rows looked at in one tick; the rest are due in the next."""
_DUE = select(MatchDue.compartment_id, MatchDue.subject_id, MatchDue.at).order_by(MatchDue.at, MatchDue.subject_id)


def compartments_due(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each compartment with something new, named after the newest: it is another when more is added."""
    newest = {one: (at, subject_id) for one, subject_id, at in unit.session.execute(_DUE.limit(AT_ONCE))}
    return [Occasion(at, f"{compartment_id}/{subject_id}") for compartment_id, (at, subject_id) in newest.items()]


@job("entities.matches", due=compartments_due)
def seek(unit: Unit, occasion: Occasion) -> None:
    """Compare what is new in one compartment."""
    compartment_id = uuid.UUID(occasion.subject.split("/")[0])
    seek_matches(unit, unit.session.get_one(Compartment, compartment_id))
