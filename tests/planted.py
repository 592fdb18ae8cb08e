"""Every word a test plants so that it can be looked for where it must never be: people, phones, addresses, what was written.

One list, for the watch that goes with every test (tests/watch.py). tests/test_watch.py holds it to what the builders plant:
whoever plants a new word adds it here.
"""

from __future__ import annotations

import re
from typing import Final

PEOPLE: Final = ("Zdravka", "Petkanova", "Quillfeather", "Quillback")
"""Names of people and businesses, and whatever is named after them."""
PLACES: Final = ("Quillback Lane", "ZZ9 4QX", "ZZ61 QRV", "HSG-55512-X")
"""Addresses, plates, somebody's own references."""
WRITTEN: Final = (
    "mattresses stacked behind the boiler",
    "Nine people sleep",
    "the padlock on the outside",
    "one exit, locked at night",
    "Licence holder, complaints and visits",
    "A place is held for them",
    "One landlord holds all their papers",
    "Nine people, two houses",
    "They may be moved before the weekend",
    "No way out at the back",
)
"""What was typed into the fields where people write."""
REACHED_AT: Final = (r"01632[ -]?960[ -]?\d{3}", r"[\w.+-]+(?:@|%40)[\w-]+\.example\.org")
"""Any phone number and any e-mail address of the tests, whoever it is of."""
NEVER_SAID: Final = ("slavery", "traffick", "exploit", "serac")
"""Domain 5.6: what a tab, a file name, an address and an error page never say. Messages say less still (TELLING)."""


def _any_of(*words: str) -> re.Pattern[str]:
    return re.compile(
        "|".join(re.sub(r"(\\ )", "(?:\\\\ |[+_-]|%20)", re.escape(word)) for word in words), re.IGNORECASE
    )


NAMED: Final = _any_of(*PEOPLE, *PLACES, *WRITTEN)
"""A planted word, also as an address or a file name would write it."""
REACHED: Final = re.compile("|".join(REACHED_AT), re.IGNORECASE)
SAID: Final = _any_of(*NEVER_SAID)
