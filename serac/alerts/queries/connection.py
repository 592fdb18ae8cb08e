"""Whether the reporter of an alert may be connected to somebody in the case it led to: asked before words are released.

It compares the reporter's name, phone and e-mail and the name of their agency with the people and businesses written down there, under
the actor's own view of the case, as the blind index would. It reads the rows themselves: what is at a place of safety stands in no
index, and must still be found. Nobody is told that it was asked (domain 5.1, 5.2).
"""

import uuid
from collections.abc import Collection, Iterable, Mapping

from serac.agencies.models import Agency, Member
from serac.alerts.models import Alert
from serac.cases.models import Case
from serac.core.blind_index import business_tokens, email_tokens, name_tokens, phone_tokens, words_of
from serac.core.crypto import Secrets
from serac.core.unit import Unit
from serac.entities.models import Person
from serac.entities.queries import list_businesses, list_people

NEEDED = 2
"""Words of a name that must meet: a first name alone is many people's."""


def may_be_connected(unit: Unit, alert: Alert) -> bool:
    """Whether its reporter may be connected to a person or business of the alert or of its case, or that cannot be looked up."""
    member = unit.session.get(Member, alert.reporter_id) if alert.reporter_id else None
    if member is None:
        return False
    agency = unit.session.get(Agency, alert.agency_id) if alert.agency_id else None
    places = [alert.compartment_id]
    if alert.case_id:
        case = unit.session.get(Case, alert.case_id)
        if case is None:  # closed to the actor: who is in it cannot be known, so nothing may be released
            return True
        places.append(case.compartment_id)
    for compartment_id in places:
        people = [one for one in list_people(unit, compartment_id) if one.role != "reporter"]
        if any(_is_person(unit, member, _held(unit.secrets, one)) for one in people):
            return True
        names = [one.name for one in list_businesses(unit, compartment_id)] if agency is not None else []
        if agency is not None and any(_is_business(unit.secrets, agency.name, name) for name in names):
            return True
    return False


def connections(
    unit: Unit, compartment_id: uuid.UUID, members: Iterable[Member], agencies: Iterable[Agency]
) -> Mapping[uuid.UUID, str]:
    """Of people and agencies who are about to be shown a case, those who may be connected to it, and why in words.

    For the co-ordinator alone, before anything is sent; nobody is told that it was asked (domain 5.2). A last name alone is many
    people's too: it says look, and no more.
    """
    held = [_held(unit.secrets, one) for one in list_people(unit, compartment_id) if one.role != "reporter"]
    businesses = [one.name for one in list_businesses(unit, compartment_id)]
    found = {one.id: why for one in members if (why := _why_linked(unit, one, held))}
    for agency in agencies:
        if any(_is_business(unit.secrets, agency.name, name) for name in businesses):
            found[agency.id] = "Same name as a business in this case"
    return found


def _why_linked(unit: Unit, member: Member, people: Iterable[Collection[int]]) -> str:
    certain = phone_tokens(unit.secrets, member.phone) | email_tokens(unit.secrets, member.email)
    words = [name_tokens(unit.secrets, word) for word in words_of(member.name)]
    why = ""
    for held in people:
        if any(one in held for one in certain):
            return "Same phone or email as a person in this case"
        if _meets(words, held):
            why = "Same name as a person in this case"
        elif len(words) > 1 and any(one in held for one in words[-1]):
            why = why or "Same last name as a person in this case"
    return why


def _held(secrets: Secrets, person: Person) -> Collection[int]:
    """What the index would hold of somebody, and what their description says of phones and e-mail."""
    emails = [email_tokens(secrets, word.strip(".,;:()<>")) for word in person.description.split() if "@" in word]
    known = name_tokens(secrets, person.name) | phone_tokens(secrets, person.phone, person.description)
    return known.union(*emails)


def _is_person(unit: Unit, member: Member, held: Collection[int]) -> bool:
    certain = phone_tokens(unit.secrets, member.phone) | email_tokens(unit.secrets, member.email)
    words = [name_tokens(unit.secrets, word) for word in words_of(member.name)]
    return any(one in held for one in certain) or _meets(words, held)


def _is_business(secrets: Secrets, name: str, business: str) -> bool:
    held = business_tokens(secrets, business)
    return _meets([business_tokens(secrets, word) for word in words_of(name)], held)


def _meets(words: Iterable[Collection[int]], held: Collection[int]) -> bool:
    """Whether enough words of a name meet; all of a name that has fewer."""
    each = [any(one in held for one in word) for word in words]
    return bool(each) and sum(each) >= min(NEEDED, len(each))
