"""The pages of alerts."""

from serac.alerts.views import (
    kept_out,
    let_know,
    matches,
    public,
    questions,
    queue,
    raising,
    receipts,
    together,
    triage,
)
from serac.alerts.views.blueprint import bp

__all__ = [
    "bp",
    "kept_out",
    "let_know",
    "matches",
    "public",
    "questions",
    "queue",
    "raising",
    "receipts",
    "together",
    "triage",
]
