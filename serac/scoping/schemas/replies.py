"""What is asked of an agency that answers a request."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from marshmallow import fields

from serac.core.answers import Answers, DateParts, choice, choices, text, yes
from serac.reference import current
from serac.scoping.giving import AUDIENCES, CANNOT, HELD, NAMED, NOTHING, GivenItem
from serac.scoping.words import WISHES

LONGEST = 4_000
MOST_ITEMS = 20
_SEPARATOR = "."


def _codes(name: str) -> Any:
    return lambda: current().list(name).codes()


class AnswerAnswers(Answers):
    """The first question: what do your records hold? It is never chosen in advance."""

    answer = choice("Choose your reply", (NOTHING, HELD, CANNOT))


class SeveralAnswers(Answers):
    """Requests answered at once with "nothing known", by their references."""

    known = fields.List(
        fields.String(), required=True, error_messages={"required": "Choose the requests you have checked"}
    )


class ConnectionAnswers(Answers):
    """Whether somebody has a connection with anybody in it."""

    stated = choice("Say whether you have a connection", ("none", "conflict"))
    reason = choice("Choose from the list, or leave it blank", _codes("conflict_reasons"), required=False)


class HandOverAnswers(Answers):
    """Which colleague goes on with it."""

    colleague = fields.UUID(
        required=True, error_messages={"required": "Choose a colleague", "invalid_uuid": "Choose a colleague"}
    )


class _ReplyAnswers(AnswerAnswers):
    """The whole reply, without its items."""

    reason = choice("Choose why you cannot share it", _codes("cannot_share_reasons"), required=False)
    words = text(most=LONGEST)
    about_child = yes()
    risk = choice("Choose how high the risk is", _codes("risk_levels"), required=False)
    risk_words = text(most=LONGEST)
    powers = choices(None, _codes("powers"))
    offers = text(most=LONGEST)
    wishes = choice("Choose what they want", WISHES, required=False)
    wishes_words = text(most=LONGEST)
    why = text(most=LONGEST)


_OF_ITEM: Mapping[str, Any] = {
    "text": lambda: text(most=LONGEST),
    "how_known": lambda: choice("Choose how you know", _codes("how_known"), required=False),
    "handling": lambda: choice("Choose how it may be used", _codes("handling"), required=False),
    "audience": lambda: choice("Choose who may read it", AUDIENCES, required=False),
    "agencies": lambda: fields.List(fields.UUID(), load_default=list),
    "not_for_immigration": yes,
    "sanitised": lambda: text(most=LONGEST),
    "about": lambda: fields.List(fields.String(), load_default=list),
    "from": lambda: DateParts("Enter the first day", load_default=None),
    "to": lambda: DateParts("Enter the last day", load_default=None),
    "source": lambda: text(most=1000),
    "own_reference": lambda: text(most=100),
    "categories": lambda: choices(None, _codes("information_categories")),
    "replaces": lambda: text(most=40),
}
"""What is asked of each item, `item_1_text` and so on."""
_SAYS = ("text", "sanitised", "source", "own_reference")


@lru_cache(maxsize=MOST_ITEMS + 1)
def reply_answers(count: int) -> type[Answers]:
    """The whole reply with room for so many items."""
    slots = {f"item_{n}_{name}": make() for n in range(1, count + 1) for name, make in _OF_ITEM.items()}
    return type("ReplyAnswers", (_ReplyAnswers,), slots)


def items_in(data: Mapping[str, Any], count: int) -> list[GivenItem]:
    """The items that were written; those left blank are left out, unless nothing was written at all."""
    written = [n for n in range(1, count + 1) if any(data.get(f"item_{n}_{name}") for name in _SAYS)]
    return [_item(data, n) for n in written]


def _item(data: Mapping[str, Any], number: int) -> GivenItem:
    of = {name: data.get(f"item_{number}_{name}") for name in _OF_ITEM}
    return GivenItem(
        text=of["text"] or "",
        how_known=of["how_known"] or "",
        handling=of["handling"] or "",
        audience=of["audience"] or "",
        agencies=tuple(of["agencies"] or ()) if of["audience"] == NAMED else (),
        not_for_immigration=bool(of["not_for_immigration"]),
        sanitised=of["sanitised"] or "",
        about=tuple(thing for one in of["about"] or () if (thing := thing_of(one)) is not None),
        happened_from=of["from"],
        happened_to=of["to"],
        source=of["source"] or "",
        own_reference=of["own_reference"] or "",
        categories=tuple(of["categories"] or ()),
        replaces=id_of(of["replaces"]),
    )


def thing_of(written: str) -> tuple[str, UUID] | None:
    """A person, place, vehicle or business as a tick carries it; None where it is none."""
    kind, _, rest = written.partition(_SEPARATOR)
    found = id_of(rest)
    return (kind, found) if found is not None else None


def written_as(kind: str, thing_id: UUID) -> str:
    """The value of the tick for a person, place, vehicle or business."""
    return f"{kind}{_SEPARATOR}{thing_id}"


def id_of(written: object) -> UUID | None:
    """An id, or None where it is none."""
    try:
        return UUID(str(written)) if written else None
    except ValueError:
        return None


def ids_in(values: Iterable[object]) -> tuple[UUID, ...]:
    """Those that are ids."""
    return tuple(found for one in values if (found := id_of(one)) is not None)
