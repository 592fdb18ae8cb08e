"""Reads of closing: what stands in the way, who may be told, what came back."""

from serac.closure.queries.closings import (
    CLOSING,
    DISCUSSION,
    anchors_of,
    last_discussed,
    list_closings,
    list_to_review,
    months_after,
    present_closing,
)
from serac.closure.queries.obstacles import Obstacle, is_decided, list_obstacles, unseen_parts
from serac.closure.queries.repeats import NewRepeat, Seen, list_new_repeats, list_repeats, may_be_repeats
from serac.closure.queries.telling import (
    ToAgency,
    ToReporter,
    agencies_to_tell,
    find_feedback,
    list_feedback,
    reporters_to_tell,
    who_reads,
)

__all__ = [
    "CLOSING",
    "DISCUSSION",
    "NewRepeat",
    "Obstacle",
    "Seen",
    "ToAgency",
    "ToReporter",
    "agencies_to_tell",
    "anchors_of",
    "find_feedback",
    "is_decided",
    "last_discussed",
    "list_closings",
    "list_feedback",
    "list_new_repeats",
    "list_obstacles",
    "list_repeats",
    "list_to_review",
    "may_be_repeats",
    "months_after",
    "present_closing",
    "reporters_to_tell",
    "unseen_parts",
    "who_reads",
]
