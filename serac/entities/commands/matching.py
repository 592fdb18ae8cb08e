"""Matches: looking for them once something was written down, telling whose side is hidden, joining and dismissing them.

For the scheduler, under the service's own authority: it alone compares what lies in compartments that do not see each other.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from serac.access.models import Compartment, RestrictedReader
from serac.access.queries import members_holding
from serac.agencies.models import Partnership
from serac.agencies.roles import OWN_TEAM
from serac.core.clock import LONDON
from serac.core.database import Id, among
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.unit import Unit, acts_for_the_service, command
from serac.entities import policy
from serac.entities.commands.withholding import withhold_around, withhold_within
from serac.entities.models import Match, MatchDue, Token
from serac.entities.queries import Found, Recorded, find_alike, list_recorded, matches_between, rules_in, seen_of
from serac.entities.queries.likeness import Row
from serac.entities.queries.matches import DISMISSED, JOINED, OPEN
from serac.reference import PartnershipRules, current

PLACE_OF_SAFETY = "place_of_safety"
PATHS = {"alert": "/alerts/{}", "case": "/cases/{}/people"}
"""Where matches are read, of the two kinds of compartment that are matched."""
MOST_KEPT = 50
"""Matches kept for one person or thing, likest first."""
_ASKED = bindparam("asked", type_=Id)
_DUE = select(MatchDue).where(MatchDue.compartment_id == _ASKED)
_TOKENS = select(Token.subject_id, Token.hash).where(Token.compartment_id == _ASKED)
_KNOWN = select(Match.subject_id, Match.other_subject_id).where(Match.compartment_id == _ASKED)
_JOINED_TO = select(Compartment.id).where(Compartment.joined_id == _ASKED)
_COMPARTMENTS = select(Compartment).where(among(Compartment.id, "asked"))


@dataclass(frozen=True)
class _Side:
    """The compartment something new was written down in, with what its partnership's rules say."""

    compartment: Compartment
    rules: PartnershipRules


@command(may=acts_for_the_service)
def seek_matches(unit: Unit, compartment: Compartment) -> None:
    """Look for what may be the same as what was newly written down in a compartment. Said of it: only that we looked.

    What is at a place of safety loses its tokens and matches nothing (domain 5.3).
    """
    due = unit.session.scalars(_DUE, {"asked": compartment.id}).all()
    for row in due:
        unit.session.delete(row)
    if compartment.kind == PLACE_OF_SAFETY:
        withhold_around(unit, compartment.id)
    elif compartment.kind in PATHS:
        recorded = list_recorded(unit, compartment.id)
        withheld = withhold_within(unit, compartment, recorded)
        new = {row.subject_id for row in due} - withheld
        if new:
            _seek(unit, compartment, recorded, new)
    unit.record(Event.MATCHES_SOUGHT, compartment)


def _seek(unit: Unit, compartment: Compartment, recorded: Recorded, new: Collection[uuid.UUID]) -> None:
    partnership = unit.session.get_one(Partnership, compartment.partnership_id)
    side = _Side(compartment, rules_in(partnership))
    family = _family(unit, compartment)
    hashes: dict[uuid.UUID, list[int]] = {}
    for subject_id, one in unit.session.execute(_TOKENS, {"asked": compartment.id}):
        hashes.setdefault(subject_id, []).append(one)
    places = [seen_of(place) for place in recorded.places]
    found: list[tuple[Row, Found]] = []
    rows: list[Row] = [*recorded.people, *recorded.places, *recorded.vehicles, *recorded.businesses]
    threshold, common = side.rules.number("matching.threshold"), side.rules.number("matching.common_token")
    for row in (one for one in rows if one.id in new and hashes.get(one.id)):
        alike = find_alike(
            unit,
            seen_of(row),
            hashes[row.id],
            threshold=threshold,
            common=common,
            apart_from=family,
            places=places,
            told_in=compartment.partnership_id,
        )
        found += [(row, one) for one in alike[:MOST_KEPT]]
    _keep(unit, side, found)


def _family(unit: Unit, compartment: Compartment) -> frozenset[uuid.UUID]:
    """A case with the alerts it was made from: within it nothing is news."""
    case_id = compartment.joined_id or compartment.id
    alerts = unit.session.scalars(_JOINED_TO, {"asked": case_id}).all()
    return frozenset({compartment.id, case_id, *alerts})


