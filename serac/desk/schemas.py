"""What the desk reads from its forms."""

from serac.core.answers import Answers, choice, text
from serac.reference import current


class EmergencyAnswers(Answers):
    """Which alert or case, and why it cannot wait."""

    reference = text("Enter the reference, like SC-7F3K9QM", most=20)
    why = choice("Choose why it cannot wait", lambda: current().emergency_access_reasons.codes())
    reason = text("Say what the emergency is", most=2000)
