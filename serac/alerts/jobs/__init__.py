"""What the service does with alerts by itself: passing up what nobody has taken in hand, handing over what nobody reads."""

from serac.alerts.jobs import drafts, escalation, looking_again, receipts, sensitive

__all__ = ["drafts", "escalation", "looking_again", "receipts", "sensitive"]
