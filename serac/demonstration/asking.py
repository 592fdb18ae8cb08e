"""How agencies of the demonstration are asked in rounds and answer, through the commands people use."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from serac.cases.models import Item
from serac.core.unit import Unit
from serac.demonstration.scene import Scene, Work
from serac.demonstration.stage import DAY
from serac.entities.queries import list_recorded
from serac.scoping.commands import rounds, rounds_requests, rounds_sending, tracking
from serac.scoping.commands.connection import state_no_connection
from serac.scoping.commands.drafts import keep_draft
from serac.scoping.commands.picture import mark_contradiction
from serac.scoping.commands.replies import reply, usable_powers
from serac.scoping.queries.rounds import named_in

GROUNDS: Mapping[str, Any] = {
    "why": "To find who is at risk there, and what would keep them safe.",
    "wishes": "not_asked",
}
NOTHING: Mapping[str, Any] = {"answer": "nothing_known"}


def plan(question: str, *agencies: str, joins: tuple[str, ...] = (), days: float = 0, **of_round: str) -> Work:
    """Begin a round and plan to ask these agencies about everybody and every place of the case; `days` until it is due."""

    def work(unit: Unit, scene: Scene) -> None:
        facts = {"purpose": "disrupt", "urgency": "ordinary"} | of_round
        row = rounds.begin_round(unit, scene.case(unit), question=question, **facts)
        for slug in (*agencies, *joins):
            _plan(unit, scene, row, slug, days=days, joins_team=slug in joins)

    return work


def also(slug: str, *, days: float = 0) -> Work:
    """Plan to ask one more agency in the round that was begun last."""
    return lambda unit, scene: _plan(unit, scene, scene.round(unit), slug, days=days)


def _plan(unit: Unit, scene: Scene, row: Any, slug: str, *, days: float, joins_team: bool = False) -> None:
    recorded = list_recorded(unit, scene.case(unit).compartment_id)
    things = [*(one.id for one in recorded.people), *(one.id for one in recorded.places)]
    due = unit.now + days * DAY if days else None
    made = rounds_requests.plan_request(
        unit, row, agency=scene.body(unit, slug), things=things, categories=["intelligence"], joins_team=joins_team, due_at=due
    )  # fmt: skip
    scene.keep(f"request:{slug}", made.id)


def send(unit: Unit, scene: Scene) -> object:
    """Send what is planned."""
    return rounds_sending.send_round(unit, scene.round(unit), **GROUNDS)


def override(slug: str, reason: str, hours: int = 24) -> Work:
    """Send one planned request although no agreement covers it."""
    return lambda unit, scene: rounds_sending.send_on_override(
        unit, scene.request(unit, slug), ground="vital_interests", reason=reason, hours=hours, wishes="not_asked"
    )


def answer(slug: str, *items: Mapping[str, Any], **facts: Any) -> Work:
    """State no connection and answer. An item's `about` says of which kinds of thing it is; agencies are named by slug."""

    def work(unit: Unit, scene: Scene) -> object:
        request = scene.request(unit, slug)
        state_no_connection(unit, request)
        given = [_item(unit, scene, slug, item) for item in items]
        basis = {"why": "Without it nobody could plan what keeps them safe."} if items else {}
        kind = {"answer": "information_held"} if items else {}
        usable = {one.code for one in usable_powers(unit, scene.body(unit, slug).kind)}
        powers = [code for code in facts.get("powers", ()) if code in usable]  # of those in force on that day
        return reply(unit, request, **({**kind, **basis, "items": given} | facts | {"powers": powers}))

    return work


def _item(unit: Unit, scene: Scene, slug: str, item: Mapping[str, Any]) -> Mapping[str, Any]:
    request = scene.request(unit, slug)
    named, kinds = named_in(unit, [request])[request.id], item.get("about", ())
    found = {
        "how_known": "our_records",
        "audience": "team",
        **item,
        "about": tuple((one.kind, one.thing_id) for one in named if one.kind in kinds),
        "agencies": tuple(scene.body(unit, one).id for one in item.get("agencies", ())),
    }
    when = item.get("happened_from")
    return found | ({"happened_from": scene.day(when)} if when is not None else {})


def begin_to_answer(slug: str, **body: str) -> Work:
    """Open a request and keep a draft of the answer."""

    def work(unit: Unit, scene: Scene) -> object:
        request = scene.request(unit, slug)
        state_no_connection(unit, request)
        return keep_draft(unit, request, body=body)

    return work


def extend(slug: str, reason: str, days: float) -> Work:
    """Give an agency until the end of a day so many days from today."""
    return lambda unit, scene: tracking.extend_request(
        unit, scene.request(unit, slug), due_on=scene.day(days), reason=reason
    )


def withdraw(slug: str, reason: str) -> Work:
    """Take back what was asked of an agency."""
    return lambda unit, scene: tracking.withdraw_request(unit, scene.request(unit, slug), reason=reason)


def remind(slug: str) -> Work:
    """Remind an agency by hand."""
    return lambda unit, scene: tracking.remind_request(unit, scene.request(unit, slug))


def end(unit: Unit, scene: Scene) -> object:
    """End the round; whoever has not answered is silent."""
    return tracking.end_round(unit, scene.round(unit))


def contradict(one: str, other: str, words: str) -> Work:
    """Note that two items disagree, each found by how it begins."""

    def work(unit: Unit, scene: Scene) -> object:
        case = scene.case(unit)
        items = unit.session.scalars(select(Item).where(Item.within_id == case.compartment_id)).all()
        ids = [next(item.id for item in items if item.text.startswith(begins)) for begins in (one, other)]
        return mark_contradiction(unit, case, item_id=ids[0], other_id=ids[1], words=words)

    return work
