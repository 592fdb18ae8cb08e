"""What is done in a case."""

from serac.cases.commands.cases import add_item, change_summary, open_case
from serac.cases.commands.team import add_to_virtual_team, remove_from_virtual_team

__all__ = ["add_item", "add_to_virtual_team", "change_summary", "open_case", "remove_from_virtual_team"]
