"""How an agency sees the risk: a part of the case of its own, beside the views of the others for everybody the case is open to."""

from collections.abc import Sequence

from sqlalchemy import select

from serac.access import commands as access
from serac.access.commands.grants import ORIGINATOR
from serac.core.events import Event
from serac.core.unit import Unit
from serac.scoping.commands.replies_items import Basis, Way, disclose
from serac.scoping.models import Reply, Request, RiskView
from serac.scoping.queries.readers import Reach

KIND = "risk_view"


def give_risk_view(unit: Unit, request: Request, reply: Reply, reach: Reach, way: Way, basis: Basis) -> RiskView | None:
    """Show how the agency sees the risk to everybody the case is open to, and record that it was given.

    A part of the command that sends or corrects a reply: one that says the same stands as it was, another takes its place.
    What immigration control says stays in its reply, with the team that asked: no part that it could not read itself is opened.
    """
    before = _standing(unit, request)
    if any((one.level, one.words or "") == (reply.risk, reply.risk_words or "") for one in before):
        return None
    for one in before:
        one.replaced_at = unit.now
        unit.record(Event.RISK_VIEW_REPLACED, one)
    unit.session.flush()
    if not reply.risk or unit.actor.immigration_control:
        if before:
            _close_all(unit, request)
        return None
    made = _write(unit, request, reply, reply.risk)
    readers = reach.shared_view()
    disclose(unit, request, reply, ("risk", made.id), readers, way, basis)
    return made


def _close_all(unit: Unit, request: Request) -> None:
    """Nothing is said of the risk any more: what was, and what that replaced, is left to the agency and the team that asked."""
    for one in unit.session.scalars(
        select(RiskView).where(RiskView.request_id == request.id).order_by(RiskView.id)
    ).all():
        access.narrow_own_part(unit, one.compartment_id, closes=True, barred=False)


def _standing(unit: Unit, request: Request) -> Sequence[RiskView]:
    """What the agency said of the risk in answer to this request, and has not taken back."""
    asked = select(RiskView).where(RiskView.request_id == request.id, RiskView.replaced_at.is_(None))
    return unit.session.scalars(asked.order_by(RiskView.id)).all()


def _write(unit: Unit, request: Request, reply: Reply, level: str) -> RiskView:
    part = access.open_compartment(
        unit, request.partnership_id, kind=KIND, within=request.within_id, follows=True, not_for_immigration=True
    )
    access.grant_own_disclosure(unit, part, request.agency_id, ORIGINATOR)
    made = RiskView(compartment_id=part.id, within_id=request.within_id, request_id=request.id)
    made.agency_id, made.reply_id, made.level, made.given_at = request.agency_id, reply.id, level, unit.now
    made.words = reply.risk_words
    unit.session.add(made)
    unit.session.flush()
    unit.record(Event.RISK_VIEW_GIVEN, made, level=level)
    return made
