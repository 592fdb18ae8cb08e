"""The pages of scoping."""

from serac.scoping.views import (
    disclosures,
    picture,
    replies,
    requests,
    rounds,
    rounds_check,
    shared,
    tracker,
    tracker_acts,
)
from serac.scoping.views.blueprint import bp

__all__ = [
    "bp",
    "disclosures",
    "picture",
    "replies",
    "requests",
    "rounds",
    "rounds_check",
    "shared",
    "tracker",
    "tracker_acts",
]
