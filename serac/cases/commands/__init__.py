"""What is done in a case."""

from serac.cases.commands.cases import add_item, change_summary, move_case, open_case
from serac.cases.commands.closed import check_not_closed
from serac.cases.commands.contact import (
    answer_deconfliction,
    ask_deconfliction,
    chase_deconfliction,
    check_beyond_records,
    override_in_danger,
    set_contact_rule,
)
from serac.cases.commands.premises import record_premises_risk
from serac.cases.commands.team import add_to_virtual_team, remove_from_virtual_team

__all__ = [
    "add_item",
    "add_to_virtual_team",
    "answer_deconfliction",
    "ask_deconfliction",
    "change_summary",
    "chase_deconfliction",
    "check_beyond_records",
    "check_not_closed",
    "move_case",
    "open_case",
    "override_in_danger",
    "record_premises_risk",
    "remove_from_virtual_team",
    "set_contact_rule",
]
