"""The demonstration's accounts: everybody may know how to sign in to them."""

import base64
import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from serac.access.credentials import code_at, step_of
from serac.access.models import Credential
from serac.agencies.models import Member
from serac.agencies.roles import ROLE_WORDS
from serac.core.actor import NOBODY, Actor, Authority
from serac.core.unit import Services, Unit
from serac.demonstration.cast import BODIES, COLLEAGUES, PASSWORD, Colleague, address_of


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


def accounts(services: Services) -> list[Account]:
    """Every account, with a code that works now and has not been used.

    A code works once; whoever signs in twice in half a minute is given the next one, which is accepted already.
    """
    now = services.clock.now()
    with Unit(services, Actor(Authority.OPERATOR, now)) as unit:
        held = {member.email: member.id for member in unit.session.scalars(select(Member))}
        used = {row.id: row.last_code for row in unit.session.scalars(select(Credential))}
    return [
        _account(colleague, max(step_of(now), used.get(held.get(address_of(colleague), NOBODY), 0) + 1))
        for colleague in COLLEAGUES
    ]


def _account(colleague: Colleague, step: int) -> Account:
    return Account(
        user=address_of(colleague),
        name=colleague.name,
        password=PASSWORD,
        role=", ".join(ROLE_WORDS[role] for role in colleague.roles),
        agency=next(body.name for body in BODIES if body.slug == colleague.agency),
        code=code_at(secret_of(colleague), step),
    )


def code_for(services: Services, user: str) -> str:
    """The code of one account that works now; raises LookupError for an address that is not there."""
    for account in accounts(services):
        if user in {account.user, account.user.split("@")[0]}:
            return account.code
    raise LookupError(user)
