"""The pages of alerts."""

from serac.alerts.views import let_know, matches, public, questions, queue, raising, receipts, together, triage
from serac.alerts.views.blueprint import bp

__all__ = ["bp", "let_know", "matches", "public", "questions", "queue", "raising", "receipts", "together", "triage"]
