"""What is asked when somebody is referred on, and when they answer."""

from serac.core.answers import Answers, choice, text, yes
from serac.reference import current

LONGEST = 4_000


def referral_kinds() -> frozenset[str]:
    """Whom somebody may be referred to."""
    return current().referral_kinds.codes()


def referral_outcomes() -> frozenset[str]:
    """What they may answer."""
    return current().referral_outcomes.codes()


class ReferralAnswers(Answers):
    """To whom, when, what was said."""

    kind = choice("Choose whom they were referred to", referral_kinds)
    to_whom = text("Enter who you spoke to or wrote to")
    when = text("Enter when")
    number = text(most=100)
    said = text("Enter what you told them", most=LONGEST)
    do_not_tell = yes()
    why = text(most=1000)


class ReplyAnswers(Answers):
    """What they answered."""

    outcome = choice("Choose what they answered", referral_outcomes)
    reply = text(most=LONGEST)
    number = text(most=100)
