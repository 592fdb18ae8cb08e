"""Sending a round: each request opens to its agency on the agreement that covers it, and what was given is recorded.

What no agreement covers is sent only on a recorded override, one request at a time, to that agency and until it ends.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Compartment
from serac.access.queries import find_compartment, list_grants
from serac.agencies.models import Agency, PartnershipAgency
from serac.cases.commands import add_to_virtual_team, check_beyond_records, move_case
from serac.cases.commands.team import VIRTUAL_TEAM
from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.core.actor import NOBODY
from serac.core.events import Event
from serac.core.facts import Counted
from serac.core.problems import Conflict, Invalid, Text
from serac.core.unit import Unit, check_version, command
from serac.scoping import policy
from serac.scoping.commands.rounds import URGENT, due_by_clock, rules_of
from serac.scoping.commands.rounds_requests import BEYOND
from serac.scoping.lifecycle import RequestState, RoundState
from serac.scoping.models import Disclosure, Request, Round
from serac.scoping.queries.rounds import agencies_of, case_of, planned_in
from serac.scoping.queries.rounds_checks import Readers, covers, is_kept_out, readers_of
from serac.scoping.words import WISHES

LONGEST = 4000


@dataclass(frozen=True)
class Grounds:
    """Why it is necessary and proportionate, and what the person wants: the same for everything sent at once."""

    why: str
    wishes: str
    wishes_words: str = ""


@command(may=policy.send_round)
def send_round(
    unit: Unit, row: Round, *, why: str, wishes: str, wishes_words: str = "", seen_version: int | None = None
) -> Sequence[Request]:
    """Send everything planned in a round: of a draft, and agencies added to one that was sent before.

    Args:
        why: why it is necessary, and no more than is needed; wishes: code of WISHES; wishes_words: what they want, or why it
            is overridden.

    Raises:
        Conflict: somebody changed or sent it meanwhile.
        Invalid: nobody is planned, no agreement covers one of them, or nothing is said about necessity or wishes.
    """
    grounds = _checked_grounds(why, wishes, wishes_words)
    check_version(row, seen_version, lambda: [Text("question", "What is asked", row.question)])
    case, planned = case_of(unit, row), planned_in(unit, row)
    agencies = agencies_of(unit, planned)
    if not planned:
        raise Invalid("Choose at least one agency first")
    stopped = [agencies[one.agency_id].name for one in planned if not covers(unit, one).allowed]
    if stopped:
        raise Invalid(f"No agreement covers {', '.join(sorted(stopped))}. Leave them out, or record an override.")
    readers, own = readers_of(unit, case, agencies), _own_part(unit, case)
    for one in planned:
        agency, seen = agencies[one.agency_id], readers.get(one.agency_id, Readers())
        _check_still(unit, case, one)
        party_id = _open(unit, case, one, agency)
        _send(unit, case, row, one, agency)
        _disclose(unit, own, one, _by_name(agency, seen), grounds, party_id=party_id)
        _tell(unit, row, one, seen)
    _move(unit, case, row)
    unit.record(Event.ROUND_SENT, row, requests=[one.id for one in planned])
    return planned


@command(may=policy.override_request)
def send_on_override(
    unit: Unit, row: Request, *, ground: str, reason: str, hours: int, wishes: str, wishes_words: str = "",
    seen_version: int | None = None,
) -> Request:  # fmt: skip
    """Send one planned request although no agreement covers it: to that agency alone, until the override ends.

    It goes to the governance officer's list. The agency does not join the virtual team on it.

    Args:
        ground: code of override_grounds. reason: why it is necessary and proportionate. hours: how long it lasts.

    Raises:
        Conflict: somebody changed or sent it meanwhile. Invalid: an agreement covers it, or as for any override.
    """
    grounds = _checked_grounds(reason, wishes, wishes_words, field="reason")
    check_version(row, seen_version)
    case, of = case_of(unit, row), unit.session.get_one(Round, row.round_id)
    agency = unit.session.get_one(Agency, row.agency_id)
    if row.state != RequestState.PLANNED or of.state not in {RoundState.DRAFT, RoundState.SENT}:
        raise Conflict("This request has been sent. Look at it again.")
    if is_kept_out(unit, row):
        raise Invalid("This agency is kept out of the case. Take it out of the round.")
    if covers(unit, row).allowed:
        raise Invalid("An agreement covers this. Send it with the round.")
    _check_still(unit, case, row)
    row.joins_team = False
    part, names = find_compartment(unit, row.compartment_id), find_compartment(unit, row.names_id)
    made = access.record_override(
        unit, part, agency=agency, ground=ground, reason=reason, hours=hours, relation=policy.ASKED, confirmed=[names]
    )
    row.override_id = made.id
    _send(unit, case, of, row, agency)
    row.due_at = min(row.due_at or made.until, made.until)
    seen = readers_of(unit, case, [agency.id]).get(agency.id, Readers())
    _disclose(unit, _own_part(unit, case), row, _by_name(agency, seen), grounds, override_id=made.id)
    _move(unit, case, of)
    return row


def _checked_grounds(why: str, wishes: str, wishes_words: str, *, field: str = "why") -> Grounds:
    errors = {}
    if not why.strip() or len(why) > LONGEST:
        errors[field] = f"Use {LONGEST:,} characters or fewer" if why.strip() else "Say why it is necessary"
    if wishes not in WISHES:
        errors["wishes"] = "Choose what the person wants"
    elif WISHES[wishes].describe and not wishes_words.strip():
        errors["wishes_words"] = "Say what they want, or why it is overridden"
    if errors:
        raise Invalid(errors)
    return Grounds(why.strip(), wishes, wishes_words.strip())


def _check_still(unit: Unit, case: Case, row: Request) -> None:
    """What was planned is looked at once more: the contact rule may be stricter now, the day may have passed."""
    if row.asks == BEYOND:
        check_beyond_records(unit, case)
    if row.due_at is not None and row.due_at <= unit.now:
        raise Invalid("The day by which one of them is to answer has passed. Change it first.")


def _open(unit: Unit, case: Case, row: Request, agency: Agency) -> uuid.UUID | None:
    """The request to its agency; whom it names to each of them once they stated no connection; the case too if it joins."""
    part, names = find_compartment(unit, row.compartment_id), find_compartment(unit, row.names_id)
    purpose, categories = row.purpose, row.categories
    grant = access.grant_to_agency(
        unit, part, agency=agency, relation=policy.ASKED, purpose=purpose, categories=categories
    )
    access.grant_to_agency(
        unit, names, agency=agency, relation=policy.ASKED, purpose=purpose, categories=categories, confirms=True
    )
    if row.joins_team and not _on_team(unit, case, agency.id):
        facts: dict[str, Any] = {"purpose": purpose, "categories": categories}
        add_to_virtual_team(unit, case, agency=agency, confirms=True, tell=False, **facts)
    return grant.party_id


def _on_team(unit: Unit, case: Case, agency_id: uuid.UUID) -> bool:
    grants = list_grants(unit, case.compartment_id)
    return any(one.grantee_id == agency_id and one.relation == VIRTUAL_TEAM for one in grants)


def _send(unit: Unit, case: Case, of: Round, row: Request, agency: Agency) -> None:
    check_version(row, None)
    row.state, row.asked_by, row.asked_at = RequestState.ASKED, unit.actor.member_id or NOBODY, unit.now
    row.due_at = row.due_at or due_by_clock(rules_of(unit, case), of.urgency, unit.now)
    row.contact_rule = case.contact_rule
    codes: dict[str, object] = {"agency_kind": agency.kind, "urgency": of.urgency}
    hidden = unit.standing(case.compartment_id).restricted
    counted = Counted("request.sent", case.partnership_id, unit.now, codes, restricted=hidden)
    unit.record(Event.REQUEST_SENT, row, facts=[counted], agency=agency.id, override=row.override_id)


def _own_part(unit: Unit, case: Case) -> Compartment:
    """Where the council keeps the record of what it gave: a part of the case that only its own team reads."""
    return access.open_compartment(unit, case.partnership_id, kind="disclosure", within=case.compartment_id)


def _by_name(agency: Agency, seen: Readers) -> str:
    return f"{agency.name}: {', '.join(person.name for person in seen.people)}"


def _disclose(
    unit: Unit, own: Compartment, row: Request, names: str, grounds: Grounds, *, party_id: uuid.UUID | None = None,
    override_id: uuid.UUID | None = None,
) -> None:  # fmt: skip
    giver = PartnershipAgency
    asked = select(giver.agency_id).where(giver.partnership_id == row.partnership_id, giver.own_team)
    asked = asked.where(giver.since <= unit.now, giver.until > unit.now).order_by(giver.agency_id).limit(1)
    made = Disclosure(compartment_id=own.id, within_id=row.within_id, agency_id=unit.session.scalars(asked).one())
    made.request_id, made.what, made.subject_id, made.recipients = row.id, "request", row.id, [str(row.agency_id)]
    made.purpose, made.gateway = row.purpose, "agreement" if party_id else "override"
    made.party_id, made.override_id, made.wishes = party_id, override_id, grounds.wishes
    made.made_by, made.made_at = unit.actor.member_id or NOBODY, unit.now
    made.words, made.wishes_words = grounds.why, grounds.wishes_words
    made.names = names
    unit.session.add(made)
    unit.session.flush()
    unit.record(Event.DISCLOSED, made, agency=row.agency_id, gateway=made.gateway)


def _tell(unit: Unit, of: Round, row: Request, seen: Readers) -> None:
    kind, path = "urgent" if of.urgency == URGENT else "notice", f"/requests/{row.reference}"
    for person in seen.people:
        unit.notify(kind, person.id, key=f"request:{row.id}", path=path, about=row.compartment_id)


def _move(unit: Unit, case: Case, of: Round) -> None:
    if of.state == RoundState.DRAFT:
        of.state, of.sent_at = RoundState.SENT, unit.now
    move_case(unit, case, Stage.SCOPING)
