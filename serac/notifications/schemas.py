"""What comes in: how somebody wants to be told."""

from serac.core.answers import Answers, TimeOfDay, choice, yes
from serac.notifications.waiting import DAILY, EACH


class ChoiceAnswers(Answers):
    """Each thing at once or one letter a day; and quiet hours. A time that is not asked for keeps the usual one."""

    how = choice("Choose how you want to be told", (EACH, DAILY))
    daily_at = TimeOfDay("Enter when your letter should come, like 8am", load_default=None)
    quiet = yes()
    quiet_from = TimeOfDay("Enter when your quiet hours begin, like 8pm", load_default=None)
    quiet_until = TimeOfDay("Enter when your quiet hours end, like 7am", load_default=None)
