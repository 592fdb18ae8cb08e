"""The contact rule in force, for whoever reads a part of a case and not the case: an agency asked or given something to do."""

import uuid

from sqlalchemy import bindparam, select

from serac.access.models import Compartment
from serac.cases.contact import ContactNow
from serac.cases.models import Case
from serac.core.database import Id
from serac.core.need_to_know import name_statement
from serac.core.problems import NotFound
from serac.core.unit import Unit

_NAMED = name_statement(
    "cases.contact_now",
    "four codes and no words of a case, for whoever its parts are open to: without them they might go",
)
_NOW = (
    select(Case.deconfliction, Case.contact_rule, Case.contact_lead_id, Case.danger_until)
    .join(Compartment, Compartment.within_id == Case.compartment_id)
    .where(Compartment.id == bindparam("part", type_=Id))
)


def contact_now(unit: Unit, part_id: uuid.UUID) -> ContactNow:
    """What may be done now about the case that a part (a request, an action) belongs to.

    Args:
        part_id: the compartment of the part.

    Raises:
        NotFound: the part is hidden or unknown, or is part of no case.
    """
    if not unit.standing(part_id):
        raise NotFound
    found = unit.session.execute(_NOW, {"part": part_id}, execution_options=_NAMED).one_or_none()
    if found is None:
        raise NotFound
    return ContactNow(*found)
