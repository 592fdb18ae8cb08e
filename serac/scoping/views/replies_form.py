"""The form of a reply: what it holds before anything is typed, and what may be chosen in it. Plain data."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request as asked

from serac.agencies.models import Agency
from serac.core.clock import LONDON
from serac.core.unit import Unit
from serac.core.web import Form
from serac.reference import current
from serac.scoping.commands.replies import usable_powers
from serac.scoping.giving import AUDIENCES, HELD
from serac.scoping.models import Reply, Request
from serac.scoping.queries.readers import Reach, ReaderGroup
from serac.scoping.queries.replies import HeldItem, current_reply, draft_of, items_given, written_in
from serac.scoping.schemas.replies import MOST_ITEMS, ids_in, reply_answers, written_as
from serac.scoping.views.requests_shown import ShownNamed
from serac.scoping.words import WISHES

Pairs = list[tuple[str, str, str]]


@dataclass(frozen=True)
class ShownReaders:
    """Who will be able to read one item, by name."""

    number: int
    words: str
    groups: tuple[ReaderGroup, ...]


@dataclass(frozen=True)
class Choices:
    """Everything that can be chosen on the page."""

    reasons: Pairs
    how_known: Pairs
    handling: Pairs
    audiences: Pairs
    agencies: Pairs
    about: Pairs
    categories: Pairs
    risks: Pairs
    powers: Pairs
    wishes: Pairs


def choices_of(unit: Unit, request: Request, reach: Reach, named: Sequence[ShownNamed]) -> Choices:
    """What may be chosen today."""
    day, reference = unit.now.astimezone(LONDON).date(), current()
    kind = unit.session.get_one(Agency, request.agency_id).kind
    return Choices(
        reasons=_pairs(reference.cannot_share_reasons.offered(day)),
        how_known=_pairs(reference.how_known.offered(day)),
        handling=_pairs(one for one in reference.handling.offered(day) if one.code != "not_for_immigration"),
        audiences=[(code, label, "") for code, label in AUDIENCES.items()],
        agencies=[(str(one.agency_id), one.agency, one.under) for one in reach.nameable.values()],
        about=[(written_as(one.kind, one.thing_id), one.words, one.label) for one in named],
        categories=[(one.code, one.label, "") for one in reference.information_categories.offered(day)],
        risks=[(one.code, one.label, "") for one in reference.risk_levels.offered(day)],
        powers=[(one.code, one.label, _of_power(one)) for one in usable_powers(unit, kind)],
        wishes=[(code, wish.label, wish.hint) for code, wish in WISHES.items()],
    )


def _pairs(entries: Iterable[Any]) -> Pairs:
    return [(one.code, one.label, one.hint or "") for one in entries]


def _of_power(power: Any) -> str:
    return "Needs a plan first for everyone who would lose their home or income." if power.home_or_income else ""


def reply_form(unit: Unit, request: Request) -> tuple[Form, int, Reply | None]:
    """The form of a reply, how many items it has room for, and the reply it corrects, if there is one."""
    before = current_reply(unit, request)
    draft = None if before else draft_of(unit, request)
    initial = _before(before, items_given(unit, request)) if before else written_in(draft)
    initial.setdefault("answer", asked.args.get("answer", HELD))
    count = room_for(asked.form if asked.method == "POST" else initial)
    version = request.version if before else draft.version if draft else 0
    usual = _usual(request, range(1, count + 1))
    return Form(reply_answers(count)(), initial=usual | initial, version=version), count, before


def _usual(request: Request, numbers: Iterable[int]) -> dict[str, Any]:
    """What stands in an item before anything is typed: the careful choice, and never an audience."""
    default = next(one.code for one in current().handling if one.default)
    found: dict[str, Any] = {}
    for n in numbers:
        found |= {f"item_{n}_handling": default, f"item_{n}_categories": list(request.categories)}
    return found


def room_for(values: Mapping[str, Any]) -> int:
    """How many items a form has room for: what it sent, one at least."""
    sent = str(values.get("count") or "1")
    return min(max(int(sent) if sent.isascii() and sent.isdecimal() else 1, 1), MOST_ITEMS)


def add_room(form: Form, request: Request, count: int) -> tuple[Form, int]:
    """The same form with room for one item more."""
    more = min(count + 1, MOST_ITEMS)
    form.schema = reply_answers(more)()
    form.values = _usual(request, range(count + 1, more + 1)) | form.values
    return form, more


def _before(reply: Reply, items: Sequence[HeldItem]) -> dict[str, Any]:
    """The reply that stands, as the fields of the form that corrects it."""
    found: dict[str, Any] = {
        "answer": reply.answer,
        "reason": reply.reason or "",
        "words": reply.words or "",
        "risk": reply.risk or "",
        "risk_words": reply.risk_words or "",
        "powers": list(reply.powers),
        "offers": reply.offers or "",
        "count": str(max(len(items), 1)),
    }
    for n, one in enumerate(items, 1):
        found |= {f"item_{n}_{name}": value for name, value in _of_item(one).items()}
    return found


def _of_item(one: HeldItem) -> dict[str, Any]:
    item = one.item
    return {
        "text": item.text,
        "how_known": item.how_known,
        "handling": item.handling,
        "audience": item.audience,
        "agencies": sorted(str(agency_id) for agency_id in one.chosen),
        "not_for_immigration": "yes" if item.not_for_immigration else "",
        "sanitised": (one.wider.text or "") if one.wider else "",
        "about": [written_as(about.kind, about.thing_id) for about in one.about],
        "from": item.happened_from,
        "to": item.happened_to,
        "source": (one.source.source or "") if one.source else "",
        "own_reference": (one.source.own_reference or "") if one.source else "",
        "replaces": str(item.id),
    }


def readers_of_form(form: Form, count: int, reach: Reach) -> list[ShownReaders]:
    """Who would read each item, as the form stands."""
    found = []
    for n in range(1, count + 1):
        of = {name: form.values.get(f"item_{n}_{name}") for name in ("audience", "agencies", "not_for_immigration")}
        chosen = of["agencies"] if isinstance(of["agencies"], list) else [of["agencies"]]
        readers = reach.readers(
            str(of["audience"] or ""), ids_in(chosen), not_for_immigration=bool(of["not_for_immigration"])
        )
        found.append(ShownReaders(n, readers.words, readers.groups))
    return found


def view_readers(reach: Reach) -> str:
    """Who by name would read how the agency sees the risk."""
    readers = reach.shared_view()
    people = (
        f"{group.agency} ({', '.join(one.name for one in group.people) or 'nobody yet'})" for group in readers.groups
    )
    return f"{readers.words}: {'; '.join(people)}"


def colleagues_without(people: Iterable[Any], member_id: uuid.UUID | None) -> list[tuple[str, str]]:
    """Colleagues to hand a request to."""
    return [(str(one.id), one.name) for one in people if one.id != member_id]
