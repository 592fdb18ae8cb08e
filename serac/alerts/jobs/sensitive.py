"""An alert about somebody in a position of trust that nobody could read is handed over as soon as a contact is registered."""

import uuid
from collections.abc import Iterable

from sqlalchemy import func, select

from serac.access.models import Compartment, RestrictedReader
from serac.agencies.models import ContactPoint, Partnership
from serac.alerts.commands import hand_to_sensitive_contacts
from serac.alerts.queries import sensitive_readers
from serac.core.jobs import Occasion, job
from serac.core.unit import Unit


def unread(unit: Unit) -> Iterable[Occasion]:
    """One occasion for each partnership that holds such alerts and now has somebody to read them.

    Due when the newer of the two came: the last such alert, or the last registered contact.
    """
    listed = select(RestrictedReader.compartment_id)
    orphans = (
        select(Compartment.partnership_id, func.max(Compartment.opened_at))
        .where(Compartment.kind == "alert", Compartment.restricted, Compartment.id.not_in(listed))
        .group_by(Compartment.partnership_id)
        .order_by(Compartment.partnership_id)
    )
    registered = unit.session.scalar(
        select(func.max(ContactPoint.since)).where(ContactPoint.purpose == "sensitive_case")
    )
    for partnership_id, opened_at in unit.session.execute(orphans).all():
        if registered is not None and sensitive_readers(unit, partnership_id):
            yield Occasion(max(opened_at, registered), str(partnership_id))


@job("alerts.sensitive_contacts", due=unread)
def hand_over(unit: Unit, occasion: Occasion) -> None:
    """Name the registered contacts on the alerts' lists, and tell them."""
    hand_to_sensitive_contacts(unit, unit.session.get_one(Partnership, uuid.UUID(occasion.subject)))
