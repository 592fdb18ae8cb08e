"""Who, of those about to be shown a case, may be connected to it: for the team alone, and leaving them out there and then."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask.typing import ResponseReturnValue

from serac.access import commands as access
from serac.access.queries import find_compartment
from serac.agencies.models import Agency
from serac.cases import policy
from serac.cases.models import Case
from serac.cases.queries import Person, find_case
from serac.cases.queries.connection import connections_of
from serac.cases.schemas import LeaveOutAnswers
from serac.cases.views.frame import bp
from serac.core.answers import Answers
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs

_BACK = {
    "check": "cases.check_agency",
    "override": "cases.override",
    "police": "cases.ask_police",
    "chair": "decisions.chair",
}


@dataclass(frozen=True)
class Linked:
    """Somebody who may be connected to a case. id: "" of an agency as a whole, which is left out on the page for that."""

    id: str
    name: str
    why: str


def linked_words(unit: Unit, case: Case, people: Iterable[Person], agencies: Iterable[Agency]) -> dict[str, Any]:
    """What templates/cases/_linked.html needs: who may be connected, why, and the key of the forms that leave them out."""
    readers, listed = list(people), list(agencies)
    found = connections_of(unit, case, [one.id for one in readers], listed)
    linked = [Linked("", one.name, found[one.id]) for one in listed if one.id in found]
    linked += [Linked(str(one.id), one.name, found[one.id]) for one in readers if one.id in found]
    return {"linked": linked, "leave_out_key": Form(Answers()).key}


@bp.route("/cases/<reference>/team/leave-out", methods=["POST"])
@needs(policy.share, on=find_case)
def leave_out(case: Case) -> ResponseReturnValue:
    """Keep somebody out whom the silent check found, before anything is shown to them."""
    unit, form = current_unit(), Form(LeaveOutAnswers())
    if not form.sent_well():
        return go("cases.team", reference=case.reference)
    _leave_out(unit, case, form.data["grantee"])
    chosen = {name: form.data[name] for name in ("agency", "purpose", "categories") if form.data[name]}
    where = {} if form.data["back"] in {"police", "chair"} else chosen
    return go(_BACK[form.data["back"]], reference=case.reference, **where)


def _leave_out(unit: Unit, case: Case, member_id: uuid.UUID) -> None:
    """Only whom the check finds: anybody else is kept out on the page that asks why."""
    why = connections_of(unit, case, [member_id], ()).get(member_id)
    if why and member_id != unit.actor.member_id:
        compartment = find_compartment(unit, case.compartment_id)
        access.exclude(unit, compartment, grantee_id=member_id, reason="linked_person", words=f"{why}.")
