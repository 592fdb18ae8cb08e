"""Planning what one agency is asked: which words, whom and what it names, by when. Nobody sees it but the own team."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from serac.access import commands as access
from serac.agencies.models import Agency
from serac.cases.commands import check_beyond_records
from serac.cases.models import Case
from serac.core.actor import NOBODY
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid, Text
from serac.core.references import new_reference
from serac.core.unit import Unit, check_version, command
from serac.entities.queries import Recorded, list_recorded
from serac.reference import current
from serac.scoping import policy
from serac.scoping.lifecycle import RequestState, RoundState
from serac.scoping.models import Brief, Named, Request, Round
from serac.scoping.queries.rounds import REQUEST_PREFIX, briefs_of, case_of, named_in, requests_of_case
from serac.scoping.queries.rounds_proposals import agencies_to_ask

RECORDS, BEYOND = "records", "beyond"
"""What is asked: a check of its own records, or more."""
HOLDS: Final[Mapping[str, str]] = {
    "person": "identity",
    "place": "premises",
    "vehicle": "vehicles",
    "business": "businesses",
}
"""The category of information that naming somebody or something is, whatever else is said of them."""
LONGEST = 4000


@command(may=policy.plan_round)
def plan_request(
    unit: Unit,
    row: Round,
    *,
    agency: Agency,
    question: str = "",
    things: Collection[uuid.UUID] = (),
    categories: Collection[str] = (),
    asks: str = RECORDS,
    joins_team: bool = False,
    due_at: dt.datetime | None = None,
) -> Request:
    """Plan to ask an agency in a round: in compartments of its own, open to nobody outside the team until it is sent.

    An agency of immigration control is asked for that purpose alone, without people, and never joins the team (domain 5.4).

    Args:
        question: what exactly it is asked; the round's own words where none are given.
        things: ids of the people, places, vehicles and businesses of the case named to it: the minimum.
        categories: codes of information_categories the words hold beside what naming things adds.
        asks: `records`, or `beyond`, once the police contact said clear. due_at: where it differs from the round's clock.

    Raises:
        Invalid: not an agency of the partnership, asked in this round already, an unknown code, or none.
    """
    case = case_of(unit, row)
    _check_agency(unit, case, row, agency)
    made = _in_its_own(unit, case, row, agency)
    facts = _checked(
        unit, case, made, things=things, categories=categories, asks=asks, joins_team=joins_team, due=due_at
    )
    unit.session.add(made)
    unit.session.flush()
    brief = Brief(compartment_id=made.names_id, request_id=made.id)
    brief.words = _words(question) or row.question
    unit.session.add(brief)
    _name(unit, made, facts)
    check_version(row, None)  # whoever looks at the round before sending it looks again
    unit.record(Event.REQUEST_PLANNED, made, agency=agency.id, asks=asks, categories=made.categories, named=len(facts))
    return made


def is_immigration_control(agency: Agency) -> bool:
    """Whether an agency works for immigration control."""
    kinds = current().agency_kinds
    return agency.kind in kinds and kinds.get(agency.kind).immigration_control


def _check_agency(unit: Unit, case: Case, row: Round, agency: Agency) -> None:
    if row.state not in {RoundState.DRAFT, RoundState.SENT}:
        raise Conflict("This round has ended. Begin another one.")
    if agency.id not in {one.id for one in agencies_to_ask(unit, case)}:
        raise Invalid({"agency": "Choose an agency of this partnership"})
    of_round = [one for one in requests_of_case(unit, case) if one.round_id == row.id]
    if any(one.agency_id == agency.id and one.state != RequestState.WITHDRAWN for one in of_round):
        raise Invalid({"agency": f"{agency.name} is asked in this round already"})


def _in_its_own(unit: Unit, case: Case, row: Round, agency: Agency) -> Request:
    reference, within, place = new_reference(REQUEST_PREFIX), case.compartment_id, case.partnership_id
    part = access.open_compartment(unit, place, kind="request", reference=reference, within=within)
    names = access.open_compartment(unit, place, kind="named", within=within)
    made = Request(compartment_id=part.id, partnership_id=place, within_id=within, names_id=names.id, case_id=case.id)
    made.agency_id, made.reference, made.round_id = agency.id, reference, row.id
    made.state, made.contact_rule = RequestState.PLANNED, case.contact_rule
    made.planned_by, made.told_level = unit.actor.member_id or NOBODY, 0
    made.purpose = policy.IMMIGRATION_CONTROL if is_immigration_control(agency) else row.purpose
    return made


def _words(question: str) -> str:
    if len(question) > LONGEST:
        raise Invalid({"question": f"Use {LONGEST:,} characters or fewer"})
    return question.strip()


Thing = tuple[str, uuid.UUID, str]


def things_in(recorded: Recorded) -> Sequence[Thing]:
    """Everybody and everything written down in a case as a request may name them: (kind, id, words)."""
    ages, kinds = current().age_bands, current().place_kinds
    found: list[Thing] = []
    for person in recorded.people:
        age = ages.label(person.age_band).lower() if person.age_band in ages and person.age_band != "not_known" else ""
        found.append(("person", person.id, ", ".join(filter(None, (person.name or person.description, age)))))
    for place in recorded.places:
        kind = kinds.label(place.kind) if place.kind in kinds and place.kind != "not_known" else ""
        found.append(("place", place.id, ", ".join(filter(None, (kind, place.address or place.postcode)))))
    found += [("vehicle", one.id, ", ".join(filter(None, (one.plate, one.description)))) for one in recorded.vehicles]
    found += [("business", business.id, business.name) for business in recorded.businesses]
    return found


def _checked(
    unit: Unit, case: Case, row: Request, *, things: Collection[uuid.UUID], categories: Collection[str], asks: str,
    joins_team: bool, due: dt.datetime | None,
) -> Sequence[Thing]:  # fmt: skip
    """Set on the request what is asked, once it holds; returns what it names."""
    known, errors = current().information_categories, {}
    named = [one for one in things_in(list_recorded(unit, case.compartment_id)) if one[1] in set(things)]
    held = {*categories, *(HOLDS[kind] for kind, *_ in named)}
    if len(named) < len(set(things)):
        errors["things"] = "Choose somebody or something in this case"
    if not held or any(code not in known for code in held):
        errors["categories"] = "Choose what they will see"
    if asks not in {RECORDS, BEYOND}:
        errors["asks"] = "Choose what they are asked to do"
    if due is not None and due <= unit.now:
        errors["due_on"] = "Enter a day that has not passed"
    if row.purpose == policy.IMMIGRATION_CONTROL:
        errors |= _errors_for_immigration(held, named, joins_team=joins_team)
    if errors:
        raise Invalid(errors)
    if asks == BEYOND:
        check_beyond_records(unit, case)
    row.categories, row.asks, row.joins_team, row.due_at = sorted(held), asks, joins_team, due
    return named


def _errors_for_immigration(held: Iterable[str], named: Sequence[Thing], *, joins_team: bool) -> dict[str, str]:
    known, errors = current().information_categories, {}
    if any(kind == "person" for kind, *_ in named):
        errors["things"] = "Nobody is named to immigration control. Leave the people out"
    if any(code in known and known.get(code).never_to_immigration for code in held):
        errors["categories"] = "Leave out what is never opened to immigration control"
    if joins_team:
        errors["joins_team"] = "Immigration control does not read the shared picture"
    return errors


def _name(unit: Unit, row: Request, things: Iterable[Thing]) -> None:
    for kind, thing_id, words in things:
        named = Named(compartment_id=row.names_id, request_id=row.id, kind=kind, thing_id=thing_id)
        named.words = words
        unit.session.add(named)
    unit.session.flush()


@command(may=policy.plan_round)
def change_request(
    unit: Unit,
    row: Request,
    *,
    question: str,
    things: Collection[uuid.UUID],
    categories: Collection[str],
    asks: str,
    joins_team: bool,
    due_at: dt.datetime | None = None,
    seen_version: int | None = None,
) -> Request:
    """Change what an agency will be asked, before it is sent.

    Raises:
        Conflict: somebody changed or sent it meanwhile. Invalid: as for planning it.
    """
    brief = briefs_of(unit, [row])[row.id]
    check_version(row, seen_version, lambda: [Text("question", "What they are asked", brief.words)])
    if row.state != RequestState.PLANNED:
        raise Conflict("This request has been sent. Look at it again.")
    facts = _checked(
        unit,
        case_of(unit, row),
        row,
        things=things,
        categories=categories,
        asks=asks,
        joins_team=joins_team,
        due=due_at,
    )
    if not question.strip():
        raise Invalid({"question": "Enter what they are asked"})
    brief.words = _words(question)
    for named in named_in(unit, [row])[row.id]:
        unit.session.delete(named)
    _name(unit, row, facts)
    check_version(unit.session.get_one(Round, row.round_id), None)
    unit.record(Event.REQUEST_CHANGED, row, asks=asks, categories=row.categories, named=len(facts))
    return row


@command(may=policy.plan_round)
def drop_request(unit: Unit, row: Request) -> None:
    """Take an agency out of a round before it is sent: it was not asked and is not told.

    Raises:
        Conflict: it was sent meanwhile.
    """
    if row.state != RequestState.PLANNED:
        raise Conflict("This request has been sent. Withdraw it instead.")
    drop(unit, row)
    check_version(unit.session.get_one(Round, row.round_id), None)


def drop(unit: Unit, row: Request) -> None:
    """The same, within a command."""
    check_version(row, None)
    row.state, row.ended_at = RequestState.WITHDRAWN, unit.now
    unit.record(Event.REQUEST_DROPPED, row, agency=row.agency_id)
