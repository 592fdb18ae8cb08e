"""The list of agreements, and one of them in plain words."""

import datetime as dt
import uuid
from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from serac.agreements import policy
from serac.agreements.endings import REASONS
from serac.agreements.models import Agreement
from serac.agreements.queries import (
    count_parties,
    find_agreement,
    list_agreements,
    list_may_sign,
    list_parties,
    partnership_names,
)
from serac.agreements.schemas import term_fields
from serac.agreements.views.blueprint import CODES, State, bp, code_list, labels, state_of
from serac.core.clock import last_day
from serac.core.events import Event
from serac.core.unit import Unit
from serac.core.web import current_unit, needs, page
from serac.reference import current

SECTIONS = (
    ("ending", "Ending soon"),
    ("in_force", "In force"),
    ("coming", "Signed, not begun"),
    ("draft", "Drafts"),
    ("over", "Over"),
)


@dataclass(frozen=True)
class AgreementRow:
    """An agreement in the list."""

    reference: str
    title: str
    partnership: str
    parties: int
    review_on: dt.date
    review_late: bool
    state: State


@dataclass(frozen=True)
class PartyShown:
    """One agency's place in an agreement."""

    id: uuid.UUID
    agency: str
    slug: str
    signed_by: str
    role: str
    since: dt.datetime
    last: dt.date
    in_force: bool
    coming: bool
    why_ended: str


@bp.route("/agreements")
@needs(policy.read_agreements)
def index() -> ResponseReturnValue:
    """Agreements of the reader's partnerships, those that need a look first."""
    unit = current_unit()
    found = list_agreements(unit)
    counts, names = count_parties(unit, found), partnership_names(unit)
    rows = [_row(unit, one, counts[one.id], names) for one in found]
    sections = [(title, [row for row in rows if row.state.code == code]) for code, title in SECTIONS]
    return page(
        "agreements/index.html",
        event=Event.LIST_SHOWN,
        shown=[one.id for one in found],
        sections=[(title, rows) for title, rows in sections if rows],
        may_draft=unit.may(policy.draft_some, None),
    )


def _row(unit: Unit, one: Agreement, counted: tuple[int, int], names: dict[uuid.UUID, str]) -> AgreementRow:
    ever, now = counted
    state = state_of(one, signed=ever, now=unit.now)
    late = one.review_on < unit.now.date() and state.code in {"in_force", "ending"}
    return AgreementRow(one.reference, one.title, names[one.partnership_id], now, one.review_on, late, state)


@bp.route("/agreements/<reference>")
@needs(policy.read, on=find_agreement)
def show(agreement: Agreement) -> ResponseReturnValue:
    """One agreement: what it opens, between whom, on what law, until when."""
    unit = current_unit()
    parties = parties_shown(unit, agreement)
    state = state_of(agreement, signed=len(parties), now=unit.now)
    keeps, goes_on = unit.may(policy.keep, agreement), state.code != "over"
    return page(
        "agreements/show.html",
        target=agreement,
        shown=[one.id for one in parties],
        reference=agreement.reference,
        title=agreement.title,
        partnership=partnership_names(unit)[agreement.partnership_id],
        state=state,
        parties=parties,
        codes={field: labels(code_list(field), getattr(agreement, field)) for field in CODES},
        terms=[(one.label, agreement.terms[one.code]) for one in term_fields() if agreement.terms.get(one.code)],
        missing=[one.label for one in term_fields() if one.required and not agreement.terms.get(one.code)],
        first=agreement.since,
        last=last_day(agreement.until),
        review_on=agreement.review_on,
        why_ended=REASONS.get(agreement.ended_reason or "", ""),
        immigration=_opens_immigration(agreement),
        may_change=keeps and state.code == "draft",
        may_sign=keeps and goes_on and bool(list_may_sign(unit, agreement)),
        may_end=keeps and goes_on,
    )


def _opens_immigration(agreement: Agreement) -> bool:
    control = {one.code for one in current().sharing_purposes if one.immigration_control}
    return bool(control & set(agreement.purposes))


def parties_shown(unit: Unit, agreement: Agreement) -> list[PartyShown]:
    """Everybody who ever signed."""
    return [
        PartyShown(
            party.id,
            agency.name,
            agency.slug,
            party.signed_by,
            party.signatory_role,
            party.since,
            last_day(party.until),
            in_force=party.is_in_force(unit.now),
            coming=party.since > unit.now,
            why_ended=REASONS.get(party.ended_reason or "", ""),
        )
        for party, agency in list_parties(unit, agreement)
    ]
