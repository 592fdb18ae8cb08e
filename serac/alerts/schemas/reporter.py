"""What is asked on the pages between a team and a reporter."""

from serac.core.answers import Answers, text, yes


class QuestionAnswers(Answers):
    """A question to whoever sent an alert."""

    question = text("Enter a question", most=2000)


class OutsideAnswers(Answers):
    """What was asked of somebody without an account, and what they said."""

    question = text("Enter what you asked", most=2000)
    answer = text("Enter what they said, or that nobody answered", most=2000)


class ReplyAnswers(Answers):
    """A reporter's answer."""

    answer = text("Enter your answer", most=2000)


class ReleaseAnswers(Answers):
    """Words released to a reporter."""

    words = text("Enter what they will read", most=2000)
    reason = text("Say why they may know", most=2000)
    no_operation = yes()
    step = text()
    seen = text()
