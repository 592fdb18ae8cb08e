"""Who may be told that their part counted, by name, and who not and why; and what they were told."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from serac.access.models import ConnectionStatement, Grant
from serac.access.queries import list_exclusions, list_restricted_readers
from serac.access.rule import IMMIGRATION_CONTROL
from serac.agencies.models import Agency, Member
from serac.agencies.queries import names_of
from serac.agreements.models import Agreement, AgreementParty
from serac.agreements.sharing import may_share
from serac.alerts.models import Alert, Receipt
from serac.alerts.queries.questions import ASKED_HERE, receipt_of
from serac.alerts.queries.releasing import why_not_released
from serac.cases.models import Case
from serac.cases.queries.team import handlers_by_agency
from serac.closure.models import Feedback
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.entities.queries.connection import connections
from serac.reference import current
from serac.scoping.lifecycle import RequestState
from serac.scoping.models import Request

VIRTUAL_TEAM = "virtual_team"


@dataclass(frozen=True)
class ToAgency:
    """An agency that gave its part.

    Attributes:
        people: who by name would read it. confirms: others there could, once they have stated no connection.
        purpose, categories: on what it would be told. under: the agreement. stops: why it cannot be told; "" where it can.
    """

    agency: Agency
    people: tuple[tuple[uuid.UUID, str], ...]
    confirms: bool
    purpose: str
    categories: frozenset[str]
    under: str
    stops: str


@dataclass(frozen=True)
class ToReporter:
    """Whoever sent an alert that led here. `stops`: why nothing may be released to them; "" where it may."""

    alert: Alert
    name: str
    receipt: Receipt | None
    stops: str


def agencies_to_tell(unit: Unit, case: Case) -> Sequence[ToAgency]:
    """The agencies on the virtual team and those that answered a request, by name. None that is kept out."""
    asked = _standings(unit, case)
    kept_out = {one.grantee_id for one in list_exclusions(unit, case.compartment_id)}
    ids = [agency_id for agency_id in asked if agency_id not in kept_out]
    agencies = unit.session.scalars(select(Agency).where(Agency.id.in_(ids))).all() if ids else []
    handlers = handlers_by_agency(unit, ids)
    listed = list_restricted_readers(unit, case.compartment_id)
    restricted = unit.standing(case.compartment_id).restricted
    stated = _stated_none(unit, case)
    readers = {
        agency.id: tuple(
            (one.id, one.name)
            for one in handlers.get(agency.id, ())
            if one.id not in kept_out
            and (not restricted or one.id in listed)
            and (not asked[agency.id][2] or one.id in stated)
        )
        for agency in agencies
    }
    linked = _linked(unit, case, agencies, readers)
    found = []
    for agency in sorted(agencies, key=lambda one: (one.name.lower(), one.id)):
        purpose, categories, confirms = asked[agency.id]
        under, stops = _why_not(unit, case, agency, purpose, categories)
        stops = (
            stops or linked.get(agency.id, "") or ("" if readers[agency.id] else "Nobody there may read it just now.")
        )
        found.append(ToAgency(agency, readers[agency.id], confirms, purpose, categories, under, stops))
    return found


_Readers = Mapping[uuid.UUID, tuple[tuple[uuid.UUID, str], ...]]


def _linked(unit: Unit, case: Case, agencies: Sequence[Agency], readers: _Readers) -> Mapping[uuid.UUID, str]:
    """Agencies that may be connected to the case, themselves or by somebody who would read it: nothing is said to them (domain 5.1)."""
    ids = [person_id for people in readers.values() for person_id, _ in people]
    members = unit.session.scalars(select(Member).where(Member.id.in_(ids))).all() if ids else []
    found = connections(unit, case.compartment_id, members, agencies)
    stops = {one.id: f"{found[one.id]}. They are not told why." for one in agencies if one.id in found}
    for agency_id, people in readers.items():
        for person_id, name in people:
            if person_id in found:
                stops[agency_id] = (
                    f"{name}: {found[person_id][:1].lower()}{found[person_id][1:]}. Keep them out of the case first."
                )
    return stops


_Standing = tuple[str, frozenset[str], bool]


def _standings(unit: Unit, case: Case) -> dict[uuid.UUID, _Standing]:
    """For each agency: purpose, categories, and whether its people state first that they have no connection."""
    replied = select(Request).where(Request.within_id == case.compartment_id, Request.state == RequestState.REPLIED)
    found: dict[uuid.UUID, _Standing] = {
        one.agency_id: (one.purpose, frozenset(one.categories), True) for one in unit.session.scalars(replied)
    }
    on_team = (
        select(Grant, Agreement)
        .join(AgreementParty, AgreementParty.id == Grant.party_id)
        .join(Agreement, Agreement.id == AgreementParty.agreement_id)
        .where(Grant.compartment_id == case.compartment_id, Grant.relation == VIRTUAL_TEAM)
        .where(Grant.since <= unit.now, Grant.until > unit.now)
    )
    for grant, agreement in unit.session.execute(on_team):
        found[grant.grantee_id] = (grant.purpose, frozenset(agreement.categories), grant.confirms)
    return found


def _stated_none(unit: Unit, case: Case) -> set[uuid.UUID]:
    asked = select(ConnectionStatement.member_id).where(
        ConnectionStatement.compartment_id == case.compartment_id, ConnectionStatement.answer == "none"
    )
    return set(unit.session.scalars(asked))


def _why_not(unit: Unit, case: Case, agency: Agency, purpose: str, categories: frozenset[str]) -> tuple[str, str]:
    """On what an agency would be told, and why it cannot be."""
    kinds = current().agency_kinds
    if purpose == IMMIGRATION_CONTROL or (agency.kind in kinds and kinds.get(agency.kind).immigration_control):
        return "", "Immigration control is not told how a case went."
    sharing = may_share(
        unit, partnership_id=case.partnership_id, agency_id=agency.id, purpose=purpose, categories=categories
    )
    return (sharing.why, "") if sharing.allowed else ("", sharing.why)


def reporters_to_tell(unit: Unit, case: Case) -> Sequence[ToReporter]:
    """Whoever sent an alert that led to this case and signs in here; the alerts the reader may see, the oldest first."""
    asked = select(Alert).where(Alert.case_id == case.id, Alert.source == ASKED_HERE, Alert.reporter_id.is_not(None))
    alerts = unit.session.scalars(asked.order_by(Alert.received_at, Alert.id)).all()
    names = names_of(unit, [one.reporter_id for one in alerts])
    return [
        ToReporter(
            one,
            names.get(one.reporter_id, "Somebody") if one.reporter_id else "Somebody",
            receipt_of(unit, one),
            why_not_released(unit, one),
        )
        for one in alerts
    ]


def who_reads(agencies: Sequence[ToAgency], reporters: Sequence[ToReporter]) -> str:
    """A mark of who by name would read it: the same as long as nobody comes or goes between looking and sending."""
    people = [f"{one.agency.id}:{person_id}" for one in agencies for person_id, _ in one.people]
    people += [str(one.alert.id) for one in reporters]
    return hashlib.sha256("\n".join(sorted(people)).encode()).hexdigest()[:16]


def list_feedback(unit: Unit, case: Case) -> Sequence[tuple[Feedback, str]]:
    """What agencies were told, with each agency's name, the latest first: an agency reads its own alone."""
    rows = unit.session.execute(
        select(Feedback, Agency.name)
        .join(Agency, Agency.id == Feedback.agency_id)
        .where(Feedback.within_id == case.compartment_id)
        .order_by(Feedback.sent_at.desc(), Feedback.id.desc())
    )
    return [(feedback, name) for feedback, name in rows]


def find_feedback(unit: Unit, feedback_id: uuid.UUID) -> Feedback:
    """What an agency was told; raises NotFound where it is hidden or unknown."""
    found = unit.session.scalars(select(Feedback).where(Feedback.id == feedback_id)).one_or_none()
    if found is None:
        raise NotFound
    return found
