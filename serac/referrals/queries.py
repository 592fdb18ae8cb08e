"""Reads of referrals."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select

from serac.access.models import Compartment
from serac.agencies.hours import rules_for
from serac.agencies.models import Partnership
from serac.core.clock import add_working_minutes
from serac.core.database import among
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.reference import current
from serac.referrals.models import Referral

_OF = select(Referral).where(among(Referral.compartment_id, "asked")).order_by(Referral.made_at, Referral.id)


def list_referrals(unit: Unit, compartment_ids: Collection[uuid.UUID]) -> Sequence[Referral]:
    """The referrals made in some compartments, as far as the reader may see them, the oldest first."""
    return unit.session.scalars(_OF, {"asked": list(compartment_ids)}).all()


def referrals_of_case(unit: Unit, compartment_id: uuid.UUID) -> Sequence[Referral]:
    """Those made in a case, and those made in the alerts it was made from where the reader may see those."""
    joined = select(Compartment.id).where(Compartment.joined_id == compartment_id).order_by(Compartment.id)
    return list_referrals(unit, [compartment_id, *unit.session.scalars(joined)])


def find_referral(unit: Unit, referral_id: uuid.UUID) -> Referral:
    """A referral by its id.

    Raises:
        NotFound: hidden or unknown.
    """
    found = unit.session.scalars(select(Referral).where(Referral.id == referral_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def place_of(unit: Unit, compartment_id: uuid.UUID) -> tuple[str, str]:
    """The kind ("alert" or "case") and reference of what a referral was made in."""
    found = unit.session.get_one(Compartment, compartment_id)
    return found.kind, found.reference or ""


def reply_due(unit: Unit, partnership_id: uuid.UUID, kind: str, start: dt.datetime) -> dt.datetime | None:
    """When a reply is expected to a referral made at `start`, by its kind; None where none is waited for."""
    entry = current().referral_kinds.get(kind)
    if entry.reply_minutes is not None:
        return start + dt.timedelta(minutes=entry.reply_minutes)
    if entry.reply_working_hours is None:
        return None
    rules = rules_for(unit.session.get_one(Partnership, partnership_id).slug)
    hours = {"opens": rules.time("hours.opens"), "closes": rules.time("hours.closes")}
    return add_working_minutes(start, entry.reply_working_hours * 60, **hours)


def list_silent(unit: Unit) -> Sequence[Referral]:
    """Referrals whose reply is overdue and of which not everybody has been reminded, the longest due first."""
    waiting = select(Referral).where(Referral.replied_at.is_(None), Referral.due_at <= unit.now, Referral.chased < 2)
    return unit.session.scalars(waiting.order_by(Referral.due_at, Referral.id)).all()
