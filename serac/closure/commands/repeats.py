"""Writing down what came back."""

from collections.abc import Iterable

from serac.closure.models import Repeat
from serac.closure.queries import NewRepeat
from serac.core.events import Event
from serac.core.unit import Unit, acts_for_the_service, command


@command(may=acts_for_the_service)
def note_repeats(unit: Unit, _: None, *, found: Iterable[NewRepeat]) -> int:
    """Write down what came back: in what, of which earlier case, by which person or place, and since when. Returns how many.

    It is recorded of neither: who reads the log of one may not know that there is the other.
    """
    made = []
    for one in found:
        repeat = Repeat(compartment_id=one.compartment_id, earlier_id=one.earlier_id, kind=one.kind)
        repeat.subject_id, repeat.earlier_subject_id = one.subject_id, one.earlier_subject_id
        repeat.counted_from, repeat.since_at, repeat.found_at = one.since, one.since_at, unit.now
        unit.session.add(repeat)
        made.append(repeat)
    unit.session.flush()
    unit.record(Event.CASE_REPEATED, None, noted=[repeat.id for repeat in made])
    return len(made)
