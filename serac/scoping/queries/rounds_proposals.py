"""Whom to ask about a case, and why: from its kinds of exploitation, place, people, and how useful an agency has been."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from serac.access.queries import list_exclusions
from serac.agencies.models import Agency
from serac.cases.models import Case, CaseKind
from serac.cases.queries import agencies_to_add, kinds_of
from serac.core.unit import Unit
from serac.entities.queries import Recorded, list_recorded
from serac.reference import current
from serac.reference.subjects import WhomToAsk
from serac.scoping.lifecycle import RequestState
from serac.scoping.models import Reply, Request

HELD = "information_held"
LIKE_LASTS = dt.timedelta(days=365)
READ = 400
"""Replies looked back over, the latest first: enough to say how useful each agency was."""


@dataclass(frozen=True)
class Useful:
    """Of so many like requests, how many an agency answered with information held."""

    asked: int
    held: int


@dataclass(frozen=True)
class Proposal:
    """An agency that can be asked. `why`: reasons it is proposed, in words; none where it is not."""

    agency: Agency
    why: tuple[str, ...]
    useful: Useful | None
    controls: bool = False

    @property
    def record(self) -> str:
        """How useful it was, in words, or nothing where it was never asked the like."""
        if self.useful is None or not self.useful.asked:
            return ""
        return f"Held information in {self.useful.held} of {self.useful.asked} like requests"


def agencies_to_ask(unit: Unit, case: Case) -> Sequence[Agency]:
    """Agencies of the partnership of a case, its own team and those kept out of the case aside, by name."""
    gone = [one.grantee_id for one in list_exclusions(unit, case.compartment_id)]
    return agencies_to_add(unit, case.partnership_id, gone)


def propose(unit: Unit, case: Case) -> Sequence[Proposal]:
    """Every agency that can be asked, those with reasons first; immigration control is among them and never proposed."""
    agencies, kinds = agencies_to_ask(unit, case), frozenset(kinds_of(unit, case.compartment_id))
    whats = what_is_in(list_recorded(unit, case.compartment_id))
    useful = usefulness(unit, case, [one.id for one in agencies], kinds)
    day = unit.now.date()
    lines = current().whom_to_ask.offered(day)
    found = [decide(one, lines, kinds, whats, useful.get(one.id)) for one in agencies]
    return sorted(found, key=lambda one: (not one.why, -_share(one.useful), one.agency.name.lower(), one.agency.id))


@dataclass(frozen=True)
class Whats:
    """What is written down in a case, as the lines of whom_to_ask ask for it."""

    place_kinds: frozenset[str]
    present: frozenset[str]


def what_is_in(recorded: Recorded) -> Whats:
    """Kinds of place, and which of person, child, place, vehicle and business there are (in doubt counts as a child)."""
    ages = current().age_bands
    found = {
        "always": True,
        "person": bool(recorded.people),
        "child": any(p.age_band in ages and ages.get(p.age_band).treated_as == "child" for p in recorded.people),
        "place": bool(recorded.places),
        "vehicle": bool(recorded.vehicles),
        "business": bool(recorded.businesses),
    }
    return Whats(
        frozenset(p.kind for p in recorded.places), frozenset(what for what, is_there in found.items() if is_there)
    )


def decide(
    agency: Agency, lines: Iterable[WhomToAsk], kinds: Collection[str], whats: Whats, useful: Useful | None
) -> Proposal:
    """Why one agency is proposed, if it is. Pure."""
    known = current().agency_kinds
    if agency.kind in known and known.get(agency.kind).immigration_control:
        return Proposal(agency, (), useful, controls=True)
    why = [line.label for line in lines if agency.kind in line.agency_kinds and _fits(line, kinds, whats)]
    return Proposal(agency, tuple(why), useful)


def _fits(line: WhomToAsk, kinds: Collection[str], whats: Whats) -> bool:
    return (
        bool(set(line.kinds) & set(kinds))
        or bool(set(line.place_kinds) & whats.place_kinds)
        or line.when in whats.present
    )


def _share(useful: Useful | None) -> float:
    return useful.held / useful.asked if useful and useful.asked else 0.0


def usefulness(
    unit: Unit, case: Case, agency_ids: Collection[uuid.UUID], kinds: Collection[str]
) -> Mapping[uuid.UUID, Useful]:
    """How each agency answered requests of the last year about cases that share a kind of exploitation; silence counts.

    But not the silence of an agency to which a request was not open any more.
    """
    ids = list(agency_ids)
    if not ids or not kinds:
        return {}
    rows = unit.session.execute(
        select(Request.id, Request.agency_id, Reply.answer)
        .outerjoin(Reply, and_(Reply.request_id == Request.id, Reply.current.is_(True)))
        .join(CaseKind, CaseKind.compartment_id == Request.within_id)
        .where(Request.agency_id.in_(ids), Request.state.in_([RequestState.REPLIED, RequestState.SILENT]))
        .where(or_(Request.state == RequestState.REPLIED, Request.end_reason.is_(None)))
        .where(Request.due_at > unit.now - LIKE_LASTS, Request.partnership_id == case.partnership_id)
        .where(Request.case_id != case.id, CaseKind.code.in_(sorted(kinds)))
        .order_by(Request.due_at.desc(), Request.id)
        .limit(READ)
    )
    answers = {request_id: (agency_id, answer) for request_id, agency_id, answer in rows}
    found: dict[uuid.UUID, Useful] = {}
    for agency_id, answer in answers.values():
        so_far = found.get(agency_id, Useful(0, 0))
        found[agency_id] = Useful(so_far.asked + 1, so_far.held + (answer == HELD))
    return found
