"""What is asked on the pages of actions."""

from collections.abc import Callable

from serac.actions.commands.common import LONGEST
from serac.core.answers import Answers, DateParts, choice, choices, text, yes
from serac.reference import current

MOST_PARTS = 4


def _codes(name: str) -> Callable[[], frozenset[str]]:
    """The codes of a list of the reference data, asked for when the form is read."""
    return lambda: current().list(name).codes()


class MakeAnswers(Answers):
    """What is to be done, by whom, by when."""

    what = text("Say what is to be done", most=LONGEST)
    why = text(most=LONGEST)
    kind = choice("Choose what kind of action it is", _codes("action_kinds"))
    priority = choice("Choose how pressing it is", _codes("action_priorities"))
    due_on = DateParts("Enter by when", required=True)
    owner = text("Choose who is to do it")
    purpose = choice("Choose what it is shared for", _codes("sharing_purposes"), required=False)
    categories = choices(None, _codes("information_categories"))
    for_immigration = yes()


class GiveAnswers(Answers):
    """To whom an action is given."""

    owner = text("Choose who is to do it")
    words = text(most=LONGEST)
    purpose = choice("Choose what it is shared for", _codes("sharing_purposes"), required=False)
    categories = choices(None, _codes("information_categories"))


class ConnectionAnswers(Answers):
    """Whether somebody has any connection."""

    answer = choice("Say whether you have any connection with anyone in this", ("none", "conflict"))


class RefuseAnswers(Answers):
    """Why it is refused."""

    reason = choice("Choose why you refuse it", _codes("refusing_action_reasons"))
    words = text("Say more about why", most=LONGEST)


class WordsAnswers(Answers):
    """Something said about an action."""

    words = text("Write a sentence or two", most=LONGEST)


class FinishAnswers(Answers):
    """How it ended."""

    state = choice("Choose how it ended", ("done", "overtaken", "not_done"))
    words = text("Say what was done and where that can be seen, or why it was not", most=LONGEST)


class ReassignAnswers(Answers):
    """To which colleague."""

    owner = text("Choose a colleague")
    words = text(most=LONGEST)


class CarryAnswers(Answers):
    """Until when, and why."""

    due_on = DateParts("Enter the new day", required=True)
    words = text("Say why it needs more time", most=LONGEST)


class SettleAnswers(Answers):
    """What the chair says."""

    outcome = choice("Choose whether it stands", ("stands", "withdrawn"))
    words = text("Say why", most=LONGEST)


class SplitAnswers(Answers):
    """The parts, each with a person and a day."""

    text_1 = text("Say what the first part is", most=LONGEST)
    owner_1 = text()
    due_1 = DateParts("Enter by when", required=True)
    text_2 = text("Say what the second part is", most=LONGEST)
    owner_2 = text()
    due_2 = DateParts("Enter by when", required=True)
    text_3 = text(most=LONGEST)
    owner_3 = text()
    due_3 = DateParts("Enter by when")
    text_4 = text(most=LONGEST)
    owner_4 = text()
    due_4 = DateParts("Enter by when")
