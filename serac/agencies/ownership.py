"""What somebody may not leave behind. Features above add what only they know of: who owns a case, who was asked.

A registration is made when the feature is imported; agencies call it when a person leaves, an agency leaves or a role is
approved, without knowing the feature.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from serac.agencies.models import Agency, Appointment, Member, Membership, Partnership
from serac.core.unit import Unit


@dataclass(frozen=True)
class Held:
    """One thing a person holds.

    Attributes:
        kind: the code of whoever can hand it over; `id` of the row.
        label: what the leaving page calls it; never shown where the reader may not know of it (`hidden`).
        required: somebody must take it over; otherwise it ends, or stays empty, where nobody is named.
        blocked: why it cannot be handed over here, in a sentence; None where it can.
    """

    kind: str
    id: uuid.UUID
    label: str
    required: bool = True
    hidden: bool = False
    blocked: str | None = None

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"{self.kind}-{self.id}"


Find = Callable[[Unit, Membership], Sequence[Held]]
HandOver = Callable[[Unit, Held, Member | None], None]
Depart = Callable[[Unit, Partnership, Agency], None]

OWNERSHIPS: dict[str, tuple[Find, HandOver]] = {}
DEPARTURES: list[Depart] = []
Approved = Callable[[Unit, Appointment, Member], None]
Warn = Callable[[Unit, Sequence[uuid.UUID]], Mapping[uuid.UUID, str]]
APPOINTED: list[tuple[Approved, Warn]] = []


def register_ownership(kind: str, find: Find, hand_over: HandOver) -> None:
    """Let a feature say what somebody who leaves an agency holds, and pass it on.

    Args:
        kind: a code no other feature uses; every Held it finds carries it.
        find: what a member holds through this membership, in a fixed order.
        hand_over: gives one thing to a successor, or ends it where it may stay with nobody; records an event.
    """
    OWNERSHIPS[kind] = (find, hand_over)


def register_departure(depart: Depart) -> None:
    """Let a feature end what an agency had in a partnership, in the same commit in which the agency leaves it."""
    if depart not in DEPARTURES:
        DEPARTURES.append(depart)


def register_appointment(approved: Approved, warn: Warn) -> None:
    """Let a feature act on the approval of a role, in the same commit, and say so to the approver beforehand.

    Args:
        approved: called once a second person has approved it; may refuse with Invalid.
        warn: of these members, those whose approval does more than give the role, each with a sentence without a full stop.
    """
    if (approved, warn) not in APPOINTED:
        APPOINTED.append((approved, warn))


def warnings_for(unit: Unit, member_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """What else approving a role of these members does, in words, by member."""
    found: dict[uuid.UUID, str] = {}
    for _, warn in APPOINTED:
        found |= warn(unit, member_ids)
    return found
