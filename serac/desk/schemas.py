"""What the desk reads from its forms."""

from serac.core.answers import Answers, choice, text
from serac.reference import current


def _reasons() -> frozenset[str]:
    return current().emergency_access_reasons.codes()


class EmergencyAnswers(Answers):
    """Which alert or case, and why it cannot wait."""

    reference = text("Enter the reference, like SC-7F3K9QM", most=20)
    why = choice("Choose why it cannot wait", _reasons)
    reason = text("Say what the emergency is", most=2000)
