"""What ends a case, begins it again, and tells those who helped."""

from serac.closure.commands.closing import close_case, remind_to_review, reopen_case
from serac.closure.commands.feedback import Telling, check_feedback, give_feedback
from serac.closure.commands.repeats import note_repeats

__all__ = [
    "Telling",
    "check_feedback",
    "close_case",
    "give_feedback",
    "note_repeats",
    "remind_to_review",
    "reopen_case",
]
