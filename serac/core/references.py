"""References people quote: random, because a sequence tells how many there are, and with a check letter against slips."""

import secrets

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0, O, 1, I or L: read out over a telephone, they are mistaken for each other."""
LENGTH = 6


def new_reference(prefix: str) -> str:
    """A new reference such as SC-7F3K9QM: prefix, six random letters, one check letter."""
    body = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{prefix}-{body}{check_letter(body)}"


def as_stored(text: str) -> str:
    """A reference as it is stored, however somebody typed it: in small letters, with spaces, with another dash."""
    return "".join(text.split()).replace("–", "-").upper()


def check_letter(body: str) -> str:
    """The letter that makes a mistyped or swapped letter show (a weighted sum over a prime number of letters)."""
    return LETTERS[sum((place + 1) * LETTERS.index(letter) for place, letter in enumerate(body)) % len(LETTERS)]


def is_reference(text: str, prefix: str) -> bool:
    """Whether `text` is a well-formed reference of this kind."""
    start, _, body = text.partition("-")
    if start != prefix or len(body) != LENGTH + 1 or any(letter not in LETTERS for letter in body):
        return False
    return check_letter(body[:-1]) == body[-1]
