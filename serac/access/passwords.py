"""What a new password may not be. Pure. No rule asks for capitals or figures: such rules make people choose worse."""

import re

from serac.access.credentials import LONGEST, SHORTEST

FEWEST_DIFFERENT = 5
LEFT_OVER = 6
"""Letters and figures that must remain once names, the address and the commonest words are taken out."""
_ROWS = (
    "0123456789",
    "9876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertyuiop",
    "asdfghjkl",
)
_AS_LETTERS = str.maketrans("013457@$", "oieastas")
# The words that begin most passwords found in breaches, and those of this work.
COMMON = (
    "password", "passphrase", "passwort", "letmein", "welcome", "iloveyou", "administrator", "admin", "qwerty",
    "azerty", "monkey", "dragon", "sunshine", "princess", "football", "cricket", "liverpool", "arsenal",
    "chelsea", "everton", "superman", "batman", "starwars", "pokemon", "charlie", "michael", "jessica", "ashley",
    "master", "shadow", "secret", "changeme", "default", "computer", "internet", "summer", "winter", "spring",
    "autumn", "january", "february", "march", "april", "june", "july", "august", "september", "october",
    "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "conference", "council", "police", "modern", "slavery", "serac", "case",
)  # fmt: skip


def problem_with(password: str, *, about: tuple[str, ...] = ()) -> str | None:
    """The sentence that says what is wrong with a password somebody chose, or None.

    Args:
        about: their name, address and the like, which others know too.
    """
    if len(password) < SHORTEST:
        return f"Use {SHORTEST} characters or more. Three random words are easy to remember"
    if len(password) > LONGEST:
        return f"Use {LONGEST} characters or fewer"
    plain = password.casefold()
    if len(set(plain)) < FEWEST_DIFFERENT or _is_repeated(plain):
        return "Do not repeat the same characters. Three random words are better"
    if any(plain in row * 3 for row in _ROWS):
        return "Do not use a row of letters or figures. Three random words are better"
    own = {word for text in about for word in re.split(r"[\W_]+", text.casefold()) if len(word) > 2}
    if _too_little_left(plain, own):
        return "Do not make it from your name or your email address"
    if _too_little_left(plain, own | set(COMMON)):
        return "This is easy to guess. Use three random words"
    return None


def _is_repeated(plain: str) -> bool:
    """Whether it is one piece, said several times."""
    return (plain + plain).find(plain, 1) < len(plain)


def _too_little_left(plain: str, known: set[str]) -> bool:
    for text in (plain, plain.translate(_AS_LETTERS)):
        left = text
        for word in sorted(known, key=len, reverse=True):
            left = left.replace(word, "")
        if left != text and len(re.sub(r"[\W_]|\d{4}", "", left)) < LEFT_OVER:
            return True
    return False
