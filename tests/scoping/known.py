"""What a test of happenings in any order knows of one case from what it did itself, and never by asking the rule."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

WORKS = {
    "hana": "housing",
    "sam": "housing",
    "finn": "fire",
    "vera": "landlord",
    "ivor": "border",
    "dev": "police",
    "carys": "charity",
}
TEAM = ("priya", "tomas")


@dataclass
class Told:
    """What the test itself did about one item: who gave it, for whom, and in answer to which request."""

    giver: str
    audience: str
    chosen: frozenset[str]
    not_for_immigration: bool
    request: uuid.UUID


@dataclass
class World:
    """What happened so far, as the test did it."""

    kept_out: set[str] = field(default_factory=set)
    stated: dict[str, str] = field(default_factory=dict)
    opened_to: set[str] = field(default_factory=set)
    joins: set[str] = field(default_factory=set)
    by_name: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    items: dict[uuid.UUID, Told] = field(default_factory=dict)
    overrides: dict[uuid.UUID, dt.datetime] = field(default_factory=dict)
    cleared: bool = False
    most: dict[str, int] = field(default_factory=dict)

    def take_back(self, request: uuid.UUID) -> None:
        """What was given in answer to a request is withdrawn: it stays with its giver and the team that asked."""
        for told in self.items.values():
            if told.request == request:
                told.audience = "coordinators"

    def open_to(self, name: str) -> bool:
        """Whether the whole case is open to somebody outside the team."""
        slug = WORKS[name]
        joined = slug in self.joins and self.stated.get(name) == "none"
        return slug not in self.left and (name in self.by_name or slug in self.opened_to or joined)

    def reads(self, name: str, told: Told) -> bool:
        """Whether somebody is in the audience of an item."""
        if name in self.kept_out or WORKS.get(name) in self.kept_out or (told.not_for_immigration and name == "ivor"):
            return False
        if name in TEAM or WORKS[name] == told.giver:
            return True
        if told.audience == "named":
            stated = self.stated.get(name) == "none"
            return stated and WORKS[name] in told.chosen and WORKS[name] not in self.left
        return told.audience == "team" and self.open_to(name)
