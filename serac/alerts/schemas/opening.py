"""What is asked when an alert is opened into a case."""

from marshmallow import fields, validate

from serac.alerts.commands.raising import LONGEST
from serac.alerts.schemas.raising import codes_of
from serac.core.answers import Answers, choices, text

OWN_WORDS = 3


class OpenAnswers(Answers):
    """What is taken from an alert into a new case."""

    title = text("Enter a few words that say what this case is about", most=120)
    kinds = choices("Choose what kind of exploitation it may be, or not yet known", codes_of("exploitation_kinds"))
    extracts = choices(None, tuple(str(number) for number in range(200)))
    words_1 = text(most=LONGEST)
    words_2 = text(most=LONGEST)
    words_3 = text(most=LONGEST)
    take = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=100))
