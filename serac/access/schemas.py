"""What people send on the pages of sign-in and accounts."""

from marshmallow import ValidationError, fields, validate

from serac.access.credentials import LONGEST
from serac.core.answers import Answers, choice, email, text


def _code(missing: str) -> fields.String:
    def figures(value: str) -> None:
        bare = value.replace(" ", "")
        if len(bare) != 6 or not (bare.isascii() and bare.isdecimal()):
            raise ValidationError("The code is six figures")

    return fields.String(required=True, validate=figures, error_messages={"required": missing})


def _identifier() -> fields.UUID:
    gone = "Load the page again: this is no longer on it"
    return fields.UUID(required=True, error_messages={"required": gone, "invalid_uuid": gone})


class SignInAnswers(Answers):
    """Address, password, code."""

    email = email("Enter your work email address")
    password = text("Enter your password", most=LONGEST)
    code = _code("Enter the six-figure code from your app")


class NewPasswordAnswers(Answers):
    """Changing one's own password. Its length is judged with the rest of it, by passwords.problem_with."""

    present = text("Enter your present password", most=LONGEST)
    new_password = text("Enter a new password", most=10 * LONGEST)
    code = _code("Enter the six-figure code from your app")


class AcceptAnswers(Answers):
    """Setting up an account."""

    password = text("Choose a password", most=10 * LONGEST)
    code = _code("Enter the six figures your app shows")


ACTS = ("invite", "reset", "withdraw", "disable", "enable", "end_sessions")


class ActAnswers(Answers):
    """What those who keep accounts do with one."""

    act = choice("Choose what to do", ACTS)
    agency = fields.UUID(load_default=None, error_messages={"invalid_uuid": "Choose an agency they work for"})


class WaitingAnswers(Answers):
    """What the second person does with an invitation."""

    invitation = _identifier()
    act = fields.String(required=True, validate=validate.OneOf(("approve", "withdraw")))
