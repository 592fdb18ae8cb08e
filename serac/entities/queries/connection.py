"""Whether people and agencies about to read something may be connected to it: asked silently, by name, phone, address, employer.

It reads the rows themselves, under the actor's own view: what is at a place of safety stands in no index, and must still be found.
Nobody is told that it was asked (domain 5.2).
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence

from serac.agencies.models import Agency, Member
from serac.core.blind_index import business_tokens, email_tokens, name_tokens, phone_tokens, words_of
from serac.core.crypto import Secrets
from serac.core.unit import Unit
from serac.entities.models import Person
from serac.entities.naming import Said, full_name_in, mentions
from serac.entities.queries.recorded import list_businesses, list_people, list_places

NEEDED = 2
"""Words of a name that must meet: a first name alone is many people's."""
AT_WORK = frozenset({"reporter", "professional"})
"""Roles of people who are in a case because of their work: that they work somewhere connects nobody there."""


def connections(
    unit: Unit,
    compartment_id: uuid.UUID,
    members: Iterable[Member],
    agencies: Iterable[Agency],
    texts: Iterable[str] = (),
) -> Mapping[uuid.UUID, str]:
    """Of people and agencies who are about to be shown a case, those who may be connected to it, and why in words.

    For the co-ordinator alone, before anything is sent. A last name alone is many people's too: it says look, and no more.

    Args:
        texts: what else the case says, in which somebody may be named.
    """
    people = people_in(unit, compartment_id)
    held = [held_of(unit.secrets, one) for one in people]
    said = [one for one in map(Said, texts) if one.words]
    found = {one.id: why for one in members if (why := _why_linked(unit, one, held, said))}
    listed = list(agencies)
    businesses = [one.name for one in list_businesses(unit, compartment_id)] if listed else []
    addresses = [Said(one.address) for one in list_places(unit, compartment_id)] if listed else []
    for agency in listed:
        if any(is_business(unit.secrets, agency.name, name) for name in businesses):
            found[agency.id] = "Same name as a business in this case"
        elif employs_one_of(agency.name, people):
            found[agency.id] = "A person in this case may work there"
        elif any(mentions(agency.name, one) for one in addresses):
            found[agency.id] = "An address in this case names it"
    return found


def people_in(unit: Unit, compartment_id: uuid.UUID) -> Sequence[Person]:
    """The people of a compartment but whoever reported it."""
    return [one for one in list_people(unit, compartment_id) if one.role != "reporter"]


def employs_one_of(agency: str, people: Iterable[Person]) -> bool:
    """Whether what is said of somebody names an agency, other than of people who are there because of their work."""
    return any(mentions(agency, Said(f"{one.name} {one.description}")) for one in people if one.role not in AT_WORK)


def is_one_of(unit: Unit, member: Member, people: Iterable[Collection[int]]) -> bool:
    """Whether a member's phone, e-mail or name is one of these people's: see `held_of`."""
    certain, words = _certain(unit, member), _name_words(unit, member)
    return any(any(one in held for one in certain) or _meets(words, held) for held in people)


def held_of(secrets: Secrets, person: Person) -> Collection[int]:
    """What the index would hold of somebody, and what their description says of phones and e-mail."""
    emails = [email_tokens(secrets, word.strip(".,;:()<>")) for word in person.description.split() if "@" in word]
    known = name_tokens(secrets, person.name) | phone_tokens(secrets, person.phone, person.description)
    return known.union(*emails)


def is_business(secrets: Secrets, name: str, business: str) -> bool:
    """Whether an agency's name is a business's."""
    held = business_tokens(secrets, business)
    return _meets([business_tokens(secrets, word) for word in words_of(name)], held)


def _why_linked(unit: Unit, member: Member, people: Iterable[Collection[int]], said: Iterable[Said]) -> str:
    certain, words = _certain(unit, member), _name_words(unit, member)
    why = ""
    for held in people:
        if any(one in held for one in certain):
            return "Same phone or email as a person in this case"
        if _meets(words, held):
            why = "Same name as a person in this case"
        elif len(words) > 1 and any(one in held for one in words[-1]):
            why = why or "Same last name as a person in this case"
    if not why or why.startswith("Same last"):
        why = "Named in the words of this case" if any(full_name_in(member.name, one) for one in said) else why
    return why


def _certain(unit: Unit, member: Member) -> frozenset[int]:
    return phone_tokens(unit.secrets, member.phone) | email_tokens(unit.secrets, member.email)


def _name_words(unit: Unit, member: Member) -> list[frozenset[int]]:
    return [name_tokens(unit.secrets, word) for word in words_of(member.name)]


def _meets(words: Iterable[Collection[int]], held: Collection[int]) -> bool:
    """Whether enough words of a name meet; all of a name that has fewer."""
    each = [any(one in held for one in word) for word in words]
    return bool(each) and sum(each) >= min(NEEDED, len(each))
