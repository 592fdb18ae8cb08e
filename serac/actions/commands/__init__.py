"""What is done with actions."""

from serac.actions.commands.answering import (
    accept_action,
    finish_action,
    reassign_action,
    record_progress,
    refuse_action,
    state_connection,
)
from serac.actions.commands.clocks import chase_refused, is_orphan, keep_owned, pass_up, tell_what_is_due
from serac.actions.commands.keeping import (
    carry_forward,
    escalate_action,
    give_action,
    settle_action,
    withdraw_action,
)
from serac.actions.commands.making import Part, make_action, split_action

__all__ = [
    "Part",
    "accept_action",
    "carry_forward",
    "chase_refused",
    "escalate_action",
    "finish_action",
    "give_action",
    "is_orphan",
    "keep_owned",
    "make_action",
    "pass_up",
    "reassign_action",
    "record_progress",
    "refuse_action",
    "settle_action",
    "split_action",
    "state_connection",
    "tell_what_is_due",
    "withdraw_action",
]
