"""Whom an action can be given to, as a form offers it: who by name, and what each agency would read of it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from serac.access.queries import is_own_agency, list_grants
from serac.actions.queries import agencies_here, kept_away
from serac.agencies.models import Agency, Member
from serac.agreements.sharing import may_share
from serac.cases.queries.team import handlers_by_agency, own_team
from serac.core.clock import LONDON
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.reference import current

USUAL: Mapping[str, Any] = {"purpose": "disrupt", "categories": ["identity", "intelligence"]}
"""What is chosen beforehand: what most agreements cover."""


@dataclass(frozen=True)
class Askable:
    """An agency that something can be asked of.

    Attributes:
        people: its named handlers, as (value of the form, name). on_case: it reads the case already.
        under: what it would stand on to read this action alone, or why that cannot be.
    """

    agency: Agency
    people: tuple[tuple[str, str], ...]
    on_case: bool
    may_read: bool
    under: str


def askable(
    unit: Unit, partnership_id: uuid.UUID, within_id: uuid.UUID, only: tuple[uuid.UUID, ...] | None = None
) -> list[Askable]:
    """The agencies of the partnership with somebody who could do it, its own team first; `only` these, if given."""
    agencies = [one for one in agencies_here(unit, partnership_id) if only is None or one.id in only]
    handlers = handlers_by_agency(unit, [one.id for one in agencies])
    on_case = {grant.grantee_id for grant in list_grants(unit, within_id)}
    barred, found = kept_away(unit, within_id), []
    for agency in agencies:
        own = is_own_agency(unit, partnership_id, agency.id)
        people = own_team(unit, partnership_id) if own else handlers.get(agency.id, ())
        named = tuple((f"{agency.slug}:{one.id}", one.name) for one in people if one.id not in barred)
        if not named or agency.id in barred:
            continue
        inside = own or agency.id in on_case
        may_read, under = (True, "") if inside else _under(unit, partnership_id, agency)
        found.append(Askable(agency, named, inside, may_read, under))
    return sorted(found, key=lambda one: (not one.on_case, one.agency.name.casefold()))


def _under(unit: Unit, partnership_id: uuid.UUID, agency: Agency) -> tuple[bool, str]:
    wanted = frozenset(USUAL["categories"])
    sharing = may_share(
        unit, partnership_id=partnership_id, agency_id=agency.id, purpose=USUAL["purpose"], categories=wanted
    )
    return sharing.allowed, sharing.why


def choices_of(found: list[Askable]) -> list[tuple[str, str]]:
    """For a select: every person, after their agency."""
    return [
        (value, f"{one.agency.name}: {name}{'' if one.on_case else ' (this action alone)'}")
        for one in found
        for value, name in one.people
    ]


def readers_of(found: list[Askable]) -> list[tuple[str, str, str]]:
    """Who would read the action alone: the agency, who by name, under what (or why not)."""
    return [
        (
            one.agency.name,
            ", ".join(name for _, name in one.people),
            one.under if one.may_read else f"Cannot be asked now. {one.under}",
        )
        for one in found
        if not one.on_case
    ]


def chosen(unit: Unit, found: list[Askable], value: str) -> tuple[Agency, Member]:
    """The agency and the person behind a choice.

    Raises:
        Invalid: it is none that was offered.
    """
    for one in found:
        for offered, _ in one.people:
            if offered == value:
                return one.agency, unit.session.get_one(Member, uuid.UUID(value.rpartition(":")[2]))
    raise Invalid({"owner": "Choose who is to do it"})


def lists_of(unit: Unit) -> dict[str, Any]:
    """What every form that asks somebody offers besides."""
    day, reference = unit.now.astimezone(LONDON).date(), current()
    return {
        "purposes": [(one.code, one.label) for one in reference.sharing_purposes.offered(day)],
        "all_categories": [(one.code, one.label, one.hint) for one in reference.information_categories.offered(day)],
    }
