"""The pages of alerts."""

from serac.alerts.views import queue, raising, receipts, triage
from serac.alerts.views.blueprint import bp

__all__ = ["bp", "queue", "raising", "receipts", "triage"]
