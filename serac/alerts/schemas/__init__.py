"""What the forms of alerts ask."""

from serac.alerts.schemas.opening import OWN_WORDS, OpenAnswers
from serac.alerts.schemas.raising import THINGS, answers_for, facts_of, people_in, safe_contact_in, slots_in, things_in

__all__ = [
    "OWN_WORDS",
    "THINGS",
    "OpenAnswers",
    "answers_for",
    "facts_of",
    "people_in",
    "safe_contact_in",
    "slots_in",
    "things_in",
]