def _keep(unit: Unit, side: _Side, found: Sequence[tuple[Row, Found]]) -> None:
    """Write each match down on both sides, and tell the owners of what the other side's team may not see."""
    if not found:
        return
    here = side.compartment
    ids = list({one.row.compartment_id for _, one in found})
    others = {one.id: one for one in unit.session.scalars(_COMPARTMENTS, {"asked": ids})}
    known = {tuple(pair) for pair in unit.session.execute(_KNOWN, {"asked": here.id})}
    for row, one in found:
        there = others[one.row.compartment_id]
        if there.kind not in PATHS or (row.id, one.row.id) in known:
            continue
        _add(unit, here, row, there, one.row, one, tells=False)
        _add(unit, there, one.row, here, row, one, tells=_tells(here, there))
        if _is_hidden_from(there, here) and not here.restricted:
            _tell(unit, there)


def _is_hidden_from(one: Compartment, other: Compartment) -> bool:
    """Whether one compartment is hidden from (some of) the team whose other this is."""
    return one.restricted or one.partnership_id != other.partnership_id


def _tells(new: Compartment, older: Compartment) -> bool:
    """Whether the older side's team learns that something matches without seeing it: never of what is restricted."""
    return new.partnership_id != older.partnership_id and not new.restricted


def _add(unit: Unit, here: Compartment, row: Row, there: Compartment, other: Row, why: Found, *, tells: bool) -> None:
    match = Match(compartment_id=here.id, partnership_id=here.partnership_id, subject_id=row.id)
    match.other_id, match.other_subject_id, match.kind = there.id, other.id, row.__tablename__
    match.points, match.reasons = why.likeness.points, " ".join(why.likeness.reasons)
    match.tells, match.state, match.found_at = tells, OPEN, unit.now
    unit.session.add(match)


def _tell(unit: Unit, compartment: Compartment) -> None:
    """Tell its own people that something matches: once a day at most, and nothing of what."""
    day = unit.now.astimezone(LONDON).date().isoformat()
    path = PATHS[compartment.kind].format(compartment.reference)
    for member_id in _owners(unit, compartment):
        unit.notify("notice", member_id, key=f"match:{compartment.id}:{day}", path=path, about=compartment.id)


def _owners(unit: Unit, compartment: Compartment) -> Iterable[uuid.UUID]:
    team = members_holding(unit, OWN_TEAM, compartment.partnership_id)
    if not compartment.restricted:
        return team
    readers = select(RestrictedReader.member_id).where(RestrictedReader.compartment_id == compartment.id)
    return sorted(set(team) & set(unit.session.scalars(readers)))


@command(may=policy.settle)
def dismiss_match(unit: Unit, match: Match, *, reason: str, words: str = "") -> Match:
    """Say that two alerts or cases are not about the same: all that matched between them is laid aside, on both sides.

    Args:
        reason: code of dismissing_match_reasons.
        words: why. They are kept on the side they were written on: the other may be open to others.

    Raises:
        Invalid: an unknown reason, or one that needs words and has none.
    """
    reasons = current().dismissing_match_reasons
    if reason not in reasons:
        raise Invalid({"reason": "Choose why they are not the same"})
    if reasons.get(reason).describe and not words.strip():
        raise Invalid({"words": "Write why they are not the same"})
    _settle(unit, match, DISMISSED, reason, words.strip())
    unit.record(Event.MATCH_DISMISSED, match, reason=reason)
    return match


@command(may=policy.settle)
def join_match(unit: Unit, match: Match) -> Match:
    """Say that two alerts or cases are about the same: noted where an alert is joined to the case. Opens nothing."""
    _settle(unit, match, JOINED, None)
    unit.record(Event.MATCH_JOINED, match)
    return match


@command(may=policy.settle)
def take_back_dismissal(unit: Unit, match: Match) -> Match:
    """Take back that two are not about the same: what was laid aside between them is suggested again, on both sides.

    Raises:
        Invalid: the two were joined meanwhile.
    """
    if match.state == JOINED:
        raise Invalid("These two have been joined, so there is nothing to suggest.")
    for row in _both_ways(unit, match):
        if row.state == DISMISSED:
            row.state, row.reason, row.settled_at, row.settled_by = OPEN, None, None, None
            row.words = None
    unit.record(Event.MATCH_TAKEN_BACK, match)
    return match


def _settle(unit: Unit, match: Match, state: str, reason: str | None, words: str = "") -> None:
    for row in _both_ways(unit, match):
        if row.state == OPEN:
            row.state, row.reason = state, reason
            row.settled_at, row.settled_by = unit.now, unit.actor.member_id
            row.words = words if row.compartment_id == match.compartment_id else None


def _both_ways(unit: Unit, match: Match) -> Iterable[Match]:
    """Both directions, as far as whoever settles it may know of them."""
    rows: Mapping[uuid.UUID, Match] = {
        row.id: row
        for row in (
            match,
            *matches_between(unit, match.compartment_id, match.other_id),
            *matches_between(unit, match.other_id, match.compartment_id),
        )
    }
    return rows.values()
