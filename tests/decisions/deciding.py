"""A case that agencies were asked about, with a chair, and a decision on it: where tests of decisions start from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from serac.access.roles import Role
from serac.cases import policy as cases
from serac.cases.commands import move_case
from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.core.outbox import Notice
from serac.core.unit import Unit, command
from serac.decisions import commands
from serac.decisions.models import Decision
from tests.given import Given
from tests.raising import agency, county, member, opened, share

WORDS: dict[str, str] = {
    "rationale": "One landlord holds all their papers, and they sleep at work",
    "information": "Nine people, two houses, one van",
    "risk": "They may be moved before the weekend",
    "options": "Waiting: they would be gone. A visit alone: unsafe",
}


def with_chair(given: Given) -> None:
    """The county, with a chair from the team's own council and a deputy chair from the police."""
    county(given)
    given.member("judith", "team", Role.CHAIR)
    given.member("marcus", "police", Role.DEPUTY_CHAIR)


@command(may=cases.write)
def _begin_scoping(unit: Unit, case: Case) -> None:
    move_case(unit, case, Stage.SCOPING)


def scoped(given: Given, *, shared: bool = True) -> Case:
    """A case that is being scoped, open to housing."""
    case = opened(given)
    with given.as_("priya") as unit:
        _begin_scoping(unit, unit.session.get_one(Case, case.id))
    if shared:
        share(given, case)
    return case


def put(given: Given, case: Case, name: str = "judith") -> None:
    """Open a case to a chair."""
    with given.as_("priya") as unit:
        facts: dict[str, Any] = {"purpose": "disrupt", "categories": ["identity", "intelligence"]}
        commands.put_to_chair(unit, here(unit, case), chair=member(unit, given, name), **facts)


def here(unit: Unit, case: Case) -> Case:
    """The case, as this unit sees it."""
    return unit.session.get_one(Case, case.id)


def decided(given: Given, case: Case, by: str = "priya", response: str = "joint_agency", **facts: Any) -> Decision:
    """A decision somebody recorded; housing leads."""
    with given.as_(by) as unit:
        lead = agency(unit, given, facts.pop("lead", "housing")) if response != "no_further_action" else None
        return commands.decide(unit, here(unit, case), response=response, **(WORDS | {"lead": lead} | facts))


def told(given: Given, key: str) -> dict[str, str]:
    """Who was told on an occasion: name to where the notice leads."""
    names = {row_id: name for name, row_id in given.members.items()}
    with given.operator() as unit:
        found = unit.session.scalars(select(Notice).where(Notice.key.like(f"notice:{key}%")).order_by(Notice.id)).all()
        return {names[notice.member_id]: notice.path for notice in found}
