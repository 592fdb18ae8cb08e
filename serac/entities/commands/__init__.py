"""What is written about people, places, vehicles and businesses, and about which of them may be the same."""

from serac.entities.commands.matching import dismiss_match, join_match, seek_matches, take_back_dismissal
from serac.entities.commands.recording import (
    add_business,
    add_person,
    add_place,
    add_vehicle,
    copy_recorded,
    record_safe_contact,
    set_role,
)
from serac.entities.commands.withholding import hold_place_of_safety

__all__ = [
    "add_business",
    "add_person",
    "add_place",
    "add_vehicle",
    "copy_recorded",
    "dismiss_match",
    "hold_place_of_safety",
    "join_match",
    "record_safe_contact",
    "seek_matches",
    "set_role",
    "take_back_dismissal",
]
