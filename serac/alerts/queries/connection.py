"""Whether the reporter of an alert may be connected to somebody in the case it led to: asked before words are released.

It goes by the blind index alone, under the actor's own view of the case: name, phone and e-mail of the reporter and the name of
their agency against the people and businesses written down there. Nobody is told that it was asked (domain 5.1, 5.2).
"""

import uuid
from collections.abc import Collection, Iterable

from sqlalchemy import select

from serac.agencies.models import Agency, Member
from serac.alerts.models import Alert
from serac.cases.models import Case
from serac.core.blind_index import business_tokens, email_tokens, name_tokens, phone_tokens, words_of
from serac.core.crypto import Secrets
from serac.core.unit import Unit
from serac.entities.models import Business, Person, Token
from serac.entities.queries import list_businesses, list_people

NEEDED = 2
"""Words of a name that must meet: a first name alone is many people's."""


def connected_to(unit: Unit, alert: Alert) -> list[uuid.UUID]:
    """Ids of people and businesses, of the alert and of its case, to whom its reporter may be connected."""
    member = unit.session.get(Member, alert.reporter_id) if alert.reporter_id else None
    if member is None:
        return []
    agency = unit.session.get(Agency, alert.agency_id) if alert.agency_id else None
    case = unit.session.get(Case, alert.case_id) if alert.case_id else None
    found: list[uuid.UUID] = []
    for compartment_id in (alert.compartment_id, *([case.compartment_id] if case else [])):
        held = _held(unit, compartment_id)
        people: list[Person] = [*list_people(unit, compartment_id)]
        businesses: list[Business] = [*list_businesses(unit, compartment_id)]
        found += [
            one.id for one in people if one.role != "reporter" and _is_person(unit, member, held.get(one.id, set()))
        ]
        if agency is not None:
            found += [one.id for one in businesses if _is_business(unit.secrets, agency.name, held.get(one.id, set()))]
    return found


def _held(unit: Unit, compartment_id: uuid.UUID) -> dict[uuid.UUID, set[int]]:
    """The tokens of everybody and everything of a compartment."""
    found: dict[uuid.UUID, set[int]] = {}
    for token in unit.session.scalars(select(Token).where(Token.compartment_id == compartment_id)):
        found.setdefault(token.subject_id, set()).add(token.hash)
    return found


def _is_person(unit: Unit, member: Member, held: Collection[int]) -> bool:
    certain = phone_tokens(unit.secrets, member.phone) | email_tokens(unit.secrets, member.email)
    words = [name_tokens(unit.secrets, word) for word in words_of(member.name)]
    return any(one in held for one in certain) or _meets(words, held)


def _is_business(secrets: Secrets, name: str, held: Collection[int]) -> bool:
    return _meets([business_tokens(secrets, word) for word in words_of(name)], held)


def _meets(words: Iterable[Collection[int]], held: Collection[int]) -> bool:
    """Whether enough words of a name meet; all of a name that has fewer."""
    each = [any(one in held for one in word) for word in words]
    return bool(each) and sum(each) >= min(NEEDED, len(each))
