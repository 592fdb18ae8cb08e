"""What is asked on the pages of the shared picture."""

from serac.core.answers import Answers, text
from serac.scoping.commands.picture import LONGEST


class MarkAnswers(Answers):
    """Two items that disagree, and about what."""

    one = text("Choose the first item")
    other = text("Choose a second item")
    words = text("Say what they disagree about", most=LONGEST)
