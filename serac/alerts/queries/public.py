"""What the open form asks: who takes alerts from the public, and whether too many come from one network."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from serac.access import crowds
from serac.agencies.models import Partnership, PartnershipAgency
from serac.alerts.models import Alert
from serac.alerts.queries.places import rules_of, team_members
from serac.core.problems import NotFound
from serac.core.unit import Unit


def list_open_to_the_public(unit: Unit) -> Sequence[Partnership]:
    """Partnerships that take alerts from the public, and have somebody to read them, by name."""
    asked = (
        select(Partnership)
        .join(PartnershipAgency, PartnershipAgency.partnership_id == Partnership.id)
        .where(
            Partnership.until > unit.now,
            PartnershipAgency.own_team,
            PartnershipAgency.since <= unit.now,
            PartnershipAgency.until > unit.now,
        )
        .distinct()
        .order_by(Partnership.name, Partnership.id)
    )
    found = unit.session.scalars(asked).all()
    return [one for one in found if rules_of(one).flag("intake.public_form") and team_members(unit, one.id)]


def find_open_to_the_public(unit: Unit, slug: str, *, sending: bool = False) -> Partnership:
    """One that takes alerts from the public.

    Args:
        sending: the command that follows asks whether somebody would read it, so it is not asked here.

    Raises:
        NotFound: unknown, ended, takes none, or has nobody who would read them.
    """
    asked = select(Partnership).where(Partnership.slug == slug, Partnership.until > unit.now)
    found = unit.session.scalars(asked).one_or_none()
    if found is None or not rules_of(found).flag("intake.public_form"):
        raise NotFound
    if not sending and not team_members(unit, found.id):
        raise NotFound
    return found


def is_crowded(unit: Unit, partnership: Partnership, network: int) -> bool:
    """Whether a further alert from this network is one too many, by the partnership's rate. It is taken in all the same."""
    rules = rules_of(partnership)
    since = unit.now - dt.timedelta(minutes=rules.number("public.crowd_minutes"))
    most = rules.number("public.crowd_alerts")
    return crowds.is_above(unit, Alert, partnership.id, network, since=since, most=most)
