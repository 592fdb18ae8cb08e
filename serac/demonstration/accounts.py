"""The demonstration's accounts: everybody may know how to sign in to them."""

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass

import pyotp

from serac.agencies.roles import ROLE_WORDS
from serac.demonstration.cast import COLLEAGUES, PASSWORD, Colleague, address_of


@dataclass(frozen=True)
class Account:
    """How to sign in as one of the colleagues."""

    user: str
    name: str
    password: str
    role: str
    agency: str
    code: str


def secret_of(colleague: Colleague) -> str:
    """Their second factor's secret: worked out from their address, so the same on every machine."""
    digest = hashlib.sha256(f"demonstration {address_of(colleague)}".encode()).digest()
    return base64.b32encode(digest[:20]).decode("ascii")


def accounts(now: dt.datetime) -> list[Account]:
    """Every account with the code that works at `now` (aware)."""
    return [
        Account(
            user=address_of(colleague),
            name=colleague.name,
            password=PASSWORD,
            role=", ".join(ROLE_WORDS[role] for role in colleague.roles),
            agency=colleague.agency,
            code=pyotp.TOTP(secret_of(colleague)).at(now),
        )
        for colleague in COLLEAGUES
    ]


def code_for(user: str, now: dt.datetime) -> str:
    """The code of one account at `now`; raises LookupError for an address that is not there."""
    for account in accounts(now):
        if user in {account.user, account.user.split("@")[0]}:
            return account.code
    raise LookupError(user)
