"""Restricting a case to named readers."""

import uuid
from typing import Any

from flask.typing import ResponseReturnValue

from serac.access import commands as access
from serac.access.models import Compartment
from serac.access.queries import find_compartment, list_exclusions, list_restricted_readers
from serac.cases import policy
from serac.cases.models import Case
from serac.cases.queries import find_case, own_team, team_of
from serac.cases.queries.team import Person, by_name
from serac.cases.schemas import ReadersAnswers
from serac.cases.views.frame import bp, case_page
from serac.core.answers import Answers
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs


@bp.route("/cases/<reference>/restrict", methods=["GET", "POST"])
@needs(policy.share, on=find_case)
def restrict(case: Case) -> ResponseReturnValue:
    """Make a case restricted, or change who is on its list."""
    unit = current_unit()
    compartment = find_compartment(unit, case.compartment_id)
    people = _who_could_read(unit, case)
    listed = set(list_restricted_readers(unit, compartment.id))
    initial = {"readers": [str(one) for one in listed or [unit.actor.member_id]]}
    form = Form(ReadersAnswers(), initial=initial)
    if form.sent_well() and form.attempt(lambda: _set_readers(unit, compartment, form.data, people, listed)):
        return go("cases.team", reference=case.reference)
    return case_page(
        "cases/restrict.html",
        case,
        form=form,
        restricted=compartment.restricted,
        people=[(str(person.id), person.name) for person in people],
        lift=Form(Answers()).key,
    )


def _who_could_read(unit: Unit, case: Case) -> tuple[Person, ...]:
    """The own team, everybody the case is open to, and whoever is listed already; nobody who is kept out."""
    found = {person.id: person for person in own_team(unit, case.partnership_id)}
    found |= {person.id: person for one in team_of(unit, case).members for person in one.people}
    gone = {one.grantee_id for one in list_exclusions(unit, case.compartment_id)}
    return by_name(person for person in found.values() if person.id not in gone)


def _set_readers(
    unit: Unit, compartment: Compartment, answers: dict[str, Any], people: tuple[Person, ...], listed: set[uuid.UUID]
) -> bool:
    chosen, words = answers["readers"], answers["words"].strip()
    offered = {str(person.id): person.id for person in people}
    if not chosen or any(one not in offered for one in chosen):
        raise Invalid({"readers": "Choose who reads this case"})
    wanted = {offered[one] for one in chosen}
    if unit.actor.member_id not in wanted:
        raise Invalid({"readers": "Stay on the list yourself. Somebody else on it can take you off."})
    if not words and (not compartment.restricted or listed - wanted):
        raise Invalid({"words": "Say why others may not read it"})
    if not compartment.restricted:
        access.restrict(unit, compartment, readers=wanted, words=words)
        return True
    for member_id in sorted(wanted - listed):
        access.list_reader(unit, compartment, member_id=member_id)
    for member_id in sorted(listed - wanted):
        access.unlist_reader(unit, compartment, member_id=member_id, words=words)
    return True


@bp.route("/cases/<reference>/unrestrict", methods=["POST"])
@needs(policy.share, on=find_case)
def unrestrict(case: Case) -> ResponseReturnValue:
    """Lift the restriction: everybody the case is open to reads it again."""
    unit = current_unit()
    access.unrestrict(unit, find_compartment(unit, case.compartment_id))
    return go("cases.team", reference=case.reference)
