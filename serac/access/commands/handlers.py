"""A new handler reads what their agency was already given: the teams whose cases these are hear of it the same moment."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from serac.access.models import Compartment, Grant
from serac.access.queries import members_holding
from serac.agencies.models import Agency, Appointment, Member
from serac.agencies.ownership import register_appointment
from serac.agencies.roles import HANDLERS, OWN_TEAM, Role
from serac.core.unit import Unit


def _approved(unit: Unit, appointment: Appointment, member: Member) -> None:
    """Tell each such team; the notice leads to the agency's page, which names its handlers (domain 5.2)."""
    if Role(appointment.role) not in HANDLERS or appointment.agency_id is None:
        return
    agency = unit.session.get_one(Agency, appointment.agency_id)
    shared = (
        select(Compartment.partnership_id)
        .join(Grant, Grant.compartment_id == Compartment.id)
        .where(Grant.grantee_id == agency.id, Grant.since <= unit.now, Grant.until > unit.now)
        .distinct()
        .order_by(Compartment.partnership_id)
    )
    for partnership_id in unit.session.scalars(shared).all():
        for told in members_holding(unit, OWN_TEAM, partnership_id):
            unit.notify("notice", told, key=f"handler:{appointment.id}", path=f"/agencies/{agency.slug}")


def _warn_of_nothing(unit: Unit, member_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """Approving a handler does nothing else that its approver must know."""
    return {}


register_appointment(_approved, _warn_of_nothing)
