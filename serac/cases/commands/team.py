"""The virtual team: which agencies' named handlers a case is open to."""

from collections.abc import Collection
from typing import Any

from serac.access import commands as access
from serac.access.models import Grant
from serac.access.queries import find_compartment, handlers_of, list_grants
from serac.agencies.models import Agency
from serac.agreements.sharing import of_immigration_control
from serac.cases import policy
from serac.cases.commands.closed import check_not_closed
from serac.cases.models import Case
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.unit import Unit, command
from serac.reference import current

VIRTUAL_TEAM = policy.VIRTUAL_TEAM
TO_STATE = "/shared"
"""Where somebody to whom something was opened states that they have no connection: it says nothing of what."""


@command(may=policy.share)
def add_to_virtual_team(
    unit: Unit, case: Case, *, agency: Agency, purpose: str, categories: Collection[str], confirms: bool = False,
    tell: bool = True,
) -> Grant:  # fmt: skip
    """Open a case to an agency's named handlers, on the agreement that covers it, and tell them that something waits.

    Args:
        purpose: code of sharing_purposes. categories: codes of information_categories that the case holds.
        confirms: each of them reads it only once they have stated that they have no connection: where they can, they are told.
        tell: whether to tell them; not where they are told of a request at which they state it.

    Raises:
        Invalid: they are on the team, work for immigration control (domain 5.4), an unknown code, or no agreement covers it.
    """
    check_not_closed(case)
    reference = current()
    if purpose not in reference.sharing_purposes:
        raise Invalid({"purpose": "Choose what it is shared for"})
    if not categories or any(code not in reference.information_categories for code in categories):
        raise Invalid({"categories": "Choose what they will see"})
    if of_immigration_control(agency.kind):
        raise Invalid(
            {"agency": "Immigration control never joins a case: send a request for their own purpose instead"}
        )
    if any(g.grantee_id == agency.id and g.relation == VIRTUAL_TEAM for g in _in_force(unit, case)):
        raise Invalid({"agency": f"{agency.name} is on this case’s virtual team already"})
    compartment = find_compartment(unit, case.compartment_id)
    facts: dict[str, Any] = {"relation": VIRTUAL_TEAM, "purpose": purpose, "categories": categories}
    grant = access.grant_to_agency(unit, compartment, agency=agency, confirms=confirms, **facts)
    unit.record(
        Event.AGENCY_ON_TEAM, case, agency=agency.id, grant=grant.id, purpose=purpose, categories=sorted(categories)
    )
    path = TO_STATE if confirms else f"/cases/{case.reference}"
    for handler in handlers_of(unit, agency.id) if tell else ():
        unit.notify("notice", handler.id, key=f"on-team:{grant.id}", path=path, about=case.compartment_id)
    return grant


@command(may=policy.share)
def remove_from_virtual_team(unit: Unit, case: Case, *, grant: Grant) -> None:
    """Close a case to an agency (or one person) from now. What they were shown stays recorded.

    Raises:
        Invalid: the grant has ended, or is of another case.
    """
    access.end_grant(unit, find_compartment(unit, case.compartment_id), grant=grant)
    unit.record(Event.AGENCY_OFF_TEAM, case, grant=grant.id, grantee=grant.grantee_id)


def _in_force(unit: Unit, case: Case) -> list[Grant]:
    """Grants that open the case now or would as soon as their agreement is in force again."""
    return list(list_grants(unit, case.compartment_id))
