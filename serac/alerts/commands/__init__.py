"""What is done with an alert."""

from serac.alerts.commands.raising import raise_alert
from serac.alerts.commands.triage import claim_alert, hand_to_sensitive_contacts, open_case_from_alert

__all__ = ["claim_alert", "hand_to_sensitive_contacts", "open_case_from_alert", "raise_alert"]
