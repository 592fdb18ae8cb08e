"""The decisions of a case, and what was dissented from in them."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.core.actor import Permission
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.decisions import policy
from serac.decisions.lifecycle import CURRENT, DecisionState
from serac.decisions.models import Decision, Dissent

SHOWN = 25


def list_decisions(unit: Unit, case: Case) -> Sequence[Decision]:
    """Every decision on a case, the last first."""
    asked = select(Decision).where(Decision.compartment_id == case.compartment_id)
    return unit.session.scalars(asked.order_by(Decision.number.desc())).all()


def latest_number(unit: Unit, case: Case) -> int:
    """The number of the last decision on a case; 0 where there is none."""
    asked = select(func.max(Decision.number)).where(Decision.compartment_id == case.compartment_id)
    return unit.session.scalar(asked) or 0


def _in_state(unit: Unit, case: Case, state: DecisionState) -> Decision | None:
    asked = select(Decision).where(Decision.compartment_id == case.compartment_id, Decision.state == state)
    return unit.session.scalars(asked).one_or_none()


def in_force_of(unit: Unit, case: Case) -> Decision | None:
    """The decision in force on a case."""
    return _in_state(unit, case, DecisionState.IN_FORCE)


def waiting_of(unit: Unit, case: Case) -> Decision | None:
    """The decision on a case that waits for the chair."""
    return _in_state(unit, case, DecisionState.WAITING)


def current_of(unit: Unit, case: Case) -> Decision | None:
    """The decision people speak of now: the one that waits, or else the one in force."""
    return waiting_of(unit, case) or in_force_of(unit, case)


def find_waiting(unit: Unit, reference: str) -> Decision:
    """The decision of a case that waits for the chair.

    Raises:
        NotFound: the case is hidden or unknown, or nothing waits.
    """
    found = waiting_of(unit, find_case(unit, reference))
    if found is None:
        raise NotFound
    return found


def find_current(unit: Unit, reference: str) -> Decision:
    """The decision of a case that waits, or else the one in force.

    Raises:
        NotFound: the case is hidden or unknown, or nothing was decided.
    """
    found = current_of(unit, find_case(unit, reference))
    if found is None:
        raise NotFound
    return found


def list_dissent(unit: Unit, decision_ids: Collection[uuid.UUID]) -> Sequence[Dissent]:
    """What was dissented from in these decisions, oldest first."""
    if not decision_ids:
        return []
    asked = select(Dissent).where(Dissent.decision_id.in_(decision_ids))
    return unit.session.scalars(asked.order_by(Dissent.said_at, Dissent.id)).all()


def asked_of_chair(unit: Unit) -> Sequence[tuple[Decision, Case]]:
    """Decisions that wait for the actor as a chair, the longest waiting first. A restricted case is told apart by its standing."""
    if not unit.actor.holds(Permission.DECIDE):
        return []
    rows = unit.session.execute(
        select(Decision, Case)
        .join(Case, Case.compartment_id == Decision.compartment_id)
        .where(Decision.state == DecisionState.WAITING)
        .order_by(Decision.recorded_at, Decision.id)
        .limit(SHOWN)
    )
    return [(decision, case) for decision, case in rows if unit.may(policy.confirm, decision)]


def is_current(decision: Decision) -> bool:
    """Whether it counts, or will once it is confirmed."""
    return decision.state in CURRENT
