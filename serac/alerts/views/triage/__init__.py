"""One alert before its triage team: what was reported, the gates, tonight, and how it ends."""

from serac.alerts.views.triage import acts, ends, files, hands, learnt, page, referring

__all__ = ["acts", "ends", "files", "hands", "learnt", "page", "referring"]
