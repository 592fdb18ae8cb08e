"""What an agency ever gave, and how it answered: for its own people."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from flask import request as asked
from flask.typing import ResponseReturnValue

from serac.agencies.queries import names_of
from serac.cases.models import Item
from serac.core.clock import moment_in_words
from serac.core.web import before_of, current_unit, needs, page
from serac.reference import current
from serac.scoping import policy
from serac.scoping.models import Disclosure
from serac.scoping.queries.disclosures import (
    SHOWN,
    disclosures_made,
    items_disclosed,
    names_of_recipients,
    stated_cases,
)
from serac.scoping.queries.scorecard import scorecards
from serac.scoping.views.blueprint import bp
from serac.scoping.words import WISHES

WHAT = {"reply": "A reply", "item": "Information", "risk": "A view of the risk", "request": "A request"}
GATEWAYS = {"agreement": "Agreement", "override": "Recorded override", "controller": "The team’s own"}


@dataclass(frozen=True)
class ShownDisclosure:
    """One disclosure, as whoever gave it reads it. Words only for those who stated no connection."""

    id: uuid.UUID
    what: str
    made: str
    by: str
    to: str
    purpose: str
    gateway: str
    wishes: str
    wishes_words: str
    why: str
    names: str
    text: str
    about_people: bool


@bp.get("/disclosures")
@needs(policy.see_requests)
def disclosures() -> ResponseReturnValue:
    """Everything the reader's agency ever gave, whatever became of its agreement since."""
    unit = current_unit()
    rows = disclosures_made(unit, before=before_of(asked.args.get("before")))
    shown = rows[:SHOWN]
    items, to, stated = items_disclosed(unit, shown), names_of_recipients(unit, shown), stated_cases(unit, shown)
    names = names_of(unit, [one.made_by for one in shown])
    return page(
        "scoping/disclosures.html",
        shown=[*(one.id for one in shown), *items],
        rows=[_shown(one, items.get(one.subject_id), to, names, stated=one.within_id in stated) for one in shown],
        older=str(shown[-1].id) if len(rows) > SHOWN else "",
        at_start=not asked.args.get("before"),
    )


def _shown(
    one: Disclosure, item: Item | None, to: Mapping[str, str], names: Mapping[uuid.UUID, str], *, stated: bool
) -> ShownDisclosure:
    others = [to.get(agency_id, "Another agency") for agency_id in one.recipients]
    return ShownDisclosure(
        id=one.id,
        what=WHAT.get(one.what, "Information"),
        made=moment_in_words(one.made_at),
        by=names.get(one.made_by, "Somebody"),
        to=", ".join(["The team that asked", *others]),
        purpose=current().sharing_purposes.label(one.purpose),
        gateway=GATEWAYS.get(one.gateway, one.gateway),
        wishes=WISHES[one.wishes].label if one.wishes in WISHES else "",
        wishes_words=(one.wishes_words or "") if stated else "",
        why=(one.words or "") if stated else "",
        names=one.names or "",
        text=(item.text or "") if item is not None else "",
        about_people=one.what in {"item", "risk"} or bool(one.words),
    )


@bp.get("/scorecard")
@needs(policy.see_requests)
def scorecard() -> ResponseReturnValue:
    """How the reader's agency answered in the last year."""
    return page("scoping/scorecard.html", cards=scorecards(current_unit()))
