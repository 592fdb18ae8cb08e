"""Disagreements on a case, and the steps each has climbed."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select

from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.decisions.models import Disagreement, DisagreementStep


def list_disagreements(unit: Unit, case: Case) -> Sequence[Disagreement]:
    """Every disagreement on a case, the last raised first."""
    asked = select(Disagreement).where(Disagreement.compartment_id == case.compartment_id)
    return unit.session.scalars(asked.order_by(Disagreement.raised_at.desc(), Disagreement.id.desc())).all()


def find_disagreement(unit: Unit, reference: str, disagreement_id: uuid.UUID) -> Disagreement:
    """One disagreement on a case.

    Raises:
        NotFound: the case is hidden or unknown, or the disagreement is none of its own.
    """
    case = find_case(unit, reference)
    found = unit.session.get(Disagreement, disagreement_id)
    if found is None or found.compartment_id != case.compartment_id:
        raise NotFound
    return found


def list_steps(unit: Unit, disagreement_ids: Collection[uuid.UUID]) -> Sequence[DisagreementStep]:
    """The steps these have climbed, oldest first."""
    if not disagreement_ids:
        return []
    asked = select(DisagreementStep).where(DisagreementStep.disagreement_id.in_(disagreement_ids))
    return unit.session.scalars(asked.order_by(DisagreementStep.ended_at, DisagreementStep.id)).all()
