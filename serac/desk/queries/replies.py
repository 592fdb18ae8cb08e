"""Requests that wait for an answer of the actor's agency."""

from serac.core.unit import Unit
from serac.desk.sections import Act, Row, Section, Sign, time_left
from serac.reference import current
from serac.scoping.lifecycle import RequestState
from serac.scoping.models import Request
from serac.scoping.queries.replies import open_requests, stated_in

SHOWN = 10


def requests_to_answer(unit: Unit) -> list[Section]:
    """What the actor's agencies were asked and have not answered, the soonest due first. It names nobody."""
    waiting = [one for one in open_requests(unit) if one.state != RequestState.SILENT]
    stated = {key for key, one in stated_in(unit, waiting).items() if one.answer == "none"}
    rows = [_row(unit, one, opened=one.within_id in stated) for one in waiting[:SHOWN]]
    late = any(one.due_at is not None and one.due_at < unit.now for one in waiting)
    empty = "A request appears here when your agency is asked about a case. You get a message, too."
    more = ("All requests", "/requests")
    return [
        Section(
            "requests",
            "Requests to answer",
            rows,
            "wait",
            "late" if late else None,
            empty=empty,
            more=more,
            count=len(waiting),
        )
    ]


def _row(unit: Unit, one: Request, *, opened: bool) -> Row:
    url = f"/requests/{one.reference}"
    clock = time_left(one.due_at, unit.now) if one.due_at else Sign("No deadline")
    act = Act("Answer" if opened else "Open", url, f"request {one.reference}", primary=opened)
    meta = f"{one.reference}. {'Opened' if opened else 'Not opened by you yet'}"
    return Row(one.id, current().sharing_purposes.label(one.purpose), url, meta, clock, act)
