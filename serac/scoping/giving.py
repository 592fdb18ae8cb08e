"""What an agency gives in a reply: answers, audiences, items as they are written. Pure."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

NOTHING, HELD, CANNOT = "nothing_known", "information_held", "cannot_share"
"""The three answers to a request."""

TEAM, NAMED, COORDINATORS = "team", "named", "coordinators"
AUDIENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        TEAM: "Everybody this case is open to",
        NAMED: "Only agencies I choose",
        COORDINATORS: "Only the co-ordinators",
    }
)
"""Who may read an item, as its giver chooses."""


@dataclass(frozen=True)
class GivenItem:
    """One item as its giver writes it.

    Attributes:
        audience, agencies: who may read it, and the agencies chosen where they are named.
        sanitised: the giver's own words for everybody else on the case; "" hides from them that there is anything.
        about: (kind, id) of people, places, vehicles and businesses that the request named.
        categories: codes of information_categories it holds; none means those of the request.
        replaces: the item this corrects.
    """

    text: str
    how_known: str
    handling: str = ""
    audience: str = ""
    agencies: tuple[uuid.UUID, ...] = ()
    not_for_immigration: bool = False
    sanitised: str = ""
    about: tuple[tuple[str, uuid.UUID], ...] = ()
    happened_from: dt.date | None = None
    happened_to: dt.date | None = None
    source: str = ""
    own_reference: str = ""
    categories: tuple[str, ...] = ()
    replaces: uuid.UUID | None = None


def read_item(written: "Mapping[str, Any] | GivenItem") -> GivenItem:
    """An item from a mapping of its facts, or as it is."""
    if isinstance(written, GivenItem):
        return written
    listed = {name: tuple(written.get(name) or ()) for name in ("agencies", "about", "categories")}
    return GivenItem(**{**written, **listed})
