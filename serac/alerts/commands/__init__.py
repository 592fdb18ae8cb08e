"""What is done with an alert."""

from serac.alerts.commands.drafts import discard_draft, expire_draft, save_draft
from serac.alerts.commands.escalation import escalate_alert
from serac.alerts.commands.gates import answer_gate, plan_tonight
from serac.alerts.commands.learnt import write_learnt
from serac.alerts.commands.named import let_named_back
from serac.alerts.commands.outcomes import (
    close_alert,
    join_alert,
    open_case_from_alert,
    remind_to_look_again,
    signpost_alert,
)
from serac.alerts.commands.questions import answer_question, ask_reporter, mark_answer_read, record_asked_outside
from serac.alerts.commands.raising import raise_alert
from serac.alerts.commands.releasing import finish_receipts, release_words
from serac.alerts.commands.triage import (
    claim_alert,
    hand_over_alert,
    hand_to_sensitive_contacts,
    release_alert,
    reopen_alert,
)

__all__ = [
    "answer_gate",
    "answer_question",
    "ask_reporter",
    "claim_alert",
    "close_alert",
    "discard_draft",
    "escalate_alert",
    "expire_draft",
    "finish_receipts",
    "hand_over_alert",
    "hand_to_sensitive_contacts",
    "join_alert",
    "let_named_back",
    "mark_answer_read",
    "open_case_from_alert",
    "plan_tonight",
    "raise_alert",
    "record_asked_outside",
    "release_alert",
    "release_words",
    "remind_to_look_again",
    "reopen_alert",
    "save_draft",
    "signpost_alert",
    "write_learnt",
]
