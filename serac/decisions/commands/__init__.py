"""What is done about decisions: recording, confirming, dissenting; response teams; disagreements."""

from serac.decisions.commands.confirming import (
    chase_chair,
    confirm_decision,
    confirm_due,
    put_to_chair,
    remind_of_review,
    send_back,
    step_aside,
)
from serac.decisions.commands.decisions import DecisionFacts, add_dissent, decide
from serac.decisions.commands.disagreements import (
    climb,
    pass_up,
    raise_disagreement,
    settle_disagreement,
)
from serac.decisions.commands.teams import change_response_team, end_response_team, start_response_team

__all__ = [
    "DecisionFacts",
    "add_dissent",
    "change_response_team",
    "chase_chair",
    "climb",
    "confirm_decision",
    "confirm_due",
    "decide",
    "end_response_team",
    "pass_up",
    "put_to_chair",
    "raise_disagreement",
    "remind_of_review",
    "send_back",
    "settle_disagreement",
    "start_response_team",
    "step_aside",
]
