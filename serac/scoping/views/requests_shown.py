"""Requests and replies as their pages show them to the agency that was asked: plain data, opened before the page is rendered."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from serac.agencies.models import Agency, Member
from serac.agencies.queries import names_of
from serac.cases.contact import ContactNow
from serac.cases.queries import contact_now
from serac.cases.words import HOW_KNOWN, Sign, contact_sign
from serac.core.clock import day_in_words, moment_in_words
from serac.core.unit import Unit
from serac.reference import current
from serac.scoping.giving import AUDIENCES, NAMED
from serac.scoping.lifecycle import RequestState
from serac.scoping.models import Named, Reply, Request
from serac.scoping.queries.replies import HeldItem
from serac.scoping.words import ANSWERS

OWN_RECORDS = {"records": "Look in your own records", "beyond": "More than that, in your own work"}
"""How far an agency is to look, as it is asked."""
CHOSEN = {**AUDIENCES, NAMED: "Only the agencies you chose"}
CHOSEN_BY_THEM = {**AUDIENCES, NAMED: "Only the agencies they chose"}
THINGS: Mapping[str, str] = {"person": "Person", "place": "Place", "vehicle": "Vehicle", "business": "Business"}


@dataclass(frozen=True)
class ShownNamed:
    """Somebody or something a request names."""

    id: uuid.UUID
    thing_id: uuid.UUID
    kind: str
    label: str
    words: str


@dataclass(frozen=True)
class ShownRequest:
    """What anybody of the agency sees of a request, before and after the statement: nothing that names anybody."""

    id: uuid.UUID
    reference: str
    purpose: str
    agency: str
    asks: str
    asked_by: str
    phone: str
    asked_at: str
    due: Sign
    rule: Sign
    rule_does: str
    state: str


@dataclass(frozen=True)
class ShownItem:
    """An item as its giver sees it."""

    id: uuid.UUID
    text: str
    how_known: str
    handling: str
    audience: str
    not_for_immigration: bool
    wider: str
    source: str
    own_reference: str


@dataclass(frozen=True)
class ShownReply:
    """A reply as its giver sees it."""

    id: uuid.UUID
    answer: Sign
    reason: str
    words: str
    risk: str
    risk_words: str
    powers: tuple[str, ...]
    offers: str
    sent_by: str
    sent_at: str
    escalated: bool


def due_sign(request: Request, now: dt.datetime) -> Sign:
    """The clock of a request: it counts down, and once it has run out says when it was due."""
    if request.state == RequestState.REPLIED:
        return Sign("Answered", "done", "done")
    if request.state == RequestState.WITHDRAWN:
        return Sign("Withdrawn", "no", "quiet")
    if request.due_at is None:
        return Sign("No deadline", "wait")
    minutes = int((request.due_at - now).total_seconds() // 60)
    if minutes < 0:
        return Sign(f"Was due {moment_in_words(request.due_at)}", "late", "late")
    hours = minutes // 60
    left = f"{hours} hour{'' if hours == 1 else 's'} left" if hours else f"{max(minutes, 1)} minutes left"
    text = f"Reply by {moment_in_words(request.due_at)}" + (f": {left}" if minutes < 24 * 60 else "")
    return Sign(text, "wait" if hours else "late", None if hours else "late")


def rule_words(rule: ContactNow, now: dt.datetime) -> tuple[Sign, str]:
    """The contact rule in force, and what it lets anybody do."""
    return contact_sign(rule, now), current().contact_rules.get(rule.contact_rule).does


def shown_request(unit: Unit, request: Request) -> ShownRequest:
    """One request."""
    whose = select(Agency, Member).outerjoin(Member, Member.id == request.asked_by)
    found = unit.session.execute(whose.where(Agency.id == request.agency_id)).one()
    agency: Agency = found[0]
    asker: Member | None = found[1]
    rule, does = rule_words(contact_now(unit, request.compartment_id), unit.now)
    return ShownRequest(
        id=request.id,
        reference=request.reference,
        purpose=current().sharing_purposes.label(request.purpose),
        agency=agency.name,
        asks=OWN_RECORDS.get(request.asks, ""),
        asked_by=asker.name if asker else "The team",
        phone=(asker.phone or "") if asker else "",
        asked_at=moment_in_words(request.asked_at) if request.asked_at else "",
        due=due_sign(request, unit.now),
        rule=rule,
        rule_does=does,
        state=str(request.state),
    )


def shown_named(rows: Sequence[Named]) -> list[ShownNamed]:
    """Whom and what a request names."""
    return [ShownNamed(one.id, one.thing_id, one.kind, THINGS.get(one.kind, "Also"), one.words or "") for one in rows]


def shown_replies(unit: Unit, rows: Sequence[Reply]) -> list[ShownReply]:
    """Replies, in the order given."""
    names, reference = names_of(unit, [one.sent_by for one in rows]), current()
    unit.keys.hold({one.compartment_id for one in rows})
    return [
        ShownReply(
            id=one.id,
            answer=ANSWERS[one.answer],
            reason=reference.cannot_share_reasons.label(one.reason) if one.reason else "",
            words=one.words or "",
            risk=reference.risk_levels.label(one.risk) if one.risk else "",
            risk_words=one.risk_words or "",
            powers=tuple(reference.powers.label(code) for code in one.powers),
            offers=one.offers or "",
            sent_by=names.get(one.sent_by, "Somebody"),
            sent_at=moment_in_words(one.sent_at),
            escalated=one.escalated_at is not None,
        )
        for one in rows
    ]


def shown_items(rows: Sequence[HeldItem], audiences: Mapping[str, str] = CHOSEN) -> list[ShownItem]:
    """Items that were given: to whoever gave them, or in other words for their audiences to the team that asked."""
    reference = current()
    return [
        ShownItem(
            id=one.item.id,
            text=one.item.text or "",
            how_known=HOW_KNOWN.get(one.item.how_known, "") + _days(one),
            handling=reference.handling.label(one.item.handling),
            audience=audiences[one.item.audience],
            not_for_immigration=one.item.not_for_immigration,
            wider=(one.wider.text or "") if one.wider else "",
            source=(one.source.source or "") if one.source else "",
            own_reference=(one.source.own_reference or "") if one.source else "",
        )
        for one in rows
    ]


def _days(one: HeldItem) -> str:
    first, last = one.item.happened_from, one.item.happened_to
    if first and last and first != last:
        return f", {day_in_words(first)} to {day_in_words(last)}"
    day = first or last
    return f", {day_in_words(day)}" if day else ""
