"""What stands on the frame of a case, or at the top of an alert, and is found by a feature above: a repeat."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from serac.core.unit import Unit


@dataclass(frozen=True)
class Flag:
    """A few words with the way to what they speak of. `ids`: the rows they show, for the audit log."""

    text: str
    url: str
    link: str
    ids: tuple[uuid.UUID, ...]


FindFlags = Callable[[Unit, Any], Sequence[Flag]]
_FINDERS: list[FindFlags] = []


def flag_with(find: FindFlags) -> FindFlags:
    """Have a feature above say what flags a case or an alert has for a reader."""
    if find not in _FINDERS:
        _FINDERS.append(find)
    return find


def flags_of(unit: Unit, target: Any) -> tuple[Flag, ...]:
    """The flags of a case or an alert, as far as this reader may know of them."""
    return tuple(flag for find in _FINDERS for flag in find(unit, target))
