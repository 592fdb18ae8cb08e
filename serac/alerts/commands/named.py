"""Whoever an alert names does not get it: kept out silently, before anybody is told that it came (domain 5.2)."""

import uuid
from collections.abc import Collection, Iterable, Sequence

from serac.access import commands as access
from serac.access.models import Compartment
from serac.access.queries import governors_of, list_exclusions, members_holding
from serac.agencies.roles import Role
from serac.alerts import policy
from serac.alerts.models import Alert, Receipt
from serac.alerts.queries.named import newly_named
from serac.alerts.queries.places import named_second
from serac.core.events import Event
from serac.core.problems import NotFound
from serac.core.unit import Unit, command

REASON = "linked_person"
WHY = "Named in this alert, or somebody of the same name is"


def keep_out_named(unit: Unit, alert: Alert, receipt: Receipt | None, named: Iterable[uuid.UUID]) -> None:
    """Keep these people out of an alert, and of its receipt unless they hold it. Part of the command that raises or works on it."""
    compartment = unit.session.get_one(Compartment, alert.compartment_id)
    place = unit.session.get_one(Compartment, receipt.compartment_id) if receipt is not None else None
    for member_id in sorted(named):
        access.keep_out_with(unit, compartment, member_id, REASON, WHY)
        if place is not None and member_id != alert.reporter_id:
            access.keep_out_with(unit, place, member_id, REASON)


def look_for_named(unit: Unit, alert: Alert) -> frozenset[uuid.UUID]:
    """Keep out whoever it names of those who came since. Part of a command of triage; returns who they are."""
    named = newly_named(unit, alert)
    if named:
        keep_out_named(unit, alert, unit.session.get(Receipt, alert.receipt_id), named)
    return named


def tell_that_one_waits(unit: Unit, alert: Alert, key: str, named: Collection[uuid.UUID]) -> None:
    """Nobody is left who reads it: governance hears that one waits; where that is because it names them, so do the others.

    The others: the chair and whoever stands second on the team's contact points. None of those it names.
    """
    others: Sequence[uuid.UUID] = ()
    if named:
        chairs = members_holding(unit, [Role.CHAIR, Role.DEPUTY_CHAIR], alert.partnership_id)
        others = [*chairs, *named_second(unit, alert.partnership_id)]
    governors = governors_of(unit, alert.partnership_id)
    for member_id in dict.fromkeys((*governors, *others)):
        if member_id not in named:
            path = "/agencies" if member_id in governors else "/duty-rota"
            unit.notify("urgent", member_id, key=f"unread-alert:{key}", path=path)


@command(may=policy.let_back)
def let_named_back(unit: Unit, alert: Alert, *, member_id: uuid.UUID) -> None:
    """It was somebody else of that name: let a colleague back to an alert. Governance is told.

    Raises:
        NotFound: they are not kept out.
    """
    compartment = unit.session.get_one(Compartment, alert.compartment_id)
    if member_id not in {one.grantee_id for one in list_exclusions(unit, compartment.id)}:
        raise NotFound
    receipt = unit.session.get(Receipt, alert.receipt_id)
    also = [unit.session.get_one(Compartment, receipt.compartment_id)] if receipt is not None else []
    access.stop_excluding(unit, compartment, grantee_id=member_id, also=also)
    unit.record(Event.EXCLUSION_ENDED, alert, grantee=member_id)
